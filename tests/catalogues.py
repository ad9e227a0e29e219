"""The catalogues of the interface's words: what templates and code say, in each language. `make words` runs this.

A catalogue holds every message and nothing else, in the order of the alphabet, without places in files and without
the day on which it was written: so that a change of one sentence is a change of one entry.
"""

import re
import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from app.config import ROOT
from app.i18n import CATALOGUES, LANGUAGES

_TEMPLATES = {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "trimmed": "true", "newstyle_gettext": "true",
              "silent": "false"}  # fmt: skip
METHODS = [("templates/**", "jinja2"), ("app/**.py", "python")]
OPTIONS = {"templates/**": _TEMPLATES}

WIDTH = 120
"""Characters of a line of a catalogue: what lies beside it in the repository has as many."""

MOST_SHOWN = 20
"""Faults that are told of one language: a new catalogue says a thousand things not yet."""

_CHANGING = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Generated-By|Project-Id-Version): .*\n', re.MULTILINE
)
"""Lines of a catalogue's head that would change with each machine and day, and that nothing reads."""

_NAMED = re.compile(r"%\((\w+)\)s")
_TAG = re.compile(r"</?[a-z][^>]*>")


@cache
def said() -> Catalog:
    """Every message of the templates and the code, untranslated. To be read only: looking takes more than a second."""
    words = Catalog()
    for _, _, message, _, context in extract_from_dir(ROOT, METHODS, OPTIONS, DEFAULT_KEYWORDS):
        words.add(message, context=context)
    return words


def read(path: Path, tag: str) -> Catalog:
    """A catalogue as it stands."""
    with path.open("rb") as file:
        return read_po(file, locale=tag.replace("-", "_"))


def keep(tag: str, folder: Path = CATALOGUES) -> Catalog:
    """Bring a language's catalogue up to date: new messages without words, old ones gone. Begins one where none is."""
    path = folder / f"{tag}.po"
    words = read(path, tag) if path.exists() else _begun(tag)
    words.update(said(), no_fuzzy_matching=True)
    words.obsolete.clear()
    path.parent.mkdir(exist_ok=True)
    path.write_text(_written(words), encoding="utf-8")
    return words


def _begun(tag: str) -> Catalog:
    words = Catalog(locale=tag.replace("-", "_"), fuzzy=False)
    words.header_comment = f"# The words of Everyletter in {words.locale.english_name if words.locale else tag}."
    return words


def _written(words: Catalog) -> str:
    text = BytesIO()
    words.fuzzy = False
    write_po(text, words, width=WIDTH, no_location=True, omit_header=False, sort_output=True, ignore_obsolete=True)
    return _CHANGING.sub("", text.getvalue().decode())


def faults(tag: str, folder: Path = CATALOGUES) -> list[str]:
    """What is missing or wrong in a language's catalogue, each told with the message's own text."""
    path = folder / f"{tag}.po"
    if not path.exists():
        return [f"{tag}.po is missing: make words begins it"]
    words, wanted = read(path, tag), said()
    found = [f"says nothing: {message.id!r}" for message in wanted if message.id and not _told(words, message)]
    found += [f"is no longer said: {message.id!r}" for message in words if message.id and message.id not in wanted]
    found += [f"is no longer said: {message.id!r}" for message in words.obsolete.values()]
    plural = get_plural(tag.replace("-", "_"))
    if words.num_plurals != plural.num_plurals:
        found.append(f"has {words.num_plurals} plural forms, and the language {plural.num_plurals}")
    for message in words:
        if message.id and _told(words, message):
            found += [f"{fault}: {message.id!r}" for fault in _faults(message, words.num_plurals)]
    return found


def forms_of(message: Message) -> list[str]:
    """What is said for a message: one text, or one for each plural form."""
    said = message.string if isinstance(message.string, tuple | list) else [message.string]
    return [form or "" for form in said]


def _told(words: Catalog, message: Message) -> bool:
    there = words.get(message.id, message.context)
    return there is not None and isinstance(there.id, str) == isinstance(message.id, str) and all(forms_of(there))


def _faults(message: Message, plurals: int) -> Iterator[str]:
    """What can't be right in a message, whatever its language.

    A form may leave its number out (“one student”, “two students” are words in some languages), but the last one,
    which stands for most numbers, may not leave out what the English plural says.
    """
    if message.fuzzy:
        yield "is marked as fuzzy"
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    forms = forms_of(message)
    if len(forms) != (plurals if len(ids) > 1 else 1):
        yield f"has {len(forms)} forms"
    may = set().union(*(_NAMED.findall(id_) for id_ in ids))
    must = set.intersection(*(set(_NAMED.findall(id_)) for id_ in ids)) - ({"count"} if len(ids) > 1 else set())
    for number, form in enumerate(forms):
        here = set(_NAMED.findall(form))
        last = set(_NAMED.findall(ids[-1])) if number == len(forms) - 1 else must
        if wrong := (here - may) | (last - here):
            yield f"form {number} does not agree about {', '.join(sorted(wrong))}"
        if "%" in _NAMED.sub("", form).replace("%%", ""):
            yield f"form {number} has a % that is no %(name)s"
        if sorted(_TAG.findall(form)) != sorted(_TAG.findall(ids[0])):
            yield f"form {number} has other tags"


def main() -> int:
    """Update every catalogue; say what still has to be said. 1 where something has."""
    wrong = 0
    for tag in LANGUAGES[1:]:
        keep(tag)
        found = faults(tag)
        wrong += len(found)
        sys.stdout.write("".join(f"{tag}: {fault}\n" for fault in found[:MOST_SHOWN]))
        sys.stdout.write(f"{tag}.po: {len(found) or 'nothing'} to mend\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
