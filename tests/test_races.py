"""Races with real threads and real transactions: nothing is settled twice, and no text is lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.db import transaction
from app.models import Answer, Letter, Person, Postscript
from app.models.addition import see_answer
from app.models.answer import DELIVERED_AFTER, AnswerKind
from app.models.bringing import Bringing, Brought, bring_in
from app.models.letter import Sending, Wants, add_postscript, send_letter
from app.models.mark import Mark, set_aside
from app.models.settling import Answering, OnDesk, send_answer, take_back, undo, was_undone
from app.models.viewer import Viewer
from app.models.visibility import answers_visible_to
from app.queries.queue import queue
from tests.cast import DAY, MINUTE, Cast, desk_for
from tests.models.look import kept
from tests.patience import together

ROUNDS = [25, pytest.param(200, marks=pytest.mark.drill)]
"""Of each race, on each database; as a drill a thousand between two who answer."""

Move = Callable[[Session], object]


class Race:
    """Two threads that begin each round together, each with a transaction of its own."""

    def __init__(self, cast: Cast, threads: ThreadPoolExecutor, rounds: int = 1) -> None:
        self.cast, self.threads, self.rounds = cast, threads, rounds

    def run(self, *moves: Move) -> list[object]:
        """What each move gave, in the order in which they are named."""
        barrier = together(len(moves))

        def one(move: Move) -> object:
            barrier.wait()
            with transaction(self.cast.database) as session:
                return move(session)

        return [running.result() for running in [self.threads.submit(one, move) for move in moves]]

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction before or after a race."""
        with transaction(self.cast.database) as session:
            yield session

    def letter(self, round_: int) -> tuple[Letter, OnDesk]:
        """A new letter of Ana's, and the desk on which it lies."""
        with self.session() as session:
            letter = self.cast.writes(session, self.cast.ana, f"Letter {round_}", self.cast.at + round_ * MINUTE)
            return letter, desk_for(session, letter)

    def answering(self, teacher: Person, desk: OnDesk, body: str, round_: int) -> Move:
        """A teacher's answer from her own window: the same letters, an id of its own."""
        viewer = self.cast.viewer(teacher, self.cast.at + round_ * MINUTE)
        mine = OnDesk(desk.classroom_id, desk.to_id, seen=desk.seen)
        return lambda session: send_answer(session, viewer, mine, body)

    def settled_by(self, letter: Letter) -> Answer | None:
        """The one Answer that settled a letter; no other ending of this round may be there."""
        with self.session() as session:
            at = (col(Answer.school_id) == letter.school_id, col(Answer.sent_at) >= letter.received_at)
            answers = session.scalars(select(Answer).where(*at)).all()
            settled_by = session.scalar(select(col(Letter.settled_by_id)).where(col(Letter.id) == letter.id))
            assert [answer.id for answer in answers] == ([settled_by] if settled_by else [])
            return answers[0] if answers else None


@pytest.fixture(params=ROUNDS)
def race(request: pytest.FixtureRequest, cast: Cast) -> Iterator[Race]:
    with ThreadPoolExecutor(2) as threads:
        yield Race(cast, threads, request.param)


def test_of_two_teachers_one_answers_and_the_other_keeps_her_text(race: Race, cast: Cast) -> None:
    for round_ in range(race.rounds):
        letter, desk = race.letter(round_)
        texts = {cast.rivera.id: f"Rivera {round_}", cast.park.id: f"Park {round_}"}
        became = race.run(*(race.answering(who, desk, texts[who.id], round_) for who in (cast.rivera, cast.park)))
        assert sorted(map(str, became)) == [Answering.SENT, Answering.STOPPED]
        answer = race.settled_by(letter)
        assert answer is not None
        loser = cast.park if answer.by_id == cast.rivera.id else cast.rivera
        assert answer.body == texts[answer.by_id]
        with race.session() as session:
            assert texts[loser.id] in kept(session, loser)


def test_an_answer_and_a_take_back_never_both_win(race: Race, cast: Cast) -> None:
    for round_ in range(race.rounds):
        letter, desk = race.letter(round_)
        ana = cast.viewer(cast.ana, cast.at + round_ * MINUTE)
        became, taken = race.run(
            race.answering(cast.rivera, desk, f"Rivera {round_}", round_),
            lambda session, ana=ana, letter=letter: take_back(session, ana, letter),  # type: ignore[misc]
        )
        answer = race.settled_by(letter)
        assert answer is not None
        assert taken == (answer.kind is AnswerKind.TAKEN_BACK) == (became is Answering.STOPPED)
        with race.session() as session:
            body = session.scalar(select(col(Letter.body)).where(col(Letter.id) == letter.id))
            assert body == (None if taken else f"Letter {round_}")
            assert (f"Letter {round_}" in kept(session, cast.ana)) == taken
            assert (f"Rivera {round_}" in kept(session, cast.rivera)) == taken


def test_a_ps_stops_an_answer_or_is_a_letter_of_its_own(race: Race, cast: Cast) -> None:
    for round_ in range(race.rounds):
        letter, desk = race.letter(round_)
        ana, ps = cast.viewer(cast.ana, cast.at + round_ * MINUTE), uuid4()
        became, _ = race.run(
            race.answering(cast.rivera, desk, f"Rivera {round_}", round_),
            lambda session, ana=ana, letter=letter, ps=ps, body=f"P.S. {round_}": add_postscript(  # type: ignore[misc]
                session, ana, letter, ps, body
            ),
        )
        stopped = became is Answering.STOPPED
        assert (race.settled_by(letter) is None) == stopped
        with race.session() as session:
            assert _count(session, Postscript, ps) == (1 if stopped else 0)
            assert _count(session, Letter, ps) == (0 if stopped else 1)
            assert (f"Rivera {round_}" in kept(session, cast.rivera)) == stopped


def test_an_undo_at_the_last_moment_takes_all_back_and_one_after_delivery_nothing(race: Race, cast: Cast) -> None:
    for round_ in range(race.rounds):
        letter, _ = race.letter(round_)
        at, body = cast.at + round_ * MINUTE, f"Rivera {round_}"
        with race.session() as session:
            mine = session.get_one(Letter, (letter.school_id, letter.id))
            sent = cast.answers(session, cast.rivera, mine, body=body, at=at)
        in_time = round_ % 2 == 0
        delivered = at + DELIVERED_AFTER
        rivera = cast.viewer(cast.rivera, delivered - timedelta(milliseconds=1) if in_time else delivered)
        ana = cast.viewer(cast.ana, delivered)

        def look(session: Session, ana: Viewer = ana, id_: UUID = sent.id) -> str | None:
            see_answer(session, ana, id_)
            return session.scalar(select(col(Answer.body)).where(answers_visible_to(ana), col(Answer.id) == id_))

        def take(session: Session, rivera: Viewer = rivera, id_: UUID = sent.id) -> bool:
            return undo(session, rivera, session.get_one(Answer, (cast.school.id, id_)))

        undone, seen = race.run(take, look)
        assert undone == in_time
        assert seen in ({body, None} if in_time else {body})
        assert (race.settled_by(letter) is None) == in_time
        with race.session() as session:
            assert (body in kept(session, cast.rivera)) == in_time


def test_setting_aside_neither_stops_an_answer_nor_lets_an_answered_letter_wait(race: Race, cast: Cast) -> None:
    for round_ in range(race.rounds):
        letter, desk = race.letter(round_)
        rivera = cast.viewer(cast.rivera, cast.at + round_ * MINUTE)
        became, _ = race.run(
            race.answering(cast.park, desk, f"Park {round_}", round_),
            lambda session, rivera=rivera, seen=desk.seen: set_aside(  # type: ignore[misc]
                session, rivera, seen, rivera.today + DAY, "Ask about the dog"
            ),
        )
        assert became is Answering.SENT
        answer = race.settled_by(letter)
        assert answer is not None
        assert answer.body == f"Park {round_}"
        with race.session() as session:
            marks = session.scalars(select(Mark).where(col(Mark.letter_id) == letter.id)).all()
            assert [(mark.person_id, mark.revision) for mark in marks] == [(cast.rivera.id, 1)]
            waiting = queue(session, rivera, [cast.period_3.id]).waiters
            assert not [waiter for waiter in waiting if waiter.letter_id == letter.id]


def test_an_undo_and_a_second_answer_leave_one_answer_or_none(race: Race, cast: Cast) -> None:
    for round_ in range(race.rounds):
        letter, desk = race.letter(round_)
        rivera = cast.viewer(cast.rivera, cast.at + round_ * MINUTE)
        with race.session() as session:
            mine = session.get_one(Letter, (letter.school_id, letter.id))
            first = cast.answers(session, cast.rivera, mine, body=f"Rivera {round_}", at=rivera.at)
        became, undone = race.run(
            race.answering(cast.park, desk, f"Park {round_}", round_),
            lambda session, rivera=rivera, id_=first.id: undo(  # type: ignore[misc]
                session, rivera, session.get_one(Answer, (cast.school.id, id_))
            ),
        )
        assert undone
        answer = race.settled_by(letter)
        assert (answer is not None and answer.by_id == cast.park.id) == (became is Answering.SENT)
        with race.session() as session:
            assert f"Rivera {round_}" in kept(session, cast.rivera)
            assert (f"Park {round_}" in kept(session, cast.park)) == (became is Answering.STOPPED)


def test_two_forms_with_one_id_are_one_letter(race: Race, cast: Cast) -> None:
    ana = cast.viewer(cast.ana)
    for round_ in range(race.rounds):
        id_ = uuid4()

        def send(session: Session, id_: UUID = id_, body: str = f"Once {round_}") -> Sending:
            return send_letter(session, ana, cast.period_3, id_, body, Wants.ANSWER)

        assert sorted(map(str, race.run(send, send))) == [Sending.ALREADY_HERE, Sending.RECEIVED]
        with race.session() as session:
            assert _count(session, Letter, id_) == 1


def test_one_file_that_two_bring_in_at_once_comes_once(race: Race, cast: Cast) -> None:
    for round_ in range(race.rounds):
        at = cast.at - (round_ + 1) * MINUTE
        file = [Brought(cast.ana.id, cast.period_3.id, f"{round_} {n}", at, f"file:{round_} {n}") for n in range(3)]

        def bring(teacher: Person, file: list[Brought] = file) -> Move:
            return lambda session: bring_in(session, cast.viewer(teacher), file, cast.today())

        became = race.run(bring(cast.rivera), bring(cast.park))
        assert sorted(one.came for one in became if isinstance(one, Bringing)) == [0, 3]
        with race.session() as session:
            mine = select(col(Letter.settled_by_id)).where(col(Letter.received_at) == at)
            settled_by = session.scalars(mine).all()
        assert len(settled_by) == 3
        assert len(set(settled_by)) == 1
        assert None not in settled_by


def _count(session: Session, model: type[Letter] | type[Postscript], id_: UUID) -> int:
    return session.scalar(select(func.count()).select_from(model).where(col(model.id) == id_)) or 0


def test_of_two_presses_of_undo_one_takes_back_and_both_know_that_it_is_taken_back(race: Race, cast: Cast) -> None:
    for round_ in range(race.rounds):
        letter, _ = race.letter(round_)
        viewer = cast.viewer(cast.rivera, cast.at + round_ * MINUTE)
        with race.session() as session:
            sent = cast.answers(
                session, cast.rivera, session.get_one(Letter, (letter.school_id, letter.id)), at=viewer.at
            )

        def press(session: Session, viewer: Viewer = viewer, id_: UUID = sent.id) -> tuple[bool, bool]:
            found = session.get(Answer, (viewer.school_id, id_))
            return found is not None and undo(session, viewer, found), was_undone(session, viewer, id_)

        undone, known = zip(*race.run(press, press), strict=True)
        assert sorted(undone) == [False, True]
        assert known == (True, True)
