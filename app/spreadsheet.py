"""Tables for spreadsheets: CSV that opens in the right letters everywhere, and in which no cell becomes a formula."""

import re
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads UTF-8 as the code page of the machine, and Zając as ZajÄ…c."""

FORMULA = "=+-@＝＋－＠"
"""What a formula begins with, also in full width (OWASP, CSV Injection)."""

INSIDE = re.compile(rf"([;\t\r\n])(?=[{re.escape(FORMULA)}])")
"""Where a formula would begin for a program that takes one of these for the end of a cell."""


def csv_row(cells: Iterable[object]) -> str:
    """One row of a table (RFC 4180, section 2), every cell in quotation marks, with its line end."""
    return ",".join(f'"{_harmless(str(cell))}"' for cell in cells) + "\r\n"


def _harmless(text: str) -> str:
    """A text that a spreadsheet would run gets an apostrophe before it: then it is a text there too. Quotation marks
    are doubled."""
    runs = text[:1] in set("\t\r\n") or text.lstrip()[:1] in set(FORMULA)
    return INSIDE.sub(r"\1'", f"'{text}" if runs else text).replace('"', '""')
