"""Real photos, and broken ones, through the real form: none breaks the server, none brings anything but pixels."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from app.db import reading
from app.models import Letter, Page, PageFile
from app.models.calendar import now
from app.models.page import PageState
from app.photos.making import make_all
from tests.test_real_texts import DATA
from tests.web import Site, form_of, says

PHOTOS = DATA / "photos"

pytestmark = pytest.mark.skipif(
    not PHOTOS.exists(),
    reason="The real photos are no part of the project: they lie in ../shared/data, which is not here.",
)

REFUSED = {"html_named_photo.jpg", "svg_named_photo.png"}
UNREADABLE = {"bomb_30000x30000_1bit.png", "truncated_50pct_jolla.jpg"}


@pytest.mark.parametrize("file", sorted(PHOTOS.glob("*")), ids=lambda path: path.name)
def test_a_real_file_comes_through_the_form_or_is_refused_in_words(site: Site, file: Path) -> None:
    ana = site.as_(site.cast.ana)
    form = form_of(ana.get("/write").text, to="/letters")
    fields = [(name, (None, value)) for name, value in form.filled(body="Look.").fields]
    came = ana.post("/letters", files=[*fields, ("files", (file.name, file.read_bytes()))])
    if file.name in REFUSED:
        assert came.status_code == 422
        assert "can’t be a page" in says(came.text)
        return
    assert came.status_code == 303
    make_all(site.cast.database, now())
    with reading(site.cast.database) as session:
        assert session.scalars(select(Letter)).one().waiting
        page = session.scalars(select(Page)).one()
        kept = session.scalars(select(PageFile)).all()
    assert page.state is (PageState.UNREADABLE if file.name in UNREADABLE else PageState.READY)
    if page.state is PageState.READY:
        assert len(kept) == 2
        for row in kept:
            shown = Image.open(BytesIO(row.body))
            assert (shown.format, dict(shown.getexif())) == ("WEBP", {})
            assert {"xmp", "icc_profile", "exif"}.isdisjoint(shown.info)
            assert not {word for word in (b"Exif", b"GPS", b"xmp", b"<script") if word in row.body}


def test_a_heic_that_was_cut_on_the_way_is_refused_by_its_hash(site: Site) -> None:
    whole, cut = (PHOTOS / name for name in ("IMG_5195.HEIC", "truncated_50pct_IMG_5195.HEIC"))
    ana = site.as_(site.cast.ana)
    form = form_of(ana.get("/write").text, to="/drafts")
    draft = form["id"]
    form.press(ana, "Keep for later", body="Look.")
    sent = {"draft": draft, "sha256": sha256(whole.read_bytes()).hexdigest()}
    refused = ana.post("/pages", data=sent, files={"file": ("page.heic", cut.read_bytes())})
    assert (refused.status_code, refused.json()["reason"]) == (422, "file cut")
    taken = ana.post("/pages", data=sent, files={"file": ("page.heic", whole.read_bytes())})
    assert taken.status_code == 201
