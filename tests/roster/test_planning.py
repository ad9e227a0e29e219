"""Whom a list means, and all that it would change, in a school that has people already. On both databases."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.models import Classroom, ExternalId, Person
from app.models.classroom import Part
from app.models.handover import join
from app.roster import Note
from tests.cast import DAY, Cast
from tests.roster.lists import bring, lines, people, plan, wrong


def number(session: Session, cast: Cast, person: Person, value: str) -> None:
    """Write a person's own number down."""
    session.add(ExternalId(school_id=cast.school.id, person_id=person.id, source="roster", value=value))
    session.flush()


def namesake(session: Session, cast: Cast, name: str, classroom: Classroom | None = None) -> Person:
    """One more person of a name, a student of a class if one is given."""
    person = Person.named(cast.school.id, name)
    session.add(person)
    session.flush()
    if classroom:
        join(session, cast.viewer(cast.lund), classroom.id, person.id, Part.WRITER, cast.today() - DAY)
    return person


def test_whoever_is_here_as_the_list_says_stays_just_so(cast: Cast, session: Session) -> None:
    text = "Name,Class,Role\nMORALES ANA,Period 3,\n"
    assert (
        lines(plan(session, cast, 'Name,Class\nAna Morales,period 3\n"Lindqvist, BO",PERIOD 3\nLinh Trần,Period 3\n'))
        == []
    )
    assert lines(plan(session, cast, text)) == ["new students: MORALES ANA, Period 3"]


def test_everything_that_changes_is_in_the_plan_and_nothing_has_changed(cast: Cast, session: Session) -> None:
    number(session, cast, cast.bo, "18")
    text = """Name,Class,Role,E-mail,Goes by,Language,ID
Ana Morales,Period 3,,,Anita,Spanish,17
Bo Lindqvist Ek,Period 5,,,,,18
Zoe Adams,Period 7,,,Zo,es,19
Nadia Haddad,Period 7,teacher,nadia@school.example,,,
"""
    shown = plan(session, cast, text)
    assert lines(shown) == [
        "new students: Zoe Adams, Period 7",
        "new teachers: Nadia Haddad, Period 7",
        "moves: Bo Lindqvist Ek, Period 5",
        "renamed: Bo Lindqvist Ek, Period 5",
        "language: Ana Morales",
        "number: Ana Morales",
    ]
    assert [group.name for group in shown.groups] == ["Period 7"]
    missing = [(one.name, one.group.name, one.elsewhere) for one in shown.missing]
    assert missing == [
        ("Bo Lindqvist", "Period 3", ("Period 5",)),
        ("Linh Tran", "Period 3", ()),
        ("Cy Adler", "Period 5", ()),
    ]
    assert not session.dirty
    assert not session.new
    assert people(session, cast, "Zoe Adams") == []


def test_a_number_is_stronger_than_a_name_and_leading_zeros_do_not_matter(cast: Cast, session: Session) -> None:
    number(session, cast, cast.ana, "0017")
    shown = plan(session, cast, "Name,Class,ID\nAna Ruiz,Period 3,17\nAna Morales,Period 5,18\n")
    assert lines(shown) == ["new students: Ana Morales, Period 5", "renamed: Ana Ruiz"]


def test_all_capitals_are_no_new_name(cast: Cast, session: Session) -> None:
    number(session, cast, cast.ana, "17")
    assert lines(plan(session, cast, "Name,Class,ID\nANA MORALES,Period 3,17\n")) == []
    assert lines(plan(session, cast, "Name,Class,ID\nAna MoRales,Period 3,17\n")) == ["renamed: Ana MoRales"]


def test_a_number_that_changes_for_the_same_name_in_the_same_class_is_hers(cast: Cast, session: Session) -> None:
    number(session, cast, cast.ana, "old-17")
    assert lines(plan(session, cast, "Name,Class,ID\nAna Morales,Period 3,new-17\n")) == ["number: Ana Morales"]
    both = plan(session, cast, "Name,Class,ID\nAna Morales,Period 3,new-17\nAna Morales,Period 3,old-17\n")
    assert lines(both) == ["new students: Ana Morales, Period 3"]


def test_a_name_is_looked_for_in_the_class_then_in_the_school(cast: Cast, session: Session) -> None:
    other = namesake(session, cast, "Ana Morales", cast.period_5)
    assert lines(plan(session, cast, "Name,Class\nAna Morales,Period 3\nAna Morales,Period 5\n")) == []
    assert wrong(plan(session, cast, "Name,Class\nAna Morales,Period 7\n")) == [(2, "same name")]
    other.ended_on = cast.today() - DAY
    session.flush()
    assert lines(plan(session, cast, "Name,Class\nAna Morales,Period 7\n")) == ["joins: Ana Morales, Period 7"]


def test_two_of_one_name_in_a_class_are_told_apart_by_their_numbers_alone(cast: Cast, session: Session) -> None:
    namesake(session, cast, "Ana Morales", cast.period_3)
    assert wrong(plan(session, cast, "Name,Class\nAna Morales,Period 3\n")) == [(2, "same name")]
    # Neither has a number yet, and there is nobody who could say which of the two is which.
    shown = plan(session, cast, "Name,Class,ID\nAna Morales,Period 3,1\nAna Morales,Period 3,2\n")
    assert wrong(shown) == [(2, "same name"), (3, "same name")]
    number(session, cast, cast.ana, "1")
    assert lines(plan(session, cast, "Name,Class,ID\nAna Morales,Period 3,1\nAna Morales,Period 3,2\n")) == [
        "number: Ana Morales"
    ]


def test_a_new_name_in_several_classes_is_one_person_and_that_is_said(cast: Cast, session: Session) -> None:
    shown = plan(session, cast, "Name,Class\nZoe Adams,Period 3\nZoë Adams,Period 5\n")
    assert lines(shown) == ["new students: Zoe Adams, Period 3, Period 5"]
    assert [(one.note, one.about) for one in shown.remarks] == [(Note.ONE_PERSON, "Period 3, Period 5")]


def test_a_student_and_a_teacher_of_one_name_are_two_people(cast: Cast, session: Session) -> None:
    shown = plan(session, cast, "Name,Class,Role\nDaniel Park,Period 5,student\nAna Morales,Period 5,teacher\n")
    assert lines(shown) == ["new students: Daniel Park, Period 5", "new teachers: Ana Morales, Period 5"]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("Zoe,Period 3,student,,,\nZoe,Period 3,teacher,,,", "contradicts"),
        ("Zoe,Period 3,,,Zo,\nZoe,Period 3,,,Zed,", "contradicts"),
        ("Zoe,Period 3,,,,9\nMia,Period 3,,,,9", "contradicts"),
        ("Zoe,Period 3,student,,,9\nZoe,Period 5,teacher,,,09", "contradicts"),
        ("Zoe,Period 3,teacher,z@x.org,,\nMia,Period 3,teacher,Z@x.org,,", "address taken"),
        ("Zoe,Period 3,teacher,rivera@school.example,,", "address taken"),
        ("Zoe,Period 3,teacher,strand@other.example,,", "address taken"),
        ("Zoe,Period 1,,,,", "class ended"),
        ("Zoe,Period 4,,,,", "class twice"),
        ("Zoe,Period 3,teacher,,,17", "other part"),
    ],
)
def test_rows_in_doubt_are_named_and_change_nothing(cast: Cast, session: Session, rows: str, why: str) -> None:
    year = cast.period_3.year
    for name, ended in (("Period 1", cast.today() - DAY), ("Period 4", None), ("period  4", None)):
        session.add(Classroom(school_id=cast.school.id, name=name, year=year, ended_on=ended))
    number(session, cast, cast.ana, "17")
    shown = plan(session, cast, f"Name,Class,Role,E-mail,Goes by,ID\n{rows}\n")
    assert wrong(shown) == [(row, why) for row in range(2, 3 + rows.count("\n"))]
    assert lines(shown) == []


def test_a_row_that_stands_twice_is_one(cast: Cast, session: Session) -> None:
    shown = plan(session, cast, "Name,Class\nZoe Adams,Period 3\nZoe  Adams,Period 3\n")
    assert (lines(shown), wrong(shown), shown.remarks) == (["new students: Zoe Adams, Period 3"], [], [])


def test_nobody_is_missing_while_a_row_is_broken(cast: Cast, session: Session) -> None:
    assert plan(session, cast, "Name,Class\nAna Morales,Period 3\n").missing
    assert not plan(session, cast, "Name,Class\nAna Morales,Period 3\n,Period 3\n").missing


def test_who_is_missing_is_asked_only_of_the_classes_and_the_part_that_the_list_names(
    cast: Cast, session: Session
) -> None:
    students = plan(session, cast, "Name,Class\nAna Morales,Period 3\n")
    assert [one.name for one in students.missing] == ["Bo Lindqvist", "Linh Tran"]
    teachers = plan(session, cast, "Teacher,Class\nCarmen Rivera,Period 3\n")
    assert [(one.name, one.part) for one in teachers.missing] == [("Daniel Park", Part.READER)]


def test_a_class_of_last_year_is_another_one(cast: Cast, session: Session) -> None:
    session.get_one(Classroom, (cast.school.id, cast.period_3.id)).year -= 1
    session.flush()
    assert [group.name for group in plan(session, cast, "Name,Class\nAna Morales,Period 3\n").groups] == ["Period 3"]


def test_another_school_is_neither_seen_nor_changed(cast: Cast, session: Session) -> None:
    shown = plan(session, cast, "Name,Class\nEva Nilsen,8B\n")
    assert lines(shown) == ["new students: Eva Nilsen, 8B"]
    assert not shown.missing


def test_what_she_has_chosen_herself_stays(cast: Cast, session: Session) -> None:
    ana = session.get_one(Person, (cast.school.id, cast.ana.id))
    ana.goes_by, ana.language = "", "en"
    text = "Name,Class,Goes by,Language\nAna Morales,Period 3,Anita,Spanish\nBo Lindqvist,Period 3,Bobo,\n"
    assert lines(plan(session, cast, text)) == ["goes by: Ana Morales"]
    bring(session, cast, text)
    assert (ana.goes_by, ana.language, ana.say) == ("Anita", "en", "")


def test_a_teacher_keeps_the_address_with_which_she_signs_in(cast: Cast, session: Session) -> None:
    shown = plan(session, cast, "Name,Class,Role,E-mail\nCarmen Rivera,Period 3,teacher,new@school.example\n")
    assert lines(shown) == []
    assert [(one.note, one.about) for one in shown.remarks] == [(Note.OTHER_ADDRESS, "rivera@school.example")]


def test_a_class_without_a_teacher_is_said(cast: Cast, session: Session) -> None:
    shown = plan(session, cast, "Name,Class\nZoe Adams,Period 7\nAna Morales,Period 3\n")
    assert [(one.note, one.about) for one in shown.remarks] == [(Note.NO_READER, "Period 7")]


def test_who_stands_in_for_somebody_is_in_the_class(cast: Cast, session: Session) -> None:
    join(
        session,
        cast.viewer(cast.lund),
        cast.period_3.id,
        cast.okoye.id,
        Part.COVER,
        cast.today(),
        cast.today() + 9 * DAY,
    )
    shown = plan(session, cast, "Teacher,Class\nCarmen Rivera,Period 3\nDaniel Park,Period 3\nChidi Okoye,Period 3\n")
    assert lines(shown) == []


def test_a_plan_has_the_same_digest_until_something_changes(cast: Cast, session: Session) -> None:
    text = "Name,Class\nZoe Adams,Period 7\nBo Lindqvist,Period 5\n"
    before = plan(session, cast, text).digest
    assert plan(session, cast, text).digest == before
    assert plan(session, cast, text.replace("Adams", "Allen")).digest != before
    join(session, cast.viewer(cast.lund), cast.period_5.id, cast.bo.id, Part.WRITER, cast.today() + timedelta(days=1))
    assert plan(session, cast, text).digest != before
