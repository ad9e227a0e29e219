"""What a column of a list holds, guessed from its heading; and which columns are never read, whoever asks."""

import re
import tomllib
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from app.models.classroom import Part
from app.models.words import fold


class Holds(StrEnum):
    """What a column holds. TEACHER is a name that stands beside a student: who teaches the class of that row."""

    NAME = "name"
    FIRST = "first"
    LAST = "last"
    GOES_BY = "goes-by"
    CLASS = "class"
    SECTION = "section"
    """A period or a section that is told apart only together with the class: "English 9", "3"."""
    PART = "part"
    EMAIL = "email"
    LANGUAGE = "language"
    NUMBER = "number"
    TEACHER = "teacher"
    TEACHER_EMAIL = "teacher-email"
    NOTHING = ""
    """Not used."""


NAMES = {Holds.NAME, Holds.FIRST, Holds.LAST, Holds.TEACHER}
"""Without one of these there is nobody in a list."""

SEVERAL = {Holds.CLASS, Holds.LAST}
"""What more than one column may hold: several classes, two surnames."""


FAMILYS = {"name", "names", "namn", "navn", "naam", "nimi"}
"""Headings of the whole name; beside one for the first name, of the rest."""


def guess(headings: tuple[str, ...]) -> tuple[Holds, ...]:
    """What each column holds, as far as its heading says. Of two that hold the same, the first does."""
    guessed: list[Holds] = []
    for heading in headings:
        holds = _meaning(heading)
        twice = holds in guessed and not (holds in SEVERAL and _like_another(heading, headings))
        guessed.append(Holds.NOTHING if twice else holds)
    return tuple(_settled(guessed, headings))


def _settled(guessed: list[Holds], headings: tuple[str, ...]) -> list[Holds]:
    """The guesses, each as it is meant beside the others."""
    swap: dict[Holds, Holds] = {}
    if Holds.FIRST in guessed and Holds.LAST not in guessed and Holds.NAME in guessed:
        # "Name" beside "Vorname" is the family's; "Full name" is not.
        if _phrase(headings[guessed.index(Holds.NAME)]) in FAMILYS:
            swap |= {Holds.NAME: Holds.LAST}
        else:
            swap |= {Holds.FIRST: Holds.NOTHING}
    elif Holds.NAME in guessed:
        # "First" and "Last" beside the whole name say the same again.
        swap |= {Holds.FIRST: Holds.NOTHING, Holds.LAST: Holds.NOTHING}
    elif (Holds.FIRST in guessed) != (Holds.LAST in guessed):
        # "Nombre" or "Nom" alone is the whole name.
        swap |= {Holds.FIRST: Holds.NAME, Holds.LAST: Holds.NAME}
    elif Holds.FIRST not in guessed and Holds.TEACHER in guessed and Holds.TEACHER_EMAIL not in guessed:
        swap |= {Holds.EMAIL: Holds.TEACHER_EMAIL}
    settled = [swap.get(holds, holds) for holds in guessed]
    if Holds.CLASS in settled:
        return settled
    section = settled.index(Holds.SECTION) if Holds.SECTION in settled else None
    home = [place for place, heading in enumerate(headings) if _phrase(heading) in _words()["homeroom"]]
    if section is not None:
        settled[section] = Holds.CLASS
    elif home:
        settled[home[0]] = Holds.CLASS
    return settled


def is_never_read(heading: str) -> bool:
    """Whether a column looks as if it held a password, a birth date, an address, a grade, or the like."""
    if _meaning(heading):
        return False
    words = _words()
    said = _plain(heading)
    return any(word in words["never"] for word in said.split()) or any(
        f" {beginning}" in f" {said}" for beginning in words["beginnings"]
    )


def is_known(heading: str) -> bool:
    """Whether a cell is a heading that registers use. "Period 3" is a class, and no heading."""
    if heading.rstrip()[-1:].isdecimal():
        return False
    return bool(_meaning(heading)) or _phrase(heading) in _words()["homeroom"] or is_never_read(heading)


def part_of(said: str) -> Part | None:
    """The part that a word like "student", "Lehrerin" or "T" names; a student's where nothing is said."""
    phrase = _plain(said)
    if not phrase or phrase in _words()["writer"]:
        return Part.WRITER
    return Part.READER if phrase in _words()["reader"] else None


def numbered(heading: str, value: str) -> str:
    """A period, a section or a homeroom that is a bare number, with its heading: "Period 3"."""
    counted = _phrase(heading) in _words()["section"] | _words()["homeroom"]
    return f"{' '.join(heading.split()).capitalize()} {value}" if counted and value.isdecimal() else value


def _like_another(heading: str, headings: tuple[str, ...]) -> bool:
    """Whether an earlier column of the same meaning is one of a row of them: "Class 1", "Class 2"; two surnames."""
    phrases = [_phrase(other) for other in headings]
    return _meaning(heading) is Holds.LAST or phrases.count(_phrase(heading)) > 1


def _meaning(heading: str) -> Holds:
    return _fields().get(_phrase(heading), Holds.NOTHING)


@lru_cache(maxsize=2_000)
def _phrase(heading: str) -> str:
    """The heading as it stands in headings.toml, if it does."""
    said = _plain(heading)
    bare = _plain(re.sub(r"\(.*?\)|\[.*?\]", " ", heading))
    own = " ".join(word for word in bare.split() if word not in _words()["whose"])
    known = _fields().keys() | _words()["homeroom"]
    tried = [said, bare, own, re.sub(r" ?\d+$", "", own)]
    return next((phrase for phrase in tried if phrase in known), said)


def _plain(text: str) -> str:
    """Folded words with one blank between them: "StudentFirst_Name" is "student first name"."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return " ".join(re.sub(r"[^\w]|_", " ", fold(apart)).split())


@cache
def _fields() -> dict[str, Holds]:
    by_phrase: dict[str, Holds] = {}
    for field, phrases in file_of_words()["fields"].items():
        if field != "homeroom":
            by_phrase |= dict.fromkeys(map(_plain, phrases), Holds(field.replace("_", "-")))
    return by_phrase


@cache
def _words() -> dict[str, frozenset[str]]:
    """The lists of headings.toml that are looked up by name."""
    file = file_of_words()
    lists = {
        "homeroom": file["fields"]["homeroom"],
        "section": file["fields"]["section"],
        "never": file["never"]["words"],
        "beginnings": file["never"]["beginnings"],
        "whose": file["whose"]["words"],
        "writer": file["parts"]["writer"],
        "reader": file["parts"]["reader"],
    }
    return {name: frozenset(_plain(word) for word in words) for name, words in lists.items()}


@cache
def file_of_words() -> dict[str, dict[str, list[str]]]:
    """What headings.toml says."""
    return tomllib.loads((Path(__file__).parent / "headings.toml").read_text(encoding="utf-8"))
