"""Letters that were written elsewhere come in once, wait from their own first day, and end as all others do."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Answer, Membership, Person
from app.models.answer import AnswerKind
from app.models.bringing import Bringing, Brought, NotAReader, bring_in
from app.models.history import Act
from app.models.letter import Sending, Via, Wants, open_letter, send_letter
from app.models.person import Event
from app.models.settling import OnDesk, settle_before, take_back, undo
from app.models.viewer import Viewer
from app.models.words import Reason, Refused
from app.queries.asked import letters_of
from app.queries.board import board
from app.queries.import_letters import import_letters, so_far
from app.queries.lines import Mark
from app.queries.me import who_is
from app.queries.queue import queue
from app.queries.sheet import Standing
from app.queries.sheets import letter_sheets
from app.queries.timeline import timeline
from app.security import Knock, start_session
from tests.cast import DAY, HOUR, KEY, Cast
from tests.letter_files import forms_csv
from tests.models.look import kept, letters_by, waits


def of(cast: Cast, student: Person, ago: timedelta = DAY, body: str = "Dear Ms. Rivera, it was warm.") -> Brought:
    """A letter that a student wrote elsewhere some time ago."""
    at = cast.at - ago
    return Brought(student.id, cast.class_of(student).id, body, at, f"file:{student.id} {at} {body}")


def brings(session: Session, cast: Cast, *letters: Brought, until: date | None = None) -> Bringing:
    return bring_in(session, cast.viewer(cast.rivera), letters, until)


def test_a_letter_that_is_brought_in_waits_unopened_from_its_own_day(cast: Cast, session: Session) -> None:
    assert brings(session, cast, of(cast, cast.ana, 40 * DAY)) == Bringing(1, 1)
    (letter,) = letters_by(session, cast.ana)
    assert waits(session, letter)
    assert (letter.via, letter.opened_at, letter.language) == (Via.IMPORT, None, "")
    assert letter.month == cast.viewer(cast.ana).day(cast.at - 40 * DAY).replace(day=1)
    (waiter,) = queue(session, cast.viewer(cast.park), [cast.period_3.id]).waiters
    assert (waiter.letter_id, waiter.days, waiter.unopened) == (letter.id, 40, 1)


def test_a_month_is_that_of_the_schools_clock(cast: Cast, session: Session) -> None:
    at = datetime.fromisoformat("2026-11-01T05:00:00+00:00")  # still October in Los Angeles
    brings(session, cast, Brought(cast.ana.id, cast.period_3.id, "Late.", at, "file:late"))
    assert letters_by(session, cast.ana)[0].month == date(2026, 10, 1)


def test_what_comes_twice_comes_once_whatever_became_of_it(cast: Cast, session: Session) -> None:
    letters = [of(cast, cast.ana, 9 * DAY), of(cast, cast.ana, 8 * DAY, "And more."), of(cast, cast.bo)]
    assert brings(session, cast, *letters, letters[0]) == Bringing(3, 3)
    first, second = letters_by(session, cast.ana)
    cast.answers(session, cast.rivera, first)
    assert take_back(session, cast.viewer(cast.ana), second)
    assert brings(session, cast, *letters, until=cast.today()) == Bringing(0, 0)
    session.expire_all()
    assert [letter.body for letter in letters_by(session, cast.ana)] == [letters[0].body, None]
    assert waits(session, letters_by(session, cast.bo)[0]), "Who was here before is not settled by a second import."


def test_letters_up_to_a_day_were_answered_on_paper_and_the_others_wait(cast: Cast, session: Session) -> None:
    letters = [of(cast, cast.ana, 30 * DAY), of(cast, cast.ana, 20 * DAY, "Again."), of(cast, cast.ana, DAY, "New.")]
    until = cast.viewer(cast.rivera).day(letters[1].received_at)
    assert brings(session, cast, *letters, of(cast, cast.bo, 25 * DAY), until=until) == Bringing(4, 1)
    old, older, new = letters_by(session, cast.ana)
    assert (waits(session, old), waits(session, older), waits(session, new)) == (False, False, True)
    assert old.settled_by_id == older.settled_by_id
    answer = session.get_one(Answer, (cast.school.id, old.settled_by_id))
    assert (answer.kind, answer.by_id, answer.deliver_at) == (AnswerKind.BEFORE, cast.rivera.id, cast.at)
    assert old.opened_at == cast.at
    assert new.opened_at is None
    assert session.scalar(select(func.count()).select_from(Answer)) == 2, "One for each student, and no more."
    sheets = letter_sheets(session, cast.viewer(cast.ana), letters_of, cast.ana.id)
    assert [sheet.standing for sheet in sheets] == [Standing.BEFORE, Standing.BEFORE, Standing.WAITING]


def test_an_answer_on_paper_is_no_letter_of_the_teachers_and_can_not_be_undone(cast: Cast, session: Session) -> None:
    brings(session, cast, of(cast, cast.ana), until=cast.today())
    answer = session.scalars(select(Answer)).one()
    (line,) = [
        line
        for line in board(session, cast.viewer(cast.rivera), {cast.period_3.id: "Period 3"}, 8).lines
        if line.student_id == cast.ana.id
    ]
    assert (line.last, line.now.mark) == (None, Mark.BEFORE)
    assert not undo(session, cast.viewer(cast.rivera), answer)
    token = start_session(session, KEY, Knock(cast.school.id, cast.rivera.id), cast.at, cast.today(), own_phone=True)
    session.flush()
    me = who_is(session, KEY, token, cast.at)
    assert me is not None
    assert me.undoable is None


def test_the_id_of_a_letter_from_elsewhere_is_used(cast: Cast, session: Session) -> None:
    brings(session, cast, of(cast, cast.ana))
    (letter,) = letters_by(session, cast.ana)
    for student, body in ((cast.ana, "Another text."), (cast.bo, "Mine?")):
        sent = send_letter(session, cast.viewer(student), cast.period_3, letter.id, body, Wants.ANSWER)
        assert sent is Sending.KEPT_AS_DRAFT
        assert kept(session, student) == [body]
    assert letters_by(session, cast.ana) == [letter]


def test_only_a_letter_from_elsewhere_is_answered_on_paper(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    desk = OnDesk(cast.period_3.id, cast.ana.id, seen={letter.id: 1})
    assert not settle_before(session, cast.viewer(cast.rivera), desk)
    assert waits(session, letter)
    assert session.scalar(select(func.count()).select_from(Answer)) == 0


def test_who_is_no_reader_cannot_say_that_a_letter_was_answered(cast: Cast, session: Session) -> None:
    letter = of(cast, cast.ana)
    machine = Viewer.machine(cast.school.id, cast.viewer(cast.ana).zone, cast.at)
    for viewer in (cast.viewer(cast.okoye), cast.viewer(cast.lund), machine):
        with pytest.raises(NotAReader):
            bring_in(session, viewer, [letter], cast.today())
    assert letters_by(session, cast.ana) == []
    assert bring_in(session, machine, [letter], None) == Bringing(1, 1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"body": " \n"}, Reason.EMPTY),
        ({"body": "a\x00b"}, Reason.NUL),
        ({"received_at": datetime.fromisoformat("2027-01-01T00:00:00+00:00")}, Reason.FUTURE_DAY),
    ],
)
def test_one_bad_letter_lets_none_come(cast: Cast, session: Session, change: dict[str, object], reason: Reason) -> None:
    good = of(cast, cast.ana)
    bad = Brought(**{**good.__dict__, "source_key": "file:bad", **change})
    with pytest.raises(Refused) as refused:
        brings(session, cast, good, bad)
    assert refused.value.reason is reason
    assert letters_by(session, cast.ana) == []


def test_a_day_that_has_not_come_answers_nothing(cast: Cast, session: Session) -> None:
    with pytest.raises(Refused) as refused:
        brings(session, cast, of(cast, cast.ana), until=cast.today() + DAY)
    assert refused.value.reason is Reason.FUTURE_DAY
    assert letters_by(session, cast.ana) == []


def test_nothing_comes_where_nobody_would_read_it(cast: Cast, session: Session) -> None:
    yesterday = cast.today() - DAY
    of_okoye = select(Membership).where(col(Membership.person_id) == cast.okoye.id)
    session.scalars(of_okoye).one().until_day = yesterday
    session.flush()
    with pytest.raises(Refused) as refused:
        brings(session, cast, of(cast, cast.ana), of(cast, cast.cy))
    assert refused.value.reason is Reason.NOT_READ_HERE
    cast.period_3.ended_on = yesterday
    session.merge(cast.period_3)
    session.flush()
    with pytest.raises(Refused) as refused:
        brings(session, cast, of(cast, cast.ana))
    assert refused.value.reason is Reason.CLASS_ENDED
    assert letters_by(session, cast.ana) + letters_by(session, cast.cy) == []


def test_a_letter_cannot_be_brought_in_for_a_student_of_another_school(cast: Cast, session: Session) -> None:
    with pytest.raises(IntegrityError), session.begin_nested():
        brings(session, cast, Brought(cast.eva.id, cast.period_3.id, "Hei.", cast.at - DAY, "file:eva"))
    assert letters_by(session, cast.eva) == []


def test_a_letter_from_before_she_was_in_the_class_is_on_the_board_and_on_her_timeline(
    cast: Cast, session: Session
) -> None:
    """Also one of the school year before, and of one that was answered, in a month that the board shows."""
    long_ago, answered = of(cast, cast.ana, 200 * DAY, "From the spring."), of(cast, cast.bo, 170 * DAY, "Me too.")
    brings(session, cast, long_ago)
    brings(session, cast, answered, until=cast.viewer(cast.rivera).day(answered.received_at))
    rivera = cast.viewer(cast.rivera)
    drawn = board(session, rivera, {cast.period_3.id: "Period 3"}, 8)
    spring = rivera.day(long_ago.received_at).replace(day=1)
    assert drawn.months[0] == spring
    lines = {line.student_id: line for line in drawn.lines}
    assert lines[cast.ana.id].cells[spring].mark is Mark.WAITING
    assert lines[cast.bo.id].cells[rivera.day(answered.received_at).replace(day=1)].mark is Mark.BEFORE
    assert drawn.waiting[0].days == 200
    months = timeline(session, cast.viewer(cast.ana), cast.ana.id, [cast.period_3.id])
    assert [month.month for month in months] == [spring]


def test_what_came_from_a_file_is_counted_and_written_down(cast: Cast, session: Session) -> None:
    rivera = cast.viewer(cast.rivera)
    brings(session, cast, of(cast, cast.ana, 9 * DAY), of(cast, cast.bo, DAY), until=rivera.day(cast.at - 9 * DAY))
    cast.writes(session, cast.linh)
    so = so_far(session, rivera, cast.period_3.id)
    assert (so.came, so.waiting) == (2, 1)
    event = session.scalars(select(Event).where(col(Event.act) == Act.LETTERS_CAME)).one()
    assert (event.actor_id, event.subject_id, event.reason) == (cast.rivera.id, cast.period_3.id, "2")


def test_a_file_is_looked_at_with_the_students_of_today_and_what_is_here(cast: Cast, session: Session) -> None:
    rows = [["2026-11-02 08:00:00", "Ana Morales", "It snowed."], ["2026-11-03 08:00:00", "Cy Adler", "Here, too."]]
    rivera = cast.viewer(cast.rivera)

    def look() -> tuple[int, int, int]:
        found = import_letters(session, rivera, forms_csv(rows).encode(), [cast.period_3.id], lambda _, seems: seems)
        return len(found.plan.letters), found.plan.here, len(found.plan.left)

    assert look() == (1, 0, 1)
    brought = import_letters(session, rivera, forms_csv(rows).encode(), [cast.period_3.id], lambda _, seems: seems)
    bring_in(session, rivera, brought.plan.letters, None)
    assert look() == (0, 1, 1)
    both = [cast.period_3.id, cast.period_5.id]
    found = import_letters(session, rivera, forms_csv(rows).encode(), both, lambda _, seems: seems)
    assert [letter.classroom_id for letter in found.plan.letters] == [cast.period_5.id]


def test_opening_a_letter_from_before_ends_nothing(cast: Cast, session: Session) -> None:
    brings(session, cast, of(cast, cast.ana))
    (letter,) = letters_by(session, cast.ana)
    open_letter(session, cast.viewer(cast.park, cast.at + HOUR), letter.id)
    assert waits(session, letter)
    assert cast.answers(session, cast.park, letter).kind is AnswerKind.WRITTEN
