"""What the demo's people write, from the files beside this one; and the deck that deals short notes."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

FOLDER = Path(__file__).parent

WRITES_IN = {"Eun-ji Seo": "ko", "Tala Bautista": "tl", "Althea Magbanua": "tl"}
"""Students who sometimes write in a language that the files don't say they speak."""

WANTS_ENGLISH = 0.35
"""The chance that a student who writes notes in another language writes in English this time."""


@dataclass(frozen=True)
class Pupil:
    """A student of the files; `classroom` is 1 to 4."""

    name: str
    classroom: int
    goes_by: str = ""
    say: str = ""
    language: str = ""
    never: bool = False
    """True for one who never wrote."""


@dataclass
class Exchange:
    """A letter and what became of it; `month` is 0 to 3, the last one this month. All of `answer`, `talked` and
    `read` empty: it waits. One without a letter is a talk that a teacher noted down."""

    month: int
    language: str
    letter: str
    wants: str = "answer"
    ps: str = ""
    answer: str = ""
    addition: str = ""
    talked: str = ""
    read: bool = False
    by: str = "rivera"
    days_ago: int | None = None
    """For a letter of which the day matters: one that waits, or whose answer is on its way."""
    on_its_way: bool = False
    story: bool = False


@dataclass(frozen=True)
class OpeningLetter:
    """A teacher's letter to a class."""

    month: int
    by: str
    body: str
    question: str


@dataclass
class Deck:
    """The short notes, shuffled. No two alike are dealt to one class, and all are dealt before one comes again."""

    chance: Random
    notes: list[dict[str, str]]
    dealt: dict[int, int] = field(default_factory=dict)
    """How often each note was dealt."""
    seen: dict[int, set[int]] = field(default_factory=dict)
    """The notes that each class has had."""

    def deal(self, classroom: int, language: str, month: int, *, plain: bool = False) -> Exchange:
        """A note with its answer, for a student who may write in `language`; a plain one asks nothing.

        Raises ValueError where the class has had them all.
        """
        had = self.seen.setdefault(classroom, set())
        wanted = language if language and self.chance.random() > WANTS_ENGLISH else "en"
        for tongue in (wanted, "en"):
            left = [
                place
                for place, note in enumerate(self.notes)
                if place not in had and note["language"] == tongue and not (plain and "?" in note["letter"])
            ]
            if left:
                place = min(left, key=lambda place: self.dealt.get(place, 0))
                had.add(place)
                self.dealt[place] = self.dealt.get(place, 0) + 1
                note = self.notes[place]
                return Exchange(month, tongue, note["letter"], answer=note["answer"])
        raise ValueError(f"no note is left for class {classroom}")


def pupils() -> list[Pupil]:
    """The students, class by class."""
    return [Pupil(**student) for student in _read("students.toml")["student"]]


def stories() -> dict[str, list[Exchange]]:
    """The exchanges that are told in full, by the name of the student."""
    told = (_read(str(path.relative_to(FOLDER))) for path in sorted(FOLDER.glob("stories/*.toml")))
    return {story["student"]: [_exchange(exchange) for exchange in story["exchange"]] for story in told}


def deck(chance: Random) -> Deck:
    """The notes, shuffled."""
    notes = [{key: text.strip() for key, text in note.items()} for note in _read("notes.toml")["note"]]
    chance.shuffle(notes)
    return Deck(chance, notes)


def words_of_talks(chance: Random) -> list[str]:
    """What a teacher notes down after a talk, shuffled."""
    words = [word.strip() for word in _read("talks.toml")["words"]]
    chance.shuffle(words)
    return words


def opening_letters() -> list[OpeningLetter]:
    """The teachers' letters to the classes."""
    return [
        OpeningLetter(letter["month"], letter["by"], letter["body"].strip(), letter.get("question", "").strip())
        for letter in _read("class_letters.toml")["class_letter"]
    ]


def _exchange(told: dict[str, Any]) -> Exchange:
    texts: dict[str, Any] = {key: value.strip() if isinstance(value, str) else value for key, value in told.items()}
    exchange = Exchange(**texts, story=True)
    exchange.read = exchange.wants == "read" and not exchange.answer
    return exchange


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
