"""A part in a class ends and somebody takes over; a student moves; and she is told who will answer."""

import re
from uuid import UUID, uuid4

import pytest

from app.db import transaction
from app.models import Classroom, Handover, Person
from tests.cast import DAY
from tests.routers.test_classes import form_on, parts
from tests.routers.test_person import lund
from tests.test_statements import counted
from tests.web import PageForm, Site, form_of, says, where


def address(site: Site, someone: Person, classroom: Classroom) -> str:
    """The page of somebody's newest part in a class."""
    return f"/school/memberships/{parts(site, someone, classroom)[-1].id}"


def form(site: Site, someone: Person, classroom: Classroom, to: str) -> PageForm:
    return form_of(lund(site).get(address(site, someone, classroom)).text, to=to)


def moves(site: Site, student: Person, to: Classroom, letters: str = "too", last_day: str = "2026-11-16") -> None:
    """Mrs. Lund moves a student of Period 3."""
    pressed = form(site, student, site.cast.period_3, "/move").press(
        lund(site), to=str(to.id), letters=letters, last_day=last_day
    )
    assert pressed.status_code == 303
    assert where(pressed) == f"/school/classes/{to.id}"


def test_the_last_reader_stops_only_when_somebody_takes_over(site: Site) -> None:
    cast, browser = site.cast, lund(site)
    site.letter_of(cast.cy)
    site.letter_of(cast.cy)
    asked = form(site, cast.okoye, cast.period_5, "/end").press(browser, last_day="2026-11-20")
    assert asked.status_code == 422
    page = says(asked.text)
    assert "Nothing was changed yet: from Saturday, November 21 on nobody would read here." in page
    assert "2 letters wait here." in page
    assert "Cy" not in page, "The office sees how many wait, and not who."
    assert parts(site, cast.okoye, cast.period_5)[0].until_day is None
    again = form_of(asked.text, to="/end")
    assert (again["last_day"], again["taking_over"]) == ("2026-11-20", "")
    assert str(cast.okoye.id) not in asked.text.partition('name="taking_over"')[2].partition("</select>")[0]
    for nobody in (str(cast.cy.id), str(cast.strand.id), str(cast.okoye.id), str(uuid4()), "x"):
        refused = again.press(browser, taking_over=nobody)
        assert refused.status_code == 422
        assert "Choose at least one person." in says(refused.text)
    assert again.press(browser, taking_over=str(cast.park.id)).status_code == 303
    (parks,) = parts(site, cast.park, cast.period_5)
    assert parks.from_day.isoformat() == "2026-11-21"
    page = says(browser.get(f"/school/classes/{cast.period_5.id}").text)
    assert "since August 9, until November 20" in page
    assert "from November 21 on" in page


def test_nobody_takes_over_her_own_letters(site: Site) -> None:
    cast, browser = site.cast, lund(site)
    with transaction(cast.database) as session:
        cast.writes(session, cast.rivera, "Dear Dr. Haddad,", to=cast.coaching)
    asked = form(site, cast.haddad, cast.coaching, "/end").press(browser, last_day="2026-11-20")
    refused = form_of(asked.text, to="/end").press(browser, taking_over=str(cast.rivera.id))
    assert "Nobody can write in a class and read in it at the same time." in says(refused.text)
    assert form(site, cast.rivera, cast.coaching, "/end").press(browser, last_day="2026-11-16").status_code == 303
    refused = form_of(refused.text, to="/end").press(browser, taking_over=str(cast.rivera.id))
    assert refused.status_code == 422
    assert "Nothing was changed: nobody can answer their own letter." in says(refused.text)
    assert parts(site, cast.haddad, cast.coaching)[0].until_day is None
    assert form_of(refused.text, to="/end").press(browser, taking_over=str(cast.park.id)).status_code == 303


def test_one_of_two_readers_stops_at_once_and_sees_nothing_more(site: Site) -> None:
    cast = site.cast
    park = site.as_(cast.park)
    assert park.get("/queue").status_code == 200
    assert form(site, cast.park, cast.period_3, "/end").press(lund(site), last_day="2026-11-16").status_code == 303
    assert park.get("/queue").status_code == 303
    page = says(lund(site).get(address(site, cast.park, cast.period_3)).text)
    assert "This has ended. What has been stays as it was" in page
    over = lund(site).post(f"{address(site, cast.park, cast.period_3)}/end", data={"last_day": "2026-11-30"})
    assert over.status_code == 422


@pytest.mark.parametrize("day", ["", "2026-11-15", "1026-11-20"])
def test_a_last_day_that_cannot_be_comes_back(site: Site, day: str) -> None:
    cast = site.cast
    for to in ("/end", "/move"):
        refused = form(site, cast.ana, cast.period_3, to).press(lund(site), last_day=day, to=str(cast.period_5.id))
        assert refused.status_code == 422
        assert 'class="reason"' in refused.text
        assert form_of(refused.text, to=to)["last_day"] == day
    assert parts(site, cast.ana, cast.period_3)[0].until_day is None
    assert parts(site, cast.ana, cast.period_5) == []


def test_the_second_of_two_windows_is_told_that_the_day_was_changed(site: Site) -> None:
    cast, browser = site.cast, lund(site)
    first, second = (form(site, cast.ana, cast.period_3, "/end") for _ in range(2))
    assert first.press(browser, last_day="2026-12-01").status_code == 303
    stopped = second.press(browser, last_day="2026-12-24")
    assert stopped.status_code == 422
    assert "Somebody else has changed this" in says(stopped.text)
    assert form_of(stopped.text, to="/end").press(browser).status_code == 303
    assert str(parts(site, cast.ana, cast.period_3)[0].until_day) == "2026-12-24"


def test_a_student_moves_and_her_letters_stay_with_who_has_them(site: Site) -> None:
    cast = site.cast
    letter = site.letter_of(cast.ana)
    moves(site, cast.ana, cast.period_5, "stay")
    assert site.letter(letter).queue_id == cast.period_3.id
    page = says(site.as_(cast.ana).get("/letters").text)
    assert "Ms. Rivera has it" in page
    assert "who will answer" not in page
    assert "Dear Mr. Okoye," in says(site.as_(cast.ana).get("/write").text)
    assert "Ana" in says(site.as_(cast.rivera).get("/queue").text)


def test_a_student_whose_letters_move_is_told_who_will_answer_and_that_is_written_down_once(site: Site) -> None:
    cast = site.cast
    letter = site.letter_of(cast.ana, days_ago=3)
    moves(site, cast.ana, cast.period_5)
    assert site.letter(letter).queue_id == cast.period_5.id
    assert "3 days" in says(site.as_(cast.okoye).get("/queue").text), "It keeps its first day."
    ana = site.as_(cast.ana)
    prefetched = ana.get("/letters", headers={"sec-purpose": "prefetch"})
    assert prefetched.status_code == 204
    assert told(site) == [None]
    first = ana.get("/letters")
    assert (first.status_code, where(first)) == (303, "/letters")
    page = says(ana.get("/letters").text)
    assert "Mr. Okoye has it" in page
    assert "Your letter is with Mr. Okoye now, who will answer." in page
    assert told(site) != [None]
    with counted(site) as seen:
        assert ana.get("/letters").status_code == 200
    assert not seen["commits"]
    assert "Your letter is with Mr. Okoye now" in says(ana.get(f"/letters/{letter}").text)
    assert "who will answer" not in says(site.as_(cast.okoye).get(f"/desk/{letter}").text)


def test_an_answered_letter_that_had_moved_says_only_who_answered(site: Site) -> None:
    cast = site.cast
    letter = site.letter_of(cast.ana)
    moves(site, cast.ana, cast.period_5)
    okoye, ana = site.as_(cast.okoye), site.as_(cast.ana)
    okoye.get(f"/desk/{letter}")
    form_of(okoye.get(f"/desk/{letter}").text).press(okoye, body="Dear Ana, welcome.")
    site.later(seconds=41)
    page = says(ana.get("/letters").text)
    assert "Mr. Okoye answered" in page
    assert "who will answer" not in page


def told(site: Site) -> list[object]:
    return [row.told_at for row in site.all(Handover) if isinstance(row, Handover)]


def test_no_letter_moves_to_a_class_that_nobody_reads_for_good(site: Site) -> None:
    cast, browser = site.cast, lund(site)
    letter = site.letter_of(cast.ana)
    added = form_of(browser.get("/school/classes").text, to="/school/classes#add").press(browser, name="Period 7")
    new = UUID(where(added).rpartition("/")[2])
    refused = form(site, cast.ana, cast.period_3, "/move").press(browser, to=str(new), letters="too")
    assert refused.status_code == 422
    assert "on nobody reads in that class. Add a reader there first, or let the letters stay." in says(refused.text)
    assert site.letter(letter).queue_id == cast.period_3.id
    assert parts(site, cast.ana, cast.period_3)[0].until_day is None
    assert form_of(refused.text, to="/move").press(browser, letters="stay").status_code == 303


def test_a_student_moves_only_to_a_class_that_is_offered(site: Site) -> None:
    cast, browser = site.cast, lund(site)
    page = browser.get(address(site, cast.ana, cast.period_3)).text
    offered = re.findall(r'<option value="([0-9a-f-]{36})"', page.partition('name="to"')[2])
    assert offered == [str(cast.period_5.id)]
    for to in (cast.other_class.id, cast.coaching.id, cast.period_3.id, uuid4(), ""):
        refused = form_of(page, to="/move").press(browser, to=str(to))
        assert refused.status_code == 422
        assert "Choose one from the list." in says(refused.text)
    reader = browser.post(f"{address(site, cast.park, cast.period_3)}/move", data={"to": str(cast.period_5.id)})
    assert reader.status_code == 422, "Only who writes moves."


def test_somebody_who_stopped_can_be_put_in_again(site: Site) -> None:
    cast, browser = site.cast, lund(site)
    form(site, cast.park, cast.period_3, "/end").press(browser, last_day="2026-11-16")
    again = form_on(browser, cast.period_3, "/readers#readers").press(browser, person=str(cast.park.id))
    assert again.status_code == 303
    assert [part.until_day for part in parts(site, cast.park, cast.period_3)] == [cast.today() - DAY, None]
    assert site.as_(cast.park).get("/queue").status_code == 200
