"""A posted form: its fields as what they should be. What can't be read is None, and never an error page."""

from datetime import date
from uuid import UUID, uuid4

from fastapi import Request
from starlette.datastructures import FormData

from app.guards import READS

LARGEST_FIELD = 4 * 1024 * 1024
"""Bytes of one field. A text that is too long to be taken still comes back to its writer."""


class Posted:
    """The fields of a posted form; what can't be read as what it should be is None, never an error page."""

    def __init__(self, form: FormData) -> None:
        self.fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]

    @classmethod
    def empty(cls) -> "Posted":
        """No form at all."""
        return cls(FormData())

    def text(self, name: str) -> str:
        """The field as it was typed, or an empty text."""
        return next((value for given, value in self.fields if given == name), "")

    def id(self, name: str) -> UUID | None:
        """The field as an id."""
        return as_id(self.text(name))

    def ids(self, name: str) -> list[UUID]:
        """Every id that the fields of a name give."""
        return [id_ for id_ in (as_id(value) for given, value in self.fields if given == name) if id_]

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
        pairs = (value.partition(":") for name, value in self.fields if name == "letter")
        return {
            id_: as_number(revision) for id_, revision in ((as_id(id_), revision) for id_, _, revision in pairs) if id_
        }


async def get_posted(request: Request) -> Posted:
    """The form, kept with the request so that an error page can give it back."""
    form = FormData()
    if request.method not in READS:
        form = await request.form(max_files=0, max_fields=200, max_part_size=LARGEST_FIELD)
    posted = Posted(form)
    request.state.posted = posted
    return posted


def as_number(text: str) -> int:
    """The number that a text is, or 0."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004


def as_id(text: str) -> UUID | None:
    """The id that a text names, if it names one."""
    try:
        return UUID(text)
    except ValueError:
        return None
