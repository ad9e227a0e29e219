"""An import does what was shown, once, whole or not at all. On both databases."""

import csv
import io
import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from app.db import transaction
from app.invitations import invite
from app.models import Classroom, Door, Event, ExternalId, Letter, Membership, Password, Person
from app.models.classroom import Part
from app.models.handover import leave
from app.models.words import Reason
from app.roster import Counts, NotDone, import_list, plan_import
from app.security import who_has_email
from tests.cast import DAY, KEY, Cast
from tests.patience import PATIENCE
from tests.roster.lists import bring, in_class, lines, people, plan, read

LIST = """Name,Class,Role,E-mail,Goes by,Language,ID
Ana Morales,Period 3,,,Anita,Spanish,17
Bo Lindqvist,Period 5,,,,,18
Zoe Adams,Period 3,,,Zo,es,19
Zoe Adams,Period 7,,,,,19
Nadia Haddad,Period 7,teacher,Nadia@school.example,Ms. Haddad,,
"""


def everything(session: Session) -> dict[str, int]:
    """How many rows there are of all that an import can write."""
    tables: list[type[SQLModel]] = [Classroom, Door, Event, ExternalId, Membership, Password, Person]
    return {table.__name__: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_an_import_does_all_that_was_shown(cast: Cast, session: Session) -> None:
    assert bring(session, cast, LIST) == Counts(people=2, teachers=1, classes=1, joined=4, changed=2)
    assert in_class(session, cast, "Period 3") == ["Ana Morales", "Bo Lindqvist", "Linh Tran", "Zoe Adams"]
    assert in_class(session, cast, "Period 5") == ["Bo Lindqvist", "Cy Adler"]
    assert in_class(session, cast, "Period 7") == ["Zoe Adams"]
    assert in_class(session, cast, "Period 7", Part.READER) == ["Nadia Haddad"]
    (zoe,) = people(session, cast, "Zoe Adams")
    assert (zoe.goes_by, zoe.language, zoe.sort_name, zoe.email) == ("Zo", "es", "zoe adams", "")
    numbers = {row.value for row in session.scalars(select(ExternalId))}
    assert numbers == {"17", "18", "19"}
    (new,) = session.scalars(select(Classroom).where(col(Classroom.name) == "Period 7"))
    assert new.year == cast.period_3.year
    joined = session.scalars(select(Membership).where(col(Membership.classroom_id) == new.id)).all()
    assert {(row.from_day, row.why, row.by_id) for row in joined} == {(cast.today(), "roster", cast.lund.id)}


def test_the_same_list_a_second_time_changes_nothing(cast: Cast, session: Session) -> None:
    bring(session, cast, LIST)
    before = everything(session)
    assert lines(plan(session, cast, LIST)) == []
    assert bring(session, cast, LIST) == Counts()
    assert everything(session) == before


def test_a_new_teacher_has_an_address_and_no_password_until_she_is_invited(cast: Cast, session: Session) -> None:
    bring(session, cast, LIST)
    (nadia,) = people(session, cast, "Nadia Haddad")
    assert nadia.email == "Nadia@school.example"
    assert who_has_email(session, KEY, "nadia@school.example") is None
    assert invite(session, KEY, cast.viewer(cast.lund), nadia)


def test_an_import_is_written_down_with_its_counts(cast: Cast, session: Session) -> None:
    counts = bring(session, cast, LIST, ends=("Linh Tran",))
    session.flush()
    kept = session.scalars(select(Event).where(col(Event.act) == "imported a roster")).one()
    assert (kept.actor_id, kept.subject_id) == (cast.lund.id, cast.school.id)
    assert Counts.read(kept.reason) == counts == Counts(2, 1, 1, 4, 2, 1)
    acts = {(one.act, one.subject_id) for one in session.scalars(select(Event))}
    assert ("left a class", cast.linh.id) in acts


def test_counts_are_read_from_any_text() -> None:
    assert Counts.read("") == Counts.read("people many, joined -1, x") == Counts()
    assert Counts.read(str(Counts(1, 2, 3, 4, 5, 6))) == Counts(1, 2, 3, 4, 5, 6)


def test_who_is_not_in_the_list_stays_unless_she_is_ticked(cast: Cast, session: Session) -> None:
    bring(session, cast, "Name,Class\nAna Morales,Period 3\n", ends=("Linh Tran",))
    assert in_class(session, cast, "Period 3") == ["Ana Morales", "Bo Lindqvist"]
    assert [one.name for one in plan(session, cast, "Name,Class\nAna Morales,Period 3\n").missing] == ["Bo Lindqvist"]


def test_who_leaves_by_mistake_is_back_tomorrow_with_the_next_list(cast: Cast, session: Session) -> None:
    bring(session, cast, "Name,Class\nAna Morales,Period 3\n", ends=("Linh Tran",))
    full = "Name,Class\nAna Morales,Period 3\nLinh Tran,Period 3\nBo Lindqvist,Period 3\n"
    bring(session, cast, full)
    hers = session.scalars(select(Membership).where(col(Membership.person_id) == cast.linh.id)).all()
    spans = sorted((row.from_day, row.until_day) for row in hers)
    assert [until for _, until in spans] == [cast.today(), None]
    assert spans[1][0] == cast.today() + DAY
    assert lines(plan(session, cast, full)) == []


def test_a_letter_waits_on_whatever_a_list_says(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.bo, at=cast.at - 3 * DAY)
    bring(
        session, cast, "Name,Class\nAna Morales,Period 3\nBo Lindqvist,Period 5\n", ends=("Bo Lindqvist", "Linh Tran")
    )
    kept = session.get_one(Letter, (cast.school.id, letter.id))
    assert kept.waiting
    assert kept.queue_id == cast.period_3.id


def test_a_teacher_who_is_not_in_the_list_goes_when_another_one_comes(cast: Cast, session: Session) -> None:
    bring(session, cast, "Name,Class,Role\nMia Ek,Period 5,teacher\n", ends=("Chidi Okoye",))
    assert in_class(session, cast, "Period 5", Part.READER) == ["Mia Ek"]


def test_where_nobody_would_read_nothing_at_all_is_done(cast: Cast, session: Session) -> None:
    bring(session, cast, "Name,Class,Role\nMia Ek,Period 5,teacher\n")
    (mia,) = people(session, cast, "Mia Ek")
    mia.ended_on = cast.today()  # she leaves the school tonight
    session.flush()
    before = everything(session)
    text = "Name,Class,Role\nMia Ek,Period 3,teacher\nZoe Adams,Period 3,student\n"
    with pytest.raises(NotDone) as stopped:
        bring(session, cast, text, ends=("Carmen Rivera", "Daniel Park"))
    assert (stopped.value.reason, stopped.value.about) == (Reason.NOBODY_LEFT, "Period 3")
    session.expire_all()
    assert everything(session) == before
    assert in_class(session, cast, "Period 3", Part.READER) == ["Carmen Rivera", "Daniel Park"]


def test_what_was_not_shown_is_not_done(cast: Cast, session: Session) -> None:
    viewer, listed = cast.viewer(cast.lund), read(LIST)
    shown = plan_import(session, KEY, viewer, listed)
    bring(session, cast, "Name,Class\nBo Lindqvist,Period 5\n")
    before = everything(session)
    with pytest.raises(NotDone) as stopped:
        import_list(session, KEY, viewer, listed, digest=shown.digest)
    assert stopped.value.reason is Reason.LIST_CHANGED
    assert any("Bo Lindqvist, Period 5" in line for line in lines(shown))
    assert not any("Bo Lindqvist, Period 5" in line for line in lines(stopped.value.plan))
    assert everything(session) == before


def test_with_broken_rows_nothing_is_done_until_one_says_so(cast: Cast, session: Session) -> None:
    before = everything(session)
    with pytest.raises(NotDone) as stopped:
        bring(session, cast, LIST + ",Period 3,,,,,\n")
    assert stopped.value.reason is Reason.BROKEN_ROWS
    assert everything(session) == before
    assert bring(session, cast, LIST + ",Period 3,,,,,\n", without_broken=True).people == 2


def test_who_comes_back_with_her_number_has_her_letters_and_without_it_is_somebody_new(
    cast: Cast, session: Session
) -> None:
    session.add(ExternalId(school_id=cast.school.id, person_id=cast.ana.id, source="roster", value="17"))
    leave(
        session,
        cast.viewer(cast.lund, cast.at - 9 * DAY),
        session.get_one(Person, (cast.school.id, cast.ana.id)),
        cast.today() - 9 * DAY,
    )
    assert lines(plan(session, cast, "Name,Class\nAna Morales,Period 3\n")) == ["new students: Ana Morales, Period 3"]
    text = "Name,Class,ID\nAna Morales,Period 3,17\n"
    assert lines(plan(session, cast, text)) == ["joins: Ana Morales, Period 3", "returns: Ana Morales, Period 3"]
    bring(session, cast, text)
    assert session.get_one(Person, (cast.school.id, cast.ana.id)).ended_on is None
    assert lines(plan(session, cast, text)) == []


def test_two_imports_at_once_add_everybody_once(cast: Cast) -> None:
    viewer, listed = cast.viewer(cast.lund), read(LIST)
    with transaction(cast.database) as session:
        digest = plan_import(session, KEY, viewer, listed).digest
    outcomes: list[object] = []

    def go() -> None:
        try:
            with transaction(cast.database) as session:
                outcomes.append(import_list(session, KEY, viewer, listed, digest=digest))
        except NotDone as stopped:
            outcomes.append(stopped.reason)

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(map(str, outcomes)) == sorted(
        [str(Counts(people=2, teachers=1, classes=1, joined=4, changed=2)), *["list changed"] * 3]
    )
    with transaction(cast.database) as session:
        assert len(people(session, cast, "Zoe Adams")) == 1


def _statements(session: Session, cast: Cast, count: int) -> int:
    """How many statements it takes to import so many new students, who are in two classes and have numbers."""
    rows = "".join(f"Student {number},Period 3;Period 8,S{count}-{number}\n" for number in range(count))
    seen: list[str] = []

    def statement(_c: Any, _cursor: Any, sql: str, *_: Any) -> None:
        seen.append(sql)

    event.listen(cast.database.writes, "before_cursor_execute", statement)
    try:
        bring(session, cast, f"Name,Class,ID\n{rows}")
    finally:
        event.remove(cast.database.writes, "before_cursor_execute", statement)
    return len(seen)


def test_three_times_the_students_take_as_many_statements(cast: Cast, session: Session) -> None:
    _statements(session, cast, 1)  # the class is new once
    few, many = _statements(session, cast, 100), _statements(session, cast, 300)
    assert few == many
    assert many < 40


NAMES = st.sampled_from(["Ana Morales", "ana morales", "Bo Lindqvist", "Daniel Park", "Zoe", "Zoë", "Mia", "", "=1+1"])
ROWS = st.tuples(
    NAMES,
    st.sampled_from(["Period 3", "period 3", "Period 5", "Period 7", "Art;Bio", ""]),
    st.sampled_from(["", "", "", "teacher", "student", "cook"]),
    st.sampled_from(["", "", "zoe@x.example", "ZOE@x.example", "rivera@school.example", "no address"]),
    st.sampled_from(["", "", "Zo", "Zed"]),
    st.sampled_from(["", "", "es", "Klingon"]),
    st.sampled_from(["", "", "", "1", "01", "2", "3"]),
)


@given(st.lists(ROWS, max_size=12), st.lists(ROWS, max_size=12))
@settings(max_examples=60)
def test_whatever_lists_come_each_changes_nothing_the_second_time(
    cast: Cast, first: list[tuple[str, ...]], second: list[tuple[str, ...]]
) -> None:
    """From whatever the lists before have left here: the school is never made anew."""
    for rows in (first, second):
        written = io.StringIO()
        csv.writer(written).writerows([("Name", "Class", "Role", "E-mail", "Goes by", "Language", "ID"), *rows])
        with transaction(cast.database) as session:
            bring(session, cast, written.getvalue(), without_broken=True)
        with transaction(cast.database) as session:
            again = plan(session, cast, written.getvalue())
            assert lines(again) == []
            assert not again.groups


def test_a_number_that_somebody_takes_between_the_plan_and_the_writing_changes_nothing(
    cast: Cast, session: Session
) -> None:
    """Else than by the step there is no moment between the two: on SQLite nobody else writes."""
    reading, planned = read(LIST), plan(session, cast, LIST)
    before = everything(session)

    def meanwhile(_: int) -> None:
        taken = ExternalId(school_id=cast.school.id, person_id=cast.cy.id, source="roster", value="19")
        session.add(taken)
        session.flush()

    with pytest.raises(NotDone) as stopped:
        import_list(session, KEY, cast.viewer(cast.lund), reading, digest=planned.digest, step=meanwhile)
    assert stopped.value.reason is Reason.LIST_CHANGED
    assert everything(session) == before
