"""What a file of letters would bring: which column is which, which rows come, and which can't."""

from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from app.letter_file import (
    Columns,
    DayOrder,
    Here,
    Plan,
    Register,
    Table,
    Trouble,
    Wrong,
    guess,
    named,
    plan,
    read_letters,
)
from app.letter_file.columns import place_of
from app.models.viewer import Viewer
from app.models.words import LONGEST, digest
from tests.letter_files import ANA, BORIS, CLASS, HEADING, PERIOD_3, ROWS, forms_csv

AT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 17, 4, 41, 7, tzinfo=UTC)
"""16 November, 20:41:07 in Los Angeles."""
VIEWER = Viewer(uuid4(), uuid4(), ZoneInfo("America/Los_Angeles"), AT)


def table_of(text: str | bytes) -> Table:
    return read_letters(text.encode() if isinstance(text, str) else text, CLASS)


def planned(
    text: str,
    columns: Columns | None = None,
    *,
    register: Register = CLASS,
    order: DayOrder | None = None,
    here: Here | None = None,
) -> Plan:
    """What the rows of a file would bring, with its columns guessed where none are named."""
    table = read_letters(text.encode(), register)
    return plan(table, columns or guess(table, register), register, here or Here(), VIEWER, order)


def test_the_columns_are_found_by_what_stands_in_them() -> None:
    assert guess(table_of(forms_csv(ROWS)), CLASS) == Columns(0, (1,), (2,))


def test_a_birthday_is_not_taken_for_the_time_nor_a_tick_for_a_text() -> None:
    agreed = "I know that my teacher reads this and must pass on what means danger."
    rows = [[when, "3/4/2010", "Period 3", name, agreed, letter] for when, name, letter in ROWS]
    heading = ("Timestamp", "Birthday", "Class", "Name", "Please agree", "Letter")
    assert guess(table_of(forms_csv(rows, heading)), CLASS) == Columns(0, (3,), (5,))


def test_a_first_and_a_last_name_are_one_student_and_a_number_stands_beside_her() -> None:
    rows = [
        [when, *name.split(), str(1000 + place), letter] for place, (when, name, letter) in enumerate(ROWS, start=1)
    ]
    heading = ("Timestamp", "First", "Last", "Number", "Letter")
    assert guess(table_of(forms_csv(rows, heading)), CLASS) == Columns(0, (1, 2, 3), (4,))


def test_several_texts_are_one_letter() -> None:
    rows = [[*row, f"I would like to know how you learned to swim, and when. {row[1]}"] for row in ROWS]
    both = planned(forms_csv(rows, (*HEADING, "And what would you like to know?")))
    assert both.columns.text == (2, 3)
    assert both.letters[0].body == f"{ROWS[0][2]}\n\n{rows[0][3]}"
    alone = planned(forms_csv([[*row, " "] for row in ROWS], (*HEADING, "More")), Columns(0, (1,), (2, 3)))
    assert [letter.body for letter in alone.letters] == [row[2] for row in ROWS]


def test_a_table_without_a_heading_loses_no_row() -> None:
    table = table_of(forms_csv(ROWS[1:], ROWS[0]))
    assert table.columns == ["A", "B", "C"]
    assert [row.number for row in table.rows] == [1, 2]
    assert guess(table, CLASS) == Columns(0, (1,), (2,))


def test_columns_are_named_by_their_heading_or_letter() -> None:
    table = table_of(forms_csv(ROWS))
    assert named(table, Columns(), time="timestamp", student=["B"], text=[HEADING[2]]) == Columns(0, (1,), (2,))
    assert named(table, Columns(0, (1,), (2,)), time="", student=[], text=[]) == Columns(0, (1,), (2,))
    with pytest.raises(LookupError):
        place_of(table, "Nothing")


def test_where_nobody_matches_the_heading_tells_who_wrote_it() -> None:
    assert guess(table_of(forms_csv(ROWS)), Register([])) == Columns(0, (1,), (2,))


@pytest.mark.parametrize(
    ("columns", "trouble"),
    [
        (Columns(None, (1,), (2,)), Trouble.NO_TIME),
        (Columns(0, (), (2,)), Trouble.NO_STUDENT),
        (Columns(0, (1,), ()), Trouble.NO_TEXT),
    ],
)
def test_a_column_that_is_missing_is_asked_for(columns: Columns, trouble: Trouble) -> None:
    found = planned(forms_csv(ROWS), columns)
    assert (found.trouble, found.letters) == (trouble, [])


def test_a_letter_comes_byte_for_byte_with_its_moment_and_its_writer() -> None:
    found = planned(forms_csv(ROWS))
    first, second = found.letters
    assert (first.writer_id, first.body, first.received_at) == (ANA.id, ROWS[0][2], EVENING)
    assert (second.writer_id, second.classroom_id) == (BORIS.id, PERIOD_3)
    assert [(hers.student, hers.days) for hers in found.students] == [
        (ANA, [date(2026, 11, 16)]),
        (BORIS, [date(2026, 11, 17)]),
    ]
    assert (found.answered(date(2026, 11, 16)), found.answered(None)) == (1, 0)


def test_rows_that_cannot_come_are_named_with_number_and_reason_and_the_others_come() -> None:
    long, when = "a" * (LONGEST + 1), "11/16/2026 20:41:07"
    rows = [
        ROWS[0], [when, "Anna Morales", "Who am I? Somebody else, I think."], ["", "", ""], ["soon", "Ana", "When?"],
        ["12/24/2026 8:00:00", "Ana", "Merry Christmas!"], [when, "Ana", " \n "], [when, "Ana", long],
        [when, "", "Guess who."], [when, "Ana", "nothing\x00ness"],
    ]  # fmt: skip
    found = planned(forms_csv(rows), Columns(0, (1,), (2,)))
    assert [letter.body for letter in found.letters] == [ROWS[0][2]]
    assert [(row.number, row.wrong, row.who) for row in found.left] == [
        (3, Wrong.NOBODY, "Anna Morales"), (5, Wrong.NO_TIME, "Ana"), (6, Wrong.FUTURE, "Ana"), (7, Wrong.EMPTY, "Ana"),
        (8, Wrong.TOO_LONG, "Ana"), (9, Wrong.NO_NAME, ""), (10, Wrong.NUL, "Ana"),
    ]  # fmt: skip


def test_a_column_of_letters_that_is_taken_for_the_names_shows_none_of_them() -> None:
    rows = [["11/16/2026 20:41:07", "Ana Morales", "I am sad."], ["11/16/2026 21:41:07", "Bo", "Me too."]]
    found = planned(forms_csv(rows), Columns(0, (2,), (1,)))
    assert [(row.wrong, row.who) for row in found.left] == [(Wrong.NOBODY, "")] * 2


def test_days_that_can_be_read_in_two_ways_are_asked_for_and_then_read_as_said() -> None:
    text = forms_csv([["3/4/2026 8:00:00", "Ana Morales", "Hello."]])
    assert planned(text).trouble is Trouble.DAY_ORDER
    for order, day in {DayOrder.DAY_FIRST: date(2026, 4, 3), DayOrder.MONTH_FIRST: date(2026, 3, 4)}.items():
        found = planned(text, order=order)
        assert (found.order, found.days) == (order, [day])


def test_an_order_that_does_not_fit_a_row_leaves_the_row() -> None:
    found = planned(forms_csv(ROWS), order=DayOrder.DAY_FIRST)
    assert [row.wrong for row in found.left] == [Wrong.NO_TIME, Wrong.NO_TIME]


def test_a_letter_that_is_here_or_twice_in_the_file_comes_once() -> None:
    assert planned(forms_csv([*ROWS, ROWS[0]])).here == 1
    found = planned(forms_csv(ROWS))
    keys = frozenset(letter.source_key for letter in found.letters)
    again = planned(forms_csv(ROWS), here=Here(keys))
    assert (again.letters, again.here, again.left) == ([], 2, [])


def test_another_export_of_the_same_form_brings_the_same_letters() -> None:
    here = Here(
        texts=frozenset((one.writer_id, digest(one.body), one.received_at) for one in planned(forms_csv(ROWS)).letters)
    )
    rows = [["2026/11/16 8:41:07 PM GMT-8", *ROWS[0][1:]], ["2026/11/17 7:05:00 AM GMT-8", *ROWS[1][1:]]]
    assert planned(forms_csv(rows), here=here).here == 2


def test_a_key_stays_the_same_whatever_the_line_ends_and_the_spelling_of_the_name() -> None:
    rows = [["11/16/2026  20:41:07 ", "Morales, Ana", ROWS[0][2].replace("\n", "\r\n")], ROWS[1]]
    keys = {letter.source_key for letter in planned(forms_csv(rows)).letters}
    assert keys == {letter.source_key for letter in planned(forms_csv(ROWS)).letters}


def test_the_seal_of_a_plan_breaks_when_something_changes() -> None:
    found = planned(forms_csv(ROWS))
    assert found.seal("") == planned(forms_csv(ROWS)).seal("")
    fewer = planned(forms_csv(ROWS[:1]))
    unknown = planned(forms_csv(ROWS), register=Register([ANA], PERIOD_3))
    one_here = planned(forms_csv(ROWS), here=Here(frozenset({found.letters[0].source_key})))
    others = [fewer, unknown, one_here]
    assert len({found.seal(""), found.seal("2026-11-16"), *(other.seal("") for other in others)}) == 5
