"""WCAG 2.2 AA on every screen, as far as a machine can tell: axe-core in English on a light phone and in Arabic on a
dark desktop, and by `make drill` in every language, light and dark, on both; and in each language whether it fits."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from app.i18n import LANGUAGES
from tests.browser.fits import too_small, too_wide
from tests.browser.furnished import Furnished
from tests.browser.rooms import DRAWN_BY_THE_TEST, SCREENS, STUDENTS, say_in, workers
from tests.browser.screens import DESKTOP, PHONE, SIZES, THEMES

AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_fits_the_narrowest_phone_and_axe_finds_nothing_in_english_when_light_nor_in_arabic_when_dark(
    browser: Browser, furnished: Furnished, screen: str
) -> None:
    english, *others = LANGUAGES if screen not in DRAWN_BY_THE_TEST else LANGUAGES[:1]
    with a_phone(browser, furnished, screen) as page:
        SCREENS[screen](furnished, page)
        assert page.locator("h1").count() == 1, "Who goes from heading to heading begins there."
        assert page.locator("nav:not(:has(a, button))").count() == 0, "An empty place is announced, too."
        assert violations(page) == []
        if not others:
            assert violations(turned(page)) == []
        assert unfit(page, screen) == [], english
        for tag in others:
            say_in(page, tag)
            if tag == "ar":
                assert page.evaluate("document.dir") == "rtl"
                assert violations(turned(page)) == []
            assert unfit(page, screen) == [], tag


@pytest.mark.drill
@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("screen", [screen for screen in SCREENS if screen not in DRAWN_BY_THE_TEST])
def test_axe_finds_nothing_in_any_language_light_or_dark_on_a_phone_or_a_desktop(
    browser: Browser, furnished: Furnished, screen: str, tag: str
) -> None:
    with a_phone(browser, furnished, screen) as page:
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


@contextmanager
def a_phone(browser: Browser, furnished: Furnished, screen: str) -> Iterator[Page]:
    """A light one. The policy of the app lets no script and no style in, also not these tests'."""
    with browser.new_context(
        base_url=furnished.school.url, viewport=PHONE, has_touch=True, is_mobile=True, color_scheme="light",
        bypass_csp=True, service_workers=workers(screen),
    ) as context:  # fmt: skip
        yield context.new_page()


def turned(page: Page) -> Page:
    """The same page on a dark desktop."""
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="dark")
    return page


def unfit(page: Page, screen: str) -> list[str]:
    """What doesn't fit; of a student's screen also what a thumb would miss."""
    return [*(too_small(page) if screen in STUDENTS else []), *too_wide(page)]


def violations(page: Page) -> list[str]:
    """What axe found, one line each: the rule, and where."""
    found = Axe().run(page, options={"runOnly": AA, "resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]
