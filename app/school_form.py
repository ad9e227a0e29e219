"""The form in which a school says what it is: on the first page, and in the office later."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.cldr import month_name
from app.i18n import FAMILY_LANGUAGES, LANGUAGES, own_name
from app.models.calendar import MONTHS_A_YEAR
from app.models.school import About
from app.models.words import fold
from app.posted import Posted
from app.zones import place_of, zone_of_this_machine, zones

IN_AUGUST = 8


@dataclass(frozen=True)
class Choices:
    """What the form offers."""

    zones: dict[str, list[tuple[str, str]]]
    """By part of the world: names, and what one looks for."""
    months: list[tuple[int, str]]
    languages: list[str]
    """By their own names."""


def choices(about: About) -> Choices:
    """What there is to choose from; also what was chosen before and would not be offered any more."""
    offered = zones()
    if about.zone and not any(about.zone == name for places in offered.values() for name, _ in places):
        part = about.zone.partition("/")[0]
        offered = offered | {part: [*offered.get(part, []), (about.zone, place_of(about.zone))]}
    tags = sorted({*FAMILY_LANGUAGES, *about.languages}, key=lambda tag: fold(own_name(tag)))
    return Choices(offered, [(number, month_name(number)) for number in range(1, MONTHS_A_YEAR + 1)], tags)


def first_guess() -> About:
    """What stands in the form before anybody has typed. A zone where nobody lives (a container's UTC) is no guess."""
    zone = zone_of_this_machine()
    lived_in = any(zone == name for places in zones().values() for name, _ in places)
    return About("", zone if lived_in else "", IN_AUGUST, LANGUAGES[:1])


def read_about(form: Posted, before: Sequence[str] = ()) -> About:
    """What was typed. `before` are the languages that the school has, whether or not they are offered."""
    ticked = {value for name, value in form.fields if name == "language"}
    languages = [tag for tag in dict.fromkeys([*before, *FAMILY_LANGUAGES]) if tag in ticked]
    return About(form.text("school"), form.text("zone"), form.number("year_start"), languages)
