"""Texts that people write: how they are taken in, compared and searched. Nothing here changes what was written."""

import unicodedata
from enum import StrEnum
from hashlib import sha256

LONGEST = 100_000
"""Characters in one text: some 40 typed pages, so that nobody meets it by writing."""

LONGEST_NAME = 120
"""Characters of a name, or of anything else that stands on one line."""


class Reason(StrEnum):
    """Why a form was refused. templates/_reason.html says each in the reader's words."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    NUL = "nul"
    NO_LETTER = "no letter"
    NO_SUCH_DAY = "no such day"
    FUTURE_DAY = "future day"
    CLASS_ENDED = "class ended"
    NOT_READ_HERE = "not read here"
    WRONG_CODE = "wrong code"
    WRONG_PASSWORD = "wrong password"  # noqa: S105
    TOO_MANY_TRIES = "too many tries"
    NO_ADDRESS = "no address"
    ADDRESS_TAKEN = "address taken"
    OLD_LINK = "old link"
    SHORT_PASSWORD = "short password"  # noqa: S105
    NO_NAME = "no name"
    SHORT_WORD = "short word"
    WRONG_WORD = "wrong word"
    WORD_SHUT = "word shut"
    NO_READER = "no reader"
    LONG_NAME = "long name"
    WHICH_DAY = "which day"
    TURNED_DAYS = "turned days"
    LONG_DAYS = "long days"
    NOT_THE_CODE = "not the code"
    NOT_THE_LINK = "not the link"
    NO_SCHOOL_NAME = "no school name"
    NO_ZONE = "no zone"
    NO_MONTH = "no month"
    NO_LANGUAGE = "no language"
    LONG_WORDING = "long wording"
    NOBODY_CHOSEN = "nobody chosen"
    SAME_NAME = "same name"
    NUMBER_TAKEN = "number taken"
    PAST_DAY = "past day"
    OVER = "over"
    CHANGED_MEANWHILE = "changed meanwhile"
    NOTHING_CHOSEN = "nothing chosen"
    THERE_ALREADY = "there already"
    BOTH_PARTS = "both parts"
    OWN_LETTERS = "own letters"
    HAS_LEFT = "has left"
    CANNOT_SIGN_IN = "cannot sign in"
    NO_LINK = "no link"
    CLASS_OVER = "class over"
    LAST_ADMINISTRATOR = "last administrator"
    TOO_FEW_HELPERS = "too few helpers"
    NO_LIST = "no list"
    NOT_A_LIST = "not a list"
    LIST_TOO_LARGE = "list too large"
    UNCLOSED = "unclosed"
    NO_NAMES = "no names"
    NO_CLASSES = "no classes"
    LIST_CHANGED = "list changed"
    BROKEN_ROWS = "broken rows"
    NOBODY_LEFT = "nobody left"
    NOT_A_PAGE = "not a page"
    FILE_TOO_LARGE = "file too large"
    FILE_CUT = "file cut"
    TOO_MANY_PAGES = "too many pages"
    PAGE_MISSING = "page missing"
    NO_FILE = "no file"
    NOT_PAPER = "not paper"
    PILE_FULL = "pile full"
    NOT_IN_CLASS = "not in class"
    NOT_HERE_THEN = "not here then"
    ANSWERED_MEANWHILE = "answered meanwhile"
    OPENED_MEANWHILE = "opened meanwhile"
    CAME_BETWEEN = "came between"
    NO_WORDS = "no words"
    LONG_QUERY = "long query"
    NOT_WITHIN_A_WEEK = "not within a week"
    NO_HOURS = "no hours"
    SENT_BEFORE = "sent before"
    NO_NUMBER = "no number"
    NO_NAMED_PERSON = "no named person"
    TOLD_OR_NOT = "told or not"
    WHY_NOT_YET = "why not yet"
    HANDED_ON_BEFORE = "handed on before"
    PAGE_STAYS = "page stays"


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


def is_address(email: str) -> bool:
    """Whether a text can be an e-mail address; only a mail that arrives would say that it is one (RFC 5321)."""
    name, _, host = email.rpartition("@")
    return bool(name and "." in host.strip(".")) and not any(c.isspace() or not c.isprintable() for c in email)


def sound_address(email: str) -> str:
    """An e-mail address without the spaces around it, or an empty text. Raises Refused for what can't be one."""
    email = email.strip()
    if email and not is_address(email):
        raise Refused(Reason.NO_ADDRESS)
    return email


def one_line(text: str, *, may_be_empty: bool = False) -> str:
    """`text` as a name is kept: on one line, without space around it.

    Raises Refused for a NUL, for more than LONGEST_NAME characters, and for nothing at all.
    """
    text = " ".join(text.split())
    if "\x00" in text:
        raise Refused(Reason.NUL)
    if len(text) > LONGEST_NAME:
        raise Refused(Reason.LONG_NAME)
    if not may_be_empty and not text:
        raise Refused(Reason.NO_NAME)
    return text


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hex: tells a late retry from a new text."""
    return sha256(text.encode()).hexdigest()


def fold(text: str) -> str:
    """`text` without case and marks, for sorting and finding: NFKD, casefolded (Unicode, UAX #15 and section 3.13)."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
