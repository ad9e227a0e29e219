"""Search as a page: what is posted stands in no address, what is found is opened, and every query gets a sentence."""

import pytest
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Opening
from app.models.letter import open_letter
from app.models.settling import take_back
from tests.cast import DAY, NOW
from tests.web import PageForm, Site, form_of, forms_of, says, texts_of, title_of


def box(browser: TestClient) -> PageForm:
    return form_of(browser.get("/find").text, to="/find")


def found(browser: TestClient, words: str) -> str:
    """What a search shows, once a first look is written down; a browser sends the same form again (307)."""
    answer = box(browser).press(browser, words=words)
    if answer.status_code == 307:
        assert answer.headers["location"] == "/find"
        answer = box(browser).press(browser, words=words)
    assert answer.status_code == 200
    return answer.text


def test_the_words_are_shown_in_place_with_the_way_to_the_letter(site: Site) -> None:
    letter = site.letter_of(site.cast.ana, "Dear Ms. Rivera, by the Éclair & <b>lemon</b> tree.", days_ago=400)
    page = found(site.as_(site.cast.rivera), "eclair LEMON")
    assert "the <mark>Éclair</mark> &amp; &lt;b&gt;<mark>lemon</mark>&lt;/b&gt; tree." in page
    assert '<div class="words" dir="auto">' in page
    assert f'href="/students/{site.cast.ana.id}#sheet-{letter}"' in page
    assert "Ana Monday, October 13, 2025" in says(page)
    assert "Found in 1 letter or answer." in says(page)


def test_what_is_found_stands_in_the_timeline_to_which_it_leads(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        letter = cast.writes(session, cast.ana, "A lemon tree.", NOW - 9 * DAY)
        answer = cast.answers(session, cast.park, letter, body="Our lemon tree died.", at=NOW - 8 * DAY)
    rivera = site.as_(cast.rivera)
    page = found(rivera, "lemon")
    timeline = rivera.get(f"/students/{cast.ana.id}").text
    for id_ in (letter.id, answer.id):
        assert f'href="/students/{cast.ana.id}#sheet-{id_}"' in page
        assert f'id="sheet-{id_}"' in timeline
    assert "Mr. Park to Ana" in says(page)
    assert "You to Ana" in says(found(site.as_(cast.park), "lemon"))


def test_a_letter_that_is_found_counts_as_opened_and_waits_on(site: Site) -> None:
    letter, other = site.letter_of(site.cast.ana, "A lemon tree."), site.letter_of(site.cast.bo, "An apple tree.")
    rivera = site.as_(site.cast.rivera)
    first = box(rivera).press(rivera, words="lemon")
    assert first.status_code == 307, "It is written down before a word is shown."
    assert first.text == ""
    assert site.letter(letter).opened_at
    assert site.letter(other).opened_at is None
    found(rivera, "lemon")
    assert site.count(Opening) == 1
    assert site.letter(letter).waiting


def test_who_took_her_letter_back_in_between_is_not_read(site: Site) -> None:
    letter = site.letter_of(site.cast.ana, "A lemon tree.")
    with transaction(site.cast.database) as session:
        assert take_back(session, site.cast.viewer(site.cast.ana), session.merge(site.letter(letter)))
    assert texts_of(found(site.as_(site.cast.rivera), "lemon")) == []


def test_the_query_stands_in_no_address_and_no_title_and_in_no_log(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    with transaction(site.cast.database) as session:
        for number in range(25):
            letter = site.cast.writes(session, site.cast.ana, f"Zilpzalp {number}", NOW - number * DAY)
            open_letter(session, site.cast.viewer(site.cast.rivera), letter.id)
    rivera = site.as_(site.cast.rivera)
    page = found(rivera, "zilpzalp")
    assert title_of(page) == "Find in letters · Everyletter"
    older = forms_of(page)[-1]
    assert older["words"] == "zilpzalp"
    rest = older.press(rivera)
    assert len(texts_of(page)) == 20
    assert len(texts_of(rest.text)) == 5
    assert "zilpzalp" not in rest.headers.get("location", "") + older.action
    assert 'name="after"' not in rest.text
    assert "zilpzalp" not in capsys.readouterr().out.lower()


def test_a_position_that_can_not_be_read_begins_with_the_newest(site: Site) -> None:
    site.letter_of(site.cast.ana, "A lemon tree.")
    rivera = site.as_(site.cast.rivera)
    found(rivera, "lemon")
    for at, after in (("", ""), ("soon", "x"), ("2026-11-17", "nonsense"), ("9999-12-31T23:59:59-23:59", "x")):
        page = box(rivera).filled(at=at, after=after).press(rivera, words="lemon")
        assert texts_of(page.text) == ["A lemon tree."]


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        ("", 422, "Type a word that you remember"), ("  ", 422, "Type a word that you remember"),
        ("zilpzalp", 200, "has all of these words"), ("z", 200, "has all of these words"),
        (" ".join(f"word{number}" for number in range(100)), 422, "That is more than can be looked for at once"),
        ("long " * 400, 422, "That is more than can be looked for at once"),
        ("<script>alert(1)</script>", 200, "has all of these words"), ("a\x00b", 200, "has all of these words"),
    ],
)  # fmt: skip
def test_every_query_gets_a_plain_sentence_and_comes_back(site: Site, words: str, status: int, sentence: str) -> None:
    site.letter_of(site.cast.ana, "Dear Ms. Rivera, we moved.")
    rivera = site.as_(site.cast.rivera)
    answer = box(rivera).press(rivera, words=words)
    assert answer.status_code == status
    assert sentence in says(answer.text)
    assert form_of(answer.text, to="/find")["words"] == words


def test_a_student_and_the_office_have_no_search(site: Site) -> None:
    for who in (site.cast.ana, site.cast.lund):
        browser = site.as_(who)
        assert browser.get("/find").status_code == 404
        assert browser.post("/find", data={"words": "lemon"}).status_code == 404


def test_who_is_signed_out_meanwhile_gets_the_words_back(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    asked = box(rivera)
    rivera.cookies.clear()
    page = asked.press(rivera, words="lemon tree")
    assert page.status_code == 401
    assert "lemon tree" in page.text


def test_the_students_page_has_both_searches_and_the_keys_lead_to_this_one(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    site.letter_of(site.cast.ana, "A lemon tree.")
    students = rivera.get("/students").text
    assert "Find by name" in says(students)
    assert students.count("button main") == 1
    assert form_of(students, to="/find").press(rivera, words="lemon").status_code == 307
    for page in ("/queue", f"/desk/{site.letter_of(site.cast.bo)}"):
        assert 'data-key="/" href="/find"' in rivera.get(page).text
