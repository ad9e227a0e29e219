"""Parts in classes: given and ended by the day, taken over, moved; and a class that ends."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Classroom, Event, Handover, Letter, Membership, Person
from app.models.classroom import ClassroomKind, Part, add_class, rename_class
from app.models.ending_class import end_class, open_again
from app.models.handover import NobodyLeft, tell
from app.models.history import Act
from app.models.taking_part import end_part, give_part, move
from app.models.words import Reason, Refused
from app.queries.readers import readers
from tests.cast import DAY, Cast
from tests.models.look import waits
from tests.models.test_handover import membership
from tests.models.test_office import here


def room(session: Session, classroom: Classroom) -> Classroom:
    """The class, in this session."""
    return session.get_one(Classroom, (classroom.school_id, classroom.id))


def gives(
    session: Session, cast: Cast, classroom: Classroom, person: Person, part: Part, until: date | None = None
) -> None:
    """Mrs. Lund gives a part, from today on."""
    lund = cast.viewer(cast.lund)
    give_part(session, lund, room(session, classroom), here(session, person), part, cast.today(), until, "on leave")


def refused_for(session: Session, cast: Cast, classroom: Classroom, person: Person, part: Part) -> Reason:
    with pytest.raises(Refused) as refused:
        gives(session, cast, classroom, person, part)
    return refused.value.reason


def count(session: Session, model: type[Membership] | type[Event] | type[Handover]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_cover_reads_from_a_day_until_a_day_and_it_is_written_down_who_gave_it_and_why(
    cast: Cast, session: Session
) -> None:
    until = cast.today() + 14 * DAY
    for _ in range(2):  # a form that comes twice
        gives(session, cast, cast.period_5, cast.park, Part.COVER, until)
    covers = membership(session, cast.park, cast.period_5)
    assert (covers.from_day, covers.until_day, covers.why, covers.by_id) == (
        cast.today(), until, "on leave", cast.lund.id,
    )  # fmt: skip
    assert readers(session, cast.viewer(cast.cy), [cast.period_5.id])[0].covers == ["Mr. Park"]
    assert readers(session, cast.viewer(cast.cy, cast.at + 15 * DAY), [cast.period_5.id])[0].covers == []


def test_who_covers_can_come_to_stay_and_is_a_reader_then(cast: Cast, session: Session) -> None:
    gives(session, cast, cast.period_5, cast.park, Part.COVER)
    gives(session, cast, cast.period_5, cast.park, Part.READER)
    (of_class,) = readers(session, cast.viewer(cast.cy), [cast.period_5.id])
    assert (of_class.readers, of_class.covers) == (["Mr. Okoye", "Mr. Park"], [])


def test_a_part_that_cannot_be_is_refused_in_words_and_nothing_is_written(cast: Cast, session: Session) -> None:
    before = count(session, Membership), count(session, Event)
    assert refused_for(session, cast, cast.period_3, cast.rivera, Part.READER) is Reason.THERE_ALREADY
    assert refused_for(session, cast, cast.period_3, cast.rivera, Part.COVER) is Reason.THERE_ALREADY
    assert refused_for(session, cast, cast.period_3, cast.ana, Part.WRITER) is Reason.THERE_ALREADY
    assert refused_for(session, cast, cast.period_3, cast.rivera, Part.WRITER) is Reason.BOTH_PARTS
    here(session, cast.ana).email = "ana@school.example"
    assert refused_for(session, cast, cast.period_3, cast.ana, Part.READER) is Reason.BOTH_PARTS
    assert refused_for(session, cast, cast.period_3, cast.cy, Part.READER) is Reason.CANNOT_SIGN_IN
    here(session, cast.cy).ended_on = cast.today() - DAY
    assert refused_for(session, cast, cast.period_3, cast.cy, Part.WRITER) is Reason.HAS_LEFT
    room(session, cast.period_3).ended_on = cast.today() - DAY
    assert refused_for(session, cast, cast.period_3, cast.okoye, Part.WRITER) is Reason.CLASS_OVER
    assert (count(session, Membership), count(session, Event)) == before


def test_the_last_reader_stops_when_somebody_takes_over(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.cy)
    lund, okoyes = cast.viewer(cast.lund), membership(session, cast.okoye, cast.period_5)
    with pytest.raises(NobodyLeft) as left:
        end_part(session, lund, okoyes, cast.today(), None)
    assert left.value.from_day == cast.today() + DAY
    session.expire_all()
    assert okoyes.until_day is None
    assert end_part(session, lund, okoyes, cast.today(), None, here(session, cast.park))
    assert not end_part(session, lund, okoyes, cast.today(), None, here(session, cast.park))  # the form twice
    tomorrow = cast.viewer(cast.cy, cast.at + DAY)
    assert readers(session, tomorrow, [cast.period_5.id])[0].readers == ["Mr. Park"]
    assert waits(session, letter)
    rows = session.scalars(select(Membership).where(col(Membership.person_id) == cast.park.id)).all()
    assert len(rows) == 2


def test_who_reads_there_already_takes_over_without_a_second_membership(cast: Cast, session: Session) -> None:
    riveras = membership(session, cast.rivera, cast.period_3)
    end_part(session, cast.viewer(cast.lund), riveras, cast.today(), None, here(session, cast.park))
    assert membership(session, cast.park, cast.period_3).until_day is None


def test_a_reader_can_stop_at_once(cast: Cast, session: Session) -> None:
    okoyes = membership(session, cast.okoye, cast.period_5)
    end_part(session, cast.viewer(cast.lund), okoyes, cast.today() - DAY, None, here(session, cast.park))
    assert readers(session, cast.viewer(cast.cy), [cast.period_5.id])[0].readers == ["Mr. Park"]


def test_a_reader_who_was_put_into_the_wrong_class_today_is_replaced_at_once(cast: Cast, session: Session) -> None:
    lund = cast.viewer(cast.lund)
    new = Classroom(school_id=cast.school.id, name="Period 7", year=2026)
    session.add(new)
    session.flush()
    gives(session, cast, new, cast.okoye, Part.READER)
    end_part(session, lund, membership(session, cast.okoye, new), cast.today() - DAY, None, here(session, cast.park))
    assert readers(session, cast.viewer(cast.cy), [new.id])[0].readers == ["Mr. Park"]


def test_the_second_of_two_administrators_is_told_and_changes_nothing(cast: Cast, session: Session) -> None:
    lund, parks = cast.viewer(cast.lund), membership(session, cast.park, cast.period_3)
    end_part(session, lund, parks, cast.today() + DAY, None)
    with pytest.raises(Refused) as refused:
        end_part(session, lund, parks, cast.today() + 9 * DAY, None)
    assert refused.value.reason is Reason.CHANGED_MEANWHILE
    end_part(session, lund, parks, cast.today() + 9 * DAY, cast.today() + DAY)
    assert parks.until_day == cast.today() + 9 * DAY


def moves(session: Session, cast: Cast, person: Person, to: Classroom, *, letters_too: bool) -> None:
    """Mrs. Lund moves a student of Period 3 after today."""
    mine, student = membership(session, person, cast.period_3), here(session, person)
    move(
        session, cast.viewer(cast.lund), mine, student, room(session, to), cast.today(), mine.until_day,
        letters_too=letters_too,
    )  # fmt: skip


def test_a_student_who_moves_writes_in_the_new_class_from_the_next_day_and_her_letters_stay(
    cast: Cast, session: Session
) -> None:
    letter = cast.writes(session, cast.ana)
    moves(session, cast, cast.ana, cast.period_5, letters_too=False)
    new = membership(session, cast.ana, cast.period_5)
    assert (new.part, new.from_day, new.until_day) == (Part.WRITER, cast.today() + DAY, None)
    assert membership(session, cast.ana, cast.period_3).until_day == cast.today()
    assert waits(session, letter)
    assert letter.queue_id == cast.period_3.id
    moves(session, cast, cast.ana, cast.period_5, letters_too=True)  # the same form again does nothing
    session.refresh(letter)
    assert letter.queue_id == cast.period_3.id


def test_her_waiting_letters_go_with_her_where_the_office_says_so(cast: Cast, session: Session) -> None:
    first = cast.writes(session, cast.ana, at=cast.at - 3 * DAY)
    of_bo = cast.writes(session, cast.bo)
    moves(session, cast, cast.ana, cast.period_5, letters_too=True)
    assert waits(session, first)
    assert waits(session, of_bo)
    assert (first.queue_id, of_bo.queue_id) == (cast.period_5.id, cast.period_3.id)
    (handover,) = session.scalars(select(Handover)).all()
    assert (handover.letter_id, handover.by_id, handover.told_at) == (first.id, cast.lund.id, None)


def test_no_letter_moves_to_a_class_that_nobody_reads_and_then_the_student_does_not_move_either(
    cast: Cast, session: Session
) -> None:
    letter = cast.writes(session, cast.ana)
    new = Classroom(school_id=cast.school.id, name="Period 7", year=2026)
    session.add(new)
    session.flush()
    with pytest.raises(NobodyLeft):
        moves(session, cast, cast.ana, new, letters_too=True)
    session.expire_all()
    assert membership(session, cast.ana, cast.period_3).until_day is None
    assert letter.queue_id == cast.period_3.id
    assert count(session, Handover) == 0
    moves(session, cast, cast.ana, new, letters_too=False)


def test_a_student_who_is_in_both_classes_only_leaves_the_one(cast: Cast, session: Session) -> None:
    gives(session, cast, cast.period_5, cast.ana, Part.WRITER)
    moves(session, cast, cast.ana, cast.period_5, letters_too=True)
    assert membership(session, cast.ana, cast.period_5).from_day == cast.today()
    assert membership(session, cast.ana, cast.period_3).until_day == cast.today()


def test_only_its_writer_is_told_of_a_hand_over_and_once(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    moves(session, cast, cast.ana, cast.period_5, letters_too=True)
    (handover,) = session.scalars(select(Handover)).all()
    for person, told in ((cast.bo, None), (cast.okoye, None), (cast.ana, cast.at)):
        tell(session, cast.viewer(person), letter.id)
        session.refresh(handover)
        assert handover.told_at == told
    tell(session, cast.viewer(cast.ana, cast.at + DAY), letter.id)
    session.refresh(handover)
    assert handover.told_at == cast.at


def test_a_class_is_added_once_and_renamed_by_the_first_who_does(cast: Cast, session: Session) -> None:
    lund, id_ = cast.viewer(cast.lund), uuid4()
    for _ in range(2):
        add_class(session, lund, id_, " Period  7 ", ClassroomKind.CLASS, 2026)
    new = session.get_one(Classroom, (cast.school.id, id_))
    assert new.name == "Period 7"
    rename_class(session, lund, new, "English 7", "Period 7")
    with pytest.raises(Refused) as refused:
        rename_class(session, lund, new, "Spanish 7", "Period 7")
    assert refused.value.reason is Reason.CHANGED_MEANWHILE
    rename_class(session, lund, new, "English 7", "Period 7")  # the first form again
    assert new.name == "English 7"
    acts = session.scalars(select(col(Event.act)).where(col(Event.subject_id) == id_)).all()
    assert sorted(acts) == [Act.CLASS_ADDED, Act.CLASS_NAMED]


def test_a_class_that_ends_keeps_what_waits_waiting(cast: Cast, session: Session) -> None:
    letter, lund, period_5 = cast.writes(session, cast.cy), cast.viewer(cast.lund), room(session, cast.period_5)
    for day, reason in ((None, Reason.WHICH_DAY), (cast.today() - 2 * DAY, Reason.PAST_DAY)):
        with pytest.raises(Refused) as refused:
            end_class(session, lund, period_5, day, None)
        assert refused.value.reason is reason
    end_class(session, lund, period_5, cast.today() - DAY, None)
    assert waits(session, letter)
    with pytest.raises(Refused):
        cast.writes(session, cast.cy, "Too late.", to=period_5)
    with pytest.raises(NobodyLeft):
        end_part(session, lund, membership(session, cast.okoye, cast.period_5), cast.today(), None)
    with pytest.raises(Refused) as refused:
        end_class(session, lund, period_5, cast.today(), None)
    assert refused.value.reason is Reason.OVER


def test_of_two_who_say_when_a_class_ends_the_second_is_told(cast: Cast, session: Session) -> None:
    lund, period_5 = cast.viewer(cast.lund), room(session, cast.period_5)
    end_class(session, lund, period_5, cast.today() + DAY, None)
    with pytest.raises(Refused) as refused:
        end_class(session, lund, period_5, cast.today() + 2 * DAY, None)
    assert refused.value.reason is Reason.CHANGED_MEANWHILE
    assert period_5.ended_on == cast.today() + DAY


def test_a_class_that_is_over_is_not_ended_once_more_when_nobody_reads_there(cast: Cast, session: Session) -> None:
    lund, period_5 = cast.viewer(cast.lund), room(session, cast.period_5)
    end_class(session, lund, period_5, cast.today() - DAY, None)
    ended = period_5.ended_on
    end_part(session, lund, membership(session, cast.okoye, cast.period_5), cast.today() - DAY, None)
    with pytest.raises(Refused) as refused:
        end_class(session, lund, period_5, cast.today() + DAY, ended)
    assert refused.value.reason is Reason.OVER
    assert period_5.ended_on == ended


def test_a_class_that_nobody_reads_any_more_is_not_opened_again(cast: Cast, session: Session) -> None:
    lund, period_5 = cast.viewer(cast.lund), room(session, cast.period_5)
    end_class(session, lund, period_5, cast.today() - DAY, None)
    ended = period_5.ended_on
    end_part(session, lund, membership(session, cast.okoye, cast.period_5), cast.today() - DAY, None)
    with pytest.raises(NobodyLeft):
        open_again(session, lund, period_5, ended)
    session.refresh(period_5)
    assert period_5.ended_on == ended
    gives(session, cast, cast.period_5, cast.park, Part.READER)
    open_again(session, lund, period_5, ended)
    assert period_5.ended_on is None
    assert cast.writes(session, cast.cy, at=cast.at).queue_id == cast.period_5.id
    assert session.scalar(select(func.count()).select_from(Letter)) == 1
