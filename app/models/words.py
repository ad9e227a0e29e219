"""Texts that people write: how they are taken in, compared and searched. Nothing here changes what was written."""

import unicodedata
from enum import StrEnum
from hashlib import sha256

LONGEST = 100_000
"""Characters in one text: some 40 typed pages, so that nobody meets it by writing."""


class Reason(StrEnum):
    """Why a form was refused. templates/_reason.html says each in the reader's words."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    NUL = "nul"
    NO_LETTER = "no letter"
    NO_SUCH_DAY = "no such day"
    FUTURE_DAY = "future day"
    CLASS_ENDED = "class ended"
    NO_READER = "no reader"
    WRONG_CODE = "wrong code"
    WRONG_PASSWORD = "wrong password"  # noqa: S105
    TOO_MANY_TRIES = "too many tries"
    NO_ADDRESS = "no address"
    ADDRESS_TAKEN = "address taken"
    OLD_LINK = "old link"
    SHORT_PASSWORD = "short password"  # noqa: S105
    NO_NAME = "no name"


class Refused(Exception):
    """A form that can't be taken, with the reason. Verbs raise it before they write anything."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def taken(text: str, *, may_be_empty: bool = False) -> str:
    """`text` as it is kept: to the letter as written, with line ends as `\\n`.

    Raises Refused for a NUL (PostgreSQL can't keep one), for more than LONGEST characters, and for nothing at all.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        raise Refused(Reason.NUL)
    if len(text) > LONGEST:
        raise Refused(Reason.TOO_LONG)
    if not may_be_empty and not text.strip():
        raise Refused(Reason.EMPTY)
    return text


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hex: tells a late retry from a new text."""
    return sha256(text.encode()).hexdigest()


def fold(text: str) -> str:
    """`text` without case and marks, for sorting and finding: NFKD, casefolded (Unicode, UAX #15 and section 3.13)."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
