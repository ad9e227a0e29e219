"""The first minute: what the queue shows a teacher in whose classes nobody has written yet."""

from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Card, Membership
from app.models.classroom import Part
from app.models.door import CardState
from app.models.handover import join
from tests.cast import DAY
from tests.web import Site, form_of, says


def queue_of(browser: TestClient) -> str:
    return browser.get("/queue").text


def loud(html: str) -> list[str]:
    """The words of each loud button."""
    return [says(button.split("</a>")[0].partition(">")[2]) for button in html.split('class="button main"')[1:]]


def lose_cys_card(site: Site) -> None:
    with transaction(site.cast.database) as session:
        cys = col(Card.person_id) == site.cast.cy.id
        session.execute(update(Card).where(cys).values(state=CardState.DEAD))


def write_to_period_5(site: Site, browser: TestClient) -> None:
    form_of(browser.get(f"/classes/{site.cast.period_5.id}/letter").text, to="/letter").press(browser, body="Dear all,")


def test_the_three_steps_say_what_is_done_and_one_button_leads_to_the_next(site: Site) -> None:
    lose_cys_card(site)
    okoye = site.as_(site.cast.okoye)
    first = queue_of(okoye)
    assert "Welcome, Mr. Okoye" in says(first)
    assert "No letter yet to: Period 5." in says(first)
    assert "1 of 1 students has no card to sign in with." in says(first)
    assert loud(first) == ["Write to Period 5"]
    write_to_period_5(site, okoye)
    second = queue_of(okoye)
    assert "Done: your letter is there." in says(second)
    assert loud(second) == ["Cards for Period 5"]
    cards = f"/classes/{site.cast.period_5.id}/cards"
    made = form_of(okoye.get(cards).text, to="/cards").press(okoye, whom="without")
    assert loud(queue_of(okoye)) == ["Cards for Period 5"], "What is not printed is not done."
    form_of(made.text, to="/printed").press(okoye)
    assert "Nobody is waiting" in says(queue_of(okoye))
    assert loud(queue_of(okoye)) == ["See everyone"]


def test_a_teacher_whose_name_is_the_lists_is_told_how_students_read_it(site: Site) -> None:
    said = "Your students read your name as Chidi Okoye."
    okoye = site.as_(site.cast.okoye)
    assert said not in says(queue_of(okoye))
    form_of(okoye.get("/you").text, to="/you").press(okoye, goes_by="")
    assert said in says(queue_of(okoye))


def test_the_steps_end_with_the_first_letter_and_do_not_come_back(site: Site) -> None:
    okoye = site.as_(site.cast.okoye)
    letter = site.letter_of(site.cast.cy, "Dear Mr. Okoye,")
    assert "1 student is waiting" in says(queue_of(okoye))
    with transaction(site.cast.database) as session:
        waiting = site.letter(letter)
        site.cast.answers(session, site.cast.okoye, session.merge(waiting), at=site.cast.at + DAY)
    assert "Nobody is waiting" in says(queue_of(okoye))
    assert "Write to your class" not in says(queue_of(okoye))


def test_a_new_class_beside_an_old_one_shows_its_steps_under_an_empty_queue(site: Site) -> None:
    cast, rivera = site.cast, site.as_(site.cast.rivera)
    with transaction(cast.database) as session:
        letter = cast.writes(session, cast.ana, at=cast.at - DAY)
        cast.answers(session, cast.rivera, letter, at=cast.at - DAY)
        join(session, cast.viewer(cast.lund), cast.period_5.id, cast.rivera.id, Part.READER, cast.today())
    told = says(queue_of(rivera))
    assert "Nobody is waiting" in told
    assert "Nobody has written in Period 5 yet." in told
    alone = rivera.get(f"/queue?class={cast.period_3.id}").text
    assert "Write to your class" not in says(alone)


def test_a_class_without_students_waits_for_the_office(site: Site) -> None:
    with transaction(site.cast.database) as session:
        cys = col(Membership.person_id) == site.cast.cy.id
        session.execute(update(Membership).where(cys).values(until_day=site.cast.today() - DAY))
    okoye = site.as_(site.cast.okoye)
    assert "There are no students here yet. The office adds them." in says(queue_of(okoye))
    write_to_period_5(site, okoye)
    assert "Nobody is waiting" in says(queue_of(okoye))


def test_a_coach_and_a_cover_have_no_cards_to_print(site: Site) -> None:
    assert "Nobody is waiting" in says(queue_of(site.as_(site.cast.haddad)))
    with transaction(site.cast.database) as session:
        okoyes = col(Membership.person_id) == site.cast.okoye.id
        session.execute(update(Membership).where(okoyes).values(part=Part.COVER))
    assert "Print the cards" not in says(queue_of(site.as_(site.cast.okoye)))
