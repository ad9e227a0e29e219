"""Photos for tests: each has its number on it in squares, which survive being made small and packed."""

from io import BytesIO
from pathlib import Path
from uuid import UUID

from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import PageFile
from app.models.page import PageSize

NUMBERS = range(1, 11)
BITS = 4
GREY = 128
REAL = Path(__file__).parents[3] / "shared" / "data" / "photos"
ORIENTATION, GPS = 0x0112, 0x8825
TURNS = {1: 0, 6: 90}
"""How a picture is turned before it is stored, by what its Exif then says (CIPA DC-008, 4.6.4)."""


def photo(
    number: int, *, size: tuple[int, int] = (1200, 1600), orientation: int = 1, place: bool = False
) -> FilePayload:
    """A page with its number on top, as a phone photographs it: `size` is that of the stored picture."""
    width, height = size if orientation == 1 else size[::-1]
    picture = Image.new("RGB", (width, height), (250, 248, 240))
    pen = ImageDraw.Draw(picture)
    side = width // BITS
    for bit in range(BITS):
        if number >> bit & 1:
            pen.rectangle((bit * side, 0, (bit + 1) * side - 1, side - 1), fill=(20, 30, 60))
    for down in range(side + 100, height - 100, 120):
        pen.line((100, down, width - 100 - down % 300, down), fill=(40, 50, 90), width=8)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    if place:
        exif.get_ifd(GPS).update({1: "N", 2: (40.0, 26.0, 46.0), 3: "W", 4: (79.0, 58.0, 56.0)})
    packed = BytesIO()
    picture.rotate(TURNS[orientation], expand=True).save(packed, "JPEG", quality=85, exif=exif)
    return {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": packed.getvalue()}


def as_sent(body: bytes) -> Image.Image:
    """The picture that bytes are."""
    return Image.open(BytesIO(body))


def number_on(picture: Image.Image) -> int:
    """The number that stands on a picture."""
    grey, side = picture.convert("L"), picture.width // BITS
    dark = [int(grey.getpixel((bit * side + side // 2, side // 2)) < GREY) for bit in range(BITS)]  # type: ignore[operator]
    return sum(one << bit for bit, one in enumerate(dark))


def picture_of(session: Session, page_id: UUID) -> Image.Image:
    """The large picture that was made of a page."""
    large = col(PageFile.page_id) == page_id, col(PageFile.size) == PageSize.LARGE
    return as_sent(session.scalars(select(col(PageFile.body)).where(*large)).one())
