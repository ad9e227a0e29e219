"""A real Chromium, and the real app on a port of this machine, over the cast at this moment."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.rooms import Furnished
from tests.browser.school import School, open_house, open_school
from tests.browser.screens import DESKTOP, PHONE, start

PATIENCE = 8_000
"""Milliseconds that a page is given on a machine that others share."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for every test in this folder."""
    with sync_playwright() as playwright, start(playwright) as browser:
        yield browser


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    """A school that is served, for one test."""
    with open_school(tmp_path) as school:
        yield school


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """One school for all screens of a module: looking changes little."""
    with (
        open_school(tmp_path_factory.mktemp("school")) as school,
        open_house(tmp_path_factory.mktemp("house")) as house,
    ):
        yield Furnished.furnish(school, house)


@pytest.fixture
def javascript() -> bool:
    """Whether pages may run scripts; a module that walks without them too gives its own."""
    return True


@pytest.fixture
def phone(browser: Browser, school: School, javascript: bool) -> Iterator[Page]:
    """A student's phone."""
    with browser.new_context(
        base_url=school.url, viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=javascript
    ) as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


@pytest.fixture
def desktop(browser: Browser, school: School, javascript: bool) -> Iterator[Page]:
    """A teacher's computer."""
    with browser.new_context(base_url=school.url, viewport=DESKTOP, java_script_enabled=javascript) as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()
