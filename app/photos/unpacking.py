"""Opens a file in a process of its own (child.py), and takes what comes out of it, leaf by leaf."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer

from app.photos.child import HEAD

CHILD = Path(__file__).with_name("child.py")

PATIENCE = 60
"""Seconds for one leaf, by the clock on the wall; the child has a limit on the CPU's time of its own."""


class Unreadable(Exception):
    """A file that can't be opened: for sure, or because it took too much of this machine, which may be busy."""

    def __init__(self, *, for_sure: bool) -> None:
        super().__init__()
        self.for_sure = for_sure


@dataclass(frozen=True)
class Leaf:
    """A leaf of a file: its pictures in WebP, and the pixels of the large one."""

    width: int
    height: int
    large: bytes
    small: bytes


def leaves_of(body: bytes, media: str) -> Iterator[Leaf]:
    """The leaves of a file, one after another. Raises Unreadable where one can't be made: also after the first."""
    with TemporaryFile() as given:
        given.write(body)
        given.seek(0)
        # -I: nothing of the environment or the folder comes in; it needs only its libraries.
        with subprocess.Popen(  # noqa: S603 -- our own interpreter, and a media type of ours
            [sys.executable, "-I", str(CHILD), media], stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as child:
            try:
                while leaf := _next(child):
                    yield leaf
            finally:
                child.kill()
        if child.returncode:
            raise Unreadable(for_sure=child.returncode > 0)  # else a signal ended it


def _next(child: "subprocess.Popen[bytes]") -> Leaf | None:
    assert child.stdout is not None  # noqa: S101 -- it is a pipe
    patience = Timer(PATIENCE, child.kill)
    patience.start()
    try:
        head = child.stdout.read(HEAD.size)
        if not head:
            child.wait()
            return None
        width, height, large, small = HEAD.unpack(head)
        return Leaf(width, height, child.stdout.read(large), child.stdout.read(small))
    finally:
        patience.cancel()
