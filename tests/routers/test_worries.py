"""Worries: from the letter to the named person's hands and on, with every page and button on the way."""

from uuid import UUID, uuid4

import pytest

from app.db import transaction
from app.models import Event, Worry
from tests.drawn import pages_of_the_scene
from tests.routers.test_worry_about import DUTY, HELP, hands_on, says_words
from tests.test_statements import MOST, counted
from tests.web import Site, form_of, says, texts_of, title_of, where
from tests.worries import NOT_YET, SAW, a_worry, also_named, ceases, handed_on


def test_a_teacher_hands_a_letter_on_and_the_named_person_handles_it(site: Site) -> None:
    cast = site.cast
    says_words(site, duty=DUTY, help=HELP)
    letter = site.letter_of(cast.ana, "Dear Ms. Rivera, we sleep in the car.", days_ago=1)
    rivera, bell = site.as_(cast.rivera), site.as_(cast.bell)
    assert rivera.get(f"/letters/{letter}/worry").status_code == 303, "That she has seen it is written down first."
    form = rivera.get(f"/letters/{letter}/worry").text
    assert texts_of(form)[:2] == ["Dear Ms. Rivera, we sleep in the car.", DUTY]
    assert HELP not in form
    assert "The letter waits for its answer as before" in says(form)
    address = hands_on(site, rivera, letter)
    assert site.letter(letter).waiting
    assert site.letter(letter).opened_at
    assert address in bell.get("/worries").text
    page = bell.get(address).text
    assert texts_of(page)[:2] == [SAW, "Dear Ms. Rivera, we sleep in the car."]
    assert "Ana was told, November 17." in says(page)
    assert "received November 16" in says(page)
    done = form_of(page, "/handled").press(bell, why="I have rung her aunt.")
    assert "Written down: it is handled." in says(bell.get(done.headers["location"]).text)
    assert "I have rung her aunt." in texts_of(rivera.get(address).text)
    again = form_of(bell.get(address).text, "/open").press(bell, why="She came once more.")
    assert "It is open again." in says(bell.get(again.headers["location"]).text)
    told = says(rivera.get(address).text)
    for sentence in (
        "Ms. Rivera handed it on to Mr. Bell",
        "Mr. Bell wrote down that it is handled",
        "opened it again",
    ):
        assert sentence in told


def test_everybody_else_gets_the_bytes_of_what_is_not_there(site: Site) -> None:
    cast = site.cast
    for person in (cast.haddad, cast.lund):
        also_named(site, person)
    worry_id = a_worry(site)
    for person in (cast.park, cast.haddad, cast.lund, cast.okoye, cast.strand, cast.ana, cast.bo):
        browser = site.as_(person)
        there, nowhere = browser.get(f"/worries/{worry_id}"), browser.get(f"/worries/{uuid4()}")
        assert there.status_code == nowhere.status_code == 404
        assert there.content == nowhere.content
        for what in ("told", "handled", "open", "pass-on", "take-over"):
            form = {"why": "Because.", "named": str(cast.bell.id)}
            assert browser.post(f"/worries/{worry_id}/{what}", data=form).status_code == 404
    for person in (cast.haddad, cast.lund):
        assert str(worry_id) not in site.as_(person).get("/worries").text
    assert site.count(Event) == 1


def test_the_lists_and_titles_show_no_word_and_the_titles_no_name(site: Site) -> None:
    worry_id = a_worry(site, body="Zilpzalp, said the letter.")
    for person in (site.cast.rivera, site.cast.bell):
        browser = site.as_(person)
        room = browser.get("/worries").text
        assert "Ana" in says(room)
        for private in ("Zilpzalp", "sleeps", NOT_YET.why_not):
            assert private not in room
        for address in ("/worries", f"/worries/{worry_id}", f"/letters/{site.letter_of(site.cast.ana)}/worry"):
            assert "Ana" not in title_of(browser.get(address).text)


def test_what_is_about_the_named_person_goes_to_another(site: Site) -> None:
    cast = site.cast
    also_named(site, cast.haddad)
    worry_id = a_worry(site)
    bell, haddad, rivera = (site.as_(person) for person in (cast.bell, cast.haddad, cast.rivera))
    form = form_of(bell.get(f"/worries/{worry_id}").text, "/pass-on")
    back = form.press(bell, why="It is about me.")
    assert back.status_code == 422
    assert form_of(back.text, "/pass-on")["why"] == "It is about me."
    assert form_of(back.text, "/handled")["why"] == ""
    gone = form_of(back.text, "/pass-on").press(bell, named=str(cast.haddad.id))
    assert where(gone) == "/worries"
    assert "you don’t see it any more" in says(bell.get(gone.headers["location"]).text)
    assert bell.get(f"/worries/{worry_id}").status_code == 404
    assert f"/worries/{worry_id}" not in bell.get("/worries").text
    for browser in (haddad, rivera):
        assert "Mr. Bell passed it on to Dr. Haddad" in says(browser.get(f"/worries/{worry_id}").text)
    assert "The school has named nobody else" in says(haddad.get(f"/worries/{worry_id}").text)


def test_a_worry_that_was_handled_in_another_window_is_not_passed_on_from_an_old_page(site: Site) -> None:
    also_named(site, site.cast.haddad)
    address, bell = f"/worries/{a_worry(site)}", site.as_(site.cast.bell)
    old = form_of(bell.get(address).text, "/pass-on")
    form_of(bell.get(address).text, "/handled").press(bell, why="I have rung her aunt.")
    stopped = old.press(bell, named=str(site.cast.haddad.id), why="She knows her.")
    assert "so nothing was done" in says(bell.get(stopped.headers["location"]).text)
    assert "in your hands" in says(bell.get(address).text)
    assert site.as_(site.cast.haddad).get(address).status_code == 404


def test_what_lies_with_nobody_is_said_and_taken_over(site: Site) -> None:
    cast = site.cast
    also_named(site, cast.haddad)
    worry_id = a_worry(site, body="Zilpzalp")
    ceases(site, cast.bell)
    lund, haddad, rivera = (site.as_(person) for person in (cast.lund, cast.haddad, cast.rivera))
    office = lund.get("/school").text
    assert "1 worry lies with somebody who is no named person any more." in says(office)
    for private in ("Zilpzalp", "Ana", str(worry_id)):
        assert private not in office
    assert "Mr. Bell is no named person any more, so this lies with nobody." in says(
        rivera.get(f"/worries/{worry_id}").text
    )
    assert haddad.get(f"/worries/{worry_id}").status_code == 404
    room = haddad.get("/worries").text
    assert "These were with somebody who is no named person any more." in says(room)
    taken = form_of(room, "/take-over").press(haddad)
    assert "Zilpzalp" in texts_of(haddad.get(taken.headers["location"]).text)
    assert "Dr. Haddad took it over from Mr. Bell" in says(rivera.get(f"/worries/{worry_id}").text)
    assert "no named person any more" not in says(lund.get("/school").text)
    assert haddad.post(f"/worries/{worry_id}/take-over").status_code == 404


def test_who_is_a_named_person_alone_comes_to_the_worries_and_finds_them_in_the_bar(site: Site) -> None:
    cast = site.cast
    assert where(site.as_(cast.bell).get("/")) == "/worries"
    assert 'href="/worries"' in site.as_(cast.bell).get("/you").text
    for person in (cast.rivera, cast.lund, cast.ana):
        assert 'href="/worries"' not in site.as_(person).get("/you").text
    assert "Nothing is open." in says(site.as_(cast.bell).get("/worries").text)
    assert site.as_(cast.rivera).get("/worries").status_code == 200
    assert site.as_(cast.lund).get("/worries").status_code == 404


def test_the_pages_of_the_copy_are_served_below_the_worry_and_nowhere_else(site: Site) -> None:
    cast = site.cast
    also_named(site, cast.haddad)
    with transaction(cast.database) as session:
        letter, evas = cast.writes(session, cast.ana), cast.writes(session, cast.eva)
        things = pages_of_the_scene(session, cast, letter.id, evas.id)
        worry_id = handed_on(session, cast, letter)
        other = handed_on(session, cast, cast.writes(session, cast.bo))
    page_id = things["Ana's-page"]
    bell, address = site.as_(cast.bell), f"/worries/{worry_id}/pages/{page_id}/large"
    assert address in bell.get(f"/worries/{worry_id}").text
    served = bell.get(address)
    assert served.status_code == 200
    assert served.headers["content-type"] == "image/webp"
    assert served.headers["cache-control"] == "no-store"
    assert site.as_(cast.rivera).get(address).status_code == 200
    assert bell.get(f"/pages/{page_id}/large").status_code == 404
    assert bell.get(f"/worries/{other}/pages/{page_id}/large").status_code == 404
    for size in ("sent", "huge"):
        assert bell.get(f"/worries/{worry_id}/pages/{page_id}/{size}").status_code == 404
    for foreign in (things["Eva's-page"], things["Ana's-draft-page"]):
        assert bell.get(f"/worries/{worry_id}/pages/{foreign}/large").status_code == 404
    for person in (cast.haddad, cast.park, cast.lund):
        assert site.as_(person).get(address).status_code == 404
    ceases(site, cast.bell)
    assert bell.get(address).status_code == 303, "He belongs nowhere any more."


@pytest.mark.parametrize("verb", ["hand on", "turn to", "handled", "pass on", "take over"])
def test_each_of_the_forms_is_one_commit(site: Site, verb: str) -> None:
    cast = site.cast
    also_named(site, cast.haddad)
    letter = site.letter_of(cast.ana)
    worry_id = a_worry(site)
    who = {"hand on": cast.rivera, "turn to": cast.ana, "take over": cast.haddad}.get(verb, cast.bell)
    browser, bell, haddad = site.as_(who), str(cast.bell.id), str(cast.haddad.id)
    browser.get(f"/letters/{letter}/worry")
    if verb == "take over":
        ceases(site, cast.bell)
    address, to, typed = {
        "hand on": (f"/letters/{letter}/worry", "/worry", {"saw": SAW, "named": bell, "told": "yes"}),
        "turn to": ("/turn-to", "/turn-to", {"words": "Come.", "named": bell}),
        "handled": (f"/worries/{worry_id}", "/handled", {"why": "Done."}),
        "pass on": (f"/worries/{worry_id}", "/pass-on", {"why": "Me.", "named": haddad}),
        "take over": ("/worries", "/take-over", {}),
    }[verb]
    form = form_of(browser.get(address).text, to)
    with counted(site) as seen:
        assert form.press(browser, **typed).status_code == 303
    assert len(seen["commits"]) == 1


def test_a_room_of_many_takes_no_more_statements(site: Site) -> None:
    bell = site.as_(site.cast.bell)
    for _ in range(8):
        a_worry(site)
    with counted(site) as seen:
        bell.get("/worries")
    assert len(seen["statements"]) <= MOST


def test_no_log_no_address_and_no_written_act_has_a_private_word(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    cast = site.cast
    letter = site.letter_of(cast.ana, "Quitte, said the letter.")
    rivera, bell, ana = (site.as_(person) for person in (cast.rivera, cast.bell, cast.ana))
    rivera.get(f"/letters/{letter}/worry")
    addresses = [hands_on(site, rivera, letter, saw="Brombeere is what I saw.", told="not-yet", why_not="Mispel.")]
    form_of(bell.get(addresses[0]).text, "/handled").press(bell, why="")
    form_of(bell.get(addresses[0]).text, "/handled").press(bell, why="Schlehe was done.")
    turning = form_of(ana.get("/turn-to").text, "/turn-to").press(ana, words="Holunder.", named=str(cast.bell.id))
    addresses.append(turning.headers["location"])
    assert "Holunder." in bell.get(f"/worries/{_own(site)}").text
    written = capfd.readouterr()
    for word in ("Quitte", "Brombeere", "Mispel", "Schlehe", "Holunder", "Ana", str(letter)):
        assert word not in written.out + written.err + " ".join(addresses)
    events = " ".join(f"{event.act} {event.reason}" for event in site.all(Event) if isinstance(event, Event))
    for word in ("Quitte", "Brombeere", "Mispel", "Holunder"):
        assert word not in events


def _own(site: Site) -> UUID:
    return next(row.id for row in site.all(Worry) if isinstance(row, Worry) and row.letter_id is None)
