"""Voices that tests make themselves: a tone, as a WAV and in what phones record."""

import math
import struct
import subprocess
import wave
from io import BytesIO
from pathlib import Path

import pytest

from app.photos.voices import program
from tests.patience import PATIENCE

RATE = 8000
"""Samples a second."""

needs_ffmpeg = pytest.mark.skipif(program() is None, reason="ffmpeg is not here: sudo apt-get install ffmpeg")


def tone(seconds: float = 1) -> bytes:
    """A tone of 440 Hz, as a WAV."""
    out = BytesIO()
    with wave.open(out, "wb") as voice:
        voice.setnchannels(1)
        voice.setsampwidth(2)
        voice.setframerate(RATE)
        waves = (int(9000 * math.sin(2 * math.pi * 440 * at / RATE)) for at in range(int(seconds * RATE)))
        voice.writeframes(b"".join(struct.pack("<h", height) for height in waves))
    return out.getvalue()


def recorded(folder: Path, name: str, *options: str) -> bytes:
    """The tone as a phone records it, in the kind of file that the name ends with."""
    (folder / "tone.wav").write_bytes(tone())
    ffmpeg = program()
    assert ffmpeg
    made = [ffmpeg, "-nostdin", "-loglevel", "error", "-i", "tone.wav", *options, name]
    subprocess.run(made, cwd=folder, check=True, timeout=PATIENCE)
    return (folder / name).read_bytes()


def probed(folder: Path, voice: bytes) -> str:
    """All that ffmpeg says of a voice: its kind, its length, its titles."""
    (folder / "probed").write_bytes(voice)
    ffmpeg = program()
    assert ffmpeg
    asked = [ffmpeg, "-nostdin", "-hide_banner", "-i", "probed", "-f", "null", "-"]
    said = subprocess.run(asked, cwd=folder, check=False, capture_output=True, text=True, timeout=PATIENCE)
    return said.stderr
