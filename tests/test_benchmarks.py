"""The benchmarks run to their end and say every figure. What they measure is not tested: a machine may be busy."""

from pathlib import Path

import pytest

from benchmarks.__main__ import Effort, run
from benchmarks.table import README

SHORT = Effort(
    rounds=2, on_sqlite=(1, 2), on_postgresql=(1, 2), seconds=0.2, phones=2, minute=0.2, students=2, answers=1,
    teachers=1, visits=1
)  # fmt: skip


def test_every_figure_is_measured_printed_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = run(SHORT)
    subjects = [row.what.split(",")[0] for row in table.rows]
    pages = ["queue", "board", "desk", "timeline", "timeline", "one letter"]
    letters = ["a letter is accepted", "letters a second", "letters a second"]
    weights = ["a student's first page", "the sheet", "the queue"]
    assert subjects == [*pages, *pages, *pages, *letters, "photos", *weights, "send and open the next", "memory"]
    assert all(row.figure and row.reached is not None for row in table.rows), "Nothing was left out."
    printed = capsys.readouterr().out
    (readme := tmp_path / "README.md").write_text(README.read_text())
    table.write(readme)
    for row in table.rows:
        assert row.what in printed
        assert row.here in readme.read_text()
