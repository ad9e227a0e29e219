"""A real Chromium, the sizes of its window, and how somebody comes in."""

from typing import Literal

from playwright.sync_api import Browser, Page, Playwright, ViewportSize

from tests.servers import chromium

PHONE: ViewportSize = {"width": 360, "height": 780}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
SIZES = {"phone": PHONE, "desktop": DESKTOP}

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")

QUIET = (
    "--no-sandbox",  # root has no sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""What keeps Chromium at its work: it asks nobody but the server."""


def start(playwright: Playwright) -> Browser:
    """Debian's Chromium, without a window."""
    return playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))


def come_in(page: Page, code: str) -> None:
    """Come in with the code of a card."""
    page.goto("/card")
    page.get_by_label("The code on your card").fill(code)
    with page.expect_navigation():
        page.get_by_role("button", name="Come in").click()


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in with an e-mail address and a password."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
