"""Scripts and styles as they go over the line: a module with all that it imports, so that it costs one request.

The files in app/static stay small, one behaviour each, and are modules that any tool can read. What is served is the
same text, each module once and before whoever needs it, without the lines that import or are a comment alone, and
without what is indented. A style sheet is served without comments, too.
"""

import re
from functools import cache

from app.config import ROOT

STATIC = ROOT / "app" / "static"

_IMPORT = re.compile(r'^import (?:\{[^}]*\} from )?"\./([a-z-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const )", re.MULTILINE)
_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
_COMMENT_ON_STYLE = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"^\s+", re.MULTILINE)


@cache
def served(name: str) -> bytes:
    """A file of app/static as it goes over the line."""
    if name.endswith(".js"):
        return _script(name).encode()
    return _style(name).encode() if name.endswith(".css") else (STATIC / name).read_bytes()


def _script(name: str) -> str:
    """A module and all that it imports, as one text that needs no other; what it exports itself it exports still."""
    *others, module = (_COMMENT.sub("", _IMPORT.sub("", _source(part))) for part in _needed(name))
    return _INDENT.sub("", "".join([*(_EXPORT.sub("", other) for other in others), module]))


def _style(name: str) -> str:
    return _INDENT.sub("", _COMMENT_ON_STYLE.sub("", _source(name)))


def _needed(name: str) -> list[str]:
    """The modules of a script, each after those that it imports."""
    needed: list[str] = []
    for other in _IMPORT.findall(_source(name)):
        needed += [part for part in _needed(other) if part not in needed]
    return [*needed, name]


@cache
def _source(name: str) -> str:
    return (STATIC / name).read_text()
