"""The roster: a school's list of who is in which class, read again and again without harm.

A sheet is what a file says, a reading who stands in it, a plan what would change; only import_list changes anything.
Another kind of file makes a Reading of its own, and the rest stays as it is.
"""

from app.roster.applying import IMPORTED, Counts, NotDone, import_list
from app.roster.columns import NAMES, Holds, guess
from app.roster.planning import Change, Missing, Plan, plan_import
from app.roster.rows import Broken, Note, Reading, Remark, Row, Wrong, rows_of
from app.roster.sheet import Sheet, Unclosed, carried_sheet, fits_a_form, read_sheet

__all__ = [
    "IMPORTED", "NAMES", "Broken", "Change", "Counts", "Holds", "Missing", "NotDone", "Note", "Plan", "Reading",
    "Remark", "Row", "Sheet", "Unclosed", "Wrong", "carried_sheet", "fits_a_form", "guess", "import_list",
    "plan_import", "read_sheet", "rows_of",
]  # fmt: skip
