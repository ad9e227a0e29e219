"""The letters that a school already has, in a file: a form's answers, say, one row each, with a time, a student and a
text. What is here reads them and says what would come; app.models.bringing brings them in."""

from app.letter_file.carry import packed, unpacked
from app.letter_file.columns import Columns, guess, named, read_letters
from app.letter_file.plan import Here, Hers, Left, Plan, plan
from app.letter_file.register import Register, Student, Wrong
from app.letter_file.stamps import DayOrder
from app.letter_file.table import Table, Trouble, Unreadable

__all__ = [
    "Columns", "DayOrder", "Here", "Hers", "Left", "Plan", "Register", "Student", "Table", "Trouble", "Unreadable",
    "Wrong", "guess", "named", "packed", "plan", "read_letters", "unpacked",
]  # fmt: skip
