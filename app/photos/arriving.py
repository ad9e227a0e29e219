"""A file that comes in: whether it can be a page at all, and whether it is whole."""

from app.models.page import PageKind
from app.models.pages import Arriving
from app.models.words import Reason, Refused
from app.photos.media import media_of


def arriving(body: bytes, kind: str = "", sha256: str = "") -> Arriving:
    """A file as a page. `kind` is what its sender calls it, where a picture can be a photo or a drawing; `sha256` what
    it was before it went over the line, where she knows.

    Raises Refused for no file, for one that lost something on the way, and for what can't be a page.
    """
    if not body:
        raise Refused(Reason.NO_FILE)
    media = media_of(body)
    if media is None:
        raise Refused(Reason.NOT_A_PAGE)
    looks = PageKind.DRAWING if kind == PageKind.DRAWING else PageKind.PHOTO
    file = Arriving(body, media.value, PageKind.VOICE if media.is_voice else looks)
    if sha256 and sha256 != file.sha256:
        raise Refused(Reason.FILE_CUT)
    return file
