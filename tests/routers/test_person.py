"""A person as the office keeps her: details, offices, links and leaving; and no letter anywhere."""

import re
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import reading, transaction
from app.models import Event, Invitation, Letter, Membership, Office, Person
from app.models.history import Act
from app.models.person import OfficePart
from app.pages import environment
from app.security import read_code
from tests.cast import DAY, KEY, MINUTE, NOW
from tests.web import Site, form_of, says, where


def lund(site: Site) -> TestClient:
    return site.as_(site.cast.lund)


def person(site: Site, someone: Person) -> Person:
    """A person as she is kept now."""
    with reading(site.cast.database) as session:
        return session.get_one(Person, (someone.school_id, someone.id))


def changes(site: Site, someone: Person, to: str, **fields: str) -> str:
    """Press a button on somebody's page as Mrs. Lund; returns what the page says then."""
    browser, address = lund(site), f"/school/people/{someone.id}"
    answered = form_of(browser.get(address).text, to=to or address).press(browser, **fields)
    if answered.status_code == 303:
        return says(browser.get(where(answered)).text)
    assert answered.status_code in {200, 422}
    return says(answered.text)


def test_what_cannot_be_kept_comes_back_with_its_text_and_its_reason(site: Site) -> None:
    for field, typed, said in (
        ("name", "  ", "A name is missing."),
        ("name", "x" * 121, "longer than 120 characters"),
        ("goes_by", "a\x00b", "a character in this text that can't be kept"),
        ("email", "nowhere", "That is no e-mail address"),
        ("email", "PARK@school.example", "Somebody else signs in with that e-mail address already."),
        ("email", "strand@other.example", "Somebody else signs in with that e-mail address already."),
    ):
        browser, address = lund(site), f"/school/people/{site.cast.ana.id}"
        page = form_of(browser.get(address).text, to=address).press(browser, **{field: typed})
        assert page.status_code == 422
        assert said in says(page.text)
        assert form_of(page.text, to=address)[field] == typed or "\x00" in typed
    kept = person(site, site.cast.ana)
    assert (kept.name, kept.goes_by, kept.email) == ("Ana Morales", "Ana", "")


def test_of_two_windows_the_second_is_told_that_somebody_changed_it_and_can_send_it_again(site: Site) -> None:
    browser, address = lund(site), f"/school/people/{site.cast.ana.id}"
    first, second = (form_of(browser.get(address).text, to=address) for _ in range(2))
    assert first.press(browser, goes_by="Anita").status_code == 303
    stopped = second.press(browser, goes_by="Annie", number="9")
    assert stopped.status_code == 422
    assert "Somebody else has changed this since you opened the page" in says(stopped.text)
    assert person(site, site.cast.ana).goes_by == "Anita"
    assert form_of(stopped.text, to=address).press(browser).status_code == 303
    assert person(site, site.cast.ana).goes_by == "Annie"


def test_the_history_says_what_was_changed_from_what_by_whom(site: Site) -> None:
    page = changes(site, site.cast.rivera, "", name="Carmen Luna", email="luna@school.example")
    assert "Name changed. Before: Carmen Rivera November 17 · Mrs. Lund" in page
    assert "E-mail address changed. Before: rivera@school.example November 17 · Mrs. Lund" in page
    assert "Nothing was changed here yet." in says(lund(site).get(f"/school/people/{site.cast.ana.id}").text)


def test_every_act_has_its_words() -> None:
    history = environment().get_template("_history.html").module
    for act in Act:
        for reason in ("", "en"):
            assert history.act(act, reason).strip(), act  # type: ignore[attr-defined]


def test_an_act_of_somebody_else_is_not_shown_to_the_office(site: Site) -> None:
    """A reading for a reason, a worry, a card: they are told where they belong."""
    cast = site.cast
    with transaction(cast.database) as session:
        Event.keep(session, cast.viewer(cast.bell), "worry", cast.ana.id, "She has told me that")
    assert "She has told me" not in lund(site).get(f"/school/people/{cast.ana.id}").text


def test_an_office_is_given_and_ends_by_form(site: Site) -> None:
    page = changes(site, site.cast.okoye, "/offices", part="helper")
    assert "someone students can turn to since November 17" in page
    assert "Mr. Okoye" in says(site.as_(site.cast.ana).get("/readers").text)
    assert "teaches Period 5" in says(lund(site).get("/school/people").text)
    changes(site, site.cast.haddad, "/offices", part="helper")
    page = changes(site, site.cast.okoye, "/offices/end", last_day="2026-11-16")
    assert "taken back before it began" in page
    assert "Mr. Okoye" not in says(site.as_(site.cast.ana).get("/readers").text)


def test_fewer_than_two_named_persons_is_said_on_the_list_and_fewer_than_there_are_is_refused(site: Site) -> None:
    assert "Only one person is named to whom students can turn." in says(lund(site).get("/school/people").text)
    assert "Students need two people to turn to" in changes(site, site.cast.bell, "/offices/end")
    changes(site, site.cast.okoye, "/offices", part="helper")
    assert "to whom students can turn. Two are needed" not in says(lund(site).get("/school/people").text)
    assert "Students need two people to turn to" in changes(site, site.cast.bell, "/offices/end")
    with transaction(site.cast.database) as session:
        helper = update(Office).where(col(Office.part) == OfficePart.HELPER)
        session.execute(helper.values(until_day=site.cast.today() - DAY))
    assert "Nobody is named to whom students can turn." in says(lund(site).get("/school/people").text)


def test_the_last_administrator_cannot_end_her_office_nor_leave_nor_lose_her_address(site: Site) -> None:
    said = "The school would be without an administrator who can sign in."
    assert said in changes(site, site.cast.lund, "/offices/end")
    assert said in changes(site, site.cast.lund, "/leave#leave")
    assert said in changes(site, site.cast.lund, "", email="")
    assert "Lund" in says(lund(site).get(f"/school/people/{site.cast.lund.id}").text)


def test_an_office_of_somebody_else_is_not_ended_by_a_strange_form(site: Site) -> None:
    browser, cast = lund(site), site.cast
    with reading(cast.database) as session:
        bells = session.scalars(select(Office).where(col(Office.person_id) == cast.bell.id)).one()
    for office in (bells.id, uuid4(), "x", ""):
        strange = browser.post(
            f"/school/people/{cast.okoye.id}/offices/end", data={"office": str(office), "last_day": "2026-11-17"}
        )
        assert strange.status_code == 404


def test_a_link_is_shown_once_and_says_until_when_it_opens(site: Site) -> None:
    browser, address = lund(site), f"/school/people/{site.cast.rivera.id}"
    page = form_of(browser.get(address).text, to="/invite").press(browser)
    assert page.status_code == 200
    link = re.search(r'value="(http://everyletter\.example/welcome)#([^"]+)"', page.text)
    assert link
    assert read_code(KEY, link[2]) == link[2]
    assert "It opens once, until Tuesday, November 24, 10:00" in says(page.text).replace("\u202f", " ")
    assert page.headers["cache-control"] == "no-store"
    assert link[2] not in browser.get(address).text
    (invitation,) = site.all(Invitation)
    assert isinstance(invitation, Invitation)
    assert (invitation.person_id, invitation.made_by_id) == (site.cast.rivera.id, site.cast.lund.id)
    assert "A link for a new password was made November 17 · Mrs. Lund" in says(browser.get(address).text)


def test_who_belongs_nowhere_yet_is_told_to_get_a_part_before_the_link(site: Site) -> None:
    said = "Who is in no class and has no office is let in nowhere"
    with transaction(site.cast.database) as session:
        new = Person.named(site.cast.school.id, "Niamh O'Dwyer", email="niamh@school.example", language="no-such-tag")
        session.add(new)
    assert said in says(lund(site).get(f"/school/people/{new.id}").text)
    assert said not in changes(site, new, "/offices", part="coach")


def test_a_student_gets_no_link_also_where_a_form_asks_for_one(site: Site) -> None:
    browser, address = lund(site), f"/school/people/{site.cast.ana.id}"
    assert "/invite" not in browser.get(address).text
    asked = browser.post(f"{address}/invite")
    assert asked.status_code == 422
    assert "A student comes in with a card and gets no link" in says(asked.text)
    assert site.count(Invitation) == 0


def test_a_link_that_only_this_computer_can_open_says_so(site: Site) -> None:
    said = "an address that only this computer can open"
    address = f"/school/people/{site.cast.rivera.id}/invite"
    assert said not in says(lund(site).post(address).text)
    assert said in says(lund(site).post(address, headers={"host": "127.0.0.1:8000"}).text)


def test_behind_https_the_link_says_so(site: Site) -> None:
    secure = Site(site.cast, site.clock, https=True)
    page = secure.as_(site.cast.lund).post(f"/school/people/{site.cast.rivera.id}/invite")
    assert "https://everyletter.example/welcome#" in page.text


def test_who_leaves_says_who_takes_over_where_nobody_else_reads(site: Site) -> None:
    browser, cast = lund(site), site.cast
    site.letter_of(cast.cy, "Dear Mr. Okoye, a private word.")
    address = f"/school/people/{cast.okoye.id}"
    asked = form_of(browser.get(address).text, to="/leave#leave").press(browser, last_day="2026-11-20")
    assert asked.status_code == 422
    assert "Period 5: nobody would read here from November 21 on. Who takes over?" in says(asked.text)
    assert person(site, cast.okoye).ended_on is None
    form = form_of(asked.text, to="/leave#leave")
    assert form["last_day"] == "2026-11-20"
    nobody = form.press(browser)
    assert nobody.status_code == 422
    assert "Choose at least one person." in says(nobody.text)
    assert "Period 5: who takes over?" in says(nobody.text)
    for wrong in (cast.ana.id, cast.strand.id, uuid4()):
        assert form.press(browser, taking_over=f"{cast.period_5.id}:{wrong}").status_code == 422
    assert form.press(browser, taking_over=f"{cast.period_5.id}:{cast.park.id}").status_code == 303
    assert "Leaves the school. The last day is Friday, November 20." in says(browser.get(address).text)
    site.later(days=4)
    assert site.as_(cast.okoye).get("/queue").status_code == 303
    assert "Cy" in says(site.as_(cast.park).get("/queue").text)


def test_a_coach_who_leaves_is_not_followed_by_who_writes_to_her(site: Site) -> None:
    browser, cast = lund(site), site.cast
    asked = changes(site, cast.haddad, "/leave#leave", last_day="2026-11-20")
    assert "Coaching: nobody would read here from November 21 on. Who takes over?" in asked
    page = browser.get(f"/school/people/{cast.haddad.id}").text
    refused = form_of(page, to="/leave#leave").press(
        browser, last_day="2026-11-20", taking_over=f"{cast.coaching.id}:{cast.rivera.id}"
    )
    assert refused.status_code == 422
    assert "Nobody can write in a class and read in it at the same time." in says(refused.text)
    assert person(site, cast.haddad).ended_on is None
    again = form_of(refused.text, to="/leave#leave")
    assert again["last_day"] == "2026-11-20"
    assert again.press(browser, taking_over=f"{cast.coaching.id}:{cast.okoye.id}").status_code == 303


def test_who_has_left_can_come_back(site: Site) -> None:
    browser, cast = lund(site), site.cast
    park = site.as_(cast.park)
    changes(site, cast.park, "/leave#leave", last_day="2026-11-16")
    assert park.get("/queue").status_code == 303
    assert "Has left the school. The last day was Monday, November 16." in says(
        browser.get(f"/school/people/{cast.park.id}").text
    )
    assert "Has left the school" not in changes(site, cast.park, "/return")
    assert "Period 3" in says(browser.get(f"/school/people/{cast.park.id}").text)
    assert park.get("/queue").status_code == 303, "Her classes are given anew."


@pytest.mark.parametrize("day", ["", "yesterday", "0001-01-01", "9999-12-31", "2026-11-15"])
def test_a_day_that_cannot_be_is_refused_in_words(site: Site, day: str) -> None:
    for to, part in (("/leave#leave", ""), ("/offices", "coach"), ("/offices/end", "")):
        fields = {"part": part, "from_day": day, "last_day": day}
        if to == "/offices" and day == "2026-11-15":
            continue  # an office may have begun before it is written down
        said = changes(site, site.cast.bell, to, **fields)
        assert "A day is missing, or its year can't be right." in said or "What has been stays as it was." in said
    assert person(site, site.cast.bell).ended_on is None


def test_no_letter_and_no_count_of_anybodys_letters_is_on_any_page_of_the_office(site: Site) -> None:
    cast, browser = site.cast, lund(site)
    private = "xylophone"
    site.letter_of(cast.ana, f"Dear Ms. Rivera, {private}.")
    part = _part(site, cast.ana)
    addresses = ["/school/people", f"/school/people/{cast.ana.id}", f"/school/memberships/{part}"]
    before = [browser.get(address).text for address in addresses]
    letter = site.letter_of(cast.ana, f"And again, {private}.")
    with transaction(cast.database) as session:
        waiting = session.get_one(Letter, (cast.school.id, letter))
        cast.answers(session, cast.rivera, waiting, body=private, at=NOW + MINUTE)
    for address, page in zip(addresses, before, strict=True):
        assert private not in page
        now = browser.get(address).text
        assert _without_ids(now) == _without_ids(page), "Nobody's letters can be counted from the office."


def _part(site: Site, someone: Person) -> UUID:
    with reading(site.cast.database) as session:
        return session.scalars(select(col(Membership.id)).where(col(Membership.person_id) == someone.id)).one()


def _without_ids(page: str) -> str:
    """A page without the new id that each form has."""
    return re.sub(r'name="id" value="[^"]*"', "", page)
