"""WCAG 2.2 AA on every screen, as far as axe-core can tell: on a light phone, and on a dark desktop."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize

from tests.browser.rooms import SCREENS, Furnished
from tests.browser.school import open_school
from tests.browser.screens import DESKTOP, PHONE, Theme

AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """One school for all screens: looking changes little."""
    folder: Path = tmp_path_factory.mktemp("school")
    with open_school(folder) as school:
        yield Furnished.furnish(school)


@pytest.mark.parametrize(("viewport", "theme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "dark desktop"])
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing(
    browser: Browser, furnished: Furnished, screen: str, viewport: ViewportSize, theme: Theme
) -> None:
    # The policy of the app lets no script in, also not this one.
    with browser.new_context(
        base_url=furnished.school.url, viewport=viewport, color_scheme=theme, bypass_csp=True
    ) as context:
        page = context.new_page()
        SCREENS[screen](furnished, page)
        found = Axe().run(page, options={"runOnly": AA, "resultTypes": ["violations"]})
        assert found.violations_count == 0, found.generate_report()


def test_axe_finds_a_field_without_a_label(browser: Browser) -> None:
    """Else the silence above would say nothing."""
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content("<!doctype html><html lang=en><title>A field</title><main><input></main>")
        found = Axe().run(page, options={"runOnly": AA, "resultTypes": ["violations"]})
        assert [violation["id"] for violation in found.response["violations"]] == ["label"]
