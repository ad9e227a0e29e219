"""Pictures of handwritten pages, and scans of several, as a phone and a scanner make them."""

from io import BytesIO
from itertools import count

from PIL import Image, ImageDraw

_numbers = count(1)


def page(words: str = "Dear Ms. Rivera,", size: tuple[int, int] = (600, 800)) -> Image.Image:
    """A sheet with a line on it; no two are the same."""
    sheet = Image.new("RGB", size, "white")
    ImageDraw.Draw(sheet).text((40, 60), f"{words} ({next(_numbers)})", fill="black")
    return sheet


def photo(words: str = "Dear Ms. Rivera,") -> bytes:
    """A photo of a sheet."""
    made = BytesIO()
    page(words).save(made, "JPEG")
    return made.getvalue()


def scan(leaves: int) -> bytes:
    """A PDF of several sheets."""
    made = BytesIO()
    first, *others = [page(f"Leaf {number}") for number in range(1, leaves + 1)]
    first.save(made, "PDF", save_all=True, append_images=others)
    return made.getvalue()
