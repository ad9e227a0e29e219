"""New phones and cards: what they show, who sees them, and what opens the older letters."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Card, Draft, Event, Letter, Person, SignIn
from app.models.door import CardState
from app.models.phones import MOST_WRONG
from tests.cast import DAY, NOW, give_card
from tests.web import OURS, Site, form_of, forms_of, says, texts_of

OLD = "Dear Ms. Rivera, nobody else may read this."
ANSWER = "Dear Ana, thank you for telling me."


def new_phone(site: Site, student: Person, code: str = "", device: str = "Android") -> TestClient:
    """A browser that has never seen her, in which somebody comes in with her card."""
    browser = site.nobody
    browser.headers["user-agent"] = f"Mozilla/5.0 (Linux; {device} 14)"
    came_in = form_of(browser.get("/card").text).press(browser, code=code or site.cast.code[student.id])
    assert came_in.status_code == 303
    return browser


def wrote(site: Site) -> UUID:
    """Ana wrote, and Ms Rivera answered, days before anybody came in on a phone; the letter's id."""
    with transaction(site.cast.database) as session:
        letter = site.cast.writes(session, site.cast.ana, OLD, NOW - 6 * DAY)
        site.cast.answers(session, site.cast.rivera, letter, body=ANSWER, at=NOW - 5 * DAY)
        Draft.keep(session, site.cast.viewer(site.cast.ana, NOW - 4 * DAY), site.cast.period_3.id, None, "And also")
        return letter.id


def shows(browser: TestClient, *addresses: str) -> str:
    return " ".join(browser.get(address).text for address in addresses or ("/letters", "/write", "/letters/copy.txt"))


def chooses(browser: TestClient, word: str) -> int:
    return form_of(browser.get("/phones").text, "/phones/word").press(browser, word=word).status_code


def tries(browser: TestClient, word: str) -> int:
    return form_of(browser.get("/letters").text, "/phones/open").press(browser, word=word).status_code


def test_on_a_new_phone_one_can_write_at_once_and_reads_what_was_written_there(site: Site) -> None:
    wrote(site)
    phone = new_phone(site, site.cast.ana)
    sent = form_of(phone.get("/write").text).press(phone, body="Dear Ms. Rivera, this is my new phone.")
    assert sent.status_code == 303
    assert "this is my new phone." in shows(phone)


def test_on_a_new_phone_older_letters_answers_and_drafts_are_closed_by_every_address(site: Site) -> None:
    letter = wrote(site)
    answer = site.letter(letter).settled_by_id
    phone = new_phone(site, site.cast.ana)
    seen = shows(phone, "/letters", "/write", "/letters/copy", "/letters/copy.txt", "/phones")
    for secret in (OLD, ANSWER, "And also"):
        assert secret not in seen
    assert phone.get(f"/letters/{letter}").status_code == 404
    assert phone.get(f"/letters/{answer}").status_code == 404
    assert phone.post(f"/letters/{letter}/take-back").status_code == 404


def test_what_is_written_later_on_her_own_phone_is_closed_on_the_other_one_too(site: Site) -> None:
    own = site.as_(site.cast.ana)
    found = new_phone(site, site.cast.ana)
    site.later(seconds=60)
    form_of(own.get("/write").text).press(own, body=OLD)
    form_of(own.get("/write").text, "/letters").press(own, "Keep for later", body="And also")
    assert OLD in shows(own)
    assert "And also" in shows(own)
    assert OLD not in shows(found)
    assert "And also" not in shows(found)


def test_an_answer_to_an_older_letter_and_to_one_of_this_phone_is_closed_and_she_is_told_why(site: Site) -> None:
    with transaction(site.cast.database) as session:
        older = site.cast.writes(session, site.cast.ana, OLD, NOW - DAY)
    phone = new_phone(site, site.cast.ana)
    form_of(phone.get("/write").text).press(phone, body="Are you there?")
    with transaction(site.cast.database) as session:
        new = session.scalars(select(Letter).where(col(Letter.id) != older.id)).one()
        site.cast.answers(session, site.cast.rivera, session.merge(older), new, body=ANSWER)
    site.later(seconds=60)
    assert ANSWER not in shows(phone)
    page = says(phone.get("/letters").text)
    assert "Ms. Rivera answered" in page
    assert "If an answer is missing here, it is to an older letter as well, and opens with them." in page, (
        "Else she looks for it in vain."
    )


def test_an_answer_to_a_letter_of_this_phone_alone_is_shown_there(site: Site) -> None:
    wrote(site)
    phone = new_phone(site, site.cast.ana)
    form_of(phone.get("/write").text).press(phone, body="Are you there?")
    with transaction(site.cast.database) as session:
        new = session.scalars(select(Letter).where(col(Letter.body) == "Are you there?")).one()
        site.cast.answers(session, site.cast.rivera, new, body="Dear Ana, I am.")
    site.later(seconds=60)
    assert "Dear Ana, I am." in shows(phone)
    assert ANSWER not in shows(phone)


def test_the_first_phone_of_somebody_who_has_nothing_yet_is_hers(site: Site) -> None:
    phone = new_phone(site, site.cast.ana)
    with transaction(site.cast.database) as session:
        site.cast.writes(session, site.cast.ana, OLD, NOW)
    assert OLD in shows(phone)
    assert OLD not in shows(new_phone(site, site.cast.ana))


def test_her_own_phone_stays_known_when_she_shows_the_same_card_again(site: Site) -> None:
    wrote(site)
    phone = site.as_(site.cast.ana)
    form_of(phone.get("/card").text).press(phone, code=site.cast.code[site.cast.ana.id])
    assert OLD in shows(phone)
    site.later(days=100)
    assert phone.get("/letters").headers["location"] == "/card"
    form_of(phone.get("/card").text).press(phone, code=site.cast.code[site.cast.ana.id])
    assert OLD in shows(phone)


def test_after_signing_out_the_same_phone_has_to_be_confirmed_again(site: Site) -> None:
    wrote(site)
    phone = site.as_(site.cast.ana)
    phone.post("/sign-out")
    form_of(phone.get("/card").text).press(phone, code=site.cast.code[site.cast.ana.id])
    assert OLD not in shows(phone)


def test_with_a_new_card_older_letters_are_closed_on_her_own_phone(site: Site) -> None:
    wrote(site)
    phone = site.as_(site.cast.ana)
    with transaction(site.cast.database) as session:
        session.execute(update(Card).values(state=CardState.DEAD))
        code = give_card(session, site.cast.ana, NOW)
    form_of(phone.get("/card").text).press(phone, code=code)
    assert OLD not in shows(phone)


def test_the_teacher_sees_the_new_phone_and_opens_the_older_letters_when_they_have_met(site: Site) -> None:
    wrote(site)
    phone = new_phone(site, site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    assert "1 new phone waits for you" in says(rivera.get("/queue").text)
    page = rivera.get("/phones")
    assert "Ana Morales Android, since November 17" in says(page.text)
    form = form_of(page.text, "/phones/confirm")
    [choice] = [form for form in forms_of(page.text) if form.action == "/phones/confirm"]
    assert "phone" not in dict(choice.fields), "Nobody is ticked beforehand."
    assert form.press(rivera, phone=str(site_phone(site, phone))).status_code == 303
    assert OLD in shows(phone)
    assert ANSWER in shows(phone)
    assert "new phone" not in says(rivera.get("/queue").text)
    assert "confirmed by Ms. Rivera" in says(rivera.get("/phones").text)
    assert "confirmed by Ms. Rivera" in says(phone.get("/phones").text)
    assert [event.act for event in site.all(Event) if isinstance(event, Event)] == ["confirmed a phone"]


def site_phone(site: Site, browser: TestClient) -> UUID:
    """The newest sign-in session: the one of this browser."""
    return max(
        (row for row in site.all(SignIn) if isinstance(row, SignIn) and row.card_id), key=lambda s: s.started_at
    ).id


def test_nobody_but_her_readers_confirms_or_ends_a_phone(site: Site) -> None:
    wrote(site)
    phone = new_phone(site, site.cast.ana)
    id_ = str(site_phone(site, phone))
    for stranger in (site.cast.okoye, site.cast.strand, site.cast.haddad):
        browser = site.as_(stranger)
        browser.post("/phones/confirm", data={"phone": id_})
        assert browser.post(f"/phones/{id_}/end").status_code == 404
    for fellow in (site.cast.bo, site.cast.eva, site.cast.lund):
        assert site.as_(fellow).post("/phones/confirm", data={"phone": id_}).status_code == 404
        assert site.as_(fellow).post(f"/phones/{id_}/end").status_code == 404
    assert phone.post("/phones/confirm", data={"phone": id_}).status_code == 404
    assert OLD not in shows(phone)
    assert phone.get("/letters").status_code == 200


def test_her_word_opens_the_older_letters(site: Site) -> None:
    wrote(site)
    assert chooses(site.as_(site.cast.ana), "Quetzal ") == 303
    phone = new_phone(site, site.cast.ana)
    assert tries(phone, "parrot") == 422
    assert OLD not in shows(phone)
    assert tries(phone, "quetzal") == 303
    assert OLD in shows(phone)


def test_a_word_is_kept_where_nobody_can_read_it_and_shown_nowhere(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    chooses(ana, "quetzal")
    assert "quetzal" not in shows(ana, "/phones", "/you", "/letters")
    assert chooses(ana, "abc") == 422
    assert "at least 4 letters" in says(form_page(ana, "abc"))


def form_page(browser: TestClient, word: str) -> str:
    return form_of(browser.get("/phones").text, "/phones/word").press(browser, word=word).text


def test_whoever_found_a_card_can_t_choose_the_word_nor_sign_her_out(site: Site) -> None:
    wrote(site)
    own = site.as_(site.cast.ana)
    found = new_phone(site, site.cast.ana)
    assert found.post("/phones/word", data={"word": "mine now"}).status_code == 404
    assert found.post("/phones/others/end").status_code == 404
    with transaction(site.cast.database) as session:
        mine = session.scalars(select(SignIn).where(col(SignIn.confirmed_at).is_not(None))).all()
    assert found.post(f"/phones/{mine[0].id}/end").status_code == 404
    assert OLD in shows(own)


def test_after_ten_wrong_words_only_her_teacher_opens_and_then_the_word_works_again(site: Site) -> None:
    wrote(site)
    chooses(site.as_(site.cast.ana), "quetzal")
    for _ in range(MOST_WRONG // 2):  # a new phone is no new chance
        phone = new_phone(site, site.cast.ana)
        assert {tries(phone, "parrot"), tries(phone, "no")} == {422}
    assert tries(phone, "quetzal") == 422
    assert "Too many words were tried" in says(
        form_of(phone.get("/letters").text, "/phones/open").press(phone, word="quetzal").text
    )
    rivera = site.as_(site.cast.rivera)
    rivera.post("/phones/confirm", data={"phone": str(site_phone(site, phone))})
    assert OLD in shows(phone)
    assert tries(new_phone(site, site.cast.ana), "quetzal") == 303


def test_many_words_at_once_are_no_more_than_ten_tries(site: Site) -> None:
    wrote(site)
    chooses(site.as_(site.cast.ana), "quetzal")
    phone = new_phone(site, site.cast.ana)
    with TestClient(site.app, site.address, cookies=phone.cookies, headers=OURS, follow_redirects=False) as one:
        with ThreadPoolExecutor(5) as pool:
            words = [{"word": f"parrot {number}"} for number in range(15)]
            came = list(pool.map(lambda form: one.post("/phones/open", data=form).status_code, words))
        assert set(came) == {422}
        assert one.post("/phones/open", data={"word": "quetzal"}).status_code == 422
        assert OLD not in one.get("/letters").text


def test_she_is_told_of_another_phone_and_signs_it_out(site: Site) -> None:
    own = site.as_(site.cast.ana)
    site.later(seconds=60)
    found = new_phone(site, site.cast.ana, device="iPhone")
    assert "Somebody came in with your card on another phone" in says(own.get("/letters").text)
    page = own.get("/phones").text
    assert "iPhone since November 17" in says(page)
    assert form_of(page, "/phones/others/end").press(own).status_code == 303
    assert found.get("/letters").headers["location"] == "/card"
    assert own.get("/letters").status_code == 200
    assert "another phone" not in says(own.get("/letters").text)


def test_a_teacher_signs_a_found_phone_out(site: Site) -> None:
    phone = new_phone(site, site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    page = rivera.get("/phones").text
    [form] = [
        form for form in forms_of(page) if form.action.endswith("/end") and str(site_phone(site, phone)) in form.action
    ]
    assert form.press(rivera).status_code == 303
    assert phone.get("/letters").headers["location"] == "/card"


def test_her_teacher_sees_every_new_card(site: Site) -> None:
    assert "Ana Morales card, made November 17" in says(site.as_(site.cast.rivera).get("/phones").text)
    site.later(days=31)
    assert "Ana Morales card" not in says(site.as_(site.cast.rivera).get("/phones").text)


def test_a_teacher_who_writes_to_a_coach_has_no_word_and_sees_all_of_her_letters(site: Site) -> None:
    with transaction(site.cast.database) as session:
        site.cast.writes(session, site.cast.rivera, "Dear Dr. Haddad,", NOW - DAY, to=site.cast.coaching)
    rivera = site.as_(site.cast.rivera)
    assert "Dear Dr. Haddad," in shows(rivera, "/letters")
    assert rivera.post("/phones/word", data={"word": "quetzal"}).status_code == 404


def test_a_strange_phone_is_not_found(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    for strange in (uuid4(), "not-an-id", "%00"):
        assert ana.post(f"/phones/{strange}/end").status_code == 404


def test_texts_of_a_closed_phone_are_no_letters(site: Site) -> None:
    wrote(site)
    assert texts_of(new_phone(site, site.cast.ana).get("/letters").text) == []
