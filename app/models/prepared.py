"""Statements that are built once: building one costs ten times what running it does (see benchmarks/)."""

from collections.abc import Callable, Collection, Hashable
from dataclasses import fields
from datetime import timedelta
from enum import Enum
from functools import wraps
from types import FunctionType, SimpleNamespace
from typing import Any, Concatenate, NamedTuple, ParamSpec

from sqlalchemy import BindParameter, ClauseElement
from sqlalchemy.orm import Session

from app.models.viewer import Viewer

P = ParamSpec("P")


def prepared(build: Callable[P, Any]) -> Callable[Concatenate[Session, P], Any]:
    """Run the statement that `build` makes of the arguments, and give its Result. It is built at the first call of a
    shape, and kept for all of that shape.

    `build` sees no value of any call, so that nothing that one person asks for can stay in what another one runs.
    None, True, False, an enumeration's words, a frozenset of them and a module's functions are the shape: it sees them
    as they are. All else is a value, of which it sees a Given; so is all else that a Viewer has.
    """
    kept: dict[Hashable, _Statement] = {}

    @wraps(build)
    def run(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> Any:
        values: dict[str, Any] = {}
        shape = (
            tuple(_shape(argument, values) for argument in args),
            tuple((name, _shape(argument, values)) for name, argument in kwargs.items()),
        )
        if (statement := kept.get(shape)) is None:
            statement = kept[shape] = _Statement(build, *shape)
        return statement.run(session, values)

    return run


class Given(BindParameter[Any]):
    """A value that is given when the statement runs. One can compare it with a column, ask whether there is one, and
    add or take away a span of time. Whatever else would need the value itself, and raises TypeError."""

    inherit_cache = True
    moved: "Moved"

    @classmethod
    def named(cls, name: str, moved: "Moved", *, many: bool = False) -> "Given":
        given = cls(name, expanding=many)
        given.moved = moved
        return given

    def __bool__(self) -> bool:
        return True

    def __add__(self, span: Any) -> "Given":
        if not isinstance(span, timedelta):
            raise self._unknown()
        name = f"{self.key}_{len(self.moved)}"
        self.moved[name] = self.key, span
        return Given.named(name, self.moved)

    def __sub__(self, span: Any) -> "Given":
        return self.__add__(-span)

    def operate(self, op: Any, *others: Any, **kwargs: Any) -> Any:
        if all(_is_of_a_statement(other) for other in others):
            return super().operate(op, *others, **kwargs)
        raise self._unknown()

    def reverse_operate(self, *_: Any, **__: Any) -> Any:
        raise self._unknown()

    def _unknown(self) -> TypeError:
        return TypeError("This value is not known before the statement runs")


Moved = dict[str, tuple[str, timedelta]]
"""The values that are reckoned from others when a statement runs: of each, from which one, and the span between."""


class _Value(NamedTuple):
    """The shape of a value: the name under which it is given, and whether it is a list."""

    name: str
    many: bool


class _Eyes(NamedTuple):
    """The shape of a Viewer: of each thing that she has, its shape."""

    has: tuple[Hashable, ...]


_OF_EYES = (*(of.name for of in fields(Viewer) if of.name != "zone"), "today")
"""What of a viewer a statement may ask for."""


def _shape(argument: Any, values: dict[str, Any]) -> Hashable:
    """The shape of an argument. What of it is a value goes to `values`."""
    if isinstance(argument, Viewer):
        return _Eyes(tuple(_shape(getattr(argument, name), values) for name in _OF_EYES))
    if argument is None or isinstance(argument, (bool, Enum, FunctionType)):
        return argument
    if isinstance(argument, frozenset) and all(isinstance(one, Enum) for one in argument):
        return argument
    value = _Value(f"given_{len(values)}", isinstance(argument, Collection) and not isinstance(argument, (str, bytes)))
    values[value.name] = list(argument) if value.many else argument
    return value


class _Statement:
    """A statement as it was built for a shape."""

    def __init__(
        self, build: Callable[..., Any], args: tuple[Hashable, ...], kwargs: tuple[tuple[str, Hashable], ...]
    ) -> None:
        self._moved: Moved = {}
        seen = {name: self._seen(shape) for name, shape in kwargs}
        self._built = build(*(self._seen(shape) for shape in args), **seen)
        self._of_columns = all(column["expr"] is not column["entity"] for column in self._built.column_descriptions)

    def run(self, session: Session, values: dict[str, Any]) -> Any:
        for name, (other, span) in self._moved.items():
            values[name] = values[other] + span
        if not self._of_columns:
            return session.execute(self._built, values)
        session.flush()  # as session.execute() does; rows of columns need no more of the session, and cost a third less
        return session.connection().execute(self._built, values)

    def _seen(self, shape: Hashable) -> Any:
        """What `build` sees of an argument of this shape."""
        if isinstance(shape, _Eyes):
            return SimpleNamespace(**dict(zip(_OF_EYES, map(self._seen, shape.has), strict=True)))
        if isinstance(shape, _Value):
            return Given.named(shape.name, self._moved, many=shape.many)
        if isinstance(shape, FunctionType) and "<locals>" in shape.__qualname__:
            raise TypeError(f"{shape.__qualname__} is made anew for each call, and its statement would be, too")
        return shape


def _is_of_a_statement(other: Any) -> bool:
    """Whether it is a column, or made of columns."""
    return not isinstance(other, Given) and (isinstance(other, ClauseElement) or hasattr(other, "__clause_element__"))
