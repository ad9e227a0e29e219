"""The process that becomes ffmpeg: `python -I voice_child.py FFMPEG FORMAT`, in a folder that holds the file SENT.

It limits itself first, and then ffmpeg takes its place. What comes out is sound alone: no title, place or date that
stood in the file, no picture, no chapter.
"""

import os
import resource
import signal
import sys

SENT, OPUS, AAC = "sent", "voice.ogg", "voice.m4a"

MEMORY = 300 * 1024 * 1024
"""Bytes of private memory: ffmpeg takes some 30 MB for a voice."""
SECONDS = 120
"""Of CPU: five minutes of voice take about four."""
LARGEST = 64 * 1024 * 1024
"""Bytes of one file that is made: at these rates more than two hours."""

ONLY_SOUND = ["-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:a",
              "+bitexact", "-ac", "1", "-threads", "1"]  # fmt: skip
TO_OPUS = ["-c:a", "libopus", "-b:a", "32k", "-application", "voip", "-f", "ogg", OPUS]
TO_AAC = ["-c:a", "aac", "-b:a", "64k", "-ar", "44100", "-movflags", "+faststart", "-f", "ipod", AAC]


def command(ffmpeg: str, kind: str) -> list[str]:
    """What ffmpeg is asked for. It opens SENT as a file of this kind and no other, and nothing beyond this folder's
    files: no list, no address, no network."""
    quiet = ["-nostdin", "-hide_banner", "-loglevel", "error", "-abort_on", "empty_output+empty_output_stream"]
    given = ["-protocol_whitelist", "file,pipe", "-threads", "1", "-f", kind, "-i", SENT]
    return [ffmpeg, *quiet, *given, *ONLY_SOUND, *TO_OPUS, *ONLY_SOUND, *TO_AAC]


def main(ffmpeg: str, kind: str) -> None:
    """Limit this process, and become ffmpeg."""
    for what, most in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it, and half a file would pass for a whole one
    os.execv(ffmpeg, command(ffmpeg, kind))  # noqa: S606 -- no shell, and words of ours alone


if __name__ == "__main__":
    main(*sys.argv[1:])
