"""Phones: sign-in sessions as their owners and readers see them. One that is not known to be hers shows only what was
written in it, until she opens it with her word or a reader confirms that it is hers."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models.answer import Answer
from app.models.classroom import Membership, Part, classes_of
from app.models.door import Password, SignIn
from app.models.letter import Letter
from app.models.person import Event
from app.models.viewer import Viewer
from app.models.words import Reason, Refused
from app.models.writing import rows_changed

SHORTEST_WORD = 4
"""Characters: it is typed on a phone, and nobody gets more than MOST_WRONG tries at it."""
MOST_WRONG = 10
"""Wrong tries at a word in a row, after which only a reader opens the older letters."""


def students_of(viewer: Viewer) -> Select[UUID]:
    """The ids of those who write today in a class where the viewer reads."""
    return select(col(Membership.person_id)).where(
        col(Membership.school_id) == viewer.school_id,
        col(Membership.part) == Part.WRITER,
        Membership.on(viewer.today),
        col(Membership.classroom_id).in_(classes_of(viewer, Part.READER, Part.COVER)),
    )


def in_use(viewer: Viewer) -> ColumnElement[bool]:
    """True for the phones of the school on which somebody is signed in."""
    return and_(
        col(SignIn.school_id) == viewer.school_id, col(SignIn.ended_at).is_(None), col(SignIn.expires_at) > viewer.at
    )


def is_first_phone(session: Session, school_id: UUID, person_id: UUID) -> bool:
    """Whether nobody has come in for this person before, and there is nothing yet that could be closed to her."""
    hers = [
        exists().where(col(SignIn.school_id) == school_id, col(SignIn.person_id) == person_id),
        exists().where(col(Letter.school_id) == school_id, col(Letter.writer_id) == person_id),
        exists().where(col(Answer.school_id) == school_id, col(Answer.to_id) == person_id),
    ]
    return not session.scalar(select(or_(*hers)))


def confirm(session: Session, viewer: Viewer, phones: Collection[UUID]) -> int:
    """The viewer, a reader, has met the students with these phones: their older letters open there. Returns how many
    were confirmed; whoever is no student of hers is left as it was."""
    met = [in_use(viewer), col(SignIn.id).in_(phones), col(SignIn.confirmed_at).is_(None)]
    of_mine = [*met, col(SignIn.person_id).in_(students_of(viewer))]
    owners = session.execute(select(col(SignIn.id), col(SignIn.person_id)).where(*of_mine)).all()
    for phone_id, person_id in owners:
        _open(session, viewer, person_id, phone_id, viewer.person_id)
        Event.keep(session, viewer, "confirmed a phone", person_id)
    return len(owners)


def count_try(session: Session, viewer: Viewer) -> str | None:
    """Count a try at the viewer's word before it is compared; returns the hash to compare with, or None where she
    has no word, or too many tries came since it was last right."""
    tried = rows_changed(
        session,
        update(Password)
        .where(_word_of(viewer, viewer.person_id), col(Password.wrong) < MOST_WRONG)
        .values(wrong=Password.wrong + 1),
    )
    word_hash = select(col(Password.hash)).where(_word_of(viewer, viewer.person_id))
    return session.scalar(word_hash) if tried else None


def open_with_word(session: Session, viewer: Viewer, phone_id: UUID) -> None:
    """The viewer has said her word: her older letters open on this phone."""
    _open(session, viewer, viewer.person_id, phone_id, None)


def choose_word(session: Session, viewer: Viewer, word_hash: str) -> None:
    """Keep the hash of the word that opens the viewer's older letters on another phone."""
    kept = session.scalars(select(Password).where(_word_of(viewer, viewer.person_id))).one_or_none()
    if kept:
        kept.hash, kept.wrong = word_hash, 0
    else:
        session.add(Password(school_id=viewer.school_id, person_id=viewer.person_id, hash=word_hash))
    Event.keep(session, viewer, "chose a word", viewer.person_id)


def sound_word(word: str) -> str:
    """A word as it is compared: without spaces around it, and in any case. Raises Refused where it is too short."""
    word = word.strip().casefold()
    if len(word) < SHORTEST_WORD:
        raise Refused(Reason.SHORT_WORD)
    return word


def end_others(session: Session, viewer: Viewer, phone_id: UUID) -> int:
    """Sign the viewer out everywhere but on this phone; returns how many phones that were."""
    others = [in_use(viewer), col(SignIn.person_id) == viewer.person_id, col(SignIn.id) != phone_id]
    ended = rows_changed(session, update(SignIn).where(*others).values(ended_at=viewer.at))
    if ended:
        Event.keep(session, viewer, "signed other phones out", viewer.person_id)
    return ended


def end_phone(session: Session, viewer: Viewer, phone_id: UUID) -> bool:
    """Sign one phone out: the viewer's own, or a student's of hers. Returns False where it is neither."""
    mine_or_my_students = or_(col(SignIn.person_id) == viewer.person_id, col(SignIn.person_id).in_(students_of(viewer)))
    named = [in_use(viewer), col(SignIn.id) == phone_id, mine_or_my_students]
    owner = session.scalar(select(col(SignIn.person_id)).where(*named))
    if owner is None:
        return False
    rows_changed(session, update(SignIn).where(*named).values(ended_at=viewer.at))
    Event.keep(session, viewer, "signed a phone out", owner)
    return True


def _open(session: Session, viewer: Viewer, person_id: UUID, phone_id: UUID, by_id: UUID | None) -> None:
    rows_changed(
        session,
        update(SignIn)
        .where(in_use(viewer), col(SignIn.id) == phone_id, col(SignIn.person_id) == person_id)
        .values(confirmed_at=viewer.at, confirmed_by_id=by_id),
    )
    rows_changed(session, update(Password).where(_word_of(viewer, person_id)).values(wrong=0))


def _word_of(viewer: Viewer, person_id: UUID) -> ColumnElement[bool]:
    return and_(col(Password.school_id) == viewer.school_id, col(Password.person_id) == person_id)
