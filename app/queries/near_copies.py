"""Near-copies: a sentence of a draft that its writer has sent to other students, too. Students compare.

Only her own answers are looked at, only for herself, and nothing is kept of it: no list of names, no count beside
anybody. It is a sentence of notice, and stops nothing.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Answer, Draft, DraftLetter, Letter, Person, Postscript
from app.models.answer import AnswerKind
from app.models.prepared import prepared
from app.models.viewer import Viewer
from app.models.words import fold

LOOKED_BACK = timedelta(days=90)
MOST_ANSWERS = 300
"""The newest of them: more than a teacher with a hundred students writes in two months."""
MOST_SENTENCES = 40
"""Of a draft, the last ones: those that are being written."""
LONGEST_SENTENCE = 600
"""Characters; what is longer is looked at in parts."""
LONGEST_ANSWER = 6000
"""Characters of an answer that are looked at: some two typed pages."""
NEAR = 90
"""Of 100, the likeness from which two sentences are nearly the same: rapidfuzz's `ratio`, one word in ten changed."""
ALIKE = 70
"""The same before names and punctuation are taken out: two long names in a short sentence."""
SHORTEST = 25
"""Folded characters of a sentence that is looked at: "Thank you for your letter" is everybody's."""
SHORTEST_UNSPACED = 12
"""The same in a script that writes without spaces: a character there says about as much as two."""
SHOWN = 60
"""Characters of the sentence that the notice names."""

_END = r".!?\u2026\u3002\uff01\uff1f\uff61\u061f\u06d4\u0964\u0965\u1362\u0589\u104b\u17d4\n"
"""What ends a sentence: in Latin, Greek and Cyrillic, Chinese and Japanese, Arabic and Urdu, Devanagari, Ethiopic,
Armenian, Burmese and Khmer (Unicode, UAX #29, Sentence_Terminal); and the end of a line."""
_SENTENCE = re.compile(rf"[^{_END}]{{{SHORTEST_UNSPACED},{LONGEST_SENTENCE}}}")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class NearCopy:
    """The sentence of a draft that went to most others."""

    beginning: str = ""
    cut: bool = False
    """True where the sentence goes on."""
    others: int = 0
    """To how many other students; 0 where no sentence did."""


def near_copies(session: Session, viewer: Viewer, draft_id: UUID | None) -> NearCopy | None:
    """The sentence of the viewer's draft of an answer that she has sent, nearly so, to most other students in the last
    90 days. Words of the student's own letter are hers, and don't count. None where there is no such draft."""
    rows = _draft(session, viewer, draft_id).all()
    if not rows:
        return None
    row = rows[0]
    quoted = [_plain(text) for text in {part for each in rows for part in (each.folded, each.later) if part}]
    own = _sentences(row.body, _names(row.name, row.goes_by))
    own = {text: raw for text, raw in own.items() if not any(text in letter for letter in quoted)}
    if not own:
        return NearCopy()
    sent = _answers(session, viewer, row.to_id).all()
    to = _most_others(own, sent)
    if not to:
        return NearCopy()
    text = max(to, key=lambda one: to[one])
    raw = " ".join(own[text].split())
    return NearCopy(raw[:SHOWN].rstrip(), len(raw) > SHOWN, to[text])


def _most_others(own: Mapping[str, str], sent: Iterable[Any]) -> dict[str, int]:
    """Of each of `own` sentences that is near to sent ones, to how many students. A sentence is first held beside the
    others as they were written; only those that are alike then have their names taken out."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- few processes ever need it

    students: dict[str, set[tuple[UUID, str, str]]] = {}
    for answer in sent:
        to = answer.to_id, answer.name, answer.goes_by
        for part in _SENTENCE.findall(answer.folded):
            students.setdefault(part, set()).add(to)
    others = {}
    for text, raw in own.items():
        alike = process.extract(fold(raw), students.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None)
        near = {
            to_id
            for part, _, _ in alike
            for to_id, name, goes_by in students[part]
            if fuzz.ratio(text, _plain(part, _names(name, goes_by))) >= NEAR
        }
        if near:
            others[text] = len(near)
    return others


def _sentences(body: str, names: Collection[str]) -> dict[str, str]:
    """The sentences of a text that are long enough, each as it is compared, and as it was written."""
    found = {_plain(fold(raw), names): raw for raw in _SENTENCE.findall(body)[-MOST_SENTENCES:]}
    return {text: raw for text, raw in found.items() if len(text) >= _shortest(text)}


def _shortest(text: str) -> int:
    return SHORTEST_UNSPACED if 2 * len(_UNSPACED.findall(text)) > len(text) else SHORTEST


def _plain(folded: str, names: Collection[str] = ()) -> str:
    """The words of a folded text, without the names."""
    return " ".join(word for word in _WORD.findall(folded) if word not in names)


def _names(name: str, goes_by: str) -> set[str]:
    """The words of somebody's name, folded."""
    return set(_WORD.findall(fold(f"{name} {goes_by}")))


@prepared
def _draft(viewer: Viewer, draft_id: UUID | None) -> Any:
    """The viewer's draft to a student, with the letters that it answers."""
    return (
        select(
            col(Draft.body), col(Draft.to_id), col(Person.name), col(Person.goes_by), col(Letter.folded),
            col(Postscript.folded).label("later"),
        )
        .join(Person, (col(Person.school_id) == col(Draft.school_id)) & (col(Person.id) == col(Draft.to_id)))
        .outerjoin(
            DraftLetter,
            (col(DraftLetter.school_id) == col(Draft.school_id)) & (col(DraftLetter.draft_id) == col(Draft.id)),
        )
        .outerjoin(
            Letter, (col(Letter.school_id) == col(DraftLetter.school_id)) & (col(Letter.id) == DraftLetter.letter_id)
        )
        .outerjoin(
            Postscript,
            (col(Postscript.school_id) == col(Letter.school_id)) & (col(Postscript.letter_id) == col(Letter.id)),
        )
        .where(
            col(Draft.school_id) == viewer.school_id,
            col(Draft.author_id) == viewer.person_id,
            col(Draft.id) == draft_id,
        )
    )  # fmt: skip


@prepared
def _answers(viewer: Viewer, to_id: UUID) -> Any:
    """What the viewer herself has written to other students lately, the newest first."""
    return (
        select(
            col(Answer.to_id), func.substr(col(Answer.folded), 1, LONGEST_ANSWER).label("folded"), col(Person.name),
            col(Person.goes_by),
        )
        .join(Person, (col(Person.school_id) == col(Answer.school_id)) & (col(Person.id) == col(Answer.to_id)))
        .where(
            col(Answer.school_id) == viewer.school_id,
            col(Answer.by_id) == viewer.person_id,
            col(Answer.to_id) != to_id,
            col(Answer.kind) == AnswerKind.WRITTEN,
            col(Answer.sent_at) > viewer.at - LOOKED_BACK,
        )
        .order_by(col(Answer.sent_at).desc())
        .limit(MOST_ANSWERS)
    )  # fmt: skip
