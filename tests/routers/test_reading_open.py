"""The letters that lie open by exception: what is shown, what is written down, and what the readers are told."""

import pytest

from app.db import transaction
from app.models import Answer, Draft, Event, Letter, Opening
from app.models.grant import Act
from tests.cast import DAY
from tests.drawn import pages_of_the_scene
from tests.grants import WHY, a_grant, a_request, named
from tests.routers.test_reading import ROOM, asks, press
from tests.test_statements import MOST, busy, counted
from tests.web import Site, forms_of, says, texts_of, where


def looks(site: Site) -> int:
    return len([event for event in site.all(Event) if isinstance(event, Event) and event.act == Act.READ])


def test_before_a_second_person_has_agreed_nothing_opens(site: Site) -> None:
    site.letter_of(site.cast.ana)
    grant_id, lund = a_request(site), site.as_(site.cast.lund)
    came = lund.post(f"{ROOM}/{grant_id}/open")
    assert where(came) == f"{ROOM}/{grant_id}"
    assert "nothing was opened" in says(lund.get(came.headers["location"]).text)
    assert looks(site) == 0


def test_each_look_is_a_line_that_the_office_and_the_readers_see(site: Site) -> None:
    cast = site.cast
    grant_id, lund = a_grant(site), site.as_(cast.lund)
    for number in range(1, 3):
        assert lund.post(f"{ROOM}/{grant_id}/open").status_code == 200
        site.later(seconds=60)
        assert looks(site) == number
    assert says(site.as_(cast.bell).get(f"{ROOM}/{grant_id}").text).count("Mrs. Lund opened the letters") == 2
    told = says(site.as_(cast.rivera).get(f"/students/{cast.ana.id}").text)
    assert "Mrs. Lund may read Ana's letters until November 24. Mr. Bell has agreed." in told
    assert WHY in told
    assert "The letters were opened 2 times November 17, 10:00" in told.replace("\u202f", " ")


def test_a_look_changes_nothing_about_the_letters(site: Site) -> None:
    cast = site.cast
    answered = site.letter_of(cast.ana, days_ago=9)
    with transaction(cast.database) as session:
        cast.answers(session, cast.rivera, session.get_one(Letter, (cast.school.id, answered)), at=cast.at - 8 * DAY)
    waiting = site.letter_of(cast.ana)
    grant_id = a_grant(site)
    assert site.as_(cast.lund).post(f"{ROOM}/{grant_id}/open").status_code == 200
    assert site.letter(waiting).waiting
    assert site.letter(waiting).opened_at is None
    assert site.count(Opening) == 0
    assert [answer.seen_at for answer in site.all(Answer) if isinstance(answer, Answer)] == [None]
    assert "unopened" in says(site.as_(cast.rivera).get("/queue").text)


def test_no_draft_is_shown_nor_what_is_on_its_way(site: Site) -> None:
    cast = site.cast
    letter = site.letter_of(cast.ana, "I am well.", days_ago=1)
    with transaction(cast.database) as session:
        cast.answers(session, cast.rivera, session.get_one(Letter, (cast.school.id, letter)), body="Quitte, going.")
        Draft.keep(session, cast.viewer(cast.ana), cast.period_3.id, None, "Quitte, begun.")
        Draft.keep(session, cast.viewer(cast.rivera), cast.period_3.id, cast.ana.id, "Quitte, kept.")
    grant_id, lund = a_grant(site), site.as_(cast.lund)
    opened = lund.post(f"{ROOM}/{grant_id}/open").text
    assert texts_of(opened) == ["I am well."]
    assert "Quitte" not in opened
    assert "goes out" not in opened
    site.later(seconds=60)
    assert texts_of(lund.post(f"{ROOM}/{grant_id}/open").text) == ["Quitte, going.", "I am well."]


def test_what_is_read_by_exception_has_no_button_that_writes_to_the_student(site: Site) -> None:
    site.letter_of(site.cast.ana)
    grant_id = a_grant(site)
    opened = site.as_(site.cast.lund).post(f"{ROOM}/{grant_id}/open").text
    assert {form.action.rpartition("/")[2] for form in forms_of(opened)} <= {"end", "sign-out"}


def test_who_it_is_about_finds_nothing_anywhere(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        named(session, cast, cast.park)
    grant_id = a_grant(site, about=cast.park)
    pending = a_request(site, about=cast.park)
    park = site.as_(cast.park)
    for address in (ROOM, "/queue", f"/students/{cast.ana.id}", "/board", "/readers"):
        page = park.get(address)
        assert page.status_code == 200
        assert str(grant_id) not in page.text
        assert WHY not in page.text
        assert "by exception" not in says(page.text).replace("Where something grave", "")
    for id_ in (grant_id, pending):
        assert park.get(f"{ROOM}/{id_}").status_code == 404
        for verb in ("agree", "decline", "end", "open"):
            assert park.post(f"{ROOM}/{id_}/{verb}").status_code == 404
    assert "Mrs. Lund may read" in says(site.as_(cast.rivera).get(f"/students/{cast.ana.id}").text)


def test_readers_are_not_told_whom_it_is_about(site: Site) -> None:
    a_grant(site, about=site.cast.park)
    told = site.as_(site.cast.rivera).get(f"/students/{site.cast.ana.id}").text
    assert "Park" not in told


def test_the_queue_says_it_without_a_name_and_leads_to_it(site: Site) -> None:
    cast = site.cast
    a_grant(site)
    for who in (cast.rivera, cast.park):
        page = site.as_(who).get("/queue").text
        assert "Somebody of the office may read the letters of one of your students, by exception." in says(page)
        assert f"/students/{cast.ana.id}#reading" in page
        assert "Ana" not in says(page)
        assert "Lund" not in page
    assert "by exception" not in says(site.as_(cast.okoye).get("/queue").text)


def test_the_notice_stays_for_thirty_days_and_then_is_gone(site: Site) -> None:
    cast = site.cast
    a_grant(site)
    site.later(days=8)
    rivera = site.as_(cast.rivera)
    assert "It is over." in says(rivera.get("/queue").text)
    told = says(rivera.get(f"/students/{cast.ana.id}").text)
    assert "Mrs. Lund could read Ana's letters until November 24 Mr. Bell agreed, November 17." in told
    assert "The letters have not been opened." in told
    site.later(days=30)
    assert "by exception" not in says(rivera.get("/queue").text)
    assert "could read" not in says(rivera.get(f"/students/{cast.ana.id}").text)


def test_the_student_sees_no_trace_of_it(site: Site) -> None:
    site.letter_of(site.cast.ana)
    a_grant(site)
    ana = site.as_(site.cast.ana)
    for address in ("/letters", "/readers", "/write"):
        assert "Lund" not in ana.get(address).text


def test_nobody_but_the_one_who_asked_opens_it(site: Site) -> None:
    cast = site.cast
    site.letter_of(cast.ana)
    grant_id = a_grant(site)
    for who in (cast.bell, cast.rivera, cast.park, cast.ana, cast.strand, cast.eva, cast.haddad):
        assert site.as_(who).post(f"{ROOM}/{grant_id}/open").status_code == 404
    assert looks(site) == 0


@pytest.mark.parametrize("screen", ["/queue", "/students/{student}"])
def test_what_readers_are_told_costs_them_no_statement_more_than_six(site: Site, screen: str) -> None:
    busy(site.cast, 2)
    rivera, lund = site.as_(site.cast.rivera), site.as_(site.cast.lund)
    address = screen.format(student=site.cast.ana.id)

    def taken() -> int:
        with counted(site) as seen:
            assert rivera.get(address).status_code == 200
        return len(seen["statements"])

    before = taken()
    for grant_id in [a_grant(site) for _ in range(3)]:
        lund.post(f"{ROOM}/{grant_id}/open")
        lund.post(f"{ROOM}/{grant_id}/open")
    assert before == taken() <= MOST


def test_a_private_word_is_in_no_log(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    site.letter_of(site.cast.ana, "Quitte is my word.")
    lund = site.as_(site.cast.lund)
    address = asks(site, lund, site.cast.ana, reason="Because of Brombeere.")
    press(site.as_(site.cast.bell), address, "/agree")
    assert "Quitte" in lund.post(f"{address}/open").text
    written = capfd.readouterr()
    events = " ".join(f"{event.act} {event.reason}" for event in site.all(Event) if isinstance(event, Event))
    for word in ("Quitte", "Brombeere", "Ana"):
        assert word not in written.out + written.err + events


def test_the_pages_of_these_letters_are_served_below_the_request_to_who_asked_and_as_long_as_it_holds(
    site: Site,
) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        letter, evas = cast.writes(session, cast.ana), cast.writes(session, cast.eva)
        things = pages_of_the_scene(session, cast, letter.id, evas.id)
    anas = things["Ana's-page"]
    grant_id, lund = a_grant(site), site.as_(cast.lund)
    below = f"{ROOM}/{grant_id}/pages"
    address = f"{below}/{anas}/small"
    assert address in lund.post(f"{ROOM}/{grant_id}/open").text
    served = lund.get(address)
    assert (served.status_code, served.headers["content-type"]) == (200, "image/webp")
    assert served.headers["cache-control"] == "no-store"
    for foreign in (things["Eva's-page"], things["Ana's-draft-page"]):
        assert lund.get(f"{below}/{foreign}/small").status_code == 404
    assert site.as_(cast.bell).get(address).status_code == 404
    press(lund, f"{ROOM}/{grant_id}", "/end")
    assert lund.get(address).status_code == 404
