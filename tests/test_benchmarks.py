"""The benchmarks run to their end and say every figure. What they measure is not tested: a machine may be busy."""

from pathlib import Path

import pytest

from benchmarks.__main__ import Effort, run
from benchmarks.table import README

SHORT = Effort(
    rounds=2, waiting=200, on_sqlite=(1, 2), on_postgresql=(1, 2), seconds=0.2, phones=1, minute=0.2, students=2,
    loads=1, answers=1, teachers=1, visits=1
)  # fmt: skip


def test_every_figure_is_measured_printed_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVERYLETTER_LOG_LEVEL", "WARNING")
    table = run(SHORT)
    subjects = [row.what.split(",")[0] for row in table.rows]
    pages = ["queue", "board", "desk", "timeline", "timeline", "one letter"]
    long_line = ["the queue", "the queue", "the desk"]
    letters = ["a letter is accepted", "letters a second", "letters a second"]
    weights = ["a student's first page", "the sheet", "the queue"]
    assert subjects == [
        *pages, *long_line, "find", "find", *pages, *pages, *letters, "photos", *weights, *weights[:2],
        "send and open the next", "memory"
    ]  # fmt: skip
    asked = [row for row in table.rows if "waiting" not in row.what]
    assert all(row.figure and row.reached is not None for row in asked), "Nothing was left out."
    printed = capsys.readouterr().out
    (readme := tmp_path / "README.md").write_text(README.read_text())
    table.write(readme)
    for row in table.rows:
        assert row.what in printed
        assert row.here in readme.read_text()
