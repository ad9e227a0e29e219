"""Every screen fits: 320 px wide, with text at 200 %, and under a thumb."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.rooms import SCREENS, STUDENTS, Furnished
from tests.browser.school import open_school

NARROWEST = 320
"""WCAG 2.2, 1.4.10: what a desktop's window at 400 % and the smallest phones have."""

SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  const wide = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && (box.right > width + 0.5 || box.left < -0.5) && element.checkVisibility();
  });
  return document.documentElement.scrollWidth > width ? wide.map((element) => element.outerHTML.slice(0, 160)) : [];
}"""
"""What makes the page scroll sideways."""

SMALL = """() => [...document.querySelectorAll(
  "button, .button, input:not([type=hidden]), select, textarea, summary, nav a, .bar a, .actions a"
)].map((element) => element.matches("[type=checkbox], [type=radio]") ? element.closest("label") : element)
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length)
  .filter((element) => element.getBoundingClientRect().height < 43.99)
  .map((element) => element.outerHTML.slice(0, 160))"""
"""Every button, link as a button, and control that is lower than 44 px. Of a box to tick, its label."""


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """One school for all screens: looking changes little."""
    folder: Path = tmp_path_factory.mktemp("school")
    with open_school(folder) as school:
        yield Furnished.furnish(school)


@pytest.fixture
def narrow(browser: Browser, furnished: Furnished) -> Iterator[Page]:
    """The narrowest phone. The app's policy lets no style in, so that this test may not heed it."""
    with browser.new_context(
        base_url=furnished.school.url, viewport={"width": NARROWEST, "height": 640}, has_touch=True, is_mobile=True,
        bypass_csp=True,
    ) as context:  # fmt: skip
        yield context.new_page()


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_scrolls_sideways_at_320_px_also_with_text_at_200_percent(
    furnished: Furnished, narrow: Page, screen: str
) -> None:
    SCREENS[screen](furnished, narrow)
    assert narrow.evaluate(SIDEWAYS) == []
    narrow.add_style_tag(content=":root { font-size: 200% }")
    assert narrow.evaluate(SIDEWAYS) == []


@pytest.mark.parametrize("screen", STUDENTS)
def test_a_student_finds_no_button_lower_than_44_px(furnished: Furnished, narrow: Page, screen: str) -> None:
    STUDENTS[screen](furnished, narrow)
    assert narrow.evaluate(SMALL) == []
