"""The office's front page: each step as the data says it is; letters that nobody opens, counted in school days."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

from app.db import transaction
from app.invitations import invite
from app.models import Away, Card, Classroom, Event, Membership, Office, Password, Person, School, Wording
from app.models.door import CardState
from app.models.letter import open_letter
from app.models.person import OfficePart
from app.queries.school import Step
from tests.cast import DAY, KEY, NOW
from tests.web import Site, form_of, says, where

LEFT = "lain unopened for two school days"


def office(site: Site) -> str:
    """The front page, as Mrs. Lund sees it."""
    page = site.as_(site.cast.lund).get("/school")
    assert page.status_code == 200
    return page.text


def loud(html: str) -> list[str]:
    """Where the loud buttons lead."""
    return re.findall(r'class="button main" href="([^"]+)"', html)


def test_an_administrator_comes_home_to_the_school_and_a_teacher_to_her_queue(site: Site) -> None:
    lund, rivera = site.as_(site.cast.lund), site.as_(site.cast.rivera)
    assert where(lund.get("/")) == "/school"
    assert 'href="/school"' in lund.get("/school").text
    assert where(rivera.get("/")) == "/queue"
    assert 'href="/school"' not in rivera.get("/queue").text


def test_a_teacher_who_runs_the_office_sees_both(site: Site) -> None:
    with transaction(site.cast.database) as session:
        session.add(
            Office(
                school_id=site.cast.school.id, person_id=site.cast.rivera.id, part=OfficePart.ADMINISTRATOR,
                from_day=site.cast.today(),
            )
        )  # fmt: skip
    rivera = site.as_(site.cast.rivera)
    assert where(rivera.get("/")) == "/queue"
    assert 'href="/school"' in rivera.get("/queue").text
    assert 'href="/queue"' in rivera.get("/school").text
    assert "This is not my phone" not in rivera.get("/school").text


def test_each_step_says_in_words_how_far_it_is(site: Site) -> None:
    told = says(office(site))
    for sentence in (
        "Its clock is that of Los Angeles, its families speak 2 languages.",
        "2 classes.",
        "3 teachers.",
        "4 students.",
        "Every student has a card that opens.",
        "Who can read letters is not written yet. Where help is, is not written yet.",
        "Only one person is named. It takes two",
    ):
        assert sentence in told
    assert "Fjordby" not in told
    assert loud(office(site)) == ["/school/wording"]


def test_what_is_undone_is_counted_and_the_first_of_it_is_next(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        session.execute(delete(Password).where(col(Password.person_id).in_([cast.park.id, cast.okoye.id])))
        invite(session, KEY, cast.viewer(cast.lund), session.get_one(Person, (cast.school.id, cast.park.id)))
        session.execute(update(Card).where(col(Card.person_id) == cast.ana.id).values(state=CardState.DEAD))
        session.add(Classroom(school_id=cast.school.id, name="Period 6", year=2026))
        session.add(Person.named(cast.school.id, "Nora Berg", email="berg@school.example"))
    told = says(office(site))
    for sentence in (
        "3 classes.",
        "4 teachers. 1 of them has a link and no password yet. 2 of them have neither a password nor a link",
        "In 1 class nobody reads yet: give it a teacher.",
        "1 student has no card that opens.",
    ):
        assert sentence in told
    assert loud(office(site)) == ["/school/people"]


def test_who_has_left_and_what_is_over_counts_no_more(site: Site) -> None:
    cast, yesterday = site.cast, site.cast.today() - timedelta(days=1)
    with transaction(cast.database) as session:
        session.execute(update(Person).where(col(Person.id) == cast.bo.id).values(ended_on=yesterday))
        of_linh = col(Membership.person_id) == cast.linh.id
        session.execute(update(Membership).where(of_linh).values(until_day=yesterday))
        session.execute(update(Classroom).where(col(Classroom.id) == cast.period_5.id).values(ended_on=yesterday))
        session.execute(update(Office).where(col(Office.person_id) == cast.bell.id).values(until_day=yesterday))
    told = says(office(site))
    assert "1 class." in told
    assert "1 student." in told
    assert "Nobody is named yet." in told


def test_a_school_that_has_only_begun_is_led_to_its_classes(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        session.execute(update(Classroom).values(ended_on=date(2026, 1, 1)))
        teachers = [cast.rivera.id, cast.park.id, cast.okoye.id]
        session.execute(update(Person).where(col(Person.id).in_(teachers)).values(ended_on=date(2026, 1, 1)))
    html = office(site)
    assert loud(html) == ["/school/classes"]
    for sentence in ("There is no class yet.", "There is no teacher yet.", "There is no student yet."):
        assert sentence in says(html)


def test_what_begins_next_week_counts_already(site: Site) -> None:
    with transaction(site.cast.database) as session:
        session.execute(update(Membership).values(from_day=site.cast.today() + timedelta(days=7)))
    assert "4 students." in says(office(site))
    assert "nobody reads yet" not in says(office(site))


def test_when_everything_is_done_nothing_is_loud_any_more(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        Wording.say(session, cast.viewer(cast.lund), "es", {"readers": "Nadie.", "help": "Sala 12."})
        Wording.say(session, cast.viewer(cast.lund), "en", {"readers": "Nobody."})
        session.add(
            Office(
                school_id=cast.school.id, person_id=cast.haddad.id, part=OfficePart.HELPER, from_day=cast.today()
            )
        )  # fmt: skip
    html = office(site)
    assert loud(html) == []
    assert "Who can read letters is written in 2 languages. Where help is, in one." in says(html)
    assert "2 people are named to students" in says(html)
    assert html.count(">done</span>") == len(Step)


@pytest.mark.parametrize(
    ("days_ago", "left"),
    [(0, False), (1, False), (2, True), (4, True)],  # on a Tuesday: since today, Monday, Sunday, Friday
)
def test_a_letter_that_nobody_opens_is_counted_after_two_school_days(site: Site, days_ago: int, left: bool) -> None:
    site.letter_of(site.cast.ana, days_ago=days_ago)
    assert f"{'1' if left else 'No'} letter has {LEFT}." in says(office(site))


def test_the_count_shows_no_name_and_no_word_and_ends_with_a_look(site: Site) -> None:
    letter = site.letter_of(site.cast.ana, "Dear Ms. Rivera, it is about my brother.", days_ago=7)
    site.letter_of(site.cast.cy, "Dear Mr. Okoye,", days_ago=6)
    html = office(site)
    assert f"2 letters have {LEFT}." in says(html)
    assert not re.search(r"Ana|Morales|Cy\b|brother", html)
    with transaction(site.cast.database) as session:
        open_letter(session, site.cast.viewer(site.cast.park), letter)
    assert f"1 letter has {LEFT}." in says(office(site))


def test_what_a_teacher_writes_to_her_coach_and_other_schools_are_not_counted(site: Site) -> None:
    with transaction(site.cast.database) as session:
        site.cast.writes(session, site.cast.rivera, "Dear Dr. Haddad,", NOW - 9 * DAY, to=site.cast.coaching)
        site.cast.writes(session, site.cast.eva, "Kjære Olav,", NOW - 9 * DAY)
    assert f"No letter has {LEFT}." in says(office(site))


def test_holidays_of_the_school_are_no_school_days_and_a_teachers_absence_changes_nothing(site: Site) -> None:
    cast, today = site.cast, site.cast.today()
    site.letter_of(cast.ana, days_ago=5)  # a Thursday
    with transaction(cast.database) as session:
        Away.declare(session, cast.viewer(cast.rivera), today - 5 * DAY, today, person_id=cast.rivera.id)
    assert f"1 letter has {LEFT}." in says(office(site))
    with transaction(cast.database) as session:
        Away.declare(session, cast.viewer(cast.lund), today - 4 * DAY, today - DAY, "Days off")
    assert f"No letter has {LEFT}." in says(office(site))


def test_the_settings_are_kept_and_come_back(site: Site) -> None:
    lund = site.as_(site.cast.lund)
    form = form_of(lund.get("/school/settings").text)
    assert (form["school"], form["zone"], form["year_start"]) == ("Roosevelt High", "America/Los_Angeles", "8")
    assert sorted(form.all("language")) == ["en", "es"]
    kept = form.press(lund, school="Roosevelt & Sons", zone="Asia/Kathmandu", year_start="4", language=["es", "ar"])
    assert where(kept) == "/school/settings"
    again = form_of(lund.get("/school/settings").text)
    assert (again["school"], again["zone"], again["year_start"]) == ("Roosevelt & Sons", "Asia/Kathmandu", "4")
    assert sorted(again.all("language")) == ["ar", "es"]
    assert "each letter keeps the month in which it came" in says(lund.get("/school/settings").text)
    assert any(isinstance(event, Event) and "zone was America/Los_Angeles" in event.reason for event in site.all(Event))


def test_settings_that_cannot_be_come_back_as_they_were_typed(site: Site) -> None:
    lund = site.as_(site.cast.lund)
    page = form_of(lund.get("/school/settings").text).press(lund, school="", zone="Asia/Kathmandu", language=["hy"])
    assert page.status_code == 422
    again = form_of(page.text)
    assert (again["school"], again["zone"], again.all("language")) == ("", "Asia/Kathmandu", ["hy"])
    with transaction(site.cast.database) as session:
        assert session.get_one(School, site.cast.school.id).name == "Roosevelt High"


def test_a_zone_and_a_language_from_elsewhere_are_offered_as_long_as_they_are_the_schools(site: Site) -> None:
    with transaction(site.cast.database) as session:
        school = session.get_one(School, site.cast.school.id)
        school.zone, school.languages = "US/Pacific", ["en", "quc"]
    lund = site.as_(site.cast.lund)
    form = form_of(lund.get("/school/settings").text)
    assert (form["zone"], sorted(form.all("language"))) == ("US/Pacific", ["en", "quc"])
    assert form.press(lund, school="Roosevelt Middle").status_code == 303
    with transaction(site.cast.database) as session:
        school = session.get_one(School, site.cast.school.id)
        assert (school.name, school.zone, school.languages) == ("Roosevelt Middle", "US/Pacific", ["en", "quc"])


def test_an_administrator_is_nobodys_reader_whatever_address_she_tries(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    lund = site.as_(site.cast.lund)
    for address in (f"/desk/{letter}", f"/letters/{letter}", "/queue", "/board", f"/students/{site.cast.ana.id}"):
        assert lund.get(address).status_code == 404
