"""The family: every table, with its verbs and rules. What is here knows no web, no templates and no settings."""

from sqlmodel import SQLModel

from app.models.answer import Addition, Answer
from app.models.classroom import ClassLetter, Classroom, Membership
from app.models.door import Attempt, Card, Door, Password, SignIn
from app.models.draft import Draft, DraftLetter
from app.models.handover import Handover
from app.models.letter import Letter, Opening, Postscript
from app.models.person import Event, Office, Person, Preference
from app.models.receipt import Receipt
from app.models.school import School, Wording

metadata = SQLModel.metadata

__all__ = [
    "Addition", "Answer", "Attempt", "Card", "ClassLetter", "Classroom", "Door", "Draft", "DraftLetter", "Event",
    "Handover", "Letter", "Membership", "Office", "Opening", "Password", "Person", "Postscript", "Preference",
    "Receipt", "School", "SignIn", "Wording", "metadata",
]  # fmt: skip
