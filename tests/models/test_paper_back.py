"""A page that was put to a student, or thrown away, can be taken back; never what somebody has answered or seen."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Draft, Handover, Letter, Opening, Page, PageFile
from app.models.handover import hand_over
from app.models.letter import Sending, Wants, add_postscript, open_letter, send_letter
from app.models.pages import has_pages
from app.models.paper import Putting
from app.models.pile import throw_away
from app.models.settling import take_back
from app.models.words import Refused
from tests.cast import Cast
from tests.models.look import letters_by, waits
from tests.piles import lays_some, of, pile, puts, takes_back


@pytest.fixture
def pages(cast: Cast, session: Session) -> list[UUID]:
    """Four pages of Ms. Rivera's pile, in their order, ready to be looked at."""
    return lays_some(session, cast)


def test_undo_takes_the_page_and_its_empty_letter_back(cast: Cast, session: Session, pages: list[UUID]) -> None:
    puts(session, cast, pages[0], cast.ana)
    puts(session, cast, pages[1], cast.ana)
    assert takes_back(session, cast, pages[1])
    (letter,) = letters_by(session, cast.ana)
    assert of(session, letter) == [pages[0]]
    assert takes_back(session, cast, pages[0])
    assert not letters_by(session, cast.ana)
    assert [page.id for page in pile(session, cast).left] == pages
    assert pile(session, cast).last is None
    assert not takes_back(session, cast, pages[0]), "Undone twice, it is undone once."
    assert puts(session, cast, pages[0], cast.bo) is Putting.PUT


def test_a_wrong_page_can_come_back_also_after_she_has_opened_the_letter_herself(
    cast: Cast, session: Session, pages: list[UUID]
) -> None:
    puts(session, cast, pages[0], cast.ana)
    (letter,) = letters_by(session, cast.ana)
    rivera = cast.viewer(cast.rivera)
    open_letter(session, rivera, letter.id)
    Draft.keep(session, rivera, cast.period_3.id, cast.ana.id, "Dear Ana,", seen={letter.id: 1})
    assert takes_back(session, cast, pages[0])
    assert not letters_by(session, cast.ana)
    assert session.scalar(select(func.count()).select_from(Opening)) == 0


def test_a_letter_that_somebody_else_has_opened_keeps_its_last_page(
    cast: Cast, session: Session, pages: list[UUID]
) -> None:
    puts(session, cast, pages[0], cast.ana)
    (letter,) = letters_by(session, cast.ana)
    open_letter(session, cast.viewer(cast.park), letter.id)
    with pytest.raises(Refused, match="opened meanwhile"):
        takes_back(session, cast, pages[0])
    assert of(session, letter) == [pages[0]]
    puts(session, cast, pages[1], cast.ana)
    assert takes_back(session, cast, pages[0]), "With the right page there, the wrong one can come back."
    assert of(session, letter) == [pages[1]]


def test_a_letter_with_a_postscript_stays_without_its_pages(cast: Cast, session: Session, pages: list[UUID]) -> None:
    puts(session, cast, pages[0], cast.ana)
    (letter,) = letters_by(session, cast.ana)
    add_postscript(session, cast.viewer(cast.ana), letter, uuid4(), "P.S. That was my grandmother's pen.")
    assert takes_back(session, cast, pages[0])
    assert waits(session, letters_by(session, cast.ana)[0])


def test_a_letter_that_was_handed_over_or_answered_keeps_its_pages(
    cast: Cast, session: Session, pages: list[UUID]
) -> None:
    puts(session, cast, pages[0], cast.ana)
    puts(session, cast, pages[1], cast.bo)
    cast.answers(session, cast.rivera, letters_by(session, cast.ana)[0])
    with pytest.raises(Refused, match="answered meanwhile"):
        takes_back(session, cast, pages[0])
    hand_over(session, cast.viewer(cast.lund), cast.bo.id, cast.period_3.id, cast.period_5.id)
    assert session.scalar(select(func.count()).select_from(Handover)) == 1
    with pytest.raises(Refused, match="opened meanwhile"):
        takes_back(session, cast, pages[1])
    assert waits(session, letters_by(session, cast.bo)[0])


def test_what_is_thrown_away_can_come_back_until_the_next_step(cast: Cast, session: Session, pages: list[UUID]) -> None:
    rivera = cast.viewer(cast.rivera)
    assert throw_away(session, rivera, cast.period_3.id, pages[0])
    assert not throw_away(session, rivera, cast.period_3.id, pages[0])
    now = pile(session, cast)
    assert now.last
    assert (now.last.page_id, now.last.name, now.all) == (pages[0], "", 3)
    assert takes_back(session, cast, pages[0])
    assert pile(session, cast).left[0].id == pages[0]
    throw_away(session, rivera, cast.period_3.id, pages[0])
    puts(session, cast, pages[1], cast.ana)
    assert session.get(Page, (cast.school.id, pages[0])) is None
    assert not session.scalar(select(col(PageFile.id)).where(col(PageFile.page_id) == pages[0]))
    assert not takes_back(session, cast, pages[0])


def test_her_letter_on_paper_is_hers_to_take_back_and_to_send_again(
    cast: Cast, session: Session, pages: list[UUID]
) -> None:
    puts(session, cast, pages[0], cast.ana)
    (letter,) = letters_by(session, cast.ana)
    ana = cast.viewer(cast.ana)
    assert take_back(session, ana, letter)
    assert not takes_back(session, cast, pages[0]), "It is Ana's now."
    (draft,) = session.scalars(select(Draft).where(col(Draft.author_id) == cast.ana.id))
    assert has_pages(session, ana, draft_id=draft.id)
    assert send_letter(session, ana, cast.period_3, draft.id, "", Wants.ANSWER) is Sending.RECEIVED
    assert of(session, session.get_one(Letter, (cast.school.id, draft.id))) == [pages[0]]
