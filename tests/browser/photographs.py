"""Every screen in every state on a few sheets, so that the odd one stands out: `make screens`.

Each state of each screen is photographed on a phone and on a desktop, light and dark, in every language, in the cast's
school. The sheets are web pages in the folder that is named; words after it choose the screens whose names have them.
"""

import re
import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Error, sync_playwright

from app.i18n import LANGUAGES
from tests.browser import rooms
from tests.browser.furnished import Furnished
from tests.browser.rooms import DRAWN_BY_THE_TEST, say_in, workers
from tests.browser.school import open_house, open_school
from tests.browser.screens import SIZES, Theme, start
from tests.browser.walks import Walk

SHEETS = {"students": rooms.STUDENTS, "teachers": rooms.TEACHERS, "office": rooms.OFFICE}

STYLE = """
body { font: 14px system-ui; margin: 1rem; background: #999; }
figure { display: inline-block; vertical-align: top; margin: 0 0.5rem 0.5rem 0; }
img { display: block; height: 26rem; object-fit: cover; object-position: top; }
figcaption { padding: 0.2rem 0; }
h2 { margin: 1rem 0 0.3rem; }
"""


@dataclass(frozen=True)
class Look:
    """How a screen is looked at."""

    size: str
    theme: Theme
    language: str

    @property
    def name(self) -> str:
        """As the picture is called."""
        return f"{self.size}-{self.theme}-{self.language}"


LOOKS = [
    *(Look("phone", "light", tag) for tag in LANGUAGES),
    *(Look("phone", "dark", tag) for tag in ("en", "ar")),
    *(Look("desktop", "light", tag) for tag in ("en", "ar")),
    *(Look("desktop", "dark", tag) for tag in ("en", "ar")),
]


def photograph(browser: Browser, furnished: Furnished, screen: str, walk: Walk, to: Path) -> list[Path]:
    """The pictures of one screen, in the order of LOOKS; none in a language in which it can't be asked for."""
    taken = []
    with browser.new_context(
        base_url=furnished.school.url, viewport=SIZES["phone"], service_workers=workers(screen)
    ) as context:
        page = context.new_page()
        walk(furnished, page)
        spoken = LANGUAGES[0]
        for look in LOOKS:
            if look.language != spoken:
                if screen in DRAWN_BY_THE_TEST:
                    continue
                say_in(page, spoken := look.language)
            page.set_viewport_size(SIZES[look.size])
            page.emulate_media(color_scheme=look.theme)
            path = to / f"{re.sub(r'[^a-z]+', '-', screen)}-{look.name}.png"
            page.screenshot(path=path, full_page=True)
            taken.append(path)
    return taken


def lay(pictures: dict[str, list[Path]], to: Path) -> None:
    """Write a sheet of pictures, a row a screen."""
    rows = []
    for screen, taken in pictures.items():
        figures = (
            f'<figure><a href="{path.name}"><img src="{path.name}" alt="" loading="lazy"></a>'
            f"<figcaption>{path.stem.rsplit('-', 3)[1:]}</figcaption></figure>"
            for path in taken
        )
        rows.append(f"<h2>{escape(screen)}</h2>{''.join(figures)}")
    to.write_text(f"<!doctype html><meta charset=utf-8><title>{to.stem}</title><style>{STYLE}</style>{''.join(rows)}")


def main(folder: str, *wanted: str) -> None:
    """Photograph the screens, and say what could not be reached."""
    (to := Path(folder)).mkdir(parents=True, exist_ok=True)
    missed = []
    with sync_playwright() as playwright, start(playwright) as browser, TemporaryDirectory() as given:
        house, school = Path(given) / "house", Path(given) / "school"
        school.mkdir()
        with open_school(school) as served, open_house(house) as empty:
            furnished = Furnished.furnish(served, empty)
            for sheet, screens in SHEETS.items():
                pictures = {}
                for screen, walk in screens.items():
                    if wanted and not any(word in screen for word in wanted):
                        continue
                    try:
                        pictures[screen] = photograph(browser, furnished, screen, walk, to)
                    except (Error, AssertionError) as error:
                        missed.append(f"{screen}: {error}")
                lay(pictures, to / f"{sheet}.html")
    sys.stdout.write("".join(f"{(to / sheet).resolve()}.html\n" for sheet in SHEETS))
    if missed:
        sys.exit("\n".join(missed))


if __name__ == "__main__":
    main(*sys.argv[1:])
