"""Ms. Rivera's pile of pages on paper: how pages come to it and are put, and what it is then."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Letter, Page, Person
from app.models.page import PageState
from app.models.pages import Arriving
from app.models.paper import Putting, put_page, take_page_back
from app.models.pile import add_to_pile
from app.queries.paper import Pile, paper
from tests.cast import Cast


def lays_some(session: Session, cast: Cast, many: int = 4) -> list[UUID]:
    """Pages of the pile, in their order, ready to be looked at."""
    return [lays(session, cast, f"page {number}") for number in range(many)]


def lays(session: Session, cast: Cast, body: str, *, state: PageState = PageState.READY) -> UUID:
    file = Arriving(body.encode(), "image/jpeg")
    page_id = add_to_pile(session, cast.viewer(cast.rivera), cast.period_3.id, uuid4(), file)
    session.execute(update(Page).where(col(Page.id) == page_id).values(state=state))
    return page_id


def puts(session: Session, cast: Cast, page_id: UUID, student: Person, day: date | None = None) -> Putting:
    viewer = cast.viewer(cast.rivera)
    return put_page(session, viewer, cast.period_3.id, page_id, student.id, day or viewer.today)


def takes_back(session: Session, cast: Cast, page_id: UUID) -> bool:
    return take_page_back(session, cast.viewer(cast.rivera), cast.period_3.id, page_id)


def pile(session: Session, cast: Cast) -> Pile:
    return paper(session, cast.viewer(cast.rivera), cast.period_3.id)


def of(session: Session, letter: Letter) -> list[UUID]:
    """The pages of a letter, in their order."""
    hers = col(Page.letter_id) == letter.id
    return list(session.scalars(select(col(Page.id)).where(hers).order_by(col(Page.place), col(Page.leaf))))
