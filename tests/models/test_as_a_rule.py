"""Who answers whom as a rule: chosen student by student or split evenly, and the student's sheet says so."""

from collections import Counter
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Membership, Person
from app.models.as_a_rule import choose_answerers, dealt, split_evenly
from app.models.classroom import Part
from app.models.handover import end_membership, join
from app.models.words import Reason, Refused
from app.queries.readers import readers
from tests.cast import DAY, Cast
from tests.models.test_handover import membership


def chooses(session: Session, cast: Cast, student: Person, reader: Person | None, was: Person | None = None) -> None:
    """Mrs. Lund says who answers a student of Period 3 as a rule."""
    id_ = membership(session, student, cast.period_3).id
    shown, chosen = {id_: was.id if was else None}, {id_: reader.id if reader else None}
    choose_answerers(session, cast.viewer(cast.lund), cast.period_3, shown, chosen)


def addressed(session: Session, cast: Cast, student: Person, days: int = 0) -> str:
    """To whom a student's sheet in Period 3 is addressed."""
    (of_class,) = readers(session, cast.viewer(student, cast.at + days * DAY), [cast.period_3.id])
    return of_class.first


def test_a_sheet_is_addressed_to_who_answers_the_student_as_a_rule(cast: Cast, session: Session) -> None:
    chooses(session, cast, cast.ana, cast.park)
    assert addressed(session, cast, cast.ana) == "Mr. Park"
    assert addressed(session, cast, cast.bo) == "Ms. Rivera"
    (of_class,) = readers(session, cast.viewer(cast.ana), [cast.period_3.id])
    assert of_class.readers == ["Mr. Park", "Ms. Rivera"]
    chooses(session, cast, cast.ana, None, was=cast.park)
    assert addressed(session, cast, cast.ana) == "Ms. Rivera"


def test_who_reads_there_no_more_is_not_addressed(cast: Cast, session: Session) -> None:
    chooses(session, cast, cast.ana, cast.park)
    end_membership(session, cast.viewer(cast.lund), membership(session, cast.park, cast.period_3), cast.today())
    assert addressed(session, cast, cast.ana) == "Mr. Park"
    assert addressed(session, cast, cast.ana, days=1) == "Ms. Rivera"


def test_who_left_the_class_and_came_back_has_the_choice_of_her_newer_membership(cast: Cast, session: Session) -> None:
    chooses(session, cast, cast.ana, cast.park)
    lund = cast.viewer(cast.lund)
    end_membership(session, lund, membership(session, cast.ana, cast.period_3), cast.today())
    join(session, lund, cast.period_3.id, cast.ana.id, Part.WRITER, cast.today() + DAY)
    assert addressed(session, cast, cast.ana) == "Mr. Park"
    assert addressed(session, cast, cast.ana, days=1) == "Ms. Rivera"


def test_only_who_reads_in_the_class_can_be_chosen(cast: Cast, session: Session) -> None:
    for person in (cast.okoye, cast.bo, cast.strand):
        with pytest.raises(Refused) as refused:
            chooses(session, cast, cast.ana, person)
        assert refused.value.reason is Reason.CHANGED_MEANWHILE
    assert membership(session, cast.ana, cast.period_3).answered_by_id is None


def test_what_somebody_else_chose_meanwhile_stays_and_what_the_form_leaves_alone_too(
    cast: Cast, session: Session
) -> None:
    lund = cast.viewer(cast.lund)
    anas, bos = (membership(session, student, cast.period_3) for student in (cast.ana, cast.bo))
    opened: dict[UUID, UUID | None] = {anas.id: None, bos.id: None}
    chooses(session, cast, cast.ana, cast.park)
    choose_answerers(session, lund, cast.period_3, opened, opened | {bos.id: cast.rivera.id})
    session.expire_all()
    assert (anas.answered_by_id, bos.answered_by_id) == (cast.park.id, cast.rivera.id)
    with pytest.raises(Refused) as refused:
        choose_answerers(session, lund, cast.period_3, opened, {anas.id: cast.rivera.id, bos.id: cast.park.id})
    assert refused.value.reason is Reason.CHANGED_MEANWHILE
    session.expire_all()
    assert (anas.answered_by_id, bos.answered_by_id) == (cast.park.id, cast.rivera.id)


def test_a_membership_of_another_class_or_school_is_not_touched(cast: Cast, session: Session) -> None:
    evas = membership(session, cast.eva, cast.other_class)
    cys = membership(session, cast.cy, cast.period_5)
    for other in (evas, cys, membership(session, cast.park, cast.period_3)):
        with pytest.raises(Refused):
            choose_answerers(session, cast.viewer(cast.lund), cast.period_3, {}, {other.id: cast.rivera.id})
    session.expire_all()
    assert evas.answered_by_id is None
    assert cys.answered_by_id is None


def test_split_evenly_leaves_whom_it_can_with_the_reader_she_has(cast: Cast, session: Session) -> None:
    chooses(session, cast, cast.linh, cast.rivera)
    split_evenly(session, cast.viewer(cast.lund), cast.period_3)
    assert addressed(session, cast, cast.linh) == "Ms. Rivera"
    everybody = [addressed(session, cast, student) for student in (cast.ana, cast.bo, cast.linh)]
    assert sorted(Counter(everybody).values()) == [1, 2]
    before = session.scalars(select(col(Membership.answered_by_id)).order_by(col(Membership.id))).all()
    split_evenly(session, cast.viewer(cast.lund), cast.period_3)
    assert session.scalars(select(col(Membership.answered_by_id)).order_by(col(Membership.id))).all() == before


READERS = [UUID(int=number) for number in range(1, 5)]


@given(st.integers(1, 4), st.lists(st.none() | st.integers(0, 4), max_size=40))
def test_dealt_is_even_and_nobody_moves_where_it_was_even_before(count: int, had: list[int | None]) -> None:
    theirs = READERS[:count]
    nobody = UUID(int=0)
    students = [
        Membership(
            school_id=nobody, id=uuid4(), classroom_id=nobody, person_id=nobody, part=Part.WRITER,
            from_day=date(2026, 8, 1), answered_by_id=None if one is None else [*READERS, nobody][one],
        )
        for one in had
    ]  # fmt: skip
    hand = dealt(students, theirs)
    assert set(hand) == {student.id for student in students}
    each = Counter(hand.values())
    sizes = [each[reader] for reader in theirs]
    assert max(sizes) - min(sizes) <= 1
    for student in students:
        student.answered_by_id = hand[student.id]
    assert dealt(students, theirs) == hand
