"""A list is read whatever wrote it, and carried through a form without a change."""

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.words import Reason, Refused
from app.roster.sheet import LARGEST, MOST_COLUMNS, UNREADABLE, Sheet, Unclosed, carried_sheet, fits_a_form, read_sheet

PLAIN = "Name,Class\nZoë O’Neill,8b\n李小龙,8b\nأمل,8c\n"
AS_READ = (("Name", "Class"), ((2, ("Zoë O’Neill", "8b")), (3, ("李小龙", "8b")), (4, ("أمل", "8c"))))


def cells(sheet: Sheet) -> tuple[object, object]:
    return sheet.headings, sheet.rows


@pytest.mark.parametrize(
    "given",
    [
        PLAIN,
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + PLAIN.encode("utf-32-le"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace("\n", "\r").encode("utf-16"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", "|"),
        PLAIN.replace(",", ",,,"),
        PLAIN.replace("\n", ",,\n"),
        PLAIN.rstrip("\n"),
        "\ufeff" + PLAIN,
    ],
)
def test_every_kind_of_file_is_the_same_list(given: str | bytes) -> None:
    assert cells(read_sheet(given)) == AS_READ


@pytest.mark.parametrize(
    "text", ["姓名,班级\n王小明,三年级二班\n李小龙,三年级二班\n", "이름;반\n김민수;3반\n", "ФИО,Класс\nАня Ким,8б\n"]
)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8"])
def test_utf_16_without_a_mark_is_known_by_its_zeros_in_every_script(text: str, encoding: str) -> None:
    assert cells(read_sheet(text.encode(encoding))) == cells(read_sheet(text))


def test_windows_1252_is_what_is_not_utf_8() -> None:
    sheet = read_sheet("Nachname;Vorname;Klasse\nMüller;Zoë “Zo”;8b\n".encode("cp1252"))
    assert sheet.rows == ((2, ("Müller", "Zoë “Zo”", "8b")),)


def test_what_no_encoding_knows_is_said_and_not_guessed() -> None:
    assert UNREADABLE in str(read_sheet(b"Name,Class\nM\x81ller,8b\n").rows)
    assert UNREADABLE in str(read_sheet("Name,Class\nA\x00na,8b\n").rows)


def test_a_line_end_inside_quotation_marks_belongs_to_the_cell_and_the_rows_keep_their_numbers() -> None:
    sheet = read_sheet('Name,Note of the class,Class\n"Ana\nMorales","",8b\n\n,,\nBo,,8b\n')
    assert [(number, row[0]) for number, row in sheet.rows] == [(2, "Ana\nMorales"), (5, "Bo")]


def test_what_stands_above_the_headings_is_no_person() -> None:
    sheet = read_sheet("Roosevelt High\nPrinted:,11/17/2026\n\nStudent Name,Period\nAna,3\n")
    assert (sheet.headings_at, sheet.headings, sheet.rows) == (4, ("Student Name", "Period"), ((5, ("Ana", "3")),))
    again = carried_sheet(sheet.text, 1)
    assert again.rows == ((2, ("Printed:", "11/17/2026")), (4, ("Student Name", "Period")), (5, ("Ana", "3")))


def test_a_class_is_not_taken_for_a_heading() -> None:
    assert read_sheet("Who,Where\nAna,Period 3\nBo,Section 2\n").headings == ("Who", "Where")


def test_excels_first_line_says_what_parts_the_cells() -> None:
    sheet = read_sheet("sep=;\nName;Class\nMorales, Ana;8b\n")
    assert (sheet.headings_at, sheet.rows) == (2, ((3, ("Morales, Ana", "8b")),))


def test_doubled_headings_and_columns_without_one_are_kept_apart() -> None:
    assert read_sheet("id,name,id,age,id\n1,John,0,30,001\n").headings == ("id", "name", "id", "id")
    assert read_sheet("name,,class,\nJohn,x,8b,\n").headings == ("name", "", "class")


def test_a_name_whose_comma_has_lost_its_quotation_marks_is_whole_again() -> None:
    sheet = read_sheet("Name,Class\nMorales, Ana,Period 3\nBo Lindqvist,Period 3\n")
    assert sheet.rows == ((2, ("Morales, Ana", "Period 3")), (3, ("Bo Lindqvist", "Period 3")))


def test_cells_beyond_the_headings_leave_only_a_mark() -> None:
    assert read_sheet("Name,Class\nAna,8b,,secret,\n").rows == ((2, ("Ana", "8b", "…")),)


def test_columns_that_are_never_read_are_gone_before_anything_else_looks() -> None:
    sheet = read_sheet("Name,Password,Class,Date of birth\nAna,hunter2,8b,2010-01-01\nBo,x,8b,2010-02-02,hunter3\n")
    assert sheet.never_read == ("Password", "Date of birth")
    assert sheet.headings == ("Name", "Class")
    assert not any(secret in sheet.text for secret in ("hunter", "2010", "Password"))


def test_columns_that_are_too_many_are_counted() -> None:
    headings = ",".join(f"c{number}" for number in range(MOST_COLUMNS + 3))
    sheet = read_sheet(f"{headings}\n{'x,' * MOST_COLUMNS}x,x,x\n")
    assert (len(sheet.headings), sheet.left_over) == (MOST_COLUMNS, 3)


@pytest.mark.parametrize("given", ["", "  \n\t\n", b"", b"\xef\xbb\xbf", ",,,\n,,\n", "\ufeff\n"])
def test_nothing_at_all_is_refused(given: str | bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_sheet(given)
    assert refused.value.reason is Reason.NO_LIST


@pytest.mark.parametrize("begins", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1", b"%PDF-1.7", b"\x89PNG\r\n"])
def test_a_spreadsheet_or_a_picture_is_no_list(begins: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_sheet(begins + bytes(range(256)))
    assert refused.value.reason is Reason.NOT_A_LIST


def test_a_quotation_mark_that_never_closes_names_its_row() -> None:
    with pytest.raises(Unclosed) as unclosed:
        read_sheet('Name,Class\nAna,8b\n"Bo,8b\nCy,8b\n')
    assert unclosed.value.row == 3


def test_a_list_that_is_too_large_is_refused_and_one_of_twenty_thousand_is_not() -> None:
    rows = "".join(f"Student Number {number},Period {number % 40},{number:06}\n" for number in range(20_000))
    sheet = read_sheet(f"Name,Class,ID\n{rows}")
    assert len(sheet.rows) == 20_000
    assert fits_a_form(sheet)
    with pytest.raises(Refused) as refused:
        read_sheet(b"x" * (LARGEST + 1))
    assert refused.value.reason is Reason.LIST_TOO_LARGE


CELLS = st.text(st.sampled_from("ab ,;\t\n\r\"'…\x00é李=,") | st.characters(), max_size=12)
TABLES = st.lists(st.lists(CELLS, max_size=5), max_size=6).map(lambda rows: "\n".join(",".join(row) for row in rows))
HEADED = TABLES.map(lambda table: f"Name,Class,Password\n{table}")


@given(st.text() | TABLES | HEADED)
def test_any_text_is_read_or_refused_and_is_carried_without_a_change(text: str) -> None:
    try:
        sheet = read_sheet(text)
    except Refused:
        return
    carried = carried_sheet(sheet.text.replace("\n", "\r\n"), sheet.headings_at)
    assert cells(carried) == cells(sheet)
    assert carried.text == sheet.text
    assert not carried.never_read


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(given: bytes) -> None:
    with contextlib.suppress(Refused):
        assert read_sheet(given).text
