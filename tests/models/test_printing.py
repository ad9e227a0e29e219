"""Answers are printed once: what has gone out, to whom writes on paper first, by class and name."""

from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Answer, Letter, Person
from app.models.addition import see_answer
from app.models.letter import Via
from app.models.printing import say_printed
from app.models.settling import OnDesk, record_talk
from app.queries.answers import Lot, answers
from tests.cast import DAY, HOUR, Cast


def on_paper(session: Session, letter: Letter) -> Letter:
    session.execute(update(Letter).where(col(Letter.id) == letter.id).values(via=Via.PAPER))
    return letter


def answered(session: Session, cast: Cast, student: Person, *, paper: bool = True, by: Person | None = None) -> UUID:
    """An answer of yesterday; its id."""
    letter = cast.writes(session, student, at=cast.at - 2 * DAY)
    if paper:
        on_paper(session, letter)
    return cast.answers(session, by or cast.rivera, letter, at=cast.at - DAY, body=f"Dear {student.name},").id


def lot(session: Session, cast: Cast, who: Person | None = None, **choice: bool) -> Lot:
    who = who or cast.rivera
    return answers(session, cast.viewer(who), [cast.class_of(who).id], **choice)


def names(lot: Lot) -> list[str]:
    return [sheet.goes_by for sheet in lot.sheets]


def test_one_sheet_a_student_by_name_with_what_is_new(cast: Cast, session: Session) -> None:
    linhs, anas, second = (answered(session, cast, student) for student in (cast.linh, cast.ana, cast.ana))
    now = lot(session, cast)
    assert names(now) == ["Ana", "Linh"]
    assert set(now.ids) == {linhs, anas, second}


def test_what_was_printed_does_not_come_again_but_can_be_printed_again(cast: Cast, session: Session) -> None:
    first = answered(session, cast, cast.ana)
    assert say_printed(session, cast.viewer(cast.rivera), [first]) == 1
    assert say_printed(session, cast.viewer(cast.rivera, cast.at + HOUR), [first]) == 0, "The form came twice."
    second = answered(session, cast, cast.bo)
    assert lot(session, cast).ids == [second]
    again = lot(session, cast, again=True)
    assert (again.ids, again.last) == ([first], cast.today())


def test_only_those_that_were_shown_are_printed(cast: Cast, session: Session) -> None:
    shown, came_since = answered(session, cast, cast.ana), answered(session, cast, cast.bo)
    say_printed(session, cast.viewer(cast.rivera), [shown])
    assert lot(session, cast).ids == [came_since]


def test_who_writes_on_a_screen_comes_only_when_asked_for(cast: Cast, session: Session) -> None:
    on_a_sheet, on_screen = answered(session, cast, cast.ana), answered(session, cast, cast.bo, paper=False)
    first = lot(session, cast)
    assert (first.ids, first.others, first.everyone) == ([on_a_sheet], 1, False)
    assert set(lot(session, cast, everyone=True).ids) == {on_a_sheet, on_screen}


def test_where_nobody_writes_on_paper_everyone_comes_but_for_what_was_opened(cast: Cast, session: Session) -> None:
    new, opened = answered(session, cast, cast.ana, paper=False), answered(session, cast, cast.bo, paper=False)
    see_answer(session, cast.viewer(cast.bo), opened)
    assert lot(session, cast).ids == [new]


def test_what_is_on_its_way_and_a_talk_stay_off_the_paper(cast: Cast, session: Session) -> None:
    letter = on_paper(session, cast.writes(session, cast.ana))
    cast.answers(session, cast.rivera, letter)
    viewer = cast.viewer(cast.rivera, cast.at - DAY)
    record_talk(session, viewer, OnDesk(cast.period_3.id, cast.ana.id), viewer.today, "We talked.")
    assert not lot(session, cast).sheets


@pytest.mark.parametrize("who", ["okoye", "haddad", "strand", "lund", "ana"])
def test_nobody_prints_what_is_not_hers_to_see(cast: Cast, session: Session, who: str) -> None:
    anas, person = answered(session, cast, cast.ana), getattr(cast, who)
    assert not answers(session, cast.viewer(person), [cast.period_3.id], everyone=True).sheets
    assert say_printed(session, cast.viewer(person), [anas]) == 0
    assert session.get_one(Answer, (cast.school.id, anas)).printed_at is None


def test_a_colleague_of_the_class_prints_for_both(cast: Cast, session: Session) -> None:
    anas = answered(session, cast, cast.ana)
    assert lot(session, cast, cast.park).ids == [anas]
