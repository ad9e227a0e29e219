"""The house tests itself: what DESIGN.md asks of every template and every file holds, or this says where not."""

import ast
import re
from pathlib import Path

import pytest
from jinja2 import nodes

from app.config import ROOT, Settings
from app.pages import environment

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if not path.name.startswith("_")]
PYTHON = [path for folder in ("app", "tests", "benchmarks", "migrations") for path in (ROOT / folder).rglob("*.py")]
LONGEST_FILE = 300
WITHOUT_A_TEMPLATE = {"home": "sends on, and draws `you`", "health": "speaks to machines",
                      "together": "asked by the desk itself: draws `_news` and `_copies`",
                      "language": "comes back to where one was; `_languages` is on many"}  # fmt: skip
INDEXES = re.compile(
    r"https?://[^\s\"']*(?:pypi\.org|pythonhosted|/simple\b|registry\.npmjs|artifactory|devpi|nexus)", re.IGNORECASE
)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def files_of_the_project() -> list[Path]:
    """Every text file that belongs to it; not what is built or kept beside it."""
    beside = {".git", ".venv", "build", "data", "node_modules", "__pycache__"}
    found = []
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if (
            path.is_file()
            and not beside & set(parts)
            and not re.match(r"\.\w+_cache|\.hypothesis|.*egg-info", parts[0])
        ):
            found.append(path)
    return found


def app_sources() -> dict[str, str]:
    return {name_of(path): path.read_text() for path in PYTHON if name_of(path).startswith("app/")}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_template_compiles(path: Path) -> None:
    environment().get_template(path.relative_to(ROOT / "templates").as_posix())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_page_has_a_title_and_the_title_no_name(path: Path) -> None:
    blocks = environment().parse(path.read_text()).find_all(nodes.Block)
    titles = [block for block in blocks if block.name == "title"]
    assert len(titles) == 1, "A page says in its title where one is."
    shown = {name.name for name in titles[0].find_all(nodes.Name)} - {"gettext", "ngettext", "_"}
    assert not shown, f"There is a projector in the room: a title shows nobody, and this one shows {shown}."


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_a_script_or_a_style_in_it(path: Path) -> None:
    html = re.sub(r"{#.*?#}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<[^>]*\s(?:on[a-z]+|style)\s*=", html), "The policy of guards.py would block it."
    assert "javascript:" not in html
    assert "|safe" not in html.replace(" ", ""), "What somebody wrote is never taken for HTML."


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_sentence_can_be_translated_with_its_placeholders_named(path: Path) -> None:
    for _, _, messages in environment().extract_translations(path.read_text()):  # type: ignore[attr-defined]
        for message in [messages] if isinstance(messages, str) else messages:
            loose = re.findall(r"%(?!\(\w+\)s|%)", message or "")
            assert not loose, f"{message!r} has a % that names nothing."


def test_the_program_commits_in_one_place() -> None:
    places = [name for name, text in app_sources().items() for _ in re.findall(r"\.commit\(", text)]
    assert places == ["app/db.py"]


def test_the_rule_is_spelled_once() -> None:
    spelled = re.compile(
        r"settled_by_id\W*(?:==|!=|is|IS)\W*(?:not |NOT )?(?:None|NULL)|settled_by_id\)?\.is_(?:not)?\("
    )
    found = [
        (name, line.strip())
        for name, text in app_sources().items()
        for line in text.splitlines()
        if spelled.search(line)
    ]
    python = [place for place in found if "text(" not in place[1]]  # the partial index has to say it in SQL
    assert python == [("app/models/letter.py", "return self.settled_by_id == None  # noqa: E711")]


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
@pytest.mark.parametrize("file", ["README.md", ".env.example"])
def test_every_setting_is_told(file: str, setting: str) -> None:
    assert f"EVERYLETTER_{setting.upper()}" in (ROOT / file).read_text()


@pytest.mark.parametrize("file", ["README.md", ".env.example", "compose.yaml", "Dockerfile"])
def test_no_setting_is_told_that_there_is_not(file: str) -> None:
    told = set(re.findall(r"EVERYLETTER_([A-Z_]+)", (ROOT / file).read_text()))
    assert told <= {name.upper() for name in Settings.model_fields}


def test_no_python_file_is_too_long_to_read() -> None:
    here = [path for path in PYTHON if not name_of(path).startswith("migrations/")]
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in here}
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}


def test_every_module_says_first_what_it_is_for() -> None:
    silent = [
        name_of(path) for path in PYTHON if path.read_text() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent


def test_no_file_names_a_package_index() -> None:
    naming = []
    for path in files_of_the_project():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        if INDEXES.search(text) or re.search(r"^--(?:extra-)?index-url|^--find-links", text, re.MULTILINE):
            naming.append(name_of(path))
    assert not naming


@pytest.mark.parametrize("router", sorted(path.stem for path in (ROOT / "app/routers").glob("[a-z]*.py")))
def test_every_room_has_a_screen_of_its_name(router: str) -> None:
    has = (ROOT / f"templates/{router}.html").exists()
    assert has != (router in WITHOUT_A_TEMPLATE), "Give it a template of its name, or a reason in the list."


def test_every_template_is_drawn_by_somebody() -> None:
    code = "".join(app_sources().values()) + "".join(path.read_text() for path in TEMPLATES)
    asked = {path.name for path in TEMPLATES if f'"{path.stem}"' in code or f'"{path.name}"' in code}
    assert {path.name for path in TEMPLATES} - asked == set()
