"""The family: every table, with its verbs and rules. What is here knows no web, no templates and no settings."""

from sqlmodel import SQLModel

from app.models.addition import Addition
from app.models.answer import Answer
from app.models.classroom import ClassLetter, Classroom, Membership
from app.models.door import Attempt, Card, Door, Invitation, Password, SignIn
from app.models.draft import Draft, DraftLetter
from app.models.grant import ReadingGrant
from app.models.handover import Handover
from app.models.letter import Letter, Opening, Postscript
from app.models.mark import Mark
from app.models.outbox import Outbox
from app.models.page import Page, PageFile
from app.models.person import Event, ExternalId, Office, Person, Preference
from app.models.receipt import Receipt
from app.models.school import Away, School, Wording
from app.models.worry import Worry, WorryPage

metadata = SQLModel.metadata

__all__ = [
    "Addition", "Answer", "Attempt", "Away", "Card", "ClassLetter", "Classroom", "Door", "Draft", "DraftLetter",
    "Event", "ExternalId", "Handover", "Invitation", "Letter", "Mark", "Membership", "Office", "Opening", "Outbox",
    "Page", "PageFile", "Password", "Person", "Postscript", "Preference", "ReadingGrant", "Receipt", "School",
    "SignIn", "Wording", "Worry", "WorryPage", "metadata",
]  # fmt: skip
