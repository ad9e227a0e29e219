"""How long tests wait for what may never come. A wait with a limit fails where it is; one without holds up all."""

from threading import Barrier

PATIENCE = 30.0
"""Seconds: far beyond what any of it takes on a slow machine."""


def together(many: int) -> Barrier:
    """Where threads wait for each other; whoever waits too long breaks it for all (BrokenBarrierError)."""
    return Barrier(many, timeout=PATIENCE)
