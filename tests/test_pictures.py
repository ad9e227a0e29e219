"""Pictures of pages: upright, small enough, a leaf of a PDF each, and nothing but pixels."""

from io import BytesIO

import pytest
from PIL import Image, ImageCms

from app.models import PageFile
from app.models.calendar import now
from app.models.page import PageSize, PageState
from app.photos.making import CLAIM_LASTS, MOST_TRIES, claim, make_all
from tests.drawn import picture, saved
from tests.laying import bytes_of, draft_with, lay, pages
from tests.web import Site, form_of

HELD = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}  # fmt: skip
"""How a picture lies in its file, by the orientations that it can have (Exif, tag 0x0112); 1 is upright."""


@pytest.mark.parametrize("orientation", [1, *HELD])
def test_a_photo_stands_upright_whichever_way_the_phone_was_held(site: Site, orientation: int) -> None:
    upright = Image.open(BytesIO(picture(400, 600)))
    lying = upright.transpose(HELD[orientation]) if orientation in HELD else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    draft_with(site, saved(lying, exif=exif))
    large = Image.open(BytesIO(bytes_of(site, pages(site)[0], PageSize.LARGE) or b""))
    assert large.size == (400, 600)
    red, _, blue = large.convert("RGB").getpixel((20, 20))  # type: ignore[misc]
    assert blue - red > 60, "The mark lies in the upper left corner."


def test_a_page_with_which_the_machine_went_down_each_time_is_given_up_and_said(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    lay(ana, picture())
    for _ in range(MOST_TRIES):
        assert claim(site.cast.database, now()), "Claimed, and then the machine went down."
        site.later(seconds=CLAIM_LASTS.total_seconds() + 1)
    assert pages(site)[0].state is PageState.RECEIVED
    make_all(site.cast.database, now())
    assert pages(site)[0].state is PageState.UNREADABLE


def test_nothing_but_pixels_comes_through(site: Site) -> None:
    exif = Image.Exif()
    exif[0x010F] = "PRIVATE-CAMERA"
    exif.get_ifd(0x8825)[1] = "PRIVATE-NORTH"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    whole = picture(3000, 2500, exif=exif, comment=b"PRIVATE-COMMENT", icc_profile=profile)
    assert b"PRIVATE" in whole
    draft_with(site, whole)
    page = pages(site)[0]
    assert (page.state, page.width, page.height) == (PageState.READY, 2000, 1667)
    kept = [row for row in site.all(PageFile) if isinstance(row, PageFile)]
    assert {row.size for row in kept} == {PageSize.LARGE, PageSize.SMALL}, "The original is dropped."
    for row in kept:
        shown = Image.open(BytesIO(row.body))
        assert (shown.format, dict(shown.getexif()), b"PRIVATE" in row.body) == ("WEBP", {}, False)
        assert "icc_profile" not in shown.info


def test_a_pdf_gives_its_pages_where_it_lies(site: Site) -> None:
    leaves = [Image.open(BytesIO(picture(ink=ink))) for ink in ("red", "green", "blue")]
    pdf = BytesIO()
    leaves[0].save(pdf, "PDF", save_all=True, append_images=leaves[1:])
    draft_with(site, picture(), pdf.getvalue(), picture())
    assert [(page.place, page.leaf) for page in pages(site)] == [(1, 1), (2, 1), (2, 2), (2, 3), (3, 1)]
    assert {page.state for page in pages(site)} == {PageState.READY}
    make_all(site.cast.database, now())
    assert len(pages(site)) == 5


def test_a_pdf_that_is_sent_before_it_was_made_gives_its_pages_to_the_letter(site: Site) -> None:
    leaves = [Image.open(BytesIO(picture(ink=ink))) for ink in ("red", "green")]
    pdf = BytesIO()
    leaves[0].save(pdf, "PDF", save_all=True, append_images=leaves[1:])
    ana = site.as_(site.cast.ana)
    lay(ana, pdf.getvalue())
    form_of(ana.get("/write").text, to="/letters").press(ana, body="")
    make_all(site.cast.database, now())
    assert len({page.letter_id for page in pages(site)}) == 1
    assert len(pages(site)) == 2
