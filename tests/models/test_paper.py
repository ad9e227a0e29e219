"""Pages on paper are put to students: each first one makes a letter that waits from its day."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Membership, Page
from app.models.letter import Via
from app.models.page import PageState
from app.models.pages import Arriving
from app.models.paper import Putting, put_page, take_page_back
from app.models.pile import add_to_pile, pile_of, throw_away
from app.models.words import Reason, Refused
from app.queries.board import board
from app.queries.class_letter import class_letter
from app.queries.desk import desk
from app.queries.paper import paper
from app.queries.queue import queue
from app.queries.timeline import timeline
from tests.cast import DAY, Cast
from tests.models.look import letters_by, waits
from tests.piles import lays, lays_some, of, pile, puts


@pytest.fixture
def pages(cast: Cast, session: Session) -> list[UUID]:
    """Four pages of Ms. Rivera's pile, in their order, ready to be looked at."""
    return lays_some(session, cast)


def test_the_first_page_makes_a_letter_that_waits_from_its_day(cast: Cast, session: Session, pages: list[UUID]) -> None:
    ten_days_ago = cast.today() - timedelta(days=10)
    assert puts(session, cast, pages[0], cast.ana, ten_days_ago) is Putting.PUT
    (letter,) = letters_by(session, cast.ana)
    assert waits(session, letter)
    assert (letter.via, letter.body, letter.opened_at, letter.revision) == (Via.PAPER, "", None, 1)
    assert letter.month == ten_days_ago.replace(day=1)
    assert letter.received_at.astimezone(cast.viewer(cast.ana).zone).hour == 12
    (waiter,) = queue(session, cast.viewer(cast.park), [cast.period_3.id]).waiters
    assert (waiter.letter_id, waiter.days, waiter.unopened) == (letter.id, 10, 1)


def test_of_today_it_waits_from_now(cast: Cast, session: Session, pages: list[UUID]) -> None:
    puts(session, cast, pages[0], cast.ana)
    assert letters_by(session, cast.ana)[0].received_at == cast.at


def test_the_same_student_again_is_the_same_letter(cast: Cast, session: Session, pages: list[UUID]) -> None:
    for page_id in pages[:3]:
        puts(session, cast, page_id, cast.ana)
    (letter,) = letters_by(session, cast.ana)
    assert of(session, letter) == pages[:3]
    assert letter.revision == 3, "Whoever writes an answer is told of the pages that came since."


def test_another_student_and_another_day_are_other_letters(cast: Cast, session: Session, pages: list[UUID]) -> None:
    puts(session, cast, pages[0], cast.ana)
    puts(session, cast, pages[1], cast.bo)
    puts(session, cast, pages[2], cast.ana, cast.today() - timedelta(days=1))
    assert (len(letters_by(session, cast.ana)), len(letters_by(session, cast.bo))) == (2, 1)


def test_what_was_answered_grows_no_more(cast: Cast, session: Session, pages: list[UUID]) -> None:
    puts(session, cast, pages[0], cast.ana)
    cast.answers(session, cast.park, letters_by(session, cast.ana)[0])
    puts(session, cast, pages[1], cast.ana)
    answered, new = sorted(letters_by(session, cast.ana), key=lambda letter: waits(session, letter))
    assert (of(session, answered), of(session, new)) == ([pages[0]], [pages[1]])


def test_what_she_wrote_on_a_screen_is_another_letter(cast: Cast, session: Session, pages: list[UUID]) -> None:
    cast.writes(session, cast.ana)
    puts(session, cast, pages[0], cast.ana)
    assert {letter.via for letter in letters_by(session, cast.ana)} == {Via.WEB, Via.PAPER}


def test_it_is_on_the_board_on_the_desk_and_in_her_own_letters(cast: Cast, session: Session, pages: list[UUID]) -> None:
    puts(session, cast, pages[0], cast.ana)
    (letter,) = letters_by(session, cast.ana)
    lying = desk(session, cast.viewer(cast.rivera), letter.id)
    assert lying
    assert [page.id for page in lying.letters[0].pages] == [pages[0]]
    (month,) = timeline(session, cast.viewer(cast.ana), cast.ana.id, [cast.period_3.id])
    (sheet,) = month.sheets
    assert (sheet.via, sheet.waits, [page.id for page in sheet.pages]) == (Via.PAPER, True, [pages[0]])
    drawn = board(session, cast.viewer(cast.rivera), {cast.period_3.id: "Period 3"}, 8)
    assert str(letter.id) in repr(drawn)


def test_a_page_that_is_put_twice_is_there_once(cast: Cast, session: Session, pages: list[UUID]) -> None:
    puts(session, cast, pages[0], cast.ana)
    assert puts(session, cast, pages[0], cast.ana) is Putting.THERE
    assert puts(session, cast, pages[0], cast.bo) is Putting.GONE
    (letter,) = letters_by(session, cast.ana)
    assert letter.revision == 1
    assert not letters_by(session, cast.bo)


@pytest.mark.parametrize(
    ("days", "reason"), [(1, Reason.FUTURE_DAY), (-101, Reason.NOT_HERE_THEN), (-99999, Reason.WHICH_DAY)]
)
def test_a_day_that_cannot_be_is_refused(
    cast: Cast, session: Session, pages: list[UUID], days: int, reason: Reason
) -> None:
    with pytest.raises(Refused, match=reason.value):
        puts(session, cast, pages[0], cast.ana, cast.today() + timedelta(days=days))
    assert not letters_by(session, cast.ana)
    assert pile(session, cast).left[0].id == pages[0]


def test_who_left_the_class_or_never_was_there_is_refused(cast: Cast, session: Session, pages: list[UUID]) -> None:
    yesterday = cast.today() - timedelta(days=1)
    session.execute(update(Membership).where(col(Membership.person_id) == cast.bo.id).values(until_day=yesterday))
    for student in (cast.bo, cast.cy, cast.eva, cast.rivera):
        with pytest.raises(Refused, match="not in class"):
            puts(session, cast, pages[0], student, yesterday)
    with pytest.raises(Refused, match="nothing chosen"):
        put_page(session, cast.viewer(cast.rivera), cast.period_3.id, pages[0], None, yesterday)


def test_in_a_class_that_has_ended_nothing_is_put(cast: Cast, session: Session, pages: list[UUID]) -> None:
    cast.period_3.ended_on = cast.today() - timedelta(days=1)
    session.merge(cast.period_3)
    session.flush()
    with pytest.raises(Refused, match="class ended"):
        puts(session, cast, pages[0], cast.ana, cast.today() - timedelta(days=2))


def test_a_pile_is_nobody_elses(cast: Cast, session: Session, pages: list[UUID]) -> None:
    park = cast.viewer(cast.park)
    assert paper(session, park, cast.period_3.id).all == 0
    assert put_page(session, park, cast.period_3.id, pages[0], cast.ana.id, park.today) is Putting.GONE
    assert not throw_away(session, park, cast.period_3.id, pages[0])
    puts(session, cast, pages[1], cast.ana)
    assert not take_page_back(session, park, cast.period_3.id, pages[1])
    assert len(pile(session, cast).left) == 3


def test_a_pile_is_no_draft_of_a_letter_to_the_class(cast: Cast, session: Session, pages: list[UUID]) -> None:
    throw_away(session, cast.viewer(cast.rivera), cast.period_3.id, pages[0])
    assert not class_letter(session, cast.viewer(cast.rivera), cast.period_3.id, [cast.period_3.id]).drafts


def test_the_day_and_the_last_student_are_remembered(cast: Cast, session: Session, pages: list[UUID]) -> None:
    yesterday = cast.today() - timedelta(days=1)
    assert pile(session, cast).day is None
    puts(session, cast, pages[0], cast.bo, yesterday)
    now = pile(session, cast)
    assert now.before
    assert now.last
    assert (now.day, now.before.student_id, now.last.page_id) == (yesterday, cast.bo.id, pages[0])
    assert (now.put, now.all) == (1, 4)


def test_a_page_whose_file_still_comes_goes_to_nobody(cast: Cast, session: Session) -> None:
    first = lays(session, cast, "a scan of many leaves", state=PageState.RECEIVED)
    (row,) = session.scalars(select(Page).where(col(Page.id) == first))
    leaf = Page(**row.model_dump() | {"id": uuid4(), "leaf": 2, "state": PageState.READY})
    session.add(leaf)
    session.flush()
    assert [puts(session, cast, page_id, cast.ana) for page_id in (first, leaf.id)] == [Putting.GONE] * 2
    assert not throw_away(session, cast.viewer(cast.rivera), cast.period_3.id, first)
    now = pile(session, cast)
    assert (now.left, now.coming) == ([], 1)
    assert not letters_by(session, cast.ana)


def test_a_page_that_cannot_be_opened_is_only_thrown_away(cast: Cast, session: Session) -> None:
    broken = lays(session, cast, "broken", state=PageState.UNREADABLE)
    assert puts(session, cast, broken, cast.ana) is Putting.GONE
    assert throw_away(session, cast.viewer(cast.rivera), cast.period_3.id, broken)


def test_another_day_begins_another_pile_once_the_last_one_is_put(
    cast: Cast, session: Session, pages: list[UUID]
) -> None:
    for page_id in pages:
        puts(session, cast, page_id, cast.ana)
    file = Arriving(b"of the next day", "image/jpeg")
    tomorrow = cast.viewer(cast.rivera, cast.at + DAY)
    add_to_pile(session, tomorrow, cast.period_3.id, uuid4(), file)
    now = paper(session, tomorrow, cast.period_3.id)
    assert (now.put, now.day, now.before, now.last) == (0, None, None, None)


def test_a_pile_holds_more_than_a_letter_does_but_not_everything(
    cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.models.pages.MOST_PAGES", 2)
    for number in range(3):
        lays(session, cast, f"page {number}")
    monkeypatch.setattr("app.models.pile.MOST_IN_PILE", 3)
    with pytest.raises(Refused, match="pile full"):
        lays(session, cast, "one too many")
    assert len(pile(session, cast).left) == 3


def test_a_pile_has_its_place_in_her_class_alone(cast: Cast, session: Session, pages: list[UUID]) -> None:
    viewer = cast.viewer(cast.rivera)
    assert pile_of(viewer, cast.period_3.id) != pile_of(viewer, cast.period_5.id)
    assert {page.id for page in pile(session, cast).left} == set(pages)
