"""The process that opens a file which anybody may have made: `python -m app.photos.child MEDIA < file`.

It limits itself before it loads a library, and writes for each leaf a head of four numbers (width and height of the
large picture, bytes of the large and of the small one), then both pictures. Exit code 0: every leaf is there.
"""

import resource
import struct
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MEMORY = 300 * 1024 * 1024
"""Bytes of private memory: a 12-megapixel photo takes some 120 MB, HEIC included."""
SECONDS = 10
"""Of CPU for one leaf."""
MOST_PIXELS = 60_000_000
"""More than any phone's camera gives at its usual setting; a picture that unpacks to more is not opened."""
MOST_LEAVES = 400
"""Of a PDF: a class's letters, scanned in one go."""

LARGE, SMALL = 2000, 480
"""Pixels of the longest side."""
QUALITY = 80

HEAD = struct.Struct(">IIII")


def main(media: str) -> None:
    """Read a file from standard input, and write its leaves to standard output."""
    _limit(resource.RLIMIT_DATA, MEMORY)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    body = sys.stdin.buffer.read()
    for leaf in _leaves(body, media):
        large, small = _smaller(leaf, LARGE), _smaller(leaf, SMALL)
        packed = [_webp(picture) for picture in (large, small)]
        sys.stdout.buffer.write(HEAD.pack(*large.size, *map(len, packed)) + b"".join(packed))
        sys.stdout.buffer.flush()


def _leaves(body: bytes, media: str) -> Iterator["Image"]:
    """The pictures of a file, upright, in red, green and blue; nothing but pixels."""
    if media == "application/pdf":
        yield from _leaves_of_pdf(body)
        return
    from PIL import Image, ImageOps  # noqa: PLC0415 -- loaded under the limits

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # an error comes at twice the number
    if media == "image/heic":
        import pi_heif  # noqa: PLC0415

        pi_heif.register_heif_opener()
    _more_time()
    kind = media.rpartition("/")[2].upper()
    with Image.open(BytesIO(body), formats=["HEIF" if kind == "HEIC" else kind]) as picture:
        picture.draft("RGB", (2 * LARGE, 2 * LARGE))  # a JPEG is unpacked no larger than needed
        yield _on_paper(ImageOps.exif_transpose(picture))


def _leaves_of_pdf(body: bytes) -> Iterator["Image"]:
    import pypdfium2  # noqa: PLC0415 -- loaded under the limits

    with pypdfium2.PdfDocument(body) as document:
        if not 0 < len(document) <= MOST_LEAVES:
            sys.exit(f"{len(document)} leaves")
        for page in document:
            _more_time()
            scale = min(LARGE / max(*page.get_size(), 1), 10)
            yield _on_paper(page.render(scale=scale).to_pil())
            page.close()


def _on_paper(picture: "Image") -> "Image":
    """Its pixels alone, on white where it is transparent. A new picture: what else the file held stays behind."""
    from PIL import Image  # noqa: PLC0415

    picture.load()
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen)
        return paper
    colours = picture.convert("RGB")
    return Image.frombytes("RGB", colours.size, colours.tobytes())


def _smaller(picture: "Image", longest: int) -> "Image":
    smaller = picture.copy()
    smaller.thumbnail((longest, longest))
    return smaller


def _webp(picture: "Image") -> bytes:
    out = BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()


def _more_time() -> None:
    """SECONDS from now on, of the process's own CPU time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + SECONDS, for_good=False)


def _limit(what: int, most: int, *, for_good: bool = True) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most, most if for_good else hard))


if __name__ == "__main__":
    main(sys.argv[1])
