"""Reading by exception: one student's letters to one person for some days, told to her readers, and nothing changes."""

from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Answer, Event, Letter, Office, Opening, ReadingGrant
from app.models.classroom import Part
from app.models.grant import (
    LASTS,
    TOLD_FOR,
    agree,
    decline,
    end,
    look,
)
from app.models.handover import join
from app.models.letter import add_postscript
from app.models.person import OfficePart
from app.models.settling import take_back
from app.models.viewer import Viewer
from app.queries.notices import students_read
from app.queries.reading import letters_read, reading, readings
from app.queries.students import is_student_of
from tests.cast import DAY, MINUTE, Cast
from tests.grants import WHY, agreed, asked, named, seen, told
from tests.models.look import waits
from tests.models.test_visibility import letters_seen


def test_a_second_person_opens_the_letters_for_seven_days(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana, at=cast.at - DAY)
    grant_id = agreed(session, cast)
    grant = session.get_one(ReadingGrant, (cast.school.id, grant_id))
    assert (grant.agreed_by_id, grant.agreed_at, grant.until_at) == (cast.bell.id, cast.at, cast.at + LASTS)
    last = cast.viewer(cast.lund, cast.at + LASTS - MINUTE)
    over = cast.viewer(cast.lund, cast.at + LASTS)
    assert seen(session, last, grant_id) == {letter.id}
    assert seen(session, over, grant_id) == set()
    assert look(session, last, grant_id)
    assert not look(session, over, grant_id)


def test_who_it_is_about_neither_decides_nor_knows(cast: Cast, session: Session) -> None:
    named(session, cast, cast.park, OfficePart.ADMINISTRATOR)
    grant_id, park = asked(session, cast, about=cast.park), cast.viewer(cast.park)
    assert readings(session, park) == []
    assert reading(session, park, grant_id) is None
    assert not agree(session, park, grant_id)
    assert not decline(session, park, grant_id)
    assert agree(session, cast.viewer(cast.bell), grant_id)
    assert readings(session, park) == []
    assert not end(session, park, grant_id)
    assert told(session, cast, cast.park) == []
    assert told(session, cast, cast.rivera) == ["Mrs. Lund"]


def test_it_shows_the_letters_to_her_alone_who_asked(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    grant_id = agreed(session, cast)
    people = [cast.lund, cast.bell, cast.rivera, cast.okoye, cast.haddad, cast.ana, cast.cy, cast.strand, cast.eva]
    assert [who.called for who in people if seen(session, cast.viewer(who), grant_id)] == ["Mrs. Lund"]
    assert [who.called for who in people if look(session, cast.viewer(who), grant_id)] == ["Mrs. Lund"]
    mixed = Viewer(cast.other_school.id, cast.lund.id, cast.viewer(cast.lund).zone, cast.at)
    assert seen(session, mixed, grant_id) == set()
    assert letter.id not in letters_seen(session, cast.viewer(cast.lund))  # but by the grant


def test_who_leaves_the_office_reads_no_more(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    grant_id = agreed(session, cast)
    lunds = session.scalars(select(Office).where(col(Office.person_id) == cast.lund.id)).one()
    lunds.until_day = cast.today()
    session.flush()
    assert seen(session, cast.viewer(cast.lund), grant_id) == {letter.id}
    assert seen(session, cast.viewer(cast.lund, cast.at + DAY), grant_id) == set()


def test_it_shows_one_students_letters_and_her_answers_and_no_others(cast: Cast, session: Session) -> None:
    first = cast.writes(session, cast.ana, at=cast.at - 9 * DAY)
    answer = cast.answers(session, cast.rivera, first, at=cast.at - 8 * DAY)
    bos = cast.writes(session, cast.bo, at=cast.at - 9 * DAY)
    cast.answers(session, cast.rivera, bos, at=cast.at - 8 * DAY)
    cast.writes(session, cast.rivera, "Dear Dr. Haddad,", to=cast.coaching)
    waiting = cast.writes(session, cast.ana)
    assert seen(session, cast.viewer(cast.lund), agreed(session, cast)) == {first.id, answer.id, waiting.id}


def test_what_is_on_its_way_or_taken_back_is_not_shown(cast: Cast, session: Session) -> None:
    going, back = cast.writes(session, cast.ana, "Going."), cast.writes(session, cast.ana, "Back.")
    answer = cast.answers(session, cast.rivera, going, body="On its way.")
    assert take_back(session, cast.viewer(cast.ana), back)
    grant_id, lund = agreed(session, cast), cast.viewer(cast.lund)
    assert seen(session, lund, grant_id) == {going.id}
    found = reading(session, lund, grant_id)
    assert found
    (month,) = letters_read(session, lund, found)
    (sheet,) = month.sheets
    assert (sheet.body, sheet.waits, sheet.deliver_at) == ("Going.", True, None)  # it looks as Ana sees it
    arrived = cast.viewer(cast.lund, answer.deliver_at)
    assert seen(session, arrived, grant_id) == {going.id, answer.id}, "As she does, from its delivery on."


def test_looking_opens_no_letter_marks_no_answer_and_ends_no_waiting(cast: Cast, session: Session) -> None:
    answered = cast.writes(session, cast.ana, at=cast.at - 9 * DAY)
    answer = cast.answers(session, cast.rivera, answered, at=cast.at - 8 * DAY)
    letter = cast.writes(session, cast.ana)
    add_postscript(session, cast.viewer(cast.ana), letter, uuid4(), "P.S. And more.")
    grant_id, lund = agreed(session, cast), cast.viewer(cast.lund)
    assert look(session, lund, grant_id)
    found = reading(session, lund, grant_id)
    assert found
    (month,) = letters_read(session, lund, found)
    assert [[later.body for later in sheet.later] for sheet in month.sheets] == [["P.S. And more."], [], []]
    assert waits(session, letter)
    assert letter.opened_at is None
    assert session.scalar(select(func.count()).select_from(Opening)) == 0
    assert session.get_one(Answer, (cast.school.id, answer.id)).seen_at is None
    session.refresh(letter)
    assert take_back(session, cast.viewer(cast.ana), session.get_one(Letter, (cast.school.id, letter.id)))


def test_each_look_is_written_down_and_shown_to_every_reader(cast: Cast, session: Session) -> None:
    join(session, cast.viewer(cast.lund), cast.period_3.id, cast.okoye.id, Part.COVER, cast.today())
    grant_id = agreed(session, cast)
    for minutes in (1, 2, 300):
        assert look(session, cast.viewer(cast.lund, cast.at + minutes * MINUTE), grant_id)
    session.flush()
    for reader in (cast.rivera, cast.park, cast.okoye):
        found = is_student_of(session, cast.viewer(reader, cast.at + DAY), cast.ana.id, [cast.period_3.id])
        assert found
        (notice,) = found[2]
        assert [look.astimezone(cast.at.tzinfo) - cast.at for look in notice.looks] == [
            MINUTE,
            2 * MINUTE,
            300 * MINUTE,
        ]
        assert (notice.asked_by, notice.agreed_by, notice.reason, notice.holds) == ("Mrs. Lund", "Mr. Bell", WHY, True)


def test_readers_are_told_for_thirty_days_after_it_has_ended(cast: Cast, session: Session) -> None:
    grant_id = agreed(session, cast)
    by_itself = (LASTS + TOLD_FOR) / DAY
    assert told(session, cast, cast.rivera, 3) == told(session, cast, cast.rivera, by_itself - 1) == ["Mrs. Lund"]
    assert told(session, cast, cast.rivera, by_itself) == []
    assert end(session, cast.viewer(cast.bell, cast.at + DAY), grant_id)
    assert told(session, cast, cast.rivera, 30) == ["Mrs. Lund"]
    assert told(session, cast, cast.rivera, 31) == []


def test_a_reader_of_another_student_is_told_nothing(cast: Cast, session: Session) -> None:
    agreed(session, cast, student=cast.cy)
    assert told(session, cast, cast.rivera) == []
    okoye = cast.viewer(cast.okoye)
    assert students_read(session, okoye, [cast.period_5.id]) == {cast.cy.id: True}
    assert students_read(session, cast.viewer(cast.okoye, cast.at + LASTS), [cast.period_5.id]) == {cast.cy.id: False}


def test_the_log_has_no_word_of_any_letter_nor_of_the_reason(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana, "A word that is private: Quitte.", at=cast.at - DAY)
    cast.answers(session, cast.rivera, letter, body="Quitte, I see.", at=cast.at - DAY)
    grant_id = agreed(session, cast)
    assert look(session, cast.viewer(cast.lund), grant_id)
    assert end(session, cast.viewer(cast.lund), grant_id)
    session.flush()
    kept = [f"{event.act} {event.reason}" for event in session.scalars(select(Event))]
    assert len(kept) == 4
    assert not [line for line in kept if "Quitte" in line or "aunt" in line]


def test_a_letter_to_a_coach_is_never_shown(cast: Cast, session: Session) -> None:
    """Also not of a teacher who was once a student here."""
    since = cast.today() - 9 * DAY
    join(session, cast.viewer(cast.lund), cast.period_5.id, cast.rivera.id, Part.WRITER, since, since)
    to_coach = cast.writes(session, cast.rivera, "Dear Dr. Haddad,", cast.at - 2 * DAY, to=cast.coaching)
    cast.answers(session, cast.haddad, to_coach, at=cast.at - DAY)
    back_then = cast.writes(session, cast.rivera, "Dear Mr. Okoye,", cast.at - 9 * DAY, to=cast.period_5)
    grant_id = agreed(session, cast, student=cast.rivera)
    assert seen(session, cast.viewer(cast.lund), grant_id) == {back_then.id}
