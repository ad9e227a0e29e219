"""A bar for work that takes longer than one likes to look at nothing."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from time import monotonic
from typing import TypeVar

import typer

PATIENCE = 2.0
"""Seconds without a word."""

T = TypeVar("T")


def patiently(things: Sequence[T], doing: str) -> Iterator[T]:
    """Each of the things; after two seconds a bar on stderr says how far it is."""
    began, bar = monotonic(), None
    with ExitStack() as drawn:
        for done, thing in enumerate(things, start=1):
            yield thing
            if bar is not None:
                bar.update(1)
            elif monotonic() - began > PATIENCE:
                bar = drawn.enter_context(typer.progressbar(length=len(things), label=doing, file=sys.stderr))
                bar.update(done)
