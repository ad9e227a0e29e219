"""The queue: it remembers whom one wants to see of those who wait, and lets one be set aside."""

from datetime import date

from app.db import transaction
from app.models.classroom import Part
from app.models.handover import join
from app.models.letter import Wants
from app.pages import environment
from app.queries.queue import queue
from app.queries.waiting import Only
from tests.cast import DAY
from tests.web import Site, desk_of, form_of, press, says


def test_each_filter_has_words_of_its_own() -> None:
    words = environment().get_template("_waiters.html").make_module().filter_word  # type: ignore[attr-defined]
    assert len({str(words(one)).strip() for one in Only} - {""}) == len(Only)


def test_a_coach_who_still_waits_for_an_answer_herself_is_not_in_her_own_queue(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        cast.writes(session, cast.rivera, "Dear Dr. Haddad,", cast.at - DAY, to=cast.coaching)
        join(session, cast.viewer(cast.lund), cast.coaching.id, cast.rivera.id, Part.READER, cast.today())
    rivera, haddad = (site.as_(who) for who in (cast.rivera, cast.haddad))
    assert "Nobody is waiting" in says(rivera.get("/queue").text)
    assert "1 student is waiting" not in says(rivera.get("/first-read").text)
    for page in ("/board", "/queue"):
        assert "Carmen Rivera" not in says(rivera.get(page).text)
        assert "Carmen Rivera" in says(haddad.get(page).text)


def test_a_filter_is_remembered_until_she_chooses_otherwise(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    with transaction(site.cast.database) as session:
        site.cast.writes(session, site.cast.ana, "Can we talk?", site.cast.at - DAY, wants=Wants.TALK)
        site.cast.writes(session, site.cast.bo, at=site.cast.at - 2 * DAY)
    page = press(rivera, "/queue", "would rather talk")
    for told in (says(page), says(rivera.get("/queue").text), says(site.as_(site.cast.rivera).get("/queue").text)):
        assert "Ana Morales" in told
        assert "Bo Lindqvist" not in told
        assert "2 students are waiting" in told, "A filter hides nobody from the count."
    assert "Bo Lindqvist" in site.as_(site.cast.park).get("/queue").text
    everybody = press(rivera, "/queue", "Show everybody who waits")
    assert "Bo Lindqvist" in everybody


def test_a_filter_that_nobody_fits_says_so_and_shows_the_way_back(site: Site) -> None:
    site.letter_of(site.cast.ana, days_ago=1)
    rivera = site.as_(site.cast.rivera)
    told = says(press(rivera, "/queue", "with pages"))
    assert "1 student is waiting" in told
    assert "Nobody who waits fits these." in told
    assert "Ana Morales" in press(rivera, "/queue", "Show everybody who waits")


def test_each_filter_shows_who_fits_it(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    anas, bos = site.letter_of(site.cast.ana, days_ago=2), site.letter_of(site.cast.bo, days_ago=1)
    desk_of(rivera, anas).press(rivera, "Keep", body="Dear Ana,")
    for button, shown, hidden in (("unopened", "Bo Lindqvist", "Ana Morales"), ("with a draft", "Ana Morales", "Bo")):
        page = says(press(rivera, "/queue", button))
        assert shown in page
        assert hidden not in page
        press(rivera, "/queue", "Show everybody who waits")
    assert site.letter(bos).waiting


def test_a_letter_is_set_aside_from_the_desk_and_what_was_written_is_kept(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    anas, bos = site.letter_of(site.cast.ana, days_ago=2), site.letter_of(site.cast.bo, days_ago=1)
    desk = desk_of(rivera, anas)
    until = (site.cast.today() + 3 * DAY).isoformat()
    gone = desk.press(rivera, "Set it aside", body="Dear Ana, I have to", until_day=until, note="Ask her sister.")
    assert gone.headers["location"] == f"/desk/{bos}?said=aside"
    assert "The last one is set aside." in says(rivera.get(gone.headers["location"]).text)
    queue = says(rivera.get("/queue").text)
    assert "Ana Morales" not in queue
    assert "1 is set aside, and waits all the same." in queue
    assert "Ana Morales" in rivera.get("/board").text
    aside = says(rivera.get("/queue/aside").text)
    assert "Ask her sister." in aside
    assert "I have to" not in aside
    again = rivera.get(f"/desk/{anas}").text
    assert "You have set this aside until Friday, November 20." in says(again)
    assert form_of(again, to="/answers")["body"].strip() == "Dear Ana, I have to"
    assert "Back on your list." in says(press(rivera, "/queue/aside", "Put back now"))
    assert "Ana Morales" in rivera.get("/queue").text


def test_a_day_that_is_too_far_comes_back_with_all_that_was_written(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    desk = desk_of(rivera, site.letter_of(site.cast.ana))
    refused = desk.press(
        rivera, "Set it aside", body="Dear Ana, I have to", until_day=date(2027, 1, 1).isoformat(), note="Ask."
    )
    assert refused.status_code == 422
    assert "nothing is set aside for longer than seven days" in says(refused.text)
    back = form_of(refused.text, to="/answers")
    assert (back["body"].strip(), back["until_day"], back["note"]) == ("Dear Ana, I have to", "2027-01-01", "Ask.")
    assert "Ana Morales" in rivera.get("/queue").text


def test_a_class_that_she_chose_is_remembered_and_all_of_them_come_back(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        join(session, cast.viewer(cast.lund), cast.period_5.id, cast.rivera.id, Part.READER, cast.today())
    site.letter_of(cast.ana, days_ago=2)
    site.letter_of(cast.cy, days_ago=1)
    rivera = site.as_(cast.rivera)
    for chosen, there, hidden in (("Period 5", "Cy Adler", "Ana Morales"), ("Period 3", "Ana Morales", "Cy Adler")):
        for page in (press(rivera, "/queue", chosen), rivera.get("/queue").text):
            assert there in page
            assert hidden not in page
    everybody = press(rivera, "/queue", "All my classes")
    assert "Ana Morales" in everybody
    assert "Cy Adler" in everybody


def test_who_has_waited_longest_is_marked_at_the_head_of_the_line_and_not_on_its_later_pages(site: Site) -> None:
    for student, days in ((site.cast.ana, 5), (site.cast.bo, 2)):
        site.letter_of(student, days_ago=days)
    rivera = site.as_(site.cast.rivera)
    with transaction(site.cast.database) as session:
        viewer, rooms = site.cast.viewer(site.cast.rivera), [site.cast.period_3.id]
        behind = queue(session, viewer, rooms, most=1).more
    assert rivera.get("/queue").text.count('class="state longest"') == 1
    later = rivera.get("/queue", params={"after": behind}).text
    assert "Bo Lindqvist" in later
    assert 'class="state longest"' not in later
