"""What the README and the documents say is there: every path, every name in a file, and every part of the house."""

import re
from pathlib import Path

import pytest

from app.config import ROOT
from app.models.quiet import DEFAULT

README = (ROOT / "README.md").read_text()
DOCUMENTS = ["README.md", "SECURITY.md", "CHANGELOG.md", "docs/school.md", "docs/house.md", "benchmarks/README.md"]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
PLACE = re.compile(r"(?<![\w/.])(?:app|templates|tests|migrations|benchmarks|docs)/[\w./-]*\w")
NAME_IN = re.compile(r"`([\w.]+)` in\s+\[[^]]*]\(([^)]+)\)")
TO_COME = {"app/locale/vi.po"}
"""What the README says that one would make."""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_in_a_document_is_there(document: str) -> None:
    text = (ROOT / document).read_text()
    links = {link: (ROOT / document).parent / link for link in LINK.findall(text)}
    places = {place: ROOT / place for place in PLACE.findall(LINK.sub("", text))}
    assert [told for told, path in (links | places).items() if not path.exists() and told not in TO_COME] == []


def test_every_name_stands_in_the_file_where_the_readme_says() -> None:
    told = NAME_IN.findall(README)
    assert told
    assert [
        (name, path)
        for name, path in told
        if not re.search(rf"\b{name.rpartition('.')[2]}\b", (ROOT / path).read_text())
    ] == []


def test_the_readme_names_every_part_of_the_house() -> None:
    parts = [path.name for path in (ROOT / "app").glob("*.py") if path.name != "__init__.py"]
    parts += [f"{path.name}/" for path in (ROOT / "app").iterdir() if path.is_dir() and not path.name.startswith("__")]
    assert [part for part in parts if part not in README] == []


def test_the_readme_says_the_quiet_hours_as_they_are() -> None:
    assert f"between {DEFAULT.begins:%H:%M} and {DEFAULT.ends:%H:%M} goes out at {DEFAULT.ends:%H:%M}" in README


@pytest.mark.parametrize("word", re.findall(r"`make (\w+)`|^ {4}make (\w+)", README, re.MULTILINE))
def test_make_knows_every_word_that_the_readme_says(word: tuple[str, str]) -> None:
    makefile: Path = ROOT / "Makefile"
    assert re.search(rf"^{''.join(word)}:", makefile.read_text(), re.MULTILINE)
