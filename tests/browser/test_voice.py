"""Recording a voice on the sheet: Chromium records a tone of its own, with its real MediaRecorder."""

import base64
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.photos.media import Media, media_of
from app.photos.voices import voices_of
from tests.browser.conftest import PATIENCE
from tests.browser.school import School
from tests.browser.screens import PHONE, QUIET
from tests.browser.sheets import SEND, write
from tests.browser.test_axe import violations
from tests.servers import chromium
from tests.voices import needs_ffmpeg

ELSEWHERE = "letters.school.example"
"""A machine that is not this one, as a browser sees it."""

TAKES = """fieldset => {
  window.handed = [];
  const looked = async ({ blob, kind }) => {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    return { kind, type: blob.type, bytes: btoa(text) };
  };
  fieldset.addEventListener("everyletter:page", (event) => {
    event.preventDefault();
    window.handed.push(looked(event.detail));
  });
}"""
"""Whoever sends pages takes what is handed over; here it is only looked at."""


@pytest.fixture(scope="module")
def with_microphone(browser: Browser) -> Iterator[Browser]:
    """A Chromium that may use a microphone, in which a tone is heard."""
    fake = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    names = f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1"
    with browser.browser_type.launch(executable_path=chromium(), args=[*QUIET, *fake, names]) as started:
        yield started


def phone_in(browser: Browser, url: str) -> Iterator[Page]:
    with browser.new_context(base_url=url, viewport=PHONE, has_touch=True, is_mobile=True) as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


@pytest.fixture
def sheet(with_microphone: Browser, school: School) -> Iterator[Page]:
    """Ana's sheet, on a phone with a microphone; what is handed over is taken."""
    for page in phone_in(with_microphone, school.url):
        school.come_in(page, school.cast.ana)
        page.goto("/write")
        page.locator("[data-pages]").evaluate(TAKES)
        yield page


def button(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=name, exact=True)


def records(page: Page, *, milliseconds: int = 1_500) -> None:
    button(page, "Record your voice").click()
    expect(button(page, "Stop")).to_be_focused()
    page.wait_for_timeout(milliseconds)


def handed(page: Page) -> list[dict[str, str]]:
    found: list[dict[str, str]] = page.evaluate("() => Promise.all(window.handed)")
    return found


@needs_ffmpeg
def test_a_voice_is_recorded_listened_to_and_handed_over(sheet: Page) -> None:
    records(sheet)
    expect(sheet.locator("[data-clock]")).to_have_text(re.compile(r"^0:0\d of 5:00$"))
    button(sheet, "Stop").click()
    expect(button(sheet, "Keep it")).to_be_focused()
    played = sheet.locator("[data-recorder] audio").evaluate(
        "async (audio) => { await audio.play(); return audio.error; }"
    )
    assert played is None
    button(sheet, "Keep it").click()
    expect(button(sheet, "Record your voice")).to_be_focused()
    expect(sheet.locator("[data-recorder]")).to_have_count(0)
    (voice,) = handed(sheet)
    body = base64.b64decode(voice["bytes"])
    assert voice["kind"] == "voice"
    assert media_of(body) is Media.WEBM
    assert voices_of(body, Media.WEBM)


def test_a_voice_that_is_thrown_away_is_handed_to_nobody(sheet: Page) -> None:
    records(sheet)
    button(sheet, "Throw it away").click()
    expect(button(sheet, "Record your voice")).to_be_focused()
    assert handed(sheet) == []
    records(sheet, milliseconds=300)
    button(sheet, "Stop").click()
    button(sheet, "Throw it away").click()
    assert handed(sheet) == []


def test_after_five_minutes_it_stops_by_itself_and_says_so(sheet: Page) -> None:
    sheet.locator("template[data-making]").evaluate("(words) => { words.dataset.seconds = 2; }")  # of patience
    records(sheet, milliseconds=0)
    expect(button(sheet, "Keep it")).to_be_visible()
    expect(sheet.locator("[data-recorder] [role=status]")).to_have_text(
        "Five minutes are over. Keep them, and record the next."
    )
    button(sheet, "Keep it").click()
    expect(button(sheet, "Record your voice")).to_be_visible()
    assert len(handed(sheet)) == 1


def test_a_screen_reader_is_not_told_every_second(sheet: Page) -> None:
    records(sheet, milliseconds=2_200)
    expect(sheet.locator("[data-clock]")).to_contain_text("0:02")
    expect(sheet.locator("[data-recorder] [role=status]")).to_have_text("Recording")
    assert sheet.locator("[data-clock]").get_attribute("aria-live") is None


def test_a_letter_does_not_go_without_the_voice_that_was_just_spoken(sheet: Page) -> None:
    write(sheet, "Dear Ms. Rivera, listen to this.")
    records(sheet)
    sheet.get_by_role("button", name=SEND).click()
    expect(sheet.get_by_text("Keep the voice or throw it away, and then send.")).to_be_visible()
    expect(button(sheet, "Keep it")).to_be_focused()
    expect(sheet).to_have_url(re.compile("/write"))
    button(sheet, "Keep it").click()
    assert len(handed(sheet)) == 1
    with sheet.expect_navigation(url=re.compile("/letters")):
        sheet.get_by_role("button", name=SEND).click()


@needs_ffmpeg
def test_where_nobody_takes_it_it_goes_with_the_form_and_is_played_in_place(
    with_microphone: Browser, school: School
) -> None:
    for page in phone_in(with_microphone, school.url):
        page.context.route("**/static/pages.js*", lambda route: route.abort())  # also to the worker
        school.come_in(page, school.cast.ana)
        page.goto("/write")
        records(page)
        button(page, "Stop").click()
        button(page, "Keep it").click()
        with page.expect_navigation():
            button(page, "Add them").click()
        audio = page.locator("[data-laid] audio")
        for _ in range(20):
            if audio.count():
                break
            page.wait_for_timeout(300)
            page.reload()
        expect(audio.locator("source")).to_have_count(3)
        audio.evaluate("(audio) => audio.play()")
        heard = audio.evaluate("(audio) => [audio.currentSrc.split('/').pop(), Number.isFinite(audio.duration)]")
        assert heard == ["opus", True]


def test_on_plain_http_recording_is_off_and_says_so(with_microphone: Browser, school: School) -> None:
    for page in phone_in(with_microphone, school.url.replace("127.0.0.1", ELSEWHERE)):
        school.come_in(page, school.cast.ana)
        page.goto("/write")
        expect(page.get_by_text("Recording a voice is off here")).to_be_visible()
        expect(button(page, "Record your voice")).to_be_hidden()
        expect(button(page, "Draw")).to_be_visible()


def test_where_there_is_no_microphone_it_says_what_to_do(phone: Page, school: School) -> None:
    school.come_in(phone, school.cast.ana)
    phone.goto("/write")
    button(phone, "Record your voice").click()
    expect(phone.get_by_role("alert")).to_contain_text("no microphone that it may use")
    expect(button(phone, "Record your voice")).to_be_enabled()


def test_a_teacher_records_one_at_her_desk(with_microphone: Browser, school: School) -> None:
    letter = school.writes(school.cast.ana, "Dear Ms. Rivera, how do you say your name?")
    for page in phone_in(with_microphone, school.url):
        school.sign_in(page, school.cast.rivera)
        page.goto(f"/desk/{letter.id}")
        page.get_by_text("Add a photo, a drawing or a voice").click()
        page.locator("[data-pages]").evaluate(TAKES)
        records(page)
        button(page, "Stop").click()
        button(page, "Keep it").click()
        expect(button(page, "Record your voice")).to_be_visible()
        assert [voice["kind"] for voice in handed(page)] == ["voice"]


def test_axe_finds_nothing_in_the_recorder(with_microphone: Browser, school: School) -> None:
    with with_microphone.new_context(base_url=school.url, viewport=PHONE, bypass_csp=True) as context:
        page = context.new_page()
        school.come_in(page, school.cast.ana)
        page.goto("/write")
        records(page)
        assert violations(page) == []
        button(page, "Stop").click()
        expect(button(page, "Keep it")).to_be_visible()
        assert violations(page) == []
