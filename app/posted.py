"""A posted form: its fields as what they should be. What can't be read is None, and never an error page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from app.guards import READS

LARGEST_FIELD = 4 * 1024 * 1024
"""Bytes of one field. A text that is too long to be taken still comes back to its writer."""


@dataclass(frozen=True)
class Takes:
    """How many files and fields the forms of a room may have; one with more is turned away (413)."""

    files: int = 0
    fields: int = 200


def takes(files: int = 0, fields: int = 200) -> Callable[[Request], None]:
    """For the `dependencies` of a route, which come before all others: what its form may have."""

    def get_takes(request: Request) -> None:
        request.state.takes = Takes(files, fields)

    return get_takes


class Posted:
    """The fields of a posted form; what can't be read as what it should be is None, never an error page."""

    def __init__(self, form: FormData, uploads: Sequence[tuple[str, bytes]] = ()) -> None:
        self.fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        self.uploads = uploads
        """What was chosen from a disk, each with the name of its field; a field without a file is not here."""
        self.files = dict(uploads)
        """The same by the names of the fields, where each has one file."""

    @classmethod
    def empty(cls) -> "Posted":
        """No form at all."""
        return cls(FormData())

    def text(self, name: str) -> str:
        """The field as it was typed, or an empty text."""
        return next((value for given, value in self.fields if given == name), "")

    def texts(self, name: str) -> list[str]:
        """Every field of a name, in the order of the form."""
        return [value for given, value in self.fields if given == name]

    def ids(self, name: str) -> set[UUID]:
        """Every field of a name that is an id."""
        return {id_ for value in self.texts(name) if (id_ := as_id(value))}

    def ids_in_order(self, name: str) -> list[UUID]:
        """The same in the order of the form."""
        return [id_ for value in self.texts(name) if (id_ := as_id(value))]

    def id(self, name: str) -> UUID | None:
        """The field as an id."""
        return as_id(self.text(name))

    def new_id(self, name: str) -> UUID:
        """The field as an id, else a new one."""
        return self.id(name) or uuid4()

    def day(self, name: str) -> date | None:
        """The field as a day."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            return None

    def number(self, name: str) -> int:
        """The field as a number, or 0."""
        return as_number(self.text(name))

    def pairs(self, name: str) -> dict[UUID, UUID | None]:
        """The fields of a name, each `id:id`; the second one may be empty."""
        pairs = (value.partition(":") for given, value in self.fields if given == name)
        return {id_: second for id_, second in ((as_id(first), as_id(last)) for first, _, last in pairs) if id_}

    def seen(self) -> dict[UUID, int]:
        """The letters that the form showed, from its fields `letter`, each `id:revision`."""
        return seen_in(self.texts("letter"))


async def get_posted(request: Request) -> Posted:
    """The form, kept with the request so that an error page can give it back."""
    form = FormData()
    uploads: list[tuple[str, bytes]] = []
    if request.method not in READS:
        may: Takes = getattr(request.state, "takes", Takes())
        form = await request.form(max_files=may.files, max_fields=may.fields, max_part_size=LARGEST_FIELD)
        given = [(name, file) for name, file in form.multi_items() if isinstance(file, UploadFile)]
        uploads = [(name, content) for name, file in given if (content := await file.read())]
        await form.close()
    posted = Posted(form, uploads)
    request.state.posted = posted
    return posted


def seen_in(values: Sequence[str]) -> dict[UUID, int]:
    """The letters that a page showed, each `id:revision`."""
    pairs = (value.partition(":") for value in values)
    return {id_: as_number(revision) for id_, revision in ((as_id(id_), last) for id_, _, last in pairs) if id_}


def as_number(text: str) -> int:
    """The number that a text is, or 0."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004


def as_id(text: str) -> UUID | None:
    """The id that a text names, if it names one."""
    try:
        return UUID(text)
    except ValueError:
        return None
