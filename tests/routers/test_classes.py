"""The office's classes: by school year, with who reads and how many write; and each with its people, by the day."""

import re
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import reading, transaction
from app.models import Classroom, Membership, Person
from app.models.classroom import Part
from app.models.handover import join
from tests.cast import DAY
from tests.routers.test_person import lund
from tests.web import PageForm, Site, form_of, says, where


def kept(site: Site, classroom: Classroom) -> Classroom:
    """A class as it is kept now."""
    with reading(site.cast.database) as session:
        return session.get_one(Classroom, (classroom.school_id, classroom.id))


def parts(site: Site, someone: Person, classroom: Classroom) -> list[Membership]:
    """What somebody is, or was, in a class."""
    theirs = col(Membership.person_id) == someone.id, col(Membership.classroom_id) == classroom.id
    with reading(site.cast.database) as session:
        return list(session.scalars(select(Membership).where(*theirs).order_by(col(Membership.from_day))))


def form_on(browser: TestClient, classroom: Classroom, to: str) -> PageForm:
    """A form on the page of a class."""
    return form_of(browser.get(f"/school/classes/{classroom.id}").text, to=to)


def test_the_classes_of_this_year_say_who_reads_and_how_many_write(site: Site) -> None:
    page = says(lund(site).get("/school/classes").text)
    assert "This school year, 2026–27" in page
    assert "Period 3 Ms. Rivera, Mr. Park · 3 students" in page
    assert "Period 5 Mr. Okoye · 1 student" in page
    assert "Coaching coaching Dr. Haddad · 1 teacher" in page
    assert "nobody reads here" not in page
    assert page.count("8B") == 1, "An example of a name, and no class of another school."


def test_earlier_years_lie_folded_and_the_next_one_is_to_come(site: Site) -> None:
    with transaction(site.cast.database) as session:
        for year in (2024, 2025, 2027):
            session.add(Classroom(school_id=site.cast.school.id, name=f"Class of {year}", year=year))
    page = lund(site).get("/school/classes").text
    assert re.findall(r"<summary>(20\d\d–\d\d)</summary>", page) == ["2025–26", "2024–25"]
    assert "To come, 2027–28 Class of 2027" in says(page)


def test_a_school_without_classes_is_told_what_to_do_first(site: Site) -> None:
    with transaction(site.cast.database) as session:
        session.execute(update(Classroom).values(year=2020))
    page = lund(site).get("/school/classes").text
    assert "There are no classes this school year yet." in says(page)
    assert '<details class="fold" id="add" open>' in page


def test_a_class_is_added_for_this_year_or_the_next_and_says_that_nobody_reads_yet(site: Site) -> None:
    browser = lund(site)
    form = form_of(browser.get("/school/classes").text, to="/school/classes#add")
    refused = form.press(browser, name="  ")
    assert refused.status_code == 422
    assert "A name is missing." in says(refused.text)
    added = form.press(browser, name="8B’s writers", year="2027", kind="coaching")
    page = says(browser.get(added.headers["location"]).text)
    assert "8B’s writers 2027–28 · coaching" in page
    assert "Nobody reads here, so nobody can write. Add a reader below." in page
    assert "nobody reads here" in says(browser.get("/school/classes").text)
    other = form.filled(id=str(uuid4())).press(browser, name="Period 9", year="1999", kind="zoo")
    assert "Period 9 2026–27" in says(browser.get(other.headers["location"]).text)


def test_a_class_whose_only_reader_stops_some_day_says_from_when(site: Site) -> None:
    with transaction(site.cast.database) as session:
        okoyes = col(Membership.person_id) == site.cast.okoye.id
        session.execute(update(Membership).where(okoyes).values(until_day=date(2026, 12, 4)))
    browser = lund(site)
    assert "nobody reads here from December 5 on" in says(browser.get("/school/classes").text)
    site.letter_of(site.cast.cy)
    page = says(browser.get(f"/school/classes/{site.cast.period_5.id}").text)
    assert "From Saturday, December 5 on nobody reads here. Add a reader below. 1 letter waits here." in page


def test_a_class_is_renamed_and_whoever_comes_second_is_told(site: Site) -> None:
    browser, period_3 = lund(site), site.cast.period_3
    first, second = (form_on(browser, period_3, f"/{period_3.id}") for _ in range(2))
    assert first.press(browser, name="English 3").status_code == 303
    stopped = second.press(browser, name="Spanish 3")
    assert stopped.status_code == 422
    assert "Somebody else has changed this" in says(stopped.text)
    assert form_of(stopped.text, to=f"/{period_3.id}")["name"] == "Spanish 3"
    assert kept(site, period_3).name == "English 3"
    assert form_of(stopped.text, to=f"/{period_3.id}").press(browser).status_code == 303
    assert "Name changed. Before: English 3" in says(browser.get(f"/school/classes/{period_3.id}").text)


def test_a_class_ends_and_is_opened_again_and_what_waits_still_waits(site: Site) -> None:
    browser, period_5 = lund(site), site.cast.period_5
    site.letter_of(site.cast.cy)
    form = form_on(browser, period_5, "/end#end")
    assert "1 letter waits here." in says(browser.get(f"/school/classes/{period_5.id}").text)
    assert form.press(browser, last_day="2026-11-10").status_code == 422
    assert form.press(browser, last_day="2026-11-16").status_code == 303
    assert "Period 5 2026–27 · ended November 16" in says(browser.get(f"/school/classes/{period_5.id}").text)
    assert "Cy" in says(site.as_(site.cast.okoye).get("/queue").text)
    assert form_on(browser, period_5, "/open#end").press(browser).status_code == 303
    assert kept(site, period_5).ended_on is None


def test_a_class_whose_end_somebody_else_has_moved_is_not_opened_again_from_an_old_page(site: Site) -> None:
    browser, period_5 = lund(site), site.cast.period_5
    form_on(browser, period_5, "/end#end").press(browser, last_day="2026-11-16")
    old = form_on(browser, period_5, "/open#end")
    with transaction(site.cast.database) as session:
        ended = update(Classroom).where(col(Classroom.id) == period_5.id)
        session.execute(ended.values(ended_on=site.cast.today() + DAY))
    stopped = old.press(browser)
    assert stopped.status_code == 422
    assert "Somebody else has changed this since you opened the page" in says(stopped.text)
    assert kept(site, period_5).ended_on == site.cast.today() + DAY


def test_a_class_without_a_reader_is_not_opened_again_and_says_why(site: Site) -> None:
    browser, period_5 = lund(site), site.cast.period_5
    with transaction(site.cast.database) as session:
        yesterday = site.cast.today() - DAY
        session.execute(update(Classroom).where(col(Classroom.id) == period_5.id).values(ended_on=yesterday))
        okoyes = col(Membership.person_id) == site.cast.okoye.id
        session.execute(update(Membership).where(okoyes).values(until_day=yesterday))
    assert "nobody reads here" not in says(browser.get("/school/classes").text)
    refused = form_on(browser, period_5, "/open#end").press(browser)
    assert refused.status_code == 422
    assert "from Tuesday, November 17 on nobody would read here. Add a reader first." in says(refused.text)
    assert kept(site, period_5).ended_on is not None


def test_a_cover_is_put_in_for_some_days_with_why_and_the_students_see_it(site: Site) -> None:
    browser, cast = lund(site), site.cast
    form = form_on(browser, cast.period_5, "/readers#readers")
    days = {"from_day": "2026-11-17", "until_day": "2026-12-01"}
    done = form.press(browser, person=str(cast.park.id), part="cover", why="parental leave", **days)
    page = says(browser.get(where(done)).text)
    assert "covers since November 17, until December 1 · parental leave" in page
    assert "Mr. Park stands in for somebody" in says(site.as_(cast.cy).get("/readers").text)
    assert "Put into a class: Period 5, November 17, 2026" in says(browser.get(f"/school/people/{cast.park.id}").text)


def test_who_covers_and_comes_to_stay_has_the_class_once(site: Site) -> None:
    browser, cast = lund(site), site.cast
    for part in ("cover", "reader"):
        form = form_on(browser, cast.period_5, "/readers#readers")
        assert form.press(browser, person=str(cast.park.id), part=part).status_code == 303
    site.letter_of(cast.cy)
    assert site.as_(cast.park).get("/queue").text.count(">Period 5</button>") == 1
    assert "Mr. Okoye, Mr. Park · 1 student" in says(browser.get("/school/classes").text)


def test_only_who_can_sign_in_and_is_no_student_is_offered_as_a_reader(site: Site) -> None:
    cast, browser = site.cast, lund(site)
    with transaction(cast.database) as session:
        session.execute(update(Person).where(col(Person.id) == cast.ana.id).values(email="ana@school.example"))
        session.execute(update(Person).where(col(Person.id) == cast.haddad.id).values(email=""))
    page = browser.get(f"/school/classes/{cast.period_5.id}").text
    offered = page.partition('name="person"')[2].partition("</select>")[0]
    assert re.findall(r">([A-Z][\w ]+)</option>", offered) == [
        "Carmen Rivera", "Chidi Okoye", "Daniel Park", "Ingrid Lund", "Thomas Bell",
    ]  # fmt: skip
    form, before = form_of(page, to="/readers#readers"), len(site.all(Membership))
    for person_id in (cast.ana.id, cast.haddad.id, cast.strand.id, uuid4(), ""):
        refused = form.press(browser, person=str(person_id))
        assert refused.status_code == 422
        assert "Choose at least one person." in says(refused.text)
    assert len(site.all(Membership)) == before


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (("2026-11-20", "2026-11-19"), "The last day comes before the first one."),
        (("", ""), "A day is missing, or its year can't be right."),
        (("2026-11-17", "0202-06-30"), "A day is missing, or its year can't be right."),
    ],
)
def test_days_that_cannot_be_come_back_with_the_form(site: Site, days: tuple[str, str], said: str) -> None:
    browser, cast = lund(site), site.cast
    form = form_on(browser, cast.period_5, "/readers#readers").filled(person=str(cast.park.id), why="leave")
    refused = form.press(browser, from_day=days[0], until_day=days[1])
    assert refused.status_code == 422
    assert said in says(refused.text)
    back = form_of(refused.text, to="/readers#readers")
    assert (back["person"], back["from_day"], back["until_day"], back["why"]) == (str(cast.park.id), *days, "leave")


def test_a_student_is_added_by_her_name_where_there_is_one_of_that_name(site: Site) -> None:
    browser, cast = lund(site), site.cast
    form = form_on(browser, cast.period_5, "/students#students")
    assert form.press(browser, name="ana  MORÁLES").status_code == 303
    assert [part.part for part in parts(site, cast.ana, cast.period_5)] == [Part.WRITER]
    again = form.press(browser, name="Ana Morales", from_day="2026-11-18")
    assert again.status_code == 422
    assert "This person has that part on those days already." in says(again.text)


def test_a_name_that_may_be_several_or_none_is_asked_about(site: Site) -> None:
    browser, cast = lund(site), site.cast
    with transaction(cast.database) as session:
        session.add(Person.named(cast.school.id, "Ana Morales", goes_by="the other"))
    form = form_on(browser, cast.period_5, "/students#students")
    asked = form.press(browser, name="Ana Morales", from_day="2026-11-20")
    assert asked.status_code == 422
    for words in ("Who is “Ana Morales”?", "Ana Morales student in Period 3", "Ana Morales the other no part yet"):
        assert words in says(asked.text)
    back = form_of(asked.text, to="/students#students")
    assert (back["name"], back["from_day"]) == ("Ana Morales", "2026-11-20")
    assert back.press(browser, person=str(cast.ana.id)).status_code == 303
    assert parts(site, cast.ana, cast.period_5)[0].from_day == date(2026, 11, 20)
    for person in (str(cast.eva.id), str(uuid4()), "x"):
        assert back.press(browser, person=person).status_code == 422


def test_somebody_new_is_added_to_the_school_and_the_class_at_once(site: Site) -> None:
    browser, cast = lund(site), site.cast
    asked = form_on(browser, cast.period_5, "/students#students").press(browser, name="Niamh O'Dwyer")
    form = form_of(asked.text, to="/students#students")
    assert form["person"] == "new", "Where nobody is called like that, new is chosen already."
    for _ in range(2):
        assert form.press(browser, goes_by="Niamh", number="77", language="es").status_code == 303
    page = browser.get(f"/school/classes/{cast.period_5.id}").text
    assert "2 students" in says(page)
    assert says(browser.get("/school/people?name=77").text).count("student in Period 5") == 1


def test_who_is_not_chosen_or_nameless_comes_back(site: Site) -> None:
    browser, cast = lund(site), site.cast
    form = form_on(browser, cast.period_5, "/students#students")
    assert "A name is missing." in says(form.press(browser, name=" ").text)
    for several in ("o", "i"):
        asked = form_of(form.press(browser, name=several).text, to="/students#students")
        assert asked.press(browser).status_code == 422, "Nobody was chosen."


def test_who_answers_whom_is_chosen_or_split_and_the_sheet_is_addressed_to_her(site: Site) -> None:
    browser, cast = lund(site), site.cast
    form = form_on(browser, cast.period_3, "/answered-by#answerers")
    (anas,) = parts(site, cast.ana, cast.period_3)
    shown = [value for value in form.all("answered_by") if not value.startswith(str(anas.id))]
    assert form.press(browser, answered_by=[*shown, f"{anas.id}:{cast.park.id}"]).status_code == 303
    assert "Ana Morales answered by Mr. Park" in says(browser.get(f"/school/classes/{cast.period_3.id}").text)
    assert "Dear Mr. Park," in says(site.as_(cast.ana).get("/write").text)
    assert "Dear Ms. Rivera," in says(site.as_(cast.bo).get("/write").text)
    stale = form.press(browser, answered_by=[*shown, f"{anas.id}:{cast.rivera.id}"])
    assert stale.status_code == 422
    assert "Somebody else has changed this" in says(stale.text)
    split = form_on(browser, cast.period_3, "/answered-by#answerers").press(browser, "Split evenly")
    page = says(browser.get(where(split)).text)
    assert page.count("answered by Mr. Park") + page.count("answered by Ms. Rivera") == 3
    assert abs(page.count("answered by Mr. Park") - page.count("answered by Ms. Rivera")) == 1
    assert "Ana Morales answered by Mr. Park" in page


def test_a_class_of_one_reader_does_not_ask_who_answers(site: Site) -> None:
    page = lund(site).get(f"/school/classes/{site.cast.period_5.id}").text
    assert "answered-by" not in page
    assert "answered by" not in page


def test_who_was_here_before_is_kept_by_the_day(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        office = cast.viewer(cast.lund)
        first, last = cast.today() - 60 * DAY, cast.today() - 30 * DAY
        join(session, office, cast.period_5.id, cast.park.id, Part.COVER, first, last, "jury duty")
    page = says(lund(site).get(f"/school/classes/{cast.period_5.id}").text)
    assert "Daniel Park Mr. Park covers September 18 to October 18 · jury duty · by Mrs. Lund" in page
