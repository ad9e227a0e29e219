"""Earlier school years on the board: what a teacher reads today she may look back on, and nothing else."""

import re
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Classroom, Letter, Membership
from tests.cast import DAY
from tests.last_year import NAME, answered_then, last_years_class, wrote_then
from tests.web import Site, form_of, forms_of, says, texts_of


def cells(page: str) -> dict[str, str]:
    """What each cell says, by whose and of which month it is; of two classes what weighs more."""
    found = re.findall(r'aria-label="([^"]*? \d{4}): ([^"]*)"', page)
    return dict(sorted(found, key=lambda cell: cell[1] != "not in this class"))


def last_year(site: Site) -> tuple[Classroom, Letter, Letter]:
    """Last year's class, with one letter of Ana's that was answered, and one that waits to this day."""
    with transaction(site.cast.database) as session:
        room = last_years_class(session, site.cast)
        answered = answered_then(session, site.cast, room, site.cast.ana, 10)
        waits = wrote_then(session, site.cast, room, site.cast.ana, 5)
        answered_then(session, site.cast, room, site.cast.bo, 2)
        return room, answered, waits


def settle(site: Site, letter: Letter) -> None:
    """Answer a letter now."""
    with transaction(site.cast.database) as session:
        cast = site.cast
        cast.answers(session, cast.rivera, session.get_one(Letter, (letter.school_id, letter.id)), at=cast.at - DAY)


def board_of(browser: TestClient, address: str = "/board?year=2025") -> str:
    return browser.get(address).text


def test_an_earlier_year_shows_its_twelve_months_and_everyone_who_was_there(site: Site) -> None:
    last_year(site)
    board = board_of(site.as_(site.cast.rivera))
    said = cells(board)
    assert len(said) == 3 * 12
    assert said["Ana, October 2025"] == "answered"
    assert said["Ana, May 2026"] == "waiting 191 days"
    assert said["Ana, August 2025"] == "no letter"
    assert said["Bo, October 2025"] == "not in this class", "He came in January."
    assert said["Bo, February 2026"] == "answered"
    assert said["Linh, July 2026"] == "not in this class", "The class ended in June."
    assert "1 student is still waiting from the school year 2025–2026." in says(board)
    assert "You haven't heard from" not in says(board)
    assert "Write first" not in says(board)


def test_the_years_are_offered_and_this_one_is_the_first(site: Site) -> None:
    assert 'name="year"' not in board_of(site.as_(site.cast.rivera)), "With one year there is nothing to choose."
    last_year(site)
    rivera = site.as_(site.cast.rivera)
    offered = re.findall(r'<option value="(\d{4})"( selected)?>(\d{4}–\d{4})<', board_of(rivera, "/board"))
    assert offered == [("2026", " selected", "2026–2027"), ("2025", "", "2025–2026")]
    offered = re.findall(r'<option value="(\d{4})" selected>', board_of(rivera))
    assert offered == ["2025"]


def test_a_year_that_is_none_of_hers_is_this_year(site: Site) -> None:
    last_year(site)
    for year in ("2026", "2024", "2027", "0", "-1", "nonsense", "2025x", "9" * 40, "٢٠٢٥"):
        said = cells(board_of(site.as_(site.cast.rivera), f"/board?year={year}"))
        assert "Linh, November 2026" in said
        assert "Linh, October 2025" not in said


def test_a_teacher_whose_membership_has_ended_looks_back_on_nothing(site: Site) -> None:
    room, answered, waits = last_year(site)
    park = site.as_(site.cast.park)
    for address in ("/board?year=2025", f"/board?year=2025&class={room.id}", "/board.csv?year=2025", "/board"):
        page = board_of(park, address)
        assert "2025" not in page, address
        assert NAME not in page
    for letter in (answered, waits):
        assert park.get(f"/desk/{letter.id}").status_code == 404
    page = park.get(f"/students/{site.cast.ana.id}").text
    assert "it was" not in " ".join(texts_of(page))
    assert park.get(f"/students/{site.cast.ana.id}?class={room.id}").status_code == 404


def test_who_only_covers_a_class_looks_back_on_nothing(site: Site) -> None:
    last_year(site)
    with transaction(site.cast.database) as session:
        riveras = (col(Membership.person_id) == site.cast.rivera.id) & (col(Membership.part) == "reader")
        session.execute(update(Membership).where(riveras).values(part="cover"))
    assert 'name="year"' not in board_of(site.as_(site.cast.rivera), "/board")


def test_nobody_of_another_class_or_school_looks_back_on_it(site: Site) -> None:
    room, _, _ = last_year(site)
    for person in (site.cast.okoye, site.cast.haddad, site.cast.strand):
        page = board_of(site.as_(person), f"/board?year=2025&class={room.id}")
        assert "Linh" not in page
        assert "2025" not in page


def test_what_waits_from_an_earlier_year_stands_on_this_years_board_too_and_waits_longest(site: Site) -> None:
    _, _, waits = last_year(site)
    page = board_of(site.as_(site.cast.rivera), "/board")
    assert cells(page)["Ana, May 2026"] == "waiting 191 days"
    assert "1 student is waiting." in says(page)
    settle(site, waits)
    page = board_of(site.as_(site.cast.rivera))
    assert cells(page)["Ana, May 2026"] == "answered"
    assert "Nobody is left waiting from the school year 2025–2026." in says(page)


def test_every_link_of_an_earlier_year_leads_somewhere(site: Site) -> None:
    last_year(site)
    rivera = site.as_(site.cast.rivera)
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/(?:students|desk)/[^"#]*)', board_of(rivera))}
    assert len(links) == 4, "Three students, and a letter that waits."
    assert {rivera.get(link, follow_redirects=True).status_code for link in links} == {200}


def test_one_can_read_what_a_former_student_wrote_and_can_write_to_her_no_more(site: Site) -> None:
    cast = site.cast
    room, answered, waits = last_year(site)
    settle(site, waits)
    rivera = site.as_(cast.rivera)
    with transaction(cast.database) as session:  # she has left this year's class of Ms Rivera's too
        anas = (col(Membership.person_id) == cast.ana.id) & (col(Membership.classroom_id) == cast.period_3.id)
        session.execute(update(Membership).where(anas).values(until_day=cast.today() - timedelta(days=1)))
    page = rivera.get(f"/students/{cast.ana.id}?class={room.id}").text
    assert "Dear Ms. Rivera, it was." in texts_of(page)
    assert "is not in Period 2, last year any more" in says(page)
    assert [form.action for form in forms_of(page) if form.multipart] == []
    for act in ("letters", "drafts", "talks"):
        form = {"classroom": str(room.id), "body": "Dear Ana,", "on_day": cast.today().isoformat()}
        assert rivera.post(f"/students/{cast.ana.id}/{act}", data=form).status_code == 404
    desk = rivera.get(f"/desk/{answered.id}", follow_redirects=True).text
    assert f"/students/{cast.ana.id}?class={room.id}" in desk


def test_a_student_of_two_years_is_shown_in_the_class_of_today_first(site: Site) -> None:
    last_year(site)
    page = site.as_(site.cast.rivera).get(f"/students/{site.cast.linh.id}").text
    assert form_of(page, to="/letters")["classroom"] == str(site.cast.period_3.id)


def test_a_class_that_has_ended_asks_for_no_letters(site: Site) -> None:
    with transaction(site.cast.database) as session:
        ended = site.cast.today() - timedelta(days=3)
        session.execute(update(Classroom).where(col(Classroom.id) == site.cast.period_3.id).values(ended_on=ended))
    page = board_of(site.as_(site.cast.rivera), "/board")
    assert "In a class that has ended" in says(page)
    assert "Write first" not in says(page)
    assert "You haven't heard from" not in says(page)
    assert "Linh, November 2026" in cells(page), "She is on it all the same."
