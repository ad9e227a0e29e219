"""To turn to somebody: a student writes to one named person, and to nobody else."""

from sqlalchemy import update
from sqlmodel import col

from app.db import transaction
from app.models import Event, Person, SignIn, Worry
from app.models.handing_on import handle, pass_on
from app.models.school import Wording
from tests.web import Site, form_of, says, texts_of, where
from tests.worries import WORDS, also_named, ceases, turned

HELP = "Room 12, at any hour."


def test_a_student_turns_to_a_named_person_who_alone_reads_it(site: Site) -> None:
    cast = site.cast
    also_named(site, cast.haddad)
    with transaction(cast.database) as session:
        Wording.say(session, cast.viewer(cast.lund), "en", {"help": HELP})
    ana, bell = site.as_(cast.ana), site.as_(cast.bell)
    assert 'href="/turn-to"' in ana.get("/readers").text
    room = ana.get("/turn-to").text
    assert "This is no emergency line." in says(room)
    assert "sees it when they next sign in" in says(room)
    assert texts_of(room) == [HELP]
    sent = form_of(room, "/turn-to").press(ana, words=WORDS, named=str(cast.bell.id))
    assert where(sent) == "/turn-to"
    told = ana.get(sent.headers["location"]).text
    assert "What you wrote on November 17 is with Mr. Bell, who has not written down yet what was done." in says(told)
    assert WORDS not in told
    worry = next(row for row in site.all(Worry) if isinstance(row, Worry))
    assert "turned to somebody here, November 17" in says(bell.get("/worries").text)
    assert texts_of(bell.get(f"/worries/{worry.id}").text) == [WORDS]
    form_of(bell.get(f"/worries/{worry.id}").text, "/handled").press(bell, why="We talked for an hour.")
    again = ana.get("/turn-to").text
    assert "November 17: Mr. Bell has written down what was done." in says(again)
    assert "for an hour" not in again
    assert ana.get(f"/worries/{worry.id}").status_code == 404


def test_nothing_of_it_is_shown_to_her_teachers_or_the_office(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        worry_id = turned(session, cast, words="Zilpzalp")
    letter = site.letter_of(cast.ana)
    rivera, lund = site.as_(cast.rivera), site.as_(cast.lund)
    for address in (
        "/queue", "/board", "/worries", f"/students/{cast.ana.id}", f"/desk/{letter}", f"/letters/{letter}/worry"
    ):  # fmt: skip
        page = rivera.get(address)
        page = rivera.get(address) if page.status_code == 303 else page
        assert "Zilpzalp" not in page.text + str(page.headers)
        assert str(worry_id) not in page.text
    for address in ("/school", "/school/people", f"/school/people/{cast.ana.id}", f"/school/people/{cast.bell.id}"):
        assert str(worry_id) not in lund.get(address).text


def test_a_form_without_a_word_or_without_a_person_comes_back(site: Site) -> None:
    also_named(site, site.cast.haddad)
    ana, bell = site.as_(site.cast.ana), str(site.cast.bell.id)
    form = form_of(ana.get("/turn-to").text, "/turn-to")
    for typed, said in (
        ({"words": " ", "named": bell}, "There is nothing written yet."),
        ({"words": WORDS}, "Choose one of the people below."),
        ({"words": WORDS, "named": str(site.cast.rivera.id)}, "Choose one of the people below."),
    ):
        back = form.press(ana, **typed)
        assert back.status_code == 422
        assert said in says(back.text)
        assert form_of(back.text, "/turn-to")["words"] == typed["words"]
    assert site.count(Worry) == site.count(Event) == 0


def test_pressed_twice_it_goes_once_and_never_under_another_students_name(site: Site) -> None:
    ana, bo = site.as_(site.cast.ana), site.as_(site.cast.bo)
    form = form_of(ana.get("/turn-to").text, "/turn-to")
    for _ in range(2):
        assert form.press(ana, words=WORDS, named=str(site.cast.bell.id)).status_code == 303
    assert site.count(Worry) == 1
    assert form.press(bo, words=WORDS, named=str(site.cast.bell.id)).status_code == 409
    assert site.count(Worry) == 1


def test_on_a_phone_that_is_not_known_to_be_hers_only_what_was_written_there_is_shown(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        turned(session, cast)
    ana = site.as_(cast.ana)
    site.later(days=1)
    with transaction(cast.database) as session:
        session.execute(update(SignIn).where(col(SignIn.person_id) == cast.ana.id).values(confirmed_at=None))
    assert "What you wrote on" not in says(ana.get("/turn-to").text)
    form_of(ana.get("/turn-to").text, "/turn-to").press(ana, words="Once more.", named=str(cast.bell.id))
    assert "What you wrote on November 18 is with Mr. Bell" in says(ana.get("/turn-to").text)
    assert "November 17" not in says(ana.get("/turn-to").text)
    site.is_known(cast.ana)
    assert "November 17" in says(ana.get("/turn-to").text)


def test_she_is_told_who_has_it_now_and_when_nobody_has(site: Site) -> None:
    cast = site.cast
    also_named(site, cast.haddad)
    with transaction(cast.database) as session:
        worry_id = turned(session, cast)
        assert pass_on(session, cast.viewer(cast.bell), worry_id, cast.haddad.id, "It is about me.", [cast.ana.id])
    ana = site.as_(cast.ana)
    assert "What you wrote on November 17 is with Dr. Haddad" in says(ana.get("/turn-to").text)
    ceases(site, cast.haddad)
    assert "nobody has taken it over yet" in says(ana.get("/turn-to").text)


def test_where_nobody_can_sign_in_she_is_told_whom_to_go_to(site: Site) -> None:
    cast = site.cast
    ana = site.as_(cast.ana)
    with transaction(cast.database) as session:
        session.get_one(Person, (cast.school.id, cast.bell.id)).email = ""
    page = ana.get("/turn-to").text
    assert "Go to them in person: Mr. Bell." in says(page)
    assert 'name="words"' not in page
    ceases(site, cast.bell)
    assert "Go to a grown-up whom you trust." in says(ana.get("/turn-to").text)
    assert "/turn-to" not in ana.get("/readers").text


def test_a_student_who_is_named_herself_does_not_turn_to_herself(site: Site) -> None:
    cast = site.cast
    also_named(site, cast.ana)
    ana = site.as_(cast.ana)
    assert str(cast.ana.id) not in form_of(ana.get("/turn-to").text, "/turn-to").all("named")


def test_a_teacher_who_writes_to_her_coach_has_no_such_page(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    assert "/turn-to" not in rivera.get("/readers").text
    assert rivera.get("/turn-to").status_code == 404


def test_what_was_handled_says_so_even_where_its_person_has_left(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        worry_id = turned(session, cast)
        assert handle(session, cast.viewer(cast.bell), worry_id, "We talked.")
    ceases(site, cast.bell)
    assert "Mr. Bell has written down what was done." in says(site.as_(cast.ana).get("/turn-to").text)
