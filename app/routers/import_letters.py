"""Letters that a class already has, in a file: see what would come, then bring it in. No page shows a word of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Form, Session, SignedIn, Teacher, only_looks
from app.letter_file import Columns, DayOrder, Table, Trouble, Unreadable, packed, unpacked
from app.models.bringing import bring_in
from app.models.classroom import Part
from app.models.words import Refused
from app.named import ClassIAnswer
from app.pages import go, page
from app.posted import LARGEST_FIELD, Posted, takes
from app.queries.import_letters import Look, import_letters, so_far
from app.queries.me import Place

router = APIRouter()

ROLES = ("time", "student", "text")
"""What a column can be, in the fields `column-0`, `column-1`, …"""


@router.get("/classes/{classroom_id}/import", name="import_letters")
def show_import(request: Request, me: Teacher, place: ClassIAnswer, session: Session) -> Response:
    return _choose(request, me, place, session, Posted.empty())


@router.post(
    "/classes/{classroom_id}/import",
    name="look_at_letters",
    dependencies=[Depends(takes(files=1)), Depends(only_looks)],
)
def look_at_letters(request: Request, me: Teacher, form: Form, place: ClassIAnswer, session: Session) -> Response:
    """What would come. Nothing is written."""
    said = Said.by(form, me, place)
    try:
        return _preview(request, me, place, said, said.look(session, me))
    except Unreadable as unreadable:
        return _choose(request, me, place, session, form, why=unreadable.trouble.value)


@router.post("/classes/{classroom_id}/imports", name="bring_letters")
def bring_letters(request: Request, me: Teacher, form: Form, place: ClassIAnswer, session: Session) -> Response:
    """The letters come when this has committed, if they are still those that were shown."""
    said = Said.by(form, me, place)
    try:
        look = said.look(session, me)
        if why := said.against(look, form, me):
            return _preview(request, me, place, said, look, why=why)
        bring_in(session, me.viewer, look.plan.letters, said.answered_until)
    except Unreadable as unreadable:
        return _choose(request, me, place, session, form, why=unreadable.trouble.value)
    except Refused as refused:
        return _preview(request, me, place, said, look, why=refused.reason.value)
    return go(request, "import_letters", {"said": "brought-in"}, classroom_id=place.id)


@dataclass(frozen=True)
class Said:
    """What the form says: the file, and how to read it."""

    raw: bytes
    classrooms: list[UUID]
    """Where its students may write; the first is the class of the page."""
    everyone: bool
    roles: Mapping[int, str]
    """What each column is, by its place, where the form says so."""
    order: DayOrder | None
    until: str
    """The last day whose letters were answered on paper, as it was given."""
    answered_until: date | None

    @classmethod
    def by(cls, form: Posted, me: SignedIn, place: Place) -> "Said":
        """What a form says: of a new file, or of one that it carries from the page before."""
        raw = form.files.get("file") or unpacked(form.text("carried")) or form.text("pasted").encode(errors="replace")
        mine = [other.id for other in _open_classes(me) if other.id != place.id]
        everyone = bool(form.text("everyone"))
        roles = {
            int(number): value
            for name, value in form.fields
            for begins, _, number in [name.partition("column-")]
            if not begins and number.isascii() and number.isdecimal() and len(number) < 3  # noqa: PLR2004
        }
        order = DayOrder(form.text("order")) if form.text("order") in set(DayOrder) else None
        until = form.text("answered_until").strip()
        return cls(
            raw, [place.id, *(mine if everyone else [])], everyone, roles, order, until, form.day("answered_until")
        )

    def look(self, session: DatabaseSession, me: SignedIn) -> Look:
        """What would come. Raises Unreadable."""
        return import_letters(session, me.viewer, self.raw, self.classrooms, self._columns, self.order)

    def seal(self, look: Look) -> str:
        """Of what was shown: the plan, and what was said beside it."""
        return look.plan.seal(self.until, self.everyone)

    def wrong(self, me: SignedIn) -> str:
        """Why what was said can't be."""
        if self.until and not self.answered_until:
            return "no such day"
        return "future day" if self.answered_until and self.answered_until > me.viewer.today else ""

    def against(self, look: Look, form: Posted, me: SignedIn) -> str:
        """Why nothing can be brought in as the form stands."""
        if wrong := self.wrong(me):
            return wrong
        if look.plan.trouble or not look.plan.letters:
            return "nothing"
        if form.text("shown") != self.seal(look):
            return "changed"
        return "rows left" if look.plan.left and not form.text("without") else ""

    def _columns(self, table: Table, guessed: Columns) -> Columns:
        if not self.roles:
            return guessed
        places = {
            role: [place for place in range(len(table.columns)) if self.roles.get(place) == role] for role in ROLES
        }
        time = places["time"][0] if len(places["time"]) == 1 else None
        return Columns(time, tuple(places["student"]), tuple(places["text"]))


def _open_classes(me: SignedIn) -> list[Place]:
    """The classes in which she is a reader, and that go on."""
    going_on = [place for place in me.reads_in if place.ended_on is None or place.ended_on >= me.viewer.today]
    return [place for place in going_on if place.part is Part.READER]


def _choose(
    request: Request, me: SignedIn, place: Place, session: DatabaseSession, form: Posted, *, why: str = ""
) -> Response:
    return page(
        request,
        "import_letters",
        status=422 if why else 200,
        me=me,
        place=place,
        others=any(other.id != place.id for other in _open_classes(me)),
        so_far=so_far(session, me.viewer, place.id),
        form=form,
        why=why,
    )


def _preview(request: Request, me: SignedIn, place: Place, said: Said, look: Look, *, why: str = "") -> Response:
    carried = packed(said.raw)
    if len(carried) > LARGEST_FIELD:
        raise Unreadable(Trouble.TOO_LARGE)
    why = why or said.wrong(me) or (look.plan.trouble or "")
    return page(
        request,
        "import_letters_look",
        status=422 if why else 200,
        me=me,
        place=place,
        said=said,
        table=look.table,
        plan=look.plan,
        answered=look.plan.answered(said.answered_until),
        carried=carried,
        seal=said.seal(look),
        why=why,
    )
