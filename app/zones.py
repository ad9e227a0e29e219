"""Time zones: the ones that a school can choose from, and the one that this machine is in."""

import os
from functools import cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import available_timezones


@cache
def zones() -> dict[str, list[tuple[str, str]]]:
    """Every zone that people live in, by part of the world: its name, and what one looks for in a list.

    From zone.tab of the IANA time zone database, which names one for each place where clocks differ.
    """
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    names = sorted(line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#"))
    by_part: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        by_part.setdefault(name.partition("/")[0], []).append((name, place_of(name)))
    return {part: sorted(places, key=lambda place: place[1]) for part, places in by_part.items()}


def place_of(name: str) -> str:
    """What a zone is called in a list: Los Angeles, or Knox (Indiana)."""
    *around, place = name.replace("_", " ").split("/")
    return f"{place} ({around[-1]})" if len(around) > 1 else place


def zone_of_this_machine() -> str:
    """The IANA name of the zone that this machine is in, or an empty text where it doesn't say."""
    known = available_timezones() - {"Factory", "localtime"}
    return next((name for name in _names() if name in known), "")


def _names() -> list[str]:
    debian, link = Path("/etc/timezone"), Path("/etc/localtime")
    return [
        os.environ.get("TZ", "").removeprefix(":"),
        debian.read_text(encoding="utf-8").strip() if debian.is_file() else "",
        str(link.resolve()).partition("zoneinfo/")[2],
    ]
