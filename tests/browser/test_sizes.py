"""Every screen fits, in each language: 320 px wide, with text at 200 %, and under a thumb."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from app.i18n import LANGUAGES
from tests.browser.furnished import Furnished
from tests.browser.rooms import DRAWN_BY_THE_TEST, SCREENS, STUDENTS, say_in, workers

NARROWEST = 320
"""WCAG 2.2, 1.4.10: what a desktop's window at 400 % and the smallest phones have."""

SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  const wide = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && (box.right > width + 0.5 || box.left < -0.5) && element.checkVisibility();
  });
  const over = document.documentElement.scrollWidth - width;
  return over > 0 ? [`${over} px`, ...wide.map((element) => element.outerHTML.slice(0, 160))] : [];
}"""
"""What makes the page scroll sideways."""

SMALL = """() => [...document.querySelectorAll(
  "button, .button, input:not([type=hidden]), select, textarea, summary, nav a, .bar a, .actions a"
)].map((element) => element.matches("[type=checkbox], [type=radio]") ? element.closest("label") : element)
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length)
  .filter((element) => element.getBoundingClientRect().height < 43.99)
  .map((element) => element.outerHTML.slice(0, 160))"""
"""Every button, link as a button, and control that is lower than 44 px. Of a box to tick, its label."""


@pytest.fixture
def narrow(browser: Browser, furnished: Furnished, screen: str) -> Iterator[Page]:
    """The narrowest phone. The app's policy lets no style in, so that this test may not heed it."""
    with browser.new_context(
        base_url=furnished.school.url, viewport={"width": NARROWEST, "height": 640}, has_touch=True, is_mobile=True,
        bypass_csp=True, service_workers=workers(screen),
    ) as context:  # fmt: skip
        yield context.new_page()


@pytest.mark.parametrize("screen", SCREENS)
def test_it_fits_on_320_px_also_with_text_at_200_percent_and_a_students_buttons_are_44_px_high(
    furnished: Furnished, narrow: Page, screen: str
) -> None:
    SCREENS[screen](furnished, narrow)
    for tag in LANGUAGES:
        if tag != LANGUAGES[0] and screen not in DRAWN_BY_THE_TEST:
            say_in(narrow, tag)
        if screen in STUDENTS:
            assert narrow.evaluate(SMALL) == [], tag
        assert narrow.evaluate(SIDEWAYS) == [], tag
        narrow.add_style_tag(content=":root { font-size: 200% }")
        assert narrow.evaluate(SIDEWAYS) == [], tag
