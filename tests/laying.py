"""Files that are laid to a sheet by a plain form, as a browser without JavaScript sends them."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import reading
from app.models import Letter, Page, PageFile
from app.models.calendar import now
from app.models.page import PageSize
from app.photos.making import make_all
from tests.web import Site, form_of, says


def lay(browser: TestClient, *files: bytes, button: str = "Add them", at: str = "/write", **fields: str) -> str:
    """Choose files on a sheet, as a plain form; where one comes to."""
    form = form_of(browser.get(at).text, to="/pages")
    written = [(name, (None, value)) for name, value in form.filled(**fields).fields]
    chosen = [("files", (f"page {number}.jpg", body)) for number, body in enumerate(files, start=1)]
    response = browser.post(form.buttons[button], files=[*written, *chosen])
    assert response.status_code == 303, says(response.text)
    return response.headers["location"]


def pages(site: Site) -> list[Page]:
    found = [row for row in site.all(Page) if isinstance(row, Page)]
    return sorted(found, key=lambda page: (page.place, page.leaf))


def bytes_of(site: Site, page: Page, size: PageSize) -> bytes | None:
    with reading(site.cast.database) as session:
        this = col(PageFile.page_id) == page.id, col(PageFile.size) == size
        return session.scalars(select(col(PageFile.body)).where(*this)).one_or_none()


def opened(reader: TestClient, letter: Letter) -> str:
    """The desk of a letter; the first look is written down, and read again."""
    reader.get(f"/desk/{letter.id}")
    return reader.get(f"/desk/{letter.id}").text


def draft_with(site: Site, *files: bytes) -> tuple[UUID, TestClient]:
    """Ana's draft with some pages, made ready."""
    ana = site.as_(site.cast.ana)
    there = lay(ana, *files)
    make_all(site.cast.database, now())
    return UUID(there.rpartition("=")[2]), ana
