"""Students: found by name, the whole exchange with one, and what can be done on her page."""

import pytest

from app.db import transaction
from app.models import ClassLetter, Draft, Person
from app.models.calendar import month_of
from app.models.words import fold
from tests.cast import DAY, NOW
from tests.web import Site, form_of, says, texts_of


def page_of(site: Site, student: Person, query: str = "") -> str:
    return site.as_(site.cast.rivera).get(f"/students/{student.id}{query}").text


@pytest.mark.parametrize(
    ("asked", "found"),
    [("mora", "Ana Morales"), ("LINH", "Linh Tran"), ("zajac", "Agnieszka Zając"), ("aga", "Agnieszka Zając"),
     ("  bo ", "Bo Lindqvist"), ("zając", "Agnieszka Zając")],
)  # fmt: skip
def test_a_student_is_found_by_a_part_of_her_name_without_accents_and_by_what_she_goes_by(
    site: Site, asked: str, found: str
) -> None:
    with transaction(site.cast.database) as session:
        agnieszka = Person.named(site.cast.school.id, "Agnieszka Zając", goes_by="Aga")
        session.add(agnieszka)
        session.flush()
        site.joins(session, agnieszka, site.cast.period_3)
    page = says(site.as_(site.cast.rivera).get("/students", params={"name": asked}).text)
    assert found in page
    assert sum(name in page for name in ("Ana Morales", "Linh Tran", "Bo Lindqvist", "Agnieszka")) == 1


def test_a_name_that_nobody_has_says_so_and_shows_the_way_back(site: Site) -> None:
    page = site.as_(site.cast.rivera).get("/students?name=O'Nobody").text
    assert "Nobody of yours is called “O'Nobody”." in says(page)
    assert 'href="/students"' in page
    assert "Cy" not in says(site.as_(site.cast.rivera).get("/students?name=cy").text).partition("called")[0]


def test_who_has_not_written_has_a_page_with_the_box_open_and_a_sentence(site: Site) -> None:
    page = page_of(site, site.cast.bo)
    assert "Bo has not written yet, and need not: a letter a month is your promise, nobody’s duty." in says(page)
    assert '<details class="fold" id="write" open>' in page
    assert "Write to Bo first" in says(page)
    assert page.count("button main") == 1


def test_a_letter_to_the_class_is_no_letter_of_hers(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        session.add(
            ClassLetter(
                school_id=cast.school.id, classroom_id=cast.period_3.id, by_id=cast.rivera.id, body="Dear all,",
                folded=fold("Dear all,"), month=month_of(cast.today()), sent_at=NOW - DAY,
            )
        )  # fmt: skip
    page = page_of(site, cast.bo)
    assert "Bo has not written yet" in says(page)
    assert "Your letter to the whole class, November 16" in says(page), "It lies folded, so that hers are found."
    assert "Dear all," in texts_of(page)


def test_the_whole_exchange_is_there_newest_first_and_the_box_stays_folded(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        for months in (3, 2, 1):
            letter = cast.writes(session, cast.ana, f"Letter {months}", NOW - 30 * months * DAY)
            cast.answers(session, cast.rivera, letter, body=f"Answer {months}", at=NOW - (30 * months - 2) * DAY)
    page = page_of(site, cast.ana)
    assert texts_of(page) == ["Answer 1", "Letter 1", "Answer 2", "Letter 2", "Answer 3", "Letter 3"]
    assert '<details class="fold" id="write">' in page
    assert "button main" not in page, "Nothing is to be done: nothing is loud."
    assert '<details class="fold" id="write" open>' in page_of(site, cast.ana, "?write=first")


def test_who_waits_is_answered_with_one_loud_button(site: Site) -> None:
    letter = site.letter_of(site.cast.ana, days_ago=3)
    page = page_of(site, site.cast.ana)
    assert page.count("button main") == 1
    assert f'<a class="button main" href="/desk/{letter}">Answer Ana</a>' in page


def test_how_to_say_her_name_stands_under_it(site: Site) -> None:
    cast = site.cast
    ana = site.as_(cast.ana)
    form_of(ana.get("/you").text, to="/you").press(ana, goes_by="Ana", say="AH-na")
    assert "Ana Morales · Period 3 · say “AH-na”" in says(page_of(site, cast.ana))
    letter = site.letter_of(cast.ana)
    desk = site.as_(cast.rivera).get(f"/desk/{letter}", follow_redirects=True).text
    assert "My name is said “AH-na”." in says(desk)


def test_a_beginning_is_kept_until_its_box_is_emptied(site: Site) -> None:
    rivera, bo = site.as_(site.cast.rivera), f"/students/{site.cast.bo.id}"
    form_of(rivera.get(bo).text, to="/letters").press(rivera, "Keep", body="Dear Bo,")
    kept = form_of(rivera.get(bo).text, to="/letters")
    assert kept["body"] == "Dear Bo,"
    kept.press(rivera, "Keep", body=" ")
    assert form_of(rivera.get(bo).text, to="/letters")["body"] == ""
    assert site.count(Draft) == 0
