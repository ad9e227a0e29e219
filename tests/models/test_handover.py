"""People come and go, and no letter is left without a reader."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Classroom, Handover, Membership, Person
from app.models.classroom import Part
from app.models.handover import NobodyLeft, end_membership, hand_over, join, leave, uncovered_from
from app.models.settling import dispute, record_talk
from app.models.words import Reason, Refused
from app.queries.readers import readers
from tests.cast import DAY, MINUTE, Cast, desk_for
from tests.models.look import waits


def membership(session: Session, person: Person, classroom: Classroom) -> Membership:
    mine = (col(Membership.person_id) == person.id, col(Membership.classroom_id) == classroom.id)
    return session.scalars(select(Membership).where(*mine)).one()


def spans(session: Session) -> dict[object, object]:
    """Every membership with its last day."""
    return {row.id: (row.part, row.until_day) for row in session.scalars(select(Membership))}


def names(session: Session, cast: Cast, classroom: Classroom, day: date) -> list[str]:
    at = cast.at + (day - cast.today())
    of_class = readers(session, cast.viewer(cast.ana, at), [classroom.id])
    return of_class[0].readers if of_class else []


def test_the_last_reader_of_a_class_cannot_just_leave(cast: Cast, session: Session) -> None:
    before, last_day = spans(session), cast.today() + 3 * DAY
    okoye = session.get_one(Person, (cast.school.id, cast.okoye.id))
    with pytest.raises(NobodyLeft) as left:
        leave(session, cast.viewer(cast.lund), okoye, last_day)
    assert (left.value.classroom_id, left.value.from_day) == (cast.period_5.id, last_day + DAY)
    session.expire_all()
    assert spans(session) == before
    assert okoye.ended_on is None


def test_one_of_two_readers_can_leave(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    end_membership(session, cast.viewer(cast.lund), membership(session, cast.park, cast.period_3), cast.today())
    assert names(session, cast, cast.period_3, cast.today() + DAY) == ["Ms. Rivera"]
    assert waits(session, letter)
    with pytest.raises(NobodyLeft):
        end_membership(session, cast.viewer(cast.lund), membership(session, cast.rivera, cast.period_3), cast.today())


def test_who_takes_over_reads_from_the_next_day_on(cast: Cast, session: Session) -> None:
    okoye = session.get_one(Person, (cast.school.id, cast.okoye.id))
    leave(session, cast.viewer(cast.lund), okoye, cast.today(), cast.park.id)
    assert names(session, cast, cast.period_5, cast.today()) == ["Mr. Okoye"]
    assert names(session, cast, cast.period_5, cast.today() + DAY) == ["Mr. Park"]
    assert okoye.ended_on == cast.today()


def test_nobody_takes_over_from_herself(cast: Cast, session: Session) -> None:
    okoye = session.get_one(Person, (cast.school.id, cast.okoye.id))
    with pytest.raises(NobodyLeft):
        leave(session, cast.viewer(cast.lund), okoye, cast.today(), cast.okoye.id)


def test_who_has_left_the_school_cannot_take_over(cast: Cast, session: Session) -> None:
    park = session.get_one(Person, (cast.school.id, cast.park.id))
    leave(session, cast.viewer(cast.lund), park, cast.today())
    with pytest.raises(NobodyLeft):
        end_membership(
            session, cast.viewer(cast.lund), membership(session, cast.okoye, cast.period_5), cast.today(), park.id
        )


def test_a_cover_for_two_weeks_is_not_enough_to_leave_for_good(cast: Cast, session: Session) -> None:
    lund, mine = cast.viewer(cast.lund), membership(session, cast.okoye, cast.period_5)
    until = cast.today() + 14 * DAY
    join(session, lund, cast.period_5.id, cast.park.id, Part.COVER, cast.today(), until)
    with pytest.raises(NobodyLeft) as left:
        end_membership(session, lund, mine, cast.today())
    assert left.value.from_day == until + DAY
    join(session, lund, cast.period_5.id, cast.rivera.id, Part.READER, until + DAY)
    end_membership(session, lund, mine, cast.today())
    assert mine.until_day == cast.today()


def test_a_student_can_always_leave_a_class(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.cy)
    end_membership(session, cast.viewer(cast.lund), membership(session, cast.cy, cast.period_5), cast.today())
    assert waits(session, letter)


def test_a_hand_over_moves_what_waits_and_writes_down_who_moved_it(cast: Cast, session: Session) -> None:
    answered = cast.writes(session, cast.ana, at=cast.at - 3 * DAY)
    cast.answers(session, cast.rivera, answered)
    first, second = cast.writes(session, cast.ana, "One."), cast.writes(session, cast.ana, "Two.")
    of_bo = cast.writes(session, cast.bo)
    assert hand_over(session, cast.viewer(cast.lund), cast.ana.id, cast.period_3.id, cast.period_5.id) == 2
    session.expire_all()
    assert {first.queue_id, second.queue_id} == {cast.period_5.id}
    assert {answered.queue_id, of_bo.queue_id} == {cast.period_3.id}
    rows = session.scalars(select(Handover)).all()
    assert {row.letter_id for row in rows} == {first.id, second.id}
    assert {(row.by_id, row.at) for row in rows} == {(cast.lund.id, cast.at)}


def end(session: Session, cast: Cast, classroom: Classroom) -> None:
    """The class ended the day before yesterday."""
    session.get_one(Classroom, (cast.school.id, classroom.id)).ended_on = cast.today() - 2 * DAY
    session.flush()


def test_the_last_reader_can_leave_a_class_that_has_ended(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.cy, at=cast.at - 5 * DAY)
    end(session, cast, cast.period_5)
    lund, mine = cast.viewer(cast.lund), membership(session, cast.okoye, cast.period_5)
    with pytest.raises(NobodyLeft):
        end_membership(session, lund, mine, cast.today())
    cast.answers(session, cast.okoye, letter, at=cast.at - MINUTE)
    end_membership(session, lund, mine, cast.today())
    assert names(session, cast, cast.period_5, cast.today() + DAY) == []


def test_nothing_is_handed_over_to_a_class_that_nobody_reads(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana, at=cast.at - 5 * DAY)
    end(session, cast, cast.period_5)
    lund = cast.viewer(cast.lund, cast.at + 2 * DAY)
    end_membership(session, lund, membership(session, cast.okoye, cast.period_5), cast.today())
    with pytest.raises(NobodyLeft):
        hand_over(session, lund, cast.ana.id, cast.period_3.id, cast.period_5.id)
    assert waits(session, letter)
    assert letter.queue_id == cast.period_3.id
    assert session.scalars(select(Handover)).all() == []


def test_whose_talk_or_answer_may_still_be_undone_keeps_a_reader(cast: Cast, session: Session) -> None:
    on_its_way, talked = cast.writes(session, cast.cy), cast.writes(session, cast.cy, "Can we talk?")
    end(session, cast, cast.period_5)
    mine = membership(session, cast.okoye, cast.period_5)
    cast.answers(session, cast.okoye, on_its_way)
    desk = desk_for(session, talked)
    record_talk(session, cast.viewer(cast.okoye), desk, cast.today(), "")
    for at in (cast.at, cast.at + DAY):  # the talk can be disputed later too
        with pytest.raises(NobodyLeft):
            end_membership(session, cast.viewer(cast.lund, at), mine, cast.today())
    session.refresh(talked)
    from app.models import Answer

    talk = session.get_one(Answer, (cast.school.id, desk.id))
    assert dispute(session, cast.viewer(cast.cy, cast.at + DAY), talk)
    assert waits(session, talked)
    assert names(session, cast, cast.period_5, cast.today() + DAY) == ["Mr. Okoye"]


def becomes_a_coach(session: Session, cast: Cast) -> None:
    """Ms. Rivera writes to her coach no more, and coaches beside Dr. Haddad."""
    membership(session, cast.rivera, cast.coaching).until_day = cast.today() - DAY
    join(session, cast.viewer(cast.lund), cast.coaching.id, cast.rivera.id, Part.READER, cast.today())


def test_who_writes_in_a_class_does_not_take_it_over(cast: Cast, session: Session) -> None:
    before, mine = spans(session), membership(session, cast.haddad, cast.coaching)
    for taking_over in (cast.rivera.id, {cast.coaching.id: cast.rivera.id}):
        with pytest.raises(Refused) as refused:
            leave(session, cast.viewer(cast.lund), session.merge(cast.haddad), cast.today(), taking_over)
        assert refused.value.reason is Reason.BOTH_PARTS
        session.expire_all()
        assert spans(session) == before
    end_membership(session, cast.viewer(cast.lund), mine, cast.today(), cast.park.id)
    assert mine.until_day == cast.today()


def test_nobody_is_left_alone_with_a_letter_of_her_own(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.rivera, "Dear Dr. Haddad,", to=cast.coaching)
    lund, mine = cast.viewer(cast.lund), membership(session, cast.haddad, cast.coaching)
    becomes_a_coach(session, cast)
    with pytest.raises(Refused) as refused:
        end_membership(session, lund, mine, cast.today())
    assert refused.value.reason is Reason.OWN_LETTERS
    assert mine.until_day is None
    cast.answers(session, cast.haddad, letter)
    with pytest.raises(Refused):
        end_membership(session, lund, mine, cast.today())  # it is on its way, and can be undone
    end_membership(session, cast.viewer(cast.lund, cast.at + DAY), mine, cast.today() + DAY)
    assert mine.until_day == cast.today() + DAY


def test_a_letter_does_not_go_to_a_class_that_only_its_writer_reads(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.rivera, "Dear Dr. Haddad,", to=cast.coaching)
    lund = cast.viewer(cast.lund)
    end_membership(session, lund, membership(session, cast.park, cast.period_3), cast.today() - DAY)
    with pytest.raises(Refused) as refused:
        hand_over(session, lund, cast.rivera.id, cast.coaching.id, cast.period_3.id)
    assert refused.value.reason is Reason.OWN_LETTERS
    assert letter.queue_id == cast.coaching.id


DAYS = st.integers(0, 12)
SPANS = st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=6)
START = date(2026, 11, 1)


@given(SPANS, DAYS)
def test_uncovered_from_finds_the_first_day_that_nobody_covers(some: list[tuple[int, int | None]], day: int) -> None:
    as_days = [(START + timedelta(a), None if b is None else START + timedelta(b)) for a, b in some]
    free = (d for d in range(day, 40) if not any(a <= d and (b is None or d <= b) for a, b in some))
    first = next(free, None)
    expected = None if first is None else START + timedelta(first)
    assert uncovered_from(as_days, START + timedelta(day)) == expected
