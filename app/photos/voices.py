"""Makes of a voice what every browser plays: Opus and AAC. The program ffmpeg does it, where this machine has it, in a
process of its own (voice_child.py)."""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from app.models.page import PageSize
from app.photos.media import Media
from app.photos.unpacking import PATIENCE, Unreadable
from app.photos.voice_child import AAC, OPUS, SENT

CHILD = Path(__file__).with_name("voice_child.py")

_FORMATS = {
    Media.WEBM: "matroska", Media.OGG: "ogg", Media.MP4: "mov", Media.MP3: "mp3", Media.WAV: "wav",
}  # fmt: skip
"""What ffmpeg calls them."""

MADE = {PageSize.OPUS: (OPUS, Media.OGG), PageSize.AAC: (AAC, Media.MP4)}
"""The sizes of a voice that are made: the file that ffmpeg writes, and what it is."""


def program() -> str | None:
    """The path of ffmpeg; None where this machine has none."""
    return shutil.which("ffmpeg")


def voices_of(body: bytes, media: Media) -> dict[PageSize, bytes]:
    """A voice in each size that is made of it; empty where this machine has no ffmpeg. Raises Unreadable where no sound
    is in the file, or where it took too much."""
    ffmpeg = program()
    if ffmpeg is None:
        return {}
    with TemporaryDirectory(prefix="everyletter-voice-") as folder:  # of this account alone
        place = Path(folder)
        (place / SENT).write_bytes(body)
        try:
            ended = subprocess.run(  # noqa: S603 -- our own interpreter, and words of ours
                [sys.executable, "-I", str(CHILD), ffmpeg, _FORMATS[media]],
                cwd=place, env={}, timeout=4 * PATIENCE, check=False,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Unreadable(for_sure=False) from None
        if ended.returncode:
            raise Unreadable(for_sure=ended.returncode > 0)  # else a signal ended it
        return {size: (place / name).read_bytes() for size, (name, _) in MADE.items()}
