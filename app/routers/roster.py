"""The roster's room: a list is chosen or pasted, what it would change is shown, and only then it is done."""

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Administrator, Form, Key, Session, SignedIn, only_looks
from app.models.words import Reason, Refused
from app.pages import go, page
from app.posted import Posted, takes
from app.queries.roster import last_import
from app.roster import (
    IMPORTED,
    NAMES,
    Counts,
    Holds,
    NotDone,
    Plan,
    Reading,
    Sheet,
    Unclosed,
    carried_sheet,
    fits_a_form,
    guess,
    import_list,
    plan_import,
    read_sheet,
    rows_of,
)

router = APIRouter()

MOST_ASKED = 1000
"""People who are not in the list and are asked about at once. Who comes after them is asked about the next time."""

FIELDS = MOST_ASKED + 400
"""Of one form: a box to tick for each of them, and what each column holds and was called."""


@dataclass(frozen=True)
class Shown:
    """A list as it was given, with what each of its columns holds: as guessed, or as somebody corrected it."""

    sheet: Sheet
    columns: tuple[Holds, ...]
    classroom: str
    """The class of everybody for whom the list names none."""
    never_read: tuple[str, ...]

    @classmethod
    def from_form(cls, form: Posted) -> "Shown":
        """The list of a form: a file, a text, or what a page has carried along. Raises Refused."""
        classroom = " ".join(form.text("classroom").split())
        if form.text("headings"):
            sheet = carried_sheet(form.text("roster"), form.number("headings"))
            chosen = tuple(Holds(said) if said in set(Holds) else Holds.NOTHING for said in form.texts("column"))
            columns = chosen if len(chosen) == len(sheet.headings) else guess(sheet.headings)
            return cls(sheet, columns, classroom, (*form.texts("never"), *sheet.never_read))
        sheet = read_sheet(form.files.get("file") or form.text("roster"))
        if not fits_a_form(sheet):
            raise Refused(Reason.LIST_TOO_LARGE)
        return cls(sheet, guess(sheet.headings), classroom, sheet.never_read)

    @property
    def lacks(self) -> Reason | None:
        """What has to be said before anybody can be found in it."""
        if not NAMES & set(self.columns):
            return Reason.NO_NAMES
        return None if self.classroom or {Holds.CLASS, Holds.SECTION} & set(self.columns) else Reason.NO_CLASSES

    @property
    def reading(self) -> Reading:
        """Who stands in it."""
        return rows_of(self.sheet, self.columns, self.classroom)


@router.get("/school/roster", name="roster")
def show_roster(request: Request, me: Administrator, session: Session) -> Response:
    return _start(request, me, session, Posted.empty())


@router.post("/school/roster", name="look_at_roster", dependencies=[Depends(takes(1, FIELDS)), Depends(only_looks)])
def look_at_roster(request: Request, me: Administrator, form: Form, session: Session, key: Key) -> Response:
    try:
        shown = Shown.from_form(form)
    except Refused as refused:
        return _start(request, me, session, form, refused)
    plan = Plan() if shown.lacks else plan_import(session, key, me.viewer, shown.reading)
    return _preview(request, me, form, shown, plan, shown.lacks)


@router.post("/school/roster/import", name="import_roster", dependencies=[Depends(takes(0, FIELDS))])
def import_roster(request: Request, me: Administrator, form: Form, session: Session, key: Key) -> Response:
    try:
        shown = Shown.from_form(form)
        if shown.lacks:
            return _preview(request, me, form, shown, Plan(), shown.lacks)
        counts = import_list(
            session, key, me.viewer, shown.reading, digest=form.text("digest"), ends=form.ids("end"),
            end_all=bool(form.text("end_all")), without_broken=bool(form.text("without_broken")),
        )  # fmt: skip
    except NotDone as stopped:
        return _preview(request, me, form, shown, stopped.plan, stopped.reason, stopped.about)
    except Refused as refused:
        return _start(request, me, session, form, refused)
    return go(request, "roster", {"said": "imported" if counts != Counts() else "nothing-changed"})


def _start(
    request: Request, me: SignedIn, session: DatabaseSession, form: Posted, refused: Refused | None = None
) -> Response:
    last = last_import(session, me.viewer, IMPORTED)
    return page(
        request,
        "roster",
        status=422 if refused else 200,
        me=me,
        form=form,
        reason=refused and refused.reason,
        row=refused.row if isinstance(refused, Unclosed) else 0,
        last=last,
        did=Counts.read(last.counts) if last else Counts(),
    )


def _preview(
    request: Request, me: SignedIn, form: Posted, shown: Shown, plan: Plan, reason: Reason | None, about: str = ""
) -> Response:
    return page(
        request,
        "roster_preview",
        status=422 if reason else 200,
        me=me,
        form=form,
        shown=shown,
        plan=plan,
        reason=reason,
        about=about,
        holds=list(Holds),
        most_asked=MOST_ASKED,
        ticked=form.ids("end"),
    )
