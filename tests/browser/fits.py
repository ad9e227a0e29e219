"""Whether a screen fits: 320 px wide, with text at 200 % and spaced out, and under a thumb."""

from playwright.sync_api import Page, ViewportSize

NARROWEST: ViewportSize = {"width": 320, "height": 640}
"""WCAG 2.2, 1.4.10: what a desktop's window at 400 % and the smallest phones have."""

SPACED = """:root { font-size: 200% }
* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; line-height: 1.5 !important }
p { margin-block-end: 2em !important }"""
"""WCAG 2.2, 1.4.4 and 1.4.12 at once: wider than any font that a phone may bring."""

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


def too_wide(page: Page) -> list[str]:
    """What scrolls sideways on the narrowest phone, as it is and with large text, spaced out. The page keeps that."""
    page.set_viewport_size(NARROWEST)
    found: list[str] = page.evaluate(SIDEWAYS)
    page.add_style_tag(content=SPACED)
    return [*found, *page.evaluate(SIDEWAYS)]


def too_small(page: Page) -> list[str]:
    """What a thumb would miss on the narrowest phone."""
    page.set_viewport_size(NARROWEST)
    found: list[str] = page.evaluate(SMALL)
    return found
