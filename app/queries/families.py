"""The page for families: who reads in a class, whom else one can ask, and the school's own words on where help is."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Wording
from app.models.school import WordingKind
from app.models.viewer import Viewer
from app.queries.readers import helpers, readers


@dataclass(frozen=True)
class Families:
    """What a class's page for families tells beside its fixed words."""

    readers: list[str]
    helpers: list[str]
    help: dict[str, str]
    """The school's newest words on where help is, by their language."""


def families(session: Session, viewer: Viewer, classroom_id: UUID) -> Families:
    """What families of a class are told today."""
    of_class = readers(session, viewer, [classroom_id])
    words = session.execute(
        select(col(Wording.language), col(Wording.text))
        .where(
            col(Wording.school_id) == viewer.school_id,
            col(Wording.kind) == WordingKind.HELP,
            col(Wording.from_at) <= viewer.at,
        )
        .order_by(col(Wording.from_at))
    )
    return Families(
        readers=of_class[0].readers or of_class[0].covers if of_class else [],
        helpers=helpers(session, viewer),
        help=dict(words.all()),
    )
