"""The table of figures: printed line by line while it comes, and written to README.md at the end."""

import platform
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

README = Path(__file__).parent / "README.md"
HEAD = ("what", "Everyletter", "beside", "ratio", "figure", "reached")


@dataclass(frozen=True)
class Row:
    """One figure."""

    what: str
    here: str
    """What was measured of Everyletter."""
    figure: str
    """What DESIGN.md asks for; empty where it only says what is so."""
    reached: bool | None = None
    """None where nothing was asked, or nothing could be measured."""
    beside: str = ""
    """What it is compared with."""
    ratio: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The row, cell by cell."""
        reached = {True: "yes", False: "**no**", None: ""}[self.reached]
        return (self.what, self.here, self.beside, self.ratio, self.figure, reached)


Add = Callable[[Row], None]
"""What a subject is given: it adds each row as soon as it is measured."""


@dataclass
class Table:
    """The rows, as they come."""

    rows: list[Row] = field(default_factory=list)

    def begin(self) -> None:
        """Print the head."""
        _say(_line(HEAD))
        _say(_line(tuple("---" for _ in HEAD)))

    def add(self, row: Row) -> None:
        """Print a row, and keep it."""
        self.rows.append(row)
        _say(_line(row.cells))

    def write(self, readme: Path = README) -> None:
        """Put the table between the marks of a README."""
        machine = f"{date.today().isoformat()}, Python {platform.python_version()}, {_processor()}."  # noqa: DTZ011
        lines = [_line(HEAD), _line(tuple("---" for _ in HEAD)), *(_line(row.cells) for row in self.rows)]
        table = "\n".join(["<!-- measured -->", "", f"Measured on {machine}", "", *lines, "", "<!-- /measured -->"])
        text = re.sub(r"<!-- measured -->.*<!-- /measured -->", lambda _: table, readme.read_text(), flags=re.DOTALL)
        readme.write_text(text)


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _processor() -> str:
    """The model of the processor, and how many of it this process may use."""
    told = Path("/proc/cpuinfo")
    models = re.findall(r"^model name\s*:\s*(.+)$", told.read_text(), re.MULTILINE) if told.exists() else []
    return f"{models[0] if models else platform.machine()} ({len(models) or 1} cores)"
