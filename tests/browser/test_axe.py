"""WCAG 2.2 AA on every screen, as far as axe-core can tell: in English on a light phone, in Arabic on a dark desktop,
and by `make drill` in every language, light and dark, on both."""

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from app.i18n import LANGUAGES
from tests.browser.furnished import Furnished
from tests.browser.rooms import DRAWN_BY_THE_TEST, SCREENS, say_in, workers
from tests.browser.screens import DESKTOP, PHONE, SIZES, THEMES

AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_in_english_on_a_light_phone_nor_in_arabic_on_a_dark_desktop(
    browser: Browser, furnished: Furnished, screen: str
) -> None:
    # The policy of the app lets no script in, also not this one.
    with browser.new_context(
        base_url=furnished.school.url, viewport=PHONE, color_scheme="light", bypass_csp=True,
        service_workers=workers(screen),
    ) as context:  # fmt: skip
        page = context.new_page()
        SCREENS[screen](furnished, page)
        assert violations(page) == []
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="dark")
        if screen not in DRAWN_BY_THE_TEST:
            say_in(page, "ar")
            assert page.evaluate("document.dir") == "rtl"
        assert violations(page) == []


@pytest.mark.drill
@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("screen", [screen for screen in SCREENS if screen not in DRAWN_BY_THE_TEST])
def test_axe_finds_nothing_in_any_language_light_or_dark_on_a_phone_or_a_desktop(
    browser: Browser, furnished: Furnished, screen: str, tag: str
) -> None:
    with browser.new_context(
        base_url=furnished.school.url, bypass_csp=True, service_workers=workers(screen)
    ) as context:
        page = context.new_page()
        SCREENS[screen](furnished, page)
        say_in(page, tag)
        for size, theme in product(SIZES.values(), THEMES):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=theme)
            assert violations(page) == []


def test_axe_finds_a_field_without_a_label(browser: Browser) -> None:
    """Else the silence above would say nothing."""
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content("<!doctype html><html lang=en><title>A field</title><main><input></main>")
        assert [violation.split(":")[0] for violation in violations(page)] == ["label"]


def violations(page: Page) -> list[str]:
    """What axe found, one line each: the rule, and where."""
    found = Axe().run(page, options={"runOnly": AA, "resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]
