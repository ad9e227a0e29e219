"""The board: everyone is on it, every cell says what is so, and one sentence says it all."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.db import transaction
from app.models import Membership, Person
from app.models.letter import Wants
from app.models.settling import OnDesk, mark_read, record_talk
from tests.cast import DAY, NOW
from tests.web import Site, form_of, says


def cells(site: Site, person: Person, address: str = "/board") -> list[str]:
    """What each cell says, in its words."""
    return re.findall(r'aria-label="([^"]*: [^"]*)"', site.as_(person).get(address).text)


def cell(site: Site, name: str, month: str) -> str:
    """What one student's cell of a month says, on Ms Rivera's board."""
    (found,) = [words for words in cells(site, site.cast.rivera) if words.startswith(f"{name}, {month}")]
    return found.partition(": ")[2]


def sentence(site: Site) -> str:
    """The page that has the sentence on top, as text."""
    return says(site.as_(site.cast.rivera).get("/board").text)


def test_everyone_is_on_it_in_every_month_also_who_never_wrote(site: Site) -> None:
    months = ["August 2026", "September 2026", "October 2026", "November 2026"]
    found = [words.partition(": ")[0] for words in cells(site, site.cast.rivera)]
    assert sorted(found) == sorted(f"{name}, {month}" for name in ("Ana", "Bo", "Linh") for month in months)


def test_a_teacher_sees_her_own_classes_only(site: Site) -> None:
    assert {words.partition(",")[0] for words in cells(site, site.cast.okoye)} == {"Cy"}
    assert {words.partition(",")[0] for words in cells(site, site.cast.haddad)} == {"Ms. Rivera"}
    assert {words.partition(",")[0] for words in cells(site, site.cast.strand)} == {"Eva"}


def test_what_waits_says_since_when_and_a_second_letter_does_not_reset_it(site: Site) -> None:
    site.letter_of(site.cast.ana, days_ago=5)
    site.letter_of(site.cast.ana, days_ago=1)
    site.letter_of(site.cast.bo, days_ago=1)
    site.letter_of(site.cast.linh)
    assert cell(site, "Ana", "November 2026") == "waiting 5 days"
    assert cell(site, "Bo", "November 2026") == "waiting 1 day"
    assert cell(site, "Linh", "November 2026") == "waiting since today"


def test_every_ending_has_its_words(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        answered = cast.writes(session, cast.ana, at=NOW - 40 * DAY)
        cast.answers(session, cast.rivera, answered, at=NOW - 39 * DAY)
        going = cast.writes(session, cast.ana, at=NOW - 2 * DAY)
        cast.answers(session, cast.rivera, going, at=NOW)
        talked = cast.writes(session, cast.bo, at=NOW - 2 * DAY)
        desk = OnDesk(cast.period_3.id, cast.bo.id, seen={talked.id: 1})
        record_talk(session, cast.viewer(cast.rivera, NOW - DAY), desk, cast.today() - timedelta(days=1), "")
        only = cast.writes(session, cast.linh, at=NOW - 2 * DAY, wants=Wants.READ)
        desk = OnDesk(cast.period_3.id, cast.linh.id, seen={only.id: 1})
        mark_read(session, cast.viewer(cast.rivera, NOW - DAY), desk)
    assert cell(site, "Ana", "October 2026") == "answered"
    assert cell(site, "Ana", "November 2026").startswith("an answer goes out 10:00")
    assert cell(site, "Bo", "November 2026") == "answered in person"
    assert cell(site, "Linh", "November 2026") == "read, as asked"
    assert cell(site, "Linh", "October 2026") == "no letter"
    site.later(seconds=41)
    assert cell(site, "Ana", "November 2026") == "answered"


def test_a_talk_without_a_letter_marks_its_month_and_ends_no_waiting(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        record_talk(session, cast.viewer(cast.rivera), OnDesk(cast.period_3.id, cast.bo.id), cast.today(), "")
    assert cell(site, "Bo", "November 2026") == "answered in person"


def test_a_month_before_she_came_says_that_she_was_not_there(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        linhs = col(Membership.person_id) == cast.linh.id
        session.execute(update(Membership).where(linhs).values(from_day=date(2026, 10, 20)))
    assert cell(site, "Linh", "September 2026") == "not in this class"
    assert cell(site, "Linh", "October 2026") == "no letter"


def test_a_student_who_moved_stays_on_it_while_her_letter_waits_and_not_longer(site: Site) -> None:
    cast = site.cast
    letter = site.letter_of(cast.ana, days_ago=4)
    with transaction(cast.database) as session:
        anas = col(Membership.person_id) == cast.ana.id
        session.execute(update(Membership).where(anas).values(until_day=cast.today() - timedelta(days=1)))
        site.joins(session, cast.ana, cast.period_5)
    assert cell(site, "Ana", "November 2026") == "waiting 4 days"
    assert "Ana, November 2026: no letter" in cells(site, cast.okoye)
    with transaction(cast.database) as session:
        desk = OnDesk(cast.period_3.id, cast.ana.id, seen={letter: 1})
        record_talk(session, cast.viewer(cast.rivera, NOW - DAY), desk, cast.today() - timedelta(days=1), "")
    assert {words.partition(",")[0] for words in cells(site, cast.rivera)} == {"Bo", "Linh"}


def test_a_letter_that_waits_from_the_school_year_before_brings_its_month_along(site: Site) -> None:
    site.letter_of(site.cast.ana, days_ago=140)
    assert cell(site, "Ana", "June 2026") == "waiting 140 days"


def test_the_sentence_says_who_waits_who_waits_longest_and_who_was_not_heard_from(site: Site) -> None:
    assert "Nobody is waiting" in sentence(site)
    assert "You haven't heard from 3 this month." in sentence(site)
    with transaction(site.cast.database) as session:
        before = site.cast.writes(session, site.cast.ana, at=NOW - 60 * DAY)
        site.cast.answers(session, site.cast.rivera, before, at=NOW - 59 * DAY)
    site.letter_of(site.cast.ana, days_ago=5)
    site.letter_of(site.cast.bo, days_ago=2)
    assert "2 students are waiting. Ana has waited longest: 5 days." in sentence(site)
    assert "You haven't heard from 1 this month." in sentence(site)
    site.letter_of(site.cast.linh)
    assert "3 students are waiting." in sentence(site)
    assert "You have heard from everyone this month." in sentence(site)


def test_the_longest_stands_first_and_every_order_holds_everyone(site: Site) -> None:
    site.letter_of(site.cast.linh, days_ago=6)
    site.letter_of(site.cast.bo, days_ago=2)
    rivera = site.as_(site.cast.rivera)

    def order(address: str) -> list[str]:
        rows = re.findall(r'<th scope="row"><a[^>]*>([^<]+?)\s*(?:<|$)', rivera.get(address).text)
        return [name.split()[0] for name in rows]

    assert order("/board") == ["Linh", "Bo", "Ana"]
    assert order("/board?order=name") == ["Ana", "Bo", "Linh"]
    assert sorted(order("/board?order=class")) == ["Ana", "Bo", "Linh"]
    assert order("/board?order=nonsense&class=nonsense") == ["Linh", "Bo", "Ana"]
    assert order(f"/board?class={site.cast.period_5.id}") == ["Linh", "Bo", "Ana"], "a class that is not hers"


def test_a_letter_of_today_shows_a_sign_of_its_own_and_no_zero(site: Site) -> None:
    site.letter_of(site.cast.ana)
    page = site.as_(site.cast.rivera).get("/board").text
    (sign,) = re.findall(r'aria-label="Ana, November 2026: waiting since today">(.*?)</a>', page)
    assert "circle" in sign
    assert "0" not in re.sub(r"<[^>]*>", "", sign)
    assert "waiting since today" in says(page), "The legend tells what it means."


@pytest.mark.parametrize("order", ["longest", "name", "class"])
def test_each_who_has_not_written_can_be_written_to_first_from_her_row(site: Site, order: str) -> None:
    cast = site.cast
    site.letter_of(cast.ana, days_ago=2)
    rivera = site.as_(cast.rivera)
    board = rivera.get(f"/board?order={order}").text
    links = re.findall(r'href="([^"]*write=first)" aria-label="Write to (\w+) first"', board)
    assert [name for _, name in links] == ["Bo", "Linh"]
    page = rivera.get(links[0][0].replace("&amp;", "&")).text
    assert '<details class="fold" id="write" open>' in page
    sent = form_of(page, to="/letters").press(rivera, body="Dear Bo, how is your dog?")
    assert "It is on its way." in says(rivera.get(sent.headers["location"]).text)


def test_on_paper_it_says_whose_classes_it_shows_which_year_and_when_it_was_printed(site: Site) -> None:
    page = site.as_(site.cast.rivera).get("/board").text
    (line,) = re.findall(r'<p class="printed small">(.*?)</p>', page)
    assert line == "Roosevelt High · Ms. Rivera · Period 3 · school year 2026–2027 · printed November 17, 2026"
