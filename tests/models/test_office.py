"""Offices come and go by the day, and the school keeps an administrator and two people to turn to."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Event, Membership, Office, Person
from app.models.classroom import Part
from app.models.handover import NobodyLeft, join
from app.models.history import Act
from app.models.office import come_back, end_office, give_office, leave_school, short_from
from app.models.person import OfficePart
from app.models.words import Reason, Refused
from app.queries.readers import helpers, readers
from tests.cast import DAY, Cast
from tests.models.look import waits


def office(session: Session, person: Person, part: OfficePart) -> Office:
    mine = (col(Office.person_id) == person.id, col(Office.part) == part)
    return session.scalars(select(Office).where(*mine)).one()


def here(session: Session, person: Person) -> Person:
    """The person, in this session."""
    return session.get_one(Person, (person.school_id, person.id))


def gives(session: Session, cast: Cast, person: Person, part: OfficePart, until: date | None = None) -> None:
    give_office(session, cast.viewer(cast.lund), here(session, person), part, cast.today(), until)


def acts(session: Session, person: Person) -> list[tuple[str, str]]:
    """What was written down about somebody, and why."""
    rows = session.execute(
        select(col(Event.act), col(Event.reason)).where(col(Event.subject_id) == person.id).order_by(col(Event.at))
    )
    return [(act, reason) for act, reason in rows]


def test_an_office_is_given_from_a_day_on_and_written_down(cast: Cast, session: Session) -> None:
    gives(session, cast, cast.okoye, OfficePart.HELPER)
    assert helpers(session, cast.viewer(cast.ana)) == ["Mr. Okoye", "Mr. Bell"]
    assert acts(session, cast.okoye) == [(Act.OFFICE_GIVEN, "helper")]
    (event,) = session.scalars(select(Event)).all()
    assert (event.actor_id, event.at) == (cast.lund.id, cast.at)


def test_a_form_that_comes_twice_gives_an_office_once_and_another_span_beside_it_is_refused(
    cast: Cast, session: Session
) -> None:
    gives(session, cast, cast.okoye, OfficePart.HELPER)
    gives(session, cast, cast.okoye, OfficePart.HELPER)
    assert office(session, cast.okoye, OfficePart.HELPER).until_day is None
    with pytest.raises(Refused) as refused:
        gives(session, cast, cast.okoye, OfficePart.HELPER, cast.today() + 9 * DAY)
    assert refused.value.reason is Reason.THERE_ALREADY


def test_who_teaches_and_gets_an_office_keeps_both(cast: Cast, session: Session) -> None:
    gives(session, cast, cast.okoye, OfficePart.COACH)
    assert readers(session, cast.viewer(cast.cy), [cast.period_5.id])[0].readers == ["Mr. Okoye"]
    gives(session, cast, cast.okoye, OfficePart.ADMINISTRATOR)
    end_office(session, cast.viewer(cast.lund), office(session, cast.okoye, OfficePart.COACH), cast.today() - DAY, None)
    assert readers(session, cast.viewer(cast.cy), [cast.period_5.id])[0].readers == ["Mr. Okoye"]
    assert office(session, cast.okoye, OfficePart.ADMINISTRATOR).until_day is None


def test_the_last_administrator_stays(cast: Cast, session: Session) -> None:
    lunds = office(session, cast.lund, OfficePart.ADMINISTRATOR)
    with pytest.raises(Refused) as refused:
        end_office(session, cast.viewer(cast.lund), lunds, cast.today() + 30 * DAY, None)
    assert refused.value.reason is Reason.LAST_ADMINISTRATOR
    session.expire_all()
    assert lunds.until_day is None
    with pytest.raises(Refused) as refused:
        leave_school(session, cast.viewer(cast.lund), here(session, cast.lund), cast.today(), {})
    assert refused.value.reason is Reason.LAST_ADMINISTRATOR
    assert here(session, cast.lund).ended_on is None
    assert acts(session, cast.lund) == []


def test_an_administrator_for_some_weeks_or_without_an_address_is_none_to_rely_on(cast: Cast, session: Session) -> None:
    lunds = office(session, cast.lund, OfficePart.ADMINISTRATOR)
    gives(session, cast, cast.okoye, OfficePart.ADMINISTRATOR, cast.today() + 20 * DAY)
    gives(session, cast, cast.cy, OfficePart.ADMINISTRATOR)
    with pytest.raises(Refused):
        end_office(session, cast.viewer(cast.lund), lunds, cast.today(), None)
    gives(session, cast, cast.park, OfficePart.ADMINISTRATOR)
    end_office(session, cast.viewer(cast.lund), lunds, cast.today(), None)
    assert lunds.until_day == cast.today()


def test_two_named_persons_stay_once_there_are_two_and_one_is_never_the_last_to_go(
    cast: Cast, session: Session
) -> None:
    lund, bells = cast.viewer(cast.lund), office(session, cast.bell, OfficePart.HELPER)
    for _ in range(2):  # alone, then as one of two
        with pytest.raises(Refused) as refused:
            end_office(session, lund, bells, cast.today(), None)
        assert refused.value.reason is Reason.TOO_FEW_HELPERS
        if not session.scalar(select(col(Office.id)).where(col(Office.person_id) == cast.okoye.id)):
            gives(session, cast, cast.okoye, OfficePart.HELPER)
    with pytest.raises(Refused):
        leave_school(session, lund, here(session, cast.bell), cast.today(), {})
    gives(session, cast, cast.haddad, OfficePart.HELPER)
    end_office(session, lund, bells, cast.today(), None)
    assert helpers(session, cast.viewer(cast.ana, cast.at + DAY)) == ["Mr. Okoye", "Dr. Haddad"]


def test_of_two_administrators_the_second_is_told_that_the_first_has_changed_it(cast: Cast, session: Session) -> None:
    gives(session, cast, cast.okoye, OfficePart.COACH)
    coachs, lund = office(session, cast.okoye, OfficePart.COACH), cast.viewer(cast.lund)
    end_office(session, lund, coachs, cast.today() + DAY, None)
    with pytest.raises(Refused) as refused:
        end_office(session, lund, coachs, cast.today() + 5 * DAY, None)
    assert refused.value.reason is Reason.CHANGED_MEANWHILE
    end_office(session, lund, coachs, cast.today() + DAY, None)  # the same form once more
    end_office(session, lund, coachs, cast.today() + 5 * DAY, cast.today() + DAY)
    assert coachs.until_day == cast.today() + 5 * DAY
    assert [act for act, _ in acts(session, cast.okoye)].count(Act.OFFICE_ENDED) == 2


def test_what_has_been_stays_as_it_was(cast: Cast, session: Session) -> None:
    lund, haddads = cast.viewer(cast.lund), office(session, cast.haddad, OfficePart.COACH)
    for day, reason in ((cast.today() - 2 * DAY, Reason.PAST_DAY), (None, Reason.WHICH_DAY)):
        with pytest.raises(Refused) as refused:
            end_office(session, lund, haddads, day, None)
        assert refused.value.reason is reason
    end_office(session, lund, haddads, cast.today() - DAY, None)
    with pytest.raises(Refused) as refused:
        end_office(session, lund, haddads, cast.today() + DAY, cast.today() - DAY)
    assert refused.value.reason is Reason.OVER


def test_nobody_shuts_the_door_behind_herself_before_the_day_is_over(cast: Cast, session: Session) -> None:
    gives(session, cast, cast.okoye, OfficePart.ADMINISTRATOR)
    lunds = office(session, cast.lund, OfficePart.ADMINISTRATOR)
    with pytest.raises(Refused) as refused:
        end_office(session, cast.viewer(cast.lund), lunds, cast.today() - DAY, None)
    assert refused.value.reason is Reason.PAST_DAY
    end_office(session, cast.viewer(cast.okoye), lunds, cast.today() - DAY, None)


@pytest.mark.parametrize("year", [1, 1926, 9999])
def test_a_year_that_is_a_slip_of_the_finger_is_refused(cast: Cast, session: Session, year: int) -> None:
    with pytest.raises(Refused) as refused:
        give_office(
            session, cast.viewer(cast.lund), here(session, cast.okoye), OfficePart.COACH, date(year, 1, 1), None
        )
    assert refused.value.reason is Reason.WHICH_DAY


def test_who_leaves_gives_up_her_offices_and_her_classes_with_that_day(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    last_day, park = cast.today() + 3 * DAY, here(session, cast.park)
    gives(session, cast, cast.park, OfficePart.COACH)
    leave_school(session, cast.viewer(cast.lund), park, last_day, {})
    assert park.ended_on == last_day
    assert office(session, cast.park, OfficePart.COACH).until_day == last_day
    after = cast.viewer(cast.ana, cast.at + 4 * DAY)
    assert readers(session, after, [cast.period_3.id])[0].readers == ["Ms. Rivera"]
    assert acts(session, cast.park)[-1] == (Act.LEFT, last_day.isoformat())
    assert waits(session, letter)


def test_all_classes_that_nobody_would_read_are_named_at_once_and_nothing_was_changed(
    cast: Cast, session: Session
) -> None:
    lund, okoye = cast.viewer(cast.lund), here(session, cast.okoye)
    join(session, lund, cast.coaching.id, cast.okoye.id, Part.READER, cast.today())
    haddads = session.scalars(select(Membership).where(col(Membership.person_id) == cast.haddad.id)).one()
    haddads.until_day = cast.today()
    with pytest.raises(NobodyLeft) as left:
        leave_school(session, lund, okoye, cast.today(), {})
    assert left.value.gaps == dict.fromkeys((cast.period_5.id, cast.coaching.id), cast.today() + DAY)
    assert okoye.ended_on is None
    with pytest.raises(NobodyLeft) as left:
        leave_school(session, lund, okoye, cast.today(), {cast.period_5.id: here(session, cast.park)})
    assert set(left.value.gaps) == {cast.coaching.id}
    takes_over = {cast.period_5.id: here(session, cast.park), cast.coaching.id: here(session, cast.haddad)}
    leave_school(session, lund, okoye, cast.today(), takes_over)
    tomorrow = cast.viewer(cast.cy, cast.at + DAY)
    assert [one.readers for one in readers(session, tomorrow, [cast.coaching.id, cast.period_5.id])] == [
        ["Dr. Haddad"],
        ["Mr. Park"],
    ]


def test_who_leaves_too_or_cannot_sign_in_takes_nothing_over(cast: Cast, session: Session) -> None:
    lund, okoye = cast.viewer(cast.lund), here(session, cast.okoye)
    for other in (cast.okoye, cast.cy):
        with pytest.raises(Refused) as refused:
            leave_school(session, lund, okoye, cast.today(), {cast.period_5.id: here(session, other)})
        assert refused.value.reason is Reason.NOBODY_CHOSEN
    leave_school(session, lund, here(session, cast.park), cast.today(), {})
    with pytest.raises(Refused):
        leave_school(session, lund, okoye, cast.today(), {cast.period_5.id: here(session, cast.park)})
    assert okoye.ended_on is None


def test_who_comes_back_is_here_again_and_her_parts_are_given_anew(cast: Cast, session: Session) -> None:
    lund, park = cast.viewer(cast.lund), here(session, cast.park)
    leave_school(session, lund, park, cast.today() - DAY, {})
    with pytest.raises(Refused) as refused:
        gives(session, cast, cast.park, OfficePart.COACH)
    assert refused.value.reason is Reason.HAS_LEFT
    with pytest.raises(Refused) as refused:
        leave_school(session, lund, park, cast.today() + DAY, {})
    assert refused.value.reason is Reason.OVER
    come_back(session, lund, park)
    come_back(session, lund, park)
    assert park.ended_on is None
    assert readers(session, cast.viewer(cast.ana), [cast.period_3.id])[0].readers == ["Ms. Rivera"]
    assert [act for act, _ in acts(session, cast.park)].count(Act.CAME_BACK) == 1


DAYS = st.integers(0, 12)
HOLDERS = st.lists(st.tuples(st.integers(0, 3), DAYS, st.none() | DAYS), max_size=6)
START = date(2026, 11, 1)


@given(HOLDERS, DAYS, st.integers(1, 3))
def test_short_from_finds_the_first_day_with_too_few(
    some: list[tuple[int, int, int | None]], day: int, least: int
) -> None:
    holders = [(UUID(int=who), START + timedelta(a), None if b is None else START + timedelta(b)) for who, a, b in some]

    def there(d: int) -> set[int]:
        return {who for who, a, b in some if a <= d and (b is None or d <= b)}

    first = next((d for d in range(day, 40) if len(there(d)) < least), None)
    expected = None if first is None else START + timedelta(first)
    assert short_from(holders, START + timedelta(day), least) == expected
