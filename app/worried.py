"""Doorways to worries: who may have any, a letter to hand on, and a worry that she may see. For everybody else they
are not there."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from app.deps import Anyone, ReadAgain, Session, SignedIn, SignedOut, Student, Teacher, found
from app.models import Letter
from app.models.classroom import ClassroomKind
from app.models.letter import open_letter
from app.models.person import OfficePart
from app.named import write_first
from app.posted import as_id
from app.queries.sheet import Sheet
from app.queries.worries import WorryShown, worry
from app.queries.worry_about import letter_to_hand_on


async def get_worrier(me: Anyone) -> SignedIn:
    """Somebody who may have worries to look at: she reads and answers letters, or the school names her to students."""
    if me is None:
        raise SignedOut("sign_in")
    return found(me if me.reads_in or OfficePart.HELPER in me.offices else None)


async def get_class_student(me: Student) -> SignedIn:
    """Somebody who writes letters in a class: a teacher who writes to her coach is no student."""
    return found(me if any(place.kind is ClassroomKind.CLASS for place in me.writes_in) else None)


Worrier = Annotated[SignedIn, Depends(get_worrier)]
ClassStudent = Annotated[SignedIn, Depends(get_class_student)]


def get_letter_to_hand_on(letter_id: str, me: Teacher, session: Session) -> Sheet:
    """A student's letter that the teacher reads."""
    return found(letter_to_hand_on(session, me.viewer, as_id(letter_id)))


async def get_letter_i_worry_about(letter_id: str, request: Request, me: Teacher, session: Session) -> Sheet:
    """The same, to be looked at: that she sees it for the first time is written down first, then it is read again."""
    sheet = await run_in_threadpool(get_letter_to_hand_on, letter_id, me, session)
    if not sheet.opened_by_me:
        await write_first(request, open_letter, me.viewer, [sheet.id])
        raise ReadAgain
    return sheet


def get_worried_letter(
    sheet: Annotated[Sheet, Depends(get_letter_to_hand_on)], me: Teacher, session: Session
) -> Letter:
    """The letter itself, for the form."""
    return session.get_one(Letter, (me.viewer.school_id, sheet.id))


def get_worry(worry_id: str, me: Worrier, session: Session) -> WorryShown:
    """A worry that she may see, with its copy."""
    return found(worry(session, me.viewer, as_id(worry_id)))


def get_worry_i_handed_on(worry: Annotated[WorryShown, Depends(get_worry)], me: Worrier) -> WorryShown:
    """One that she has handed on herself."""
    return found(worry if worry.by_id == me.viewer.person_id else None)


def get_worry_in_my_hands(worry: Annotated[WorryShown, Depends(get_worry)], me: Worrier) -> WorryShown:
    """One that is hers to handle."""
    return found(worry if worry.named_id == me.viewer.person_id else None)


LetterIWorryAbout = Annotated[Sheet, Depends(get_letter_i_worry_about)]
SheetToHandOn = Annotated[Sheet, Depends(get_letter_to_hand_on)]
LetterToHandOn = Annotated[Letter, Depends(get_worried_letter)]
VisibleWorry = Annotated[WorryShown, Depends(get_worry)]
WorryIHandedOn = Annotated[WorryShown, Depends(get_worry_i_handed_on)]
WorryInMyHands = Annotated[WorryShown, Depends(get_worry_in_my_hands)]
