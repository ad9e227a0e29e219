"""What a file is, by its first bytes. What it is called, and what a browser says of it, is not asked."""

from enum import StrEnum


class Media(StrEnum):
    """The files that can be a page; every other one is refused."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"
    PDF = "application/pdf"
    WEBM = "audio/webm"
    OGG = "audio/ogg"
    MP4 = "audio/mp4"
    MP3 = "audio/mpeg"
    WAV = "audio/wav"

    @property
    def is_voice(self) -> bool:
        """Whether it is listened to, and not looked at."""
        return self.value.startswith("audio/")


# The brands of ISO base media files (ISO/IEC 14496-12, section 4.3; for HEIC ISO/IEC 23008-12, annex B).
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_MP4 = {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"dash", b"3gp4", b"3gp5"}

_BEGINNINGS = {
    b"\xff\xd8\xff": Media.JPEG,
    b"\x89PNG\r\n\x1a\n": Media.PNG,
    b"%PDF-": Media.PDF,
    b"\x1aE\xdf\xa3": Media.WEBM,
    b"OggS": Media.OGG,
    b"ID3": Media.MP3,
    b"\xff\xfb": Media.MP3,
    b"\xff\xf3": Media.MP3,
}


def media_of(body: bytes) -> Media | None:
    """What a file is; None for what can't be a page."""
    if body[:4] == b"RIFF":
        return {b"WEBP": Media.WEBP, b"WAVE": Media.WAV}.get(body[8:12])
    if body[4:8] == b"ftyp":
        return Media.HEIC if body[8:12] in _HEIC else Media.MP4 if body[8:12] in _MP4 else None
    return next((media for beginning, media in _BEGINNINGS.items() if body.startswith(beginning)), None)
