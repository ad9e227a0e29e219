"""A letter translated by the browser. Chromium without a window has no translator, so that one is put in its place
here: what is tested is our side alone, what it is asked, and where its words stand."""

import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.school import School
from tests.browser.test_aloud import sheet_of, speaks

TRANSLATOR = """() => {
  window.asked = [];
  window.Translator = class {
    static async availability({ sourceLanguage, targetLanguage }) {
      return sourceLanguage === "tlh" ? "unavailable" : window.fetched ?? "available";
    }
    static async create(pair) {
      window.asked.push(`${pair.sourceLanguage} ${pair.targetLanguage}`);
      if (window.broken) throw new DOMException("no", "NetworkError");
      return { translate: async (text) => `(${text})`, destroy() {} };
    }
  };
  window.LanguageDetector = class {
    static async availability() { return window.hears ?? "available"; }
    static async create() {
      const detect = async (text) => [{ detectedLanguage: /llueve/.test(text) ? "es" : "en", confidence: 0.9 }];
      return { detect };
    }
  };
}"""

RAIN = "Querida maestra, llueve."


@pytest.fixture
def reader(desktop: Page, school: School) -> Page:
    """Ms. Rivera's computer, with a browser that translates."""
    desktop.add_init_script(f"({TRANSLATOR})()")
    school.sign_in(desktop, school.cast.rivera)
    expect(desktop).to_have_url(re.compile("/queue"))
    return desktop


def at_the_desk(school: School, page: Page, body: str, language: str = "") -> None:
    letter = school.writes(school.cast.ana, body)
    if language:
        speaks(school, letter, language)
    page.goto(f"/desk/{letter.id}", wait_until="networkidle")


def test_a_translation_stands_beside_the_letter_and_says_what_it_is(school: School, reader: Page) -> None:
    at_the_desk(school, reader, RAIN, "es")
    sent: list[Request] = []

    def note(request: Request) -> None:
        sent.append(request)

    reader.on("request", note)
    sheet = sheet_of(reader, "llueve").first
    sheet.get_by_role("button", name="In English").click()
    beside = sheet.get_by_role("group", name="Translated by this browser")
    expect(beside).to_contain_text(f"({RAIN})")
    expect(beside).to_contain_text("Translated by this browser")
    expect(sheet.locator(".words").first).to_have_text(RAIN)
    expect(beside.locator("[lang=en]")).to_be_visible()
    assert reader.evaluate("() => window.asked") == ["es en"]
    assert sent == [], "Nothing leaves the device."


def test_it_can_be_taken_away(school: School, reader: Page) -> None:
    at_the_desk(school, reader, RAIN, "es")
    sheet = sheet_of(reader, "llueve").first
    sheet.get_by_role("button", name="In English").click()
    sheet.get_by_role("button", name="Take it away").click()
    expect(sheet.get_by_role("group", name="Translated by this browser")).to_have_count(0)
    expect(sheet.get_by_role("button", name="In English")).to_be_focused()


def test_a_letter_that_says_no_language_is_heard(school: School, reader: Page) -> None:
    at_the_desk(school, reader, RAIN)
    expect(sheet_of(reader, "llueve").first.get_by_role("button", name="In English")).to_be_visible()


@pytest.mark.parametrize(("body", "language"), [("It rains.", "en"), ("It rains.", ""), ("nuqneH", "tlh")])
def test_what_is_in_ones_own_language_or_cannot_be_translated_has_no_button(
    school: School, reader: Page, body: str, language: str
) -> None:
    at_the_desk(school, reader, body, language)
    expect(sheet_of(reader, body).first).to_be_visible()
    expect(reader.get_by_role("button", name="In English")).to_have_count(0)


def test_where_the_browser_fetches_a_language_first_it_says_so(school: School, reader: Page) -> None:
    reader.add_init_script("window.fetched = 'downloadable';")
    at_the_desk(school, reader, RAIN, "es")
    sheet = sheet_of(reader, "llueve").first
    expect(sheet).to_contain_text("Your browser fetches the language first. The letter stays on this device.")
    sheet.get_by_role("button", name="In English").click()
    expect(sheet).to_contain_text(f"({RAIN})")
    expect(sheet).not_to_contain_text("fetches the language")


def test_where_it_fails_it_says_so_and_the_letter_stays(school: School, reader: Page) -> None:
    reader.add_init_script("window.broken = true;")
    at_the_desk(school, reader, RAIN, "es")
    sheet = sheet_of(reader, "llueve").first
    sheet.get_by_role("button", name="In English").click()
    expect(sheet.get_by_role("status")).to_have_text("Your browser could not translate it.")
    expect(sheet.get_by_role("button", name="In English")).to_be_visible()
    expect(sheet.locator(".words").first).to_have_text(RAIN)


def test_a_student_reads_an_answer_in_her_own_language(school: School, phone: Page) -> None:
    cast = school.cast
    phone.add_init_script(f"({TRANSLATOR})()")
    letter = school.writes(cast.ana, RAIN)
    school.answers(cast.rivera, letter, "Dear Ana, does it still rain?")
    school.time_passes()
    school.come_in(phone, cast.ana)
    phone.context.add_cookies([{"name": "language", "value": "es", "url": school.url}])
    phone.goto(f"/letters/{letter.id}", wait_until="networkidle")
    sheet = sheet_of(phone, "does it still rain")
    sheet.get_by_role("button", name="Español").click()
    expect(sheet.locator("[data-translated] [lang=es]")).to_have_text("(Dear Ana, does it still rain?)")


def test_without_a_translator_there_is_no_button(school: School, desktop: Page) -> None:
    desktop.add_init_script("delete window.Translator;")
    school.sign_in(desktop, school.cast.rivera)
    expect(desktop).to_have_url(re.compile("/queue"))
    at_the_desk(school, desktop, RAIN, "es")
    expect(desktop.get_by_role("button", name="In English")).to_have_count(0)
