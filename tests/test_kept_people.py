"""What the office keeps of people: names, addresses and numbers, each with what was there before; and links."""

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.invitations import who_is_invited
from app.models import Event, ExternalId, Person
from app.models.classroom import Part
from app.models.handover import join
from app.models.history import Act
from app.models.office import give_office
from app.models.person import OfficePart
from app.models.words import Reason, Refused
from app.people import Details, add_person, add_student, details_of, keep_details, link_for
from app.security import read_code, who_has_email
from tests.cast import DAY, KEY, Cast
from tests.models.test_office import here

NEW = Details("Zoë Ångström", "Ms. Å", "", "zoe@school.example", "4711")


def adds(session: Session, cast: Cast, details: Details = NEW, *, same_name: bool = False) -> Person:
    return add_person(session, KEY, cast.viewer(cast.lund), uuid4(), details, same_name=same_name)


def keeps(session: Session, cast: Cast, person: Person, seen: str = "", **changed: str) -> None:
    """Mrs. Lund keeps some details of a person as they are changed on the form that shows the rest."""
    kept = details_of(session, person)
    details = Details(**(kept.__dict__ | changed))
    keep_details(session, KEY, cast.viewer(cast.lund), person, details, seen or kept.seen)


def acts(session: Session, person: Person) -> set[tuple[str, str]]:
    rows = session.execute(select(col(Event.act), col(Event.reason)).where(col(Event.subject_id) == person.id))
    return {(act, reason) for act, reason in rows}


def reason_of(session: Session, cast: Cast, person: Person, seen: str = "", **changed: str) -> Reason:
    with pytest.raises(Refused) as refused:
        keeps(session, cast, person, seen, **changed)
    return refused.value.reason


def test_a_person_is_added_with_an_address_and_a_number_and_found_by_both(cast: Cast, session: Session) -> None:
    zoe = adds(session, cast)
    assert (zoe.name, zoe.sort_name, zoe.called) == ("Zoë Ångström", "zoe angstrom", "Ms. Å")
    assert session.scalar(select(col(ExternalId.person_id)).where(col(ExternalId.value) == "4711")) == zoe.id
    assert details_of(session, zoe) == NEW
    assert acts(session, zoe) == {(Act.ADDED, "")}


def test_a_form_that_comes_twice_adds_one_person(cast: Cast, session: Session) -> None:
    lund, id_ = cast.viewer(cast.lund), uuid4()
    assert add_person(session, KEY, lund, id_, NEW) is add_person(session, KEY, lund, id_, NEW)


def test_a_namesake_is_asked_about_first(cast: Cast, session: Session) -> None:
    with pytest.raises(Refused) as refused:
        adds(session, cast, Details("  ANA   morales "))
    assert refused.value.reason is Reason.SAME_NAME
    other = adds(session, cast, Details("Ana Morales"), same_name=True)
    assert other.id != cast.ana.id


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        (Details("   "), Reason.NO_NAME),
        (Details("x" * 121), Reason.LONG_NAME),
        (Details("Zoë", goes_by="Z\x00"), Reason.NUL),
        (Details("Zoë", email="nowhere"), Reason.NO_ADDRESS),
        (Details("Zoë", email="Rivera@School.example"), Reason.ADDRESS_TAKEN),
        (Details("Zoë", email="strand@other.example"), Reason.ADDRESS_TAKEN),
        (Details("Zoë", email="zoe@school.example", number="7"), Reason.NUMBER_TAKEN),
    ],
)
def test_who_cannot_be_added_leaves_nothing_behind(
    cast: Cast, session: Session, details: Details, reason: Reason
) -> None:
    keeps(session, cast, here(session, cast.ana), number="7")
    with pytest.raises(Refused) as refused:
        adds(session, cast, details)
    assert refused.value.reason is reason
    assert session.scalars(select(Person).where(col(Person.name).like("Zo%"))).all() == []
    adds(session, cast, Details("Zoë", email="zoe@school.example"))  # the address was not used up


def test_every_change_is_written_down_with_what_was_there_before(cast: Cast, session: Session) -> None:
    rivera = here(session, cast.rivera)
    keeps(session, cast, rivera, name="Carmen Rivera Luna", email="luna@school.example", number="12", language="es")
    assert acts(session, cast.rivera) == {
        (Act.NAMED, "Carmen Rivera"), (Act.ADDRESS, "rivera@school.example"), (Act.NUMBER, ""), (Act.LANGUAGE, ""),
    }  # fmt: skip
    assert rivera.sort_name == "carmen rivera luna"
    assert who_has_email(session, KEY, "rivera@school.example") is None
    found = who_has_email(session, KEY, "luna@school.example")
    assert found is not None
    assert found[0].person_id == cast.rivera.id


def test_a_number_can_change_go_and_be_given_to_somebody_else(cast: Cast, session: Session) -> None:
    ana, bo = here(session, cast.ana), here(session, cast.bo)
    keeps(session, cast, ana, number="1")
    assert reason_of(session, cast, bo, number="1", name="Bo Other") is Reason.NUMBER_TAKEN
    session.expire_all()
    assert bo.name == "Bo Lindqvist"
    keeps(session, cast, ana, number="2")
    keeps(session, cast, bo, number="1")
    keeps(session, cast, ana, number="")
    values = session.execute(select(col(ExternalId.person_id), col(ExternalId.value))).all()
    assert [tuple(row) for row in values] == [(cast.bo.id, "1")]


def test_the_second_of_two_who_change_somebody_is_told_and_the_same_form_again_changes_nothing(
    cast: Cast, session: Session
) -> None:
    ana = here(session, cast.ana)
    seen = details_of(session, ana).seen
    keeps(session, cast, ana, seen, goes_by="Anita")
    keeps(session, cast, ana, seen)  # the first form again, from the back button
    assert reason_of(session, cast, ana, seen, goes_by="Annie") is Reason.CHANGED_MEANWHILE
    session.expire_all()
    assert ana.goes_by == "Anita"
    assert acts(session, cast.ana) == {(Act.CALLED, "Ana")}


def test_the_last_administrator_keeps_an_address_to_sign_in_with(cast: Cast, session: Session) -> None:
    lund = here(session, cast.lund)
    assert reason_of(session, cast, lund, email="") is Reason.LAST_ADMINISTRATOR
    session.expire_all()
    assert lund.email == "lund@school.example"
    assert who_has_email(session, KEY, "lund@school.example") is not None
    keeps(session, cast, lund, email="office@school.example")
    viewer = cast.viewer(cast.lund)
    give_office(session, viewer, here(session, cast.park), OfficePart.ADMINISTRATOR, cast.today(), None)
    keeps(session, cast, lund, email="")


def test_a_link_opens_for_who_it_was_made_for(cast: Cast, session: Session) -> None:
    code = link_for(session, KEY, cast.viewer(cast.lund), here(session, cast.rivera))
    invited = who_is_invited(session, KEY, read_code(KEY, code) or "", cast.at + DAY)
    assert invited is not None
    assert (invited.person_id, invited.called) == (cast.rivera.id, "Ms. Rivera")
    assert acts(session, cast.rivera) == {(Act.INVITED, "")}


def test_no_link_opens_the_letters_of_a_student_nor_of_one_who_was(cast: Cast, session: Session) -> None:
    lund, ana = cast.viewer(cast.lund), here(session, cast.ana)
    keeps(session, cast, ana, email="ana@school.example")
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            link_for(session, KEY, lund, ana)
        assert refused.value.reason is Reason.NO_LINK
        join(session, lund, cast.period_5.id, cast.ana.id, Part.READER, cast.today())
    zoe = adds(session, cast, Details("Zoë"))
    with pytest.raises(Refused) as refused:
        link_for(session, KEY, lund, zoe)
    assert refused.value.reason is Reason.NO_ADDRESS
    here(session, cast.park).ended_on = cast.today() - DAY
    with pytest.raises(Refused) as refused:
        link_for(session, KEY, lund, here(session, cast.park))
    assert refused.value.reason is Reason.HAS_LEFT


def test_a_student_who_is_new_is_added_with_her_class_or_not_at_all(cast: Cast, session: Session) -> None:
    lund, details = cast.viewer(cast.lund), Details("Zoë Ångström")
    with pytest.raises(Refused):
        add_student(session, KEY, lund, cast.period_3, uuid4(), details, None)
    assert session.scalars(select(Person).where(col(Person.name) == details.name)).all() == []
    id_ = uuid4()
    for _ in range(2):
        add_student(session, KEY, lund, cast.period_3, id_, details, cast.today())
    assert acts(session, session.get_one(Person, (cast.school.id, id_))) == {
        (Act.ADDED, ""), (Act.JOINED, f"Period 3, {cast.today()}"),
    }  # fmt: skip
