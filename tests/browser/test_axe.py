"""WCAG 2.2 AA on every screen, as far as axe-core can tell: on a light phone, and on a dark desktop."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.furnished import Furnished
from tests.browser.rooms import SCREENS
from tests.browser.screens import DESKTOP, PHONE

AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_on_a_light_phone_nor_on_a_dark_desktop(
    browser: Browser, furnished: Furnished, screen: str
) -> None:
    # The policy of the app lets no script in, also not this one.
    with browser.new_context(
        base_url=furnished.school.url, viewport=PHONE, color_scheme="light", bypass_csp=True
    ) as context:
        page = context.new_page()
        SCREENS[screen](furnished, page)
        assert _violations(page) == []
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="dark")
        assert _violations(page) == []


def test_axe_finds_a_field_without_a_label(browser: Browser) -> None:
    """Else the silence above would say nothing."""
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content("<!doctype html><html lang=en><title>A field</title><main><input></main>")
        assert [violation.split(":")[0] for violation in _violations(page)] == ["label"]


def _violations(page: Page) -> list[str]:
    """What axe found, one line each: the rule, and where."""
    found = Axe().run(page, options={"runOnly": AA, "resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]
