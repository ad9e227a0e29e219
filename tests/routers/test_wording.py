"""The school's own words: in each language of its families, from now on, with what was said before."""

from app.db import transaction
from app.models import School, Wording
from app.models.school import LONGEST_WORDING
from tests.web import Site, form_of, says, texts_of, where

READERS, HELP = "Nobody in the office reads.", "Room 12, at any hour."


def test_words_are_written_and_students_read_them(site: Site) -> None:
    lund, ana = site.as_(site.cast.lund), site.as_(site.cast.ana)
    form = form_of(lund.get("/school/wording").text)
    assert (form["language"], form["readers"], form["help"]) == ("en", "", "")
    kept = form.press(lund, readers=READERS, help=f"\n{HELP}\n\nCall 988.\n")
    assert where(kept) == "/school/wording"
    page = lund.get(kept.headers["location"])
    assert form_of(page.text)["help"] == f"{HELP}\n\nCall 988."
    assert texts_of(ana.get("/readers").text) == [READERS, f"{HELP}\n\nCall 988."]


def test_each_language_has_its_own_and_says_how_far_it_is(site: Site) -> None:
    lund = site.as_(site.cast.lund)
    form_of(lund.get("/school/wording?language=es").text).press(lund, readers="Nadie.")
    page = lund.get("/school/wording?language=es")
    assert form_of(page.text)["readers"] == "Nadie."
    told = says(page.text).replace("\xa0", " ")
    assert "English not yet" in told
    assert "Español half written" in told
    assert form_of(lund.get("/school/wording?language=en").text)["readers"] == ""


def test_the_history_says_when_and_by_whom(site: Site) -> None:
    lund = site.as_(site.cast.lund)
    for words in ("First words.", "Second words."):
        form_of(lund.get("/school/wording").text).press(lund, readers=words)
        site.later(seconds=1)
    page = lund.get("/school/wording").text
    assert texts_of(page) == ["Second words.", "First words."]
    assert "November 17, by Mrs. Lund" in says(page)


def test_keeping_what_is_there_already_writes_nothing(site: Site) -> None:
    lund = site.as_(site.cast.lund)
    form_of(lund.get("/school/wording").text).press(lund, readers=READERS)
    assert form_of(lund.get("/school/wording").text).press(lund).status_code == 303
    assert site.count(Wording) == 1


def test_a_page_that_stood_open_takes_nothing_back(site: Site) -> None:
    lund = site.as_(site.cast.lund)
    old = form_of(lund.get("/school/wording").text)
    form_of(lund.get("/school/wording").text).press(lund, readers=READERS)
    site.later(seconds=1)
    old.press(lund, help=HELP)
    form = form_of(lund.get("/school/wording").text)
    assert (form["readers"], form["help"]) == (READERS, HELP)


def test_words_that_are_too_long_come_back_whole(site: Site) -> None:
    lund, long = site.as_(site.cast.lund), "x" * (LONGEST_WORDING + 1)
    page = form_of(lund.get("/school/wording?language=es").text).press(lund, readers=READERS, help=long)
    assert page.status_code == 422
    assert "longer than 4000 characters" in says(page.text)
    again = form_of(page.text)
    assert (again["language"], again["readers"], again["help"]) == ("es", READERS, long)
    assert site.count(Wording) == 0
    assert again.press(lund, help=HELP).status_code == 303
    assert site.count(Wording) == 2


def test_words_in_a_language_that_was_dropped_meanwhile_are_kept_and_found(site: Site) -> None:
    lund = site.as_(site.cast.lund)
    form = form_of(lund.get("/school/wording?language=es").text)
    with transaction(site.cast.database) as session:
        session.get_one(School, site.cast.school.id).languages = ["en"]
    kept = form.press(lund, readers="Nadie.")
    assert form_of(lund.get(kept.headers["location"]).text)["readers"] == "Nadie."


def test_a_language_that_is_none_is_refused(site: Site) -> None:
    lund = site.as_(site.cast.lund)
    assert form_of(lund.get("/school/wording").text).press(lund, language="xx", readers=READERS).status_code == 422
    assert lund.get("/school/wording?language=xx").status_code == 200
    assert site.count(Wording) == 0
