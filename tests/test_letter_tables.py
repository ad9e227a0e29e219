"""A table in a file comes out cell by cell as it was written, whatever wrote it; and what is none is refused."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.letter_file import Table, Trouble, Unreadable, packed, read_letters, unpacked
from tests.letter_files import CLASS, HEADING, ROWS, forms_csv


def table_of(text: str | bytes) -> Table:
    return read_letters(text.encode() if isinstance(text, str) else text, CLASS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("quote_all", [True, False])
def test_a_table_is_read_whatever_its_encoding_separator_and_line_ends(
    encoding: str, separator: str, line_end: str, quote_all: bool
) -> None:
    text = forms_csv(ROWS, separator=separator, quote_all=quote_all).replace("\r\n", line_end)
    table = table_of(text.encode(encoding))
    assert table.columns == list(HEADING)
    assert [row.cells for row in table.rows] == ROWS
    assert [row.number for row in table.rows] == [2, 3]
    assert table.unicode


def test_a_heading_with_commas_does_not_make_a_semicolon_a_text() -> None:
    rows = [["16.11.2026 20:41", "Ana Morales", "Hello."], ["17.11.2026 20:41", "Ana Morales", "Hello, again."]]
    heading = ("Zeitstempel", "Name", "What, if anything, and who, if anyone, is new?")
    table = table_of(forms_csv(rows, heading, separator=";", quote_all=False))
    assert table.columns == list(heading)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_file_that_is_not_unicode_is_read_as_western_european_and_says_so(encoding: str) -> None:
    rows = [["11/16/2026 20:41:07", "Siobhán O'Neill", "Señora, ¿qué tal el piñón? Él volvió."]]
    table = table_of(forms_csv(rows).encode(encoding))
    assert table.rows[0].cells == rows[0]
    assert not table.unicode


def test_a_quotation_mark_that_opens_no_cell_is_kept() -> None:
    pasted = 'Timestamp\tName\tLetter\n11/16/2026 8:00\tAna Morales\t"Hello" she said, and "went".\n'
    assert table_of(pasted).rows[0].cells[2] == '"Hello" she said, and "went".'


def test_excel_may_name_its_separator_in_a_first_line() -> None:
    assert table_of("sep=|\r\nTimestamp|Name|Letter\r\n11/16/2026 8:00|Ana|a, b; c\r\n").rows[0].cells[2] == "a, b; c"


def test_the_zip_that_google_forms_downloads_is_opened() -> None:
    assert table_of(zipped({"Letters.csv": forms_csv(ROWS).encode()})).rows[1].cells == ROWS[1]


def zipped(files: dict[str, bytes]) -> bytes:
    packed_up = io.BytesIO()
    with zipfile.ZipFile(packed_up, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed_up.getvalue()


# Each case has a name: a zip holds the second at which it was packed, and the workers of a parallel run
# must call the same case by the same name.
@pytest.mark.parametrize(
    ("raw", "trouble"),
    [
        (b"", Trouble.NO_FILE),
        (b" \r\n", Trouble.NO_FILE),
        (b"Timestamp,Name,Letter\r\n", Trouble.NO_ROWS),
        (b"Timestamp,Name,Letter\r\n,,\r\n , \r\n", Trouble.NO_ROWS),
        (b"Dear Ms. Rivera\nhow are you?\n", Trouble.NOT_A_TABLE),
        (b"%PDF-1.7 and so on", Trouble.NOT_A_TABLE),
        (b"\xd0\xcf\x11\xe0 an old Excel file", Trouble.NOT_A_TABLE),
        (zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<b/>"}), Trouble.NOT_A_TABLE),
        (zipped({"a.csv": b"a,b", "b.csv": b"a,b"}), Trouble.NOT_A_TABLE),
        (zipped({"a.csv": b"a,b\r\n"})[:-30], Trouble.DAMAGED),
        (zipped({"bomb.csv": bytes(17 * 1024 * 1024)}), Trouble.TOO_LARGE),
        (("a,b\r\n" + "ééé,ñ\r\n" * 20).encode() + b"caf\xe9,1\r\n", Trouble.DAMAGED),
        ("a,b\r\n1,2\r\n".encode("utf-16")[:-1], Trouble.DAMAGED),
        (b",".join([b"a"] * 60) + b"\r\n1,2\r\n", Trouble.NOT_A_TABLE),
    ],
    ids=[
        "empty",
        "blank lines",
        "only headings",
        "only empty rows",
        "prose",
        "a PDF",
        "an old Excel file",
        "a new Excel file",
        "two files in a zip",
        "a cut zip",
        "a zip bomb",
        "Latin-1 in UTF-8",
        "a cut UTF-16",
        "too many columns",
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(raw: bytes, trouble: Trouble) -> None:
    with pytest.raises(Unreadable) as unreadable:
        table_of(raw)
    assert unreadable.value.trouble is trouble


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6), st.sampled_from(",;\t"), st.booleans()
)
def test_every_cell_comes_out_as_it_was_written(rows: list[list[str]], separator: str, quote_all: bool) -> None:
    numbered = [[f"row {number}", *row[:2]] for number, row in enumerate(rows)]
    heading = ("a heading", "another one", "a third one")
    table = table_of(forms_csv(numbered, heading, separator=separator, quote_all=quote_all))
    assert [row.cells for row in table.rows] == numbered


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(raw: bytes) -> None:
    try:
        table = table_of(raw)
    except Unreadable:
        return
    assert all(len(row.cells) == len(table.columns) for row in table.rows)


@given(st.binary(max_size=2000))
def test_a_file_is_carried_from_page_to_page_byte_for_byte(raw: bytes) -> None:
    assert unpacked(packed(raw)) == raw


@pytest.mark.parametrize("carried", ["", "no base64!", "aGVsbG8=", "ä", packed(b"cut")[:-4]])
def test_what_was_never_packed_carries_nothing(carried: str) -> None:
    assert unpacked(carried) == b""
