"""When a row of a file was written, and by whom: read where it is sure, and never guessed."""

from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from app.letter_file import DayOrder, Register, Student, Wrong
from app.letter_file.stamps import order_of, read_stamp
from tests.letter_files import ANA, BORIS, CLASS, LINH, PERIOD_3, PERIOD_5, SIOBHAN

ZONE = ZoneInfo("America/Los_Angeles")
AT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 17, 4, 41, 7, tzinfo=UTC)
"""16 November, 20:41:07 in Los Angeles."""


@pytest.mark.parametrize(
    "written",
    [
        "11/16/2026 20:41:07", "16/11/2026 20:41:07", "2026-11-16 20:41:07", "11/16/2026 8:41:07 PM",
        "2026/11/16 8:41:07 PM GMT-8", "2026/11/16 8:41:07 p. m. GMT-8", "2026/11/16 8:41:07 PM PST",
        "2026/11/17 5:41:07 AM GMT+1", "2026/11/16 8:41:07 PM MEZ", "16.11.2026 20:41:07", "16.11.2026, 20.41.07",
        "2026. 11. 16 오후 8:41:07", "2026-11-17T04:41:07Z", "2026-11-16T20:41:07.250-08:00", " 11/16/26  20:41:07 ",
        "11/16/2026,\u00a08:41:07\u202fPM", "16-11-2026 20:41:07", "2026/11/17 10:11:07 AM GMT+5:30",
    ],
)  # fmt: skip
def test_a_timestamp_is_read_as_forms_and_sheets_write_it_in_many_places(written: str) -> None:
    stamp = read_stamp(written)
    assert stamp is not None
    order = order_of([stamp], ZONE, AT)
    assert order is not None
    assert stamp.moment(order, ZONE) == EVENING


def test_a_day_without_a_time_begins_at_midnight_of_the_school() -> None:
    stamp = read_stamp("2026-11-16")
    assert stamp is not None
    assert stamp.moment(DayOrder.MONTH_FIRST, ZONE) == datetime(2026, 11, 16, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "", "yesterday", "2026", "1/2", "12/30/1899 1:00:00", "11/16/2026 25:00", "32/32/2026", "11/16/2026 13:00 PM",
        "Dear 1/2/2026", "2026-11-16 20:41:07 and more words", "1.2/2026",
    ],
)  # fmt: skip
def test_what_is_no_timestamp_is_none(written: str) -> None:
    stamp = read_stamp(written)
    assert stamp is None or not any(stamp.moment(order, ZONE) for order in DayOrder)


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["3/4/2026 8:00", "16/4/2026 8:00"], DayOrder.DAY_FIRST),
        (["3/4/2026 8:00", "4/16/2026 8:00"], DayOrder.MONTH_FIRST),
        (["3/4/2026 8:00", "5/4/2026 8:00"], None),
        (["3/4/2026 8:00", "1/12/2026 8:00"], DayOrder.MONTH_FIRST),  # the first of December is still to come
        (["3/4/2026 8:00", "12/1/2026 8:00"], DayOrder.DAY_FIRST),
        (["3/4/2026 8:00", "16/4/2026 8:00", "4/16/2026 8:00"], None),
        (["3/3/2026 8:00", "4/4/2026 8:00"], DayOrder.MONTH_FIRST),
        (["31/31/2026 8:00", "16/4/2026 8:00"], DayOrder.DAY_FIRST),
    ],
)
def test_the_order_of_day_and_month_is_decided_over_the_whole_column_or_asked_for(
    column: list[str], order: DayOrder | None
) -> None:
    stamps = [stamp for written in column if (stamp := read_stamp(written))]
    assert order_of(stamps, ZONE, AT) is order


@pytest.mark.parametrize(
    ("cells", "student"),
    [
        (["Ana Morales"], ANA),
        (["  ana   MORALES "], ANA),
        (["Morales, Ana"], ANA),
        (["ana"], ANA),
        (["1001"], ANA),
        (["1001@students.example"], ANA),
        (["Ana", "Morales"], ANA),
        (["Morales", "Ana"], ANA),
        (["ana.morales@gmail.example", "Ana Morales"], ANA),
        (["Bo Lindqvist"], BORIS),
        (["bo@school.example"], BORIS),
        (["Tran Thi Linh"], LINH),
        (["a-77"], LINH),
        (["Siobhan O’Neill Dordevic"], SIOBHAN),
        (["ONeill-Đorđević, Siobhán"], SIOBHAN),
    ],
)
def test_a_student_is_found_by_her_name_however_it_is_typed_and_by_her_number(
    cells: list[str], student: Student
) -> None:
    assert CLASS.find(cells) == student


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ([""], Wrong.NO_NAME),
        (["Anna Morales"], Wrong.NOBODY),
        (["Morales"], Wrong.NOBODY),
        (["Linh"], Wrong.NOBODY),  # nobody says that she goes by it
        (["Ana", "Gomez"], Wrong.NOBODY),
        (["1002"], Wrong.NOBODY),
        (["somebody@else.example"], Wrong.NOBODY),
        (["1001", "Boris Lindqvist"], Wrong.DISAGREE),
    ],
)
def test_whom_no_cell_names_for_sure_is_nobody(cells: list[str], wrong: Wrong) -> None:
    assert CLASS.find(cells) is wrong


def test_what_could_mean_two_students_means_neither() -> None:
    other_ana = Student(uuid4(), "Ana Gomez", numbers=("1002",), classrooms=(PERIOD_3,))
    twin = Student(uuid4(), "Ana Morales", numbers=("1003",), classrooms=(PERIOD_3,))
    assert Register([ANA, other_ana]).find(["Ana"]) is Wrong.SEVERAL
    twins = Register([ANA, twin])
    assert twins.find(["Ana Morales"]) is Wrong.SEVERAL
    assert twins.find(["Ana Morales", "1003"]) == twin


def test_a_student_of_several_classes_writes_in_the_named_one() -> None:
    both = Student(uuid4(), "Cy Adler", classrooms=(PERIOD_5, PERIOD_3))
    assert Register([both], PERIOD_3).class_of(both) == PERIOD_3
    assert Register([both], uuid4()).class_of(both) is Wrong.TWO_CLASSES
    assert Register([ANA], PERIOD_5).class_of(ANA) == PERIOD_3
