"""The languages of the interface: catalogues that say everything, and days, numbers and names in each of them."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from babel import localedata

from app import cldr, i18n
from app.cldr import END, ISOLATE
from app.config import ROOT
from app.i18n import CATALOGUES, LANGUAGES
from app.pages import environment
from tests import catalogues
from tests.cast import NOW

OTHERS = LANGUAGES[1:]


@pytest.fixture(params=LANGUAGES)
def tag(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each language, spoken."""
    with i18n.speaking(request.param):
        yield request.param


@pytest.mark.parametrize("tag", OTHERS)
def test_a_catalogue_says_everything_and_nothing_else(tag: str) -> None:
    assert catalogues.faults(tag) == []


@pytest.mark.parametrize("tag", OTHERS)
def test_a_catalogue_is_as_make_words_writes_it(tag: str, tmp_path: Path) -> None:
    here = CATALOGUES / f"{tag}.po"
    copy = tmp_path / here.name
    copy.write_bytes(here.read_bytes())
    catalogues.keep(tag, tmp_path)
    assert copy.read_text() == here.read_text(), "Run make words."


@pytest.mark.parametrize("tag", OTHERS)
def test_a_catalogue_names_no_place_and_no_day(tag: str) -> None:
    text = (CATALOGUES / f"{tag}.po").read_text()
    assert not re.search(r"^#[:~]|POT-Creation-Date|Generated-By", text, re.MULTILINE)
    assert "%(num)" not in text


def test_no_catalogue_lies_there_that_nobody_can_choose() -> None:
    assert {path.stem for path in CATALOGUES.glob("*.po")} <= set(OTHERS)


def test_every_template_is_looked_through_for_words() -> None:
    """A template that the extraction can't read would be left out without a word."""
    inside = re.compile(r"{%-?\s*trans.*?-?%}(.*?){%-?\s*(?:endtrans|pluralize)", re.DOTALL)
    messages = {" ".join(str(id_).split()) for message in catalogues.said() for id_ in _ids(message.id)}
    for path in (ROOT / "templates").iterdir():
        for text in inside.findall(path.read_text()):
            message = re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", " ".join(text.split()).replace("%", "%%"))
            assert message in messages, f"{path.name}: {message}"


def _ids(message: object) -> tuple[object, ...]:
    return tuple(message) if isinstance(message, tuple | list) else (message,)


def test_a_new_language_begins_with_every_message_and_its_own_plurals(tmp_path: Path) -> None:
    begun = catalogues.keep("pl", tmp_path)
    assert begun.num_plurals == 3
    missing = catalogues.faults("pl", tmp_path)
    assert len(missing) == len([message for message in catalogues.said() if message.id])
    assert "says nothing: 'Your card'" in missing


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "Your card"\nmsgstr ""', "says nothing: 'Your card'"),
        ('#, fuzzy\nmsgid "Your card"\nmsgstr "Tu carta"', "is marked as fuzzy: 'Your card'"),
        ('msgid "Your cart"\nmsgstr "Tu carro"', "is no longer said: 'Your cart'"),
        ('#~ msgid "Your cart"\n#~ msgstr "Tu carro"', "is no longer said: 'Your cart'"),
        ('msgid "Write to %(name)s"\nmsgstr "Escribir a %(nombre)s"', "does not agree about name, nombre"),
        ('msgid "Write to %(name)s"\nmsgstr "Escribir a %(name)d"', "has a % that is no %(name)s"),
        ('msgid "%(count)s day"\nmsgid_plural "%(count)s days"\nmsgstr[0] "un día"\nmsgstr[1] "días"', "about count"),
        ('msgid "Your card"\nmsgstr "Tu <b>tarjeta</b>"', "has other tags"),
    ],
)
def test_what_is_wrong_in_a_catalogue_is_told_with_its_message(tmp_path: Path, entry: str, fault: str) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"'
    (tmp_path / "es.po").write_text(f"{head}\n\n{entry}\n")
    assert [told for told in catalogues.faults("es", tmp_path) if fault in told]


def test_a_form_for_one_may_leave_its_number_out(tmp_path: Path) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"'
    entry = 'msgid "%(count)s day"\nmsgid_plural "%(count)s days"\nmsgstr[0] "un día"\nmsgstr[1] "%(count)s días"'
    (tmp_path / "es.po").write_text(f"{head}\n\n{entry}\n")
    assert not [told for told in catalogues.faults("es", tmp_path) if "('%(count)s day'" in told]


@pytest.mark.parametrize("tag", OTHERS)
def test_each_number_finds_its_plural_form(tag: str) -> None:
    there = catalogues.read(CATALOGUES / f"{tag}.po", tag).get("%(count)s day")
    assert there
    category = i18n.locale_of(tag).plural_form
    with i18n.speaking(tag):
        heard = {n: i18n.ngettext("%(count)s day", "%(count)s days", n) for n in range(201)}
    assert set(heard.values()) == set(catalogues.forms_of(there))
    for one, said in heard.items():
        for other in (0, 1, 2, 3, 11, 100):
            assert category(one) != category(other) or said == heard[other], (one, other)


AS_WRITTEN = {
    "en": ("Monday, November 16", "November 16", "November 16, 2026", "November 2026", "Nov", "7:30 PM", "12,345"),
    "es": ("lunes, 16 de noviembre", "16 de noviembre", "16 de noviembre de 2026", "noviembre de 2026", "nov", "19:30",
           "12.345"),
    "ar": ("الاثنين، 16 نوفمبر", "16 نوفمبر", "16 نوفمبر 2026", "نوفمبر 2026", "نوفمبر", "7:30 م", "12,345"),
}  # fmt: skip
"""As people who read the language write it. One that comes new needs no row here: CLDR has its days."""


@pytest.mark.parametrize("tag", AS_WRITTEN)
def test_days_months_and_numbers_are_those_of_the_language(tag: str) -> None:
    day = date(2026, 11, 16)
    with time_machine.travel(NOW), i18n.speaking(tag):
        said = (cldr.day(day), cldr.short_day(day), cldr.dated(day), cldr.month(day), cldr.short_month(day))
        clock = cldr.clock(datetime(2026, 11, 16, 19, 30, tzinfo=UTC)).replace("\u202f", " ").replace("\xa0", " ")
        number = cldr.number(12345)
    assert (*said, clock, number) == AS_WRITTEN[tag]


def test_another_year_is_said(tag: str) -> None:
    assert "2019" in cldr.day(date(2019, 3, 2))
    assert "2019" in cldr.short_day(date(2019, 3, 2))


def test_a_day_in_the_history_is_written_out() -> None:
    assert cldr.days_written("Period 5, 2026-11-20") == "Period 5, November 20, 2026"
    assert cldr.days_written("2026-99-99") == "2026-99-99", "a name of the school's"
    with i18n.speaking("es"):
        assert cldr.days_written("2026-11-20") == "20 de noviembre de 2026"


def test_each_language_is_called_by_its_own_name() -> None:
    assert [i18n.own_name(tag) for tag in ("en", "es", "ar")] == ["English", "Español", "العربية"]


def test_a_language_that_is_only_named_is_not_kept_in_memory() -> None:
    named = next(tag for tag in i18n.FAMILY_LANGUAGES if tag not in LANGUAGES and "-" not in tag)
    i18n.own_name.cache_clear()
    assert i18n.own_name(named) != named
    assert i18n.own_name("es") == "Español"
    assert named not in localedata._cache
    assert i18n.languages_in(named)["es"]
    assert named not in localedata._cache


def _drawn(name: object) -> str:
    template = "{% trans name=name %}Write to {{ name }}{% endtrans %}"
    return environment().from_string(template).render(name=name)


def test_a_name_does_not_turn_the_words_around_it_about() -> None:
    with i18n.speaking("ar"):
        assert f"{ISOLATE}Ana{END}" in _drawn("Ana")
    assert _drawn("ليلى") == f"Write to {ISOLATE}ليلى{END}"
    assert _drawn("Ana") == "Write to Ana", "where all runs one way nothing is added"


def test_names_are_listed_as_the_language_lists_them() -> None:
    names = ["Ms. Rivera", "ليلى", "7"]
    assert cldr.listed(names) == f"Ms. Rivera, {ISOLATE}ليلى{END}, 7"
    with i18n.speaking("ar"):
        assert cldr.listed(names) == f"{ISOLATE}Ms. Rivera{END} و{ISOLATE}ليلى{END} و7"
        assert _drawn(cldr.listed(names)).count(ISOLATE) == 2, "and not isolated once more"


def test_years_and_numbers_run_with_the_words_around_them() -> None:
    with i18n.speaking("ar"):
        assert cldr.within("2026–27") == "2026–27"


def test_a_name_is_escaped_wherever_it_stands() -> None:
    with i18n.speaking("ar"):
        assert "&lt;b&gt;" in _drawn("<b>")
    assert "&lt;b&gt;" in _drawn("<b>ليلى")
