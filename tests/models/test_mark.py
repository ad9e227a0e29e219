"""Set aside, and come back to first: one reader's own order, that ends no waiting."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.models.letter import add_postscript
from app.models.mark import put_first, set_aside, take_marks_off
from app.models.words import Reason, Refused
from app.queries.board import board
from app.queries.queue import Queue, Waiter, next_after, queue, queue_around, set_aside_of
from tests.cast import DAY, Cast
from tests.models.look import waits


def line(cast: Cast, session: Session, days_later: int = 0, *, of_park: bool = False) -> Queue:
    viewer = cast.viewer(cast.park if of_park else cast.rivera, cast.at + days_later * DAY)
    return queue(session, viewer, [cast.period_3.id])


def names(waiters: list[Waiter]) -> list[str]:
    return [waiter.goes_by for waiter in waiters]


def test_a_letter_set_aside_is_off_her_list_and_on_everybody_elses_and_the_board(cast: Cast, session: Session) -> None:
    anas = cast.writes(session, cast.ana, at=cast.at - 3 * DAY)
    cast.writes(session, cast.bo, at=cast.at - DAY)
    set_aside(session, cast.viewer(cast.rivera), {anas.id: 1}, cast.today() + 2 * DAY, "Ask her sister.")
    hers = line(cast, session)
    assert (names(hers.waiters), hers.waiting, hers.aside) == (["Bo"], 1, 1)
    assert names(line(cast, session, of_park=True).waiters) == ["Ana", "Bo"]
    assert waits(session, anas)
    on_board = board(session, cast.viewer(cast.rivera), {cast.period_3.id: "Period 3"}, 8).waiting
    assert [(who.goes_by, who.days) for who in on_board] == [("Ana", 3), ("Bo", 1)]


def test_it_comes_back_by_itself_on_its_day_where_it_stood(cast: Cast, session: Session) -> None:
    anas = cast.writes(session, cast.ana, at=cast.at - 3 * DAY)
    cast.writes(session, cast.bo, at=cast.at - DAY)
    set_aside(session, cast.viewer(cast.rivera), {anas.id: 1}, cast.today() + 2 * DAY, "")
    assert names(line(cast, session, 1).waiters) == ["Bo"]
    assert names(line(cast, session, 2).waiters) == ["Ana", "Bo"]


def test_what_is_set_aside_can_be_looked_at_with_its_note_and_put_back(cast: Cast, session: Session) -> None:
    anas = cast.writes(session, cast.ana, at=cast.at - 3 * DAY)
    viewer = cast.viewer(cast.rivera)
    set_aside(session, viewer, {anas.id: 1}, cast.today() + 2 * DAY, "Ask her sister.")
    (aside,) = set_aside_of(session, viewer, [cast.period_3.id])
    assert (aside.until, aside.note, aside.days) == (cast.today() + 2 * DAY, "Ask her sister.", 3)
    take_marks_off(session, viewer, [anas.id])
    assert set_aside_of(session, viewer, [cast.period_3.id]) == []
    assert names(line(cast, session).waiters) == ["Ana"]


@pytest.mark.parametrize("days", [None, -1, 0, 8, 400])
def test_it_is_for_a_week_at_most_and_not_for_today(cast: Cast, session: Session, days: int | None) -> None:
    anas = cast.writes(session, cast.ana)
    until = None if days is None else cast.today() + timedelta(days=days)
    with pytest.raises(Refused) as refused:
        set_aside(session, cast.viewer(cast.rivera), {anas.id: 1}, until, "")
    assert refused.value.reason is Reason.NOT_WITHIN_A_WEEK
    assert names(line(cast, session).waiters) == ["Ana"]


def test_a_ps_brings_it_back_at_once_and_so_does_another_letter(cast: Cast, session: Session) -> None:
    anas, bos = (cast.writes(session, who, at=cast.at - DAY) for who in (cast.ana, cast.bo))
    viewer = cast.viewer(cast.rivera)
    set_aside(session, viewer, {anas.id: 1}, cast.today() + DAY, "")
    set_aside(session, viewer, {bos.id: 1}, cast.today() + DAY, "")
    assert line(cast, session).waiters == []
    add_postscript(session, cast.viewer(cast.ana), anas, cast.ana.id, "P.S. And more.")
    cast.writes(session, cast.bo, "One more thing.")
    assert sorted(names(line(cast, session).waiters)) == ["Ana", "Bo"]


def test_set_aside_again_has_the_newer_day_and_note(cast: Cast, session: Session) -> None:
    anas, viewer = cast.writes(session, cast.ana), cast.viewer(cast.rivera)
    for days, note in ((1, "First."), (5, "Second.")):
        set_aside(session, viewer, {anas.id: 1}, cast.today() + days * DAY, note)
    (aside,) = set_aside_of(session, viewer, [cast.period_3.id])
    assert (aside.until, aside.note) == (cast.today() + 5 * DAY, "Second.")


def test_who_is_marked_first_stands_first_for_her_alone_and_is_opened_first(cast: Cast, session: Session) -> None:
    anas = cast.writes(session, cast.ana, at=cast.at - 5 * DAY)
    bos = cast.writes(session, cast.bo, at=cast.at - 3 * DAY)
    linhs = cast.writes(session, cast.linh, at=cast.at - DAY)
    viewer = cast.viewer(cast.rivera)
    put_first(session, viewer, linhs)
    hers = line(cast, session)
    assert names(hers.waiters) == ["Linh", "Ana", "Bo"]
    assert hers.longest is not None
    assert hers.longest.goes_by == "Ana"
    assert names(line(cast, session, of_park=True).waiters) == ["Ana", "Bo", "Linh"]
    assert next_after(session, viewer, [cast.period_3.id], (), anas.received_at) == linhs.id
    cast.answers(session, cast.rivera, linhs)
    assert next_after(session, viewer, [cast.period_3.id], (), anas.received_at) == bos.id
    assert next_after(session, viewer, [cast.period_3.id], (), bos.received_at) == anas.id


def test_the_desk_shows_the_line_around_its_student(cast: Cast, session: Session) -> None:
    anas = cast.writes(session, cast.ana, at=cast.at - 5 * DAY)
    bos = cast.writes(session, cast.bo, at=cast.at - 3 * DAY)
    cast.writes(session, cast.linh, at=cast.at - DAY)
    around = queue_around(session, cast.viewer(cast.rivera), [cast.period_3.id], (), bos.id)
    before, after = around.beside({bos.id})
    assert before is not None
    assert after is not None
    assert (before.letter_id, after.goes_by) == (anas.id, "Linh")


def test_the_line_goes_on_behind_a_position_also_when_somebody_before_it_was_answered(
    cast: Cast, session: Session
) -> None:
    viewer, rooms = cast.viewer(cast.rivera), [cast.period_3.id]
    anas = cast.writes(session, cast.ana, at=cast.at - 3 * DAY)
    for student, days in ((cast.bo, 2), (cast.linh, 1)):
        cast.writes(session, student, at=cast.at - days * DAY)
    first = queue(session, viewer, rooms, most=1)
    assert (names(first.waiters), first.waiting) == (["Ana"], 3)
    cast.answers(session, cast.rivera, anas)
    second = queue(session, viewer, rooms, after=first.more, most=1)
    assert names(second.waiters) == ["Bo"]
    third = queue(session, viewer, rooms, after=second.more, most=1)
    assert (names(third.waiters), third.more) == (["Linh"], "")


@pytest.mark.parametrize("strange", ["", "x", "1~2~3~4", "0~2026-11-17~a~b", "0~2026-11-17T18:00:00~0~0", "~~~~"])
def test_a_position_that_is_none_shows_the_beginning(cast: Cast, session: Session, strange: str) -> None:
    cast.writes(session, cast.ana)
    assert names(queue(session, cast.viewer(cast.rivera), [cast.period_3.id], after=strange).waiters) == ["Ana"]
