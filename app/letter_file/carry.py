"""A file that a form carries from one page to the next: packed, so that the page shows no word of it, not even in its
source, and every byte comes back."""

import zlib
from base64 import b64decode, b64encode

from app.letter_file.table import LARGEST


def packed(raw: bytes) -> str:
    """The file as the text of a field."""
    return b64encode(zlib.compress(raw)).decode("ascii")


def unpacked(text: str) -> bytes:
    """The file that was packed; nothing where the field holds none, or one that would be larger than any here."""
    opening = zlib.decompressobj()
    try:
        raw = opening.decompress(b64decode(text, validate=True), LARGEST)
    except (ValueError, zlib.error):
        return b""
    return raw if opening.eof else b""
