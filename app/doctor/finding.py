"""What the doctor says of one thing."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """WELL: as it must be. LOOK: it works, and somebody should know. WRONG: it must be mended."""

    WELL = "well"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """What was found, and how to mend it."""

    health: Health
    says: str
    mend: str = ""


def well(says: str) -> Finding:
    """All is as it must be."""
    return Finding(Health.WELL, says)


def look(says: str, mend: str) -> Finding:
    """It works, and somebody should know."""
    return Finding(Health.LOOK, says, mend)


def wrong(says: str, mend: str) -> Finding:
    """It must be mended."""
    return Finding(Health.WRONG, says, mend)


def count(number: int, noun: str) -> str:
    """`1 letter`, `2 letters`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
