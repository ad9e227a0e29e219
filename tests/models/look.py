"""What tests look up after a verb: who waits, and which texts were kept."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Draft, Letter, Person, Postscript


def waits(session: Session, letter: Letter) -> bool:
    """Whether a letter waits, as the instance and the query say alike."""
    session.flush()
    session.refresh(letter)
    same = (col(Letter.school_id) == letter.school_id, col(Letter.id) == letter.id)
    asked = session.scalar(select(col(Letter.id)).where(*same, Letter.waiting)) is not None
    assert asked == letter.waiting
    return asked


def kept(session: Session, author: Person) -> list[str]:
    """The texts that somebody has among her drafts, the oldest first."""
    mine = (col(Draft.school_id) == author.school_id, col(Draft.author_id) == author.id)
    return list(session.scalars(select(col(Draft.body)).where(*mine).order_by(col(Draft.updated_at), col(Draft.body))))


def postscripts(session: Session, letter: Letter) -> list[str]:
    """The P.S. of a letter, in order."""
    of_letter = (col(Postscript.school_id) == letter.school_id, col(Postscript.letter_id) == letter.id)
    return list(session.scalars(select(col(Postscript.body)).where(*of_letter).order_by(col(Postscript.at))))


def letters_by(session: Session, writer: Person) -> list[Letter]:
    """All that a person wrote, the oldest first."""
    mine = (col(Letter.school_id) == writer.school_id, col(Letter.writer_id) == writer.id)
    return list(session.scalars(select(Letter).where(*mine).order_by(col(Letter.received_at), col(Letter.id))))
