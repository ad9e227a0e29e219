"""The life of a card: pending, live, dead; and that a jammed printer locks nobody out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.cards import NewCard, Printed, cards_are_printed, make_cards, without_card
from app.db import transaction
from app.models import Card, Door, Event, Office, Person
from app.models.classroom import Part
from app.models.door import CardState, DoorKind
from app.models.handover import join
from app.models.person import OfficePart
from app.models.words import Reason, Refused
from app.queries.cards import cards, class_cards, new_cards
from app.security import who_has_card
from tests.cast import DAY, KEY, MINUTE, Cast
from tests.patience import together

ROUNDS = 40
"""Of the race, on each database."""


def opens(session: Session, code: str) -> bool:
    session.flush()
    return who_has_card(session, KEY, code) is not None


def make(
    cast: Cast, session: Session, *students: Person, by: Person | None = None, lost: bool = False
) -> list[NewCard]:
    chosen = [student.id for student in students] or None
    return make_cards(session, KEY, cast.viewer(by or cast.rivera), cast.period_3.id, chosen, lost=lost)


def print_(cast: Cast, session: Session, made: list[NewCard], by: Person | None = None) -> Printed:
    ids = {card.id for card in made}
    return cards_are_printed(session, cast.viewer(by or cast.rivera), cast.period_3.id, ids)


def states(session: Session, student: Person) -> dict[CardState, int]:
    session.flush()
    counted = select(col(Card.state), func.count()).where(col(Card.person_id) == student.id).group_by(col(Card.state))
    return dict(session.execute(counted).all())


def acts(session: Session, student: Person) -> list[str]:
    session.flush()
    return sorted(session.scalars(select(col(Event.act)).where(col(Event.subject_id) == student.id)))


def test_a_new_card_opens_nothing_and_the_old_one_still_does_until_it_is_printed(cast: Cast, session: Session) -> None:
    old, [new] = cast.code[cast.ana.id], make(cast, session, cast.ana)
    assert (opens(session, old), opens(session, new.code)) == (True, False)
    assert print_(cast, session, [new]) == Printed(live=1, stale=0)
    assert (opens(session, old), opens(session, new.code)) == (False, True)
    assert states(session, cast.ana) == {CardState.LIVE: 1, CardState.DEAD: 1}
    assert opens(session, cast.code[cast.bo.id])


def test_cards_come_by_name_for_everyone_in_the_class_and_for_nobody_else(cast: Cast, session: Session) -> None:
    assert [card.name for card in make(cast, session)] == ["Ana Morales", "Bo Lindqvist", "Linh Tran"]
    strangers = [cast.cy.id, cast.eva.id, cast.rivera.id]
    with pytest.raises(Refused, match=Reason.NOBODY_CHOSEN.value):
        make_cards(session, KEY, cast.viewer(cast.rivera), cast.period_3.id, strangers)
    assert states(session, cast.cy) == {CardState.LIVE: 1}


def test_making_again_after_a_paper_jam_replaces_what_was_pending(cast: Cast, session: Session) -> None:
    jammed, again = make(cast, session), make(cast, session)
    assert states(session, cast.ana) == {CardState.LIVE: 1, CardState.PENDING: 1, CardState.DEAD: 1}
    assert print_(cast, session, jammed) == Printed(live=0, stale=3)
    assert opens(session, cast.code[cast.ana.id])
    assert print_(cast, session, again) == Printed(live=3, stale=0)
    assert [opens(session, card.code) for card in jammed + again] == [False] * 3 + [True] * 3


def test_saying_twice_that_cards_are_printed_is_saying_it_once(cast: Cast, session: Session) -> None:
    made = make(cast, session)
    assert print_(cast, session, made) == print_(cast, session, made) == Printed(live=3, stale=0)
    assert acts(session, cast.ana) == ["card made", "card printed"]


def test_a_colleague_who_made_cards_meanwhile_is_not_overruled(cast: Cast, session: Session) -> None:
    mine, parks = make(cast, session, cast.ana, cast.bo), make(cast, session, cast.ana, by=cast.park)
    assert print_(cast, session, mine) == Printed(live=1, stale=1)
    assert opens(session, cast.code[cast.ana.id])
    assert print_(cast, session, parks, cast.park) == Printed(live=1, stale=0)
    assert opens(session, parks[0].code)


def test_a_lost_card_dies_at_once(cast: Cast, session: Session) -> None:
    [new] = make(cast, session, cast.ana, lost=True)
    assert not opens(session, cast.code[cast.ana.id])
    assert not opens(session, new.code)
    assert print_(cast, session, [new]).live == 1
    assert opens(session, new.code)
    assert acts(session, cast.ana) == ["card lost", "card made", "card printed"]


def test_the_cards_of_another_class_are_not_printed_from_here(cast: Cast, session: Session) -> None:
    [cys] = make_cards(session, KEY, cast.viewer(cast.okoye), cast.period_5.id)
    assert print_(cast, session, [cys]) == Printed(live=0, stale=1)
    assert not opens(session, cys.code)
    assert opens(session, cast.code[cast.cy.id])


def test_a_code_is_kept_nowhere_and_a_dead_card_has_no_door(cast: Cast, session: Session) -> None:
    made = make(cast, session)
    print_(cast, session, make(cast, session))
    session.flush()
    kept = [str(row) for model in (Card, Door, Event) for row in session.scalars(select(model))]
    assert not [row for row in kept for card in made if card.code in row or card.code.replace("-", "") in row]
    doors = (
        select(func.count())
        .select_from(Door)
        .where(col(Door.kind) == DoorKind.CARD, col(Door.school_id) == cast.school.id)
    )
    assert session.scalar(doors) == 4, "One for each of Period 3, and Cy's."


def test_nobody_who_reads_letters_or_works_in_the_office_gets_a_card(cast: Cast, session: Session) -> None:
    coach = cast.viewer(cast.haddad)
    with pytest.raises(Refused):
        make_cards(session, KEY, coach, cast.coaching.id)
    since = cast.today()
    join(session, cast.viewer(cast.lund), cast.period_3.id, cast.okoye.id, Part.WRITER, since)
    session.add(Office(school_id=cast.school.id, person_id=cast.bo.id, part=OfficePart.ADMINISTRATOR, from_day=since))
    session.flush()
    assert [card.name for card in make(cast, session)] == ["Ana Morales", "Linh Tran"]
    assert [holder.name for holder in cards(session, cast.viewer(cast.rivera), cast.period_3.id)] == [
        "Ana Morales", "Linh Tran",
    ]  # fmt: skip


def test_who_has_no_card_is_who_has_none_that_opens(cast: Cast, session: Session) -> None:
    rivera = cast.viewer(cast.rivera)
    assert without_card(session, rivera, cast.period_3.id) == set()
    [new] = make(cast, session, cast.ana, lost=True)
    assert without_card(session, rivera, cast.period_3.id) == {cast.ana.id}
    print_(cast, session, [new])
    assert without_card(session, rivera, cast.period_3.id) == set()


def test_the_list_says_who_made_each_card_and_when(cast: Cast, session: Session) -> None:
    make(cast, session, cast.bo, by=cast.park)
    session.flush()
    ana, bo, _ = cards(session, cast.viewer(cast.rivera), cast.period_3.id)
    assert ana.live
    assert (ana.live.by, ana.live.day, ana.pending) == ("", cast.today(), None)
    assert bo.live
    assert bo.pending
    assert (bo.pending.by, bo.pending.day) == ("Mr. Park", cast.today())


def test_the_office_counts_each_class_once_whatever_cards_its_students_had(cast: Cast, session: Session) -> None:
    make(cast, session, cast.ana, lost=True)
    make(cast, session, cast.ana, cast.bo)
    session.flush()
    counted = [(of.name, of.students, of.live, of.pending) for of in class_cards(session, cast.viewer(cast.lund))]
    assert counted == [("Period 3", 3, 2, 2), ("Period 5", 1, 1, 0)]


def test_a_reader_is_told_for_a_week_of_cards_that_somebody_else_made(cast: Cast, session: Session) -> None:
    print_(cast, session, make(cast, session))
    make(cast, session, cast.ana, cast.bo, by=cast.park)
    session.flush()

    def told(person: Person, after: timedelta) -> list[tuple[str, int]]:
        viewer = cast.viewer(person, cast.at + after)
        return [(new.by, new.students) for new in new_cards(session, viewer, [cast.period_3.id])]

    first_ones = ("", 3)  # dead by now, and somebody could have used them
    assert told(cast.rivera, MINUTE) == [first_ones, ("Mr. Park", 2)]
    assert told(cast.park, MINUTE) == [first_ones, ("Ms. Rivera", 3)]
    assert told(cast.rivera, 8 * DAY) == []


def test_two_who_make_and_print_at_once_leave_each_student_one_card_at_most(cast: Cast) -> None:
    def both(by: Person, barrier: Barrier) -> None:
        barrier.wait()
        with transaction(cast.database) as session:
            made = make(cast, session, by=by)
        with transaction(cast.database) as session:
            print_(cast, session, made, by)

    with ThreadPoolExecutor(2) as threads:
        for _ in range(ROUNDS):
            barrier = together(2)
            for running in [threads.submit(both, by, barrier) for by in (cast.rivera, cast.park)]:
                running.result()
            with transaction(cast.database) as session:
                for student in (cast.ana, cast.bo, cast.linh):
                    left = states(session, student)
                    assert left[CardState.LIVE] == 1
                    assert left.get(CardState.PENDING, 0) == 0
