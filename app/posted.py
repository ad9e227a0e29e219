"""A posted form: its fields as what they should be. What can't be read is None, and never an error page."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from app.guards import READS, Turned

LARGEST_FIELD = 4 * 1024 * 1024
"""Bytes of one field. A text that is too long to be taken still comes back to its writer."""


class Posted:
    """The fields of a posted form; what can't be read as what it should be is None, never an error page."""

    def __init__(self, form: FormData, files: Mapping[str, bytes] | None = None) -> None:
        self.fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        self.files = dict(files or {})

    @classmethod
    def empty(cls) -> "Posted":
        """No form at all."""
        return cls(FormData())

    def text(self, name: str) -> str:
        """The field as it was typed, or an empty text."""
        return next((value for given, value in self.fields if given == name), "")

    def file(self, name: str) -> bytes:
        """The file that was chosen; nothing where none was."""
        return self.files.get(name, b"")

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
        return _number(self.text(name))

    def seen(self) -> dict[UUID, int]:
        """The letters that the form showed, from its fields `letter`, each `id:revision`."""
        pairs = (value.partition(":") for name, value in self.fields if name == "letter")
        return {
            id_: _number(revision) for id_, revision in ((as_id(id_), revision) for id_, _, revision in pairs) if id_
        }


async def get_posted(request: Request) -> Posted:
    """The form, kept with the request so that an error page can give it back."""
    form = FormData()
    if request.method not in READS:
        form = await request.form(max_files=0, max_fields=200, max_part_size=LARGEST_FIELD)
    posted = Posted(form)
    request.state.posted = posted
    return posted


async def get_posted_with_file(request: Request) -> Posted:
    """The form, which may carry one file of up to LARGEST_FIELD bytes.

    A route names it before all else: whoever reads a form first decides what it may carry.
    """
    form = FormData()
    if request.method not in READS:
        form = await request.form(max_files=1, max_fields=200, max_part_size=LARGEST_FIELD)
    files = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files[name] = await value.read(LARGEST_FIELD + 1)
            await value.close()
            if len(files[name]) > LARGEST_FIELD:
                raise Turned(413)
    posted = Posted(form, files)
    request.state.posted = posted
    return posted


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004


def as_id(text: str) -> UUID | None:
    """The id that a text names, if it names one."""
    try:
        return UUID(text)
    except ValueError:
        return None
