"""Listening to a letter. Chromium without a window has no voice, so that one is put in its place here: what is tested
is our side alone, which voice is chosen and what it is given to read."""

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import update
from sqlmodel import col

from app.db import transaction
from app.models import Letter
from tests.browser.school import School

VOICES = """() => {
  const speech = new EventTarget();
  window.spoken = [];
  speech.voices = [
    { name: "far away", lang: "en-US", localService: false, default: true },
    { name: "here", lang: "en_GB", localService: true, default: false },
    { name: "aquí", lang: "es-MX", localService: true, default: false },
    { name: "borte", lang: "nb-NO", localService: false, default: false },
  ];
  speech.getVoices = () => speech.voices;
  speech.speak = (spoken) => {
    window.spoken.push(`${spoken.voice.name}: ${spoken.text.trim()}`);
    speech.now = spoken;
  };
  speech.cancel = () => {
    const spoken = speech.now;
    speech.now = null;
    spoken?.onerror?.({ error: "canceled" });
  };
  window.readOn = () => { const spoken = speech.now; speech.now = null; spoken.onend({}); };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
}"""


@pytest.fixture
def reader(phone: Page, school: School) -> Page:
    """Ana's phone, with voices: one that would send texts away, and two of its own."""
    phone.add_init_script(f"({VOICES})()")
    school.come_in(phone, school.cast.ana)
    return phone


def speaks(school: School, letter: Letter, language: str) -> None:
    """The writer has said which language a letter is in."""
    with transaction(school.cast.database) as session:
        session.execute(update(Letter).where(col(Letter.id) == letter.id).values(language=language))


def sheet_of(page: Page, words: str) -> Locator:
    return page.locator(".sheet", has_text=words)


def listen_in(sheet: Locator) -> Locator:
    """The button that says in turn Listen, Pause and Go on."""
    return sheet.locator("[data-listening] button").first


def spoken(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => window.spoken")
    return found


def test_a_letter_is_read_by_a_voice_of_this_device_sentence_by_sentence(school: School, reader: Page) -> None:
    school.writes(school.cast.ana, "Dear Ms. Rivera. We moved.\nIt rains.")
    reader.goto("/letters")
    sheet = sheet_of(reader, "We moved.")
    sheet.get_by_role("button", name="Listen").click()
    expect(sheet.get_by_role("button", name="Stop")).to_be_visible()
    while sheet.get_by_role("button", name="Pause").count():
        reader.evaluate("() => window.readOn()")
    assert " ".join(line.removeprefix("here: ") for line in spoken(reader)) == "Dear Ms. Rivera. We moved. It rains."
    assert all(line.startswith("here: ") for line in spoken(reader)), "No text goes to a voice far away."
    expect(sheet.get_by_role("button", name="Listen")).to_be_visible()
    expect(sheet.get_by_role("button", name="Stop")).to_be_hidden()


def test_it_pauses_and_goes_on_where_it_was(school: School, reader: Page) -> None:
    school.writes(school.cast.ana, "One. Two. Three.")
    reader.goto("/letters")
    listen = listen_in(sheet_of(reader, "One."))
    listen.click()
    reader.evaluate("() => window.readOn()")
    expect(listen).to_have_text("Pause")
    listen.click()
    expect(listen).to_have_text("Go on")
    listen.click()
    assert spoken(reader) == ["here: One.", "here: Two.", "here: Two."]
    sheet_of(reader, "One.").get_by_role("button", name="Stop").click()
    expect(listen).to_have_text("Listen")
    expect(listen).to_be_focused()


def test_one_letter_is_read_at_a_time(school: School, reader: Page) -> None:
    school.writes(school.cast.ana, "The first letter.")
    school.writes(school.cast.ana, "The second letter.")
    reader.goto("/letters")
    first, second = (listen_in(sheet_of(reader, words)) for words in ("The first", "The second"))
    first.click()
    second.click()
    expect(first).to_have_text("Go on")
    expect(second).to_have_text("Pause")


def test_a_letter_is_read_in_its_own_language(school: School, reader: Page) -> None:
    speaks(school, school.writes(school.cast.ana, "Querida maestra, llueve."), "es")
    reader.goto("/letters")
    sheet_of(reader, "llueve").get_by_role("button", name="Listen").click()
    assert spoken(reader) == ["aquí: Querida maestra, llueve."]


def test_where_only_a_voice_far_away_could_read_it_nothing_is_offered(school: School, reader: Page) -> None:
    speaks(school, school.writes(school.cast.ana, "Kjære lærer, det regner."), "nb")
    school.writes(school.cast.ana, "It rains.")
    reader.goto("/letters")
    expect(sheet_of(reader, "It rains").get_by_role("button", name="Listen")).to_be_visible()
    expect(sheet_of(reader, "regner").get_by_role("button", name="Listen")).to_have_count(0)


def test_voices_that_come_late_are_offered_when_they_are_there(school: School, reader: Page) -> None:
    school.writes(school.cast.ana, "It rains.")
    reader.add_init_script("window.late = speechSynthesis.voices; speechSynthesis.voices = [];")
    reader.goto("/letters", wait_until="networkidle")
    expect(reader.get_by_role("button", name="Listen")).to_have_count(0)
    reader.evaluate(
        "() => { speechSynthesis.voices = window.late; speechSynthesis.dispatchEvent(new Event('voiceschanged')); }"
    )
    expect(sheet_of(reader, "It rains").get_by_role("button", name="Listen")).to_be_visible()


def test_an_answer_is_listened_to_on_the_page_of_a_letter_and_at_the_desk(
    school: School, reader: Page, desktop: Page
) -> None:
    cast = school.cast
    letter = school.writes(cast.ana, "Dear Ms. Rivera, we moved.")
    school.answers(cast.rivera, letter, "Dear Ana, how is the new house?")
    school.time_passes()
    reader.goto(f"/letters/{letter.id}")
    for words in ("we moved", "the new house"):
        expect(sheet_of(reader, words).get_by_role("button", name="Listen")).to_be_visible()
    waiting = school.writes(cast.bo, "Dear Ms. Rivera, the dog is back.")
    desktop.add_init_script(f"({VOICES})()")
    school.sign_in(desktop, cast.rivera)
    desktop.goto(f"/desk/{waiting.id}")
    expect(sheet_of(desktop, "the dog is back").first.get_by_role("button", name="Listen")).to_be_visible()


def test_without_a_voice_on_the_device_there_is_no_button(school: School, phone: Page) -> None:
    school.writes(school.cast.ana, "It rains.")
    school.come_in(phone, school.cast.ana)
    phone.goto("/letters", wait_until="networkidle")
    expect(phone.get_by_role("button", name="Listen")).to_have_count(0)
