"""Cards: made and printed for a class, by its readers or the office; and where each class of the school stands."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.cards import NewCard, cards_are_printed, make_cards, without_card
from app.config import Settings
from app.deps import Administrator, Config, Form, Key, Session, SignedIn, Staff
from app.models import Classroom
from app.models.words import Reason, Refused
from app.named import PrintableClass
from app.pages import go, is_here_alone, page
from app.posted import Posted, as_id
from app.qr import Qr, draw_qr
from app.queries.cards import cards, class_cards

router = APIRouter()


@dataclass(frozen=True)
class CardToPrint:
    """A card as it is printed."""

    name: str
    code: str
    qr: Qr


@router.get("/classes/{classroom_id}/cards", name="cards")
def show_cards(request: Request, me: Staff, classroom: PrintableClass, session: Session, config: Config) -> Response:
    return _cards(request, me, classroom, session, config)


@router.post("/classes/{classroom_id}/cards", name="make_cards")
def make(
    request: Request,
    me: Staff,
    classroom: PrintableClass,
    form: Form,
    session: Session,
    key: Key,
    config: Config,
) -> Response:
    """Answers with the cards themselves: their codes are shown this once, and can't be asked for again."""
    chosen = _chosen(session, me, classroom, form)
    try:
        made = make_cards(session, key, me.viewer, classroom.id, chosen, lost=bool(form.text("lost")))
    except Refused as refused:
        return _cards(request, me, classroom, session, config, form=form, reason=refused.reason)
    return page(
        request,
        "cards_sheet",
        me=me,
        classroom=classroom,
        ids=[card.id for card in made],
        cards=to_print(made, _base(request, config)),
        large=form.text("size") == "large",
        address=_base(request, config),
    )


@router.post("/classes/{classroom_id}/cards/printed", name="cards_are_printed")
def printed(request: Request, me: Staff, classroom: PrintableClass, form: Form, session: Session) -> Response:
    ids = {id_ for id_ in map(as_id, form.text("cards").split()) if id_}
    done = cards_are_printed(session, me.viewer, classroom.id, ids)
    return go(request, "cards", {"said": "made-again" if done.stale else "cards-open"}, classroom_id=classroom.id)


@router.get("/school/cards", name="school_cards")
def school_cards(request: Request, me: Administrator, session: Session) -> Response:
    return page(request, "school_cards", me=me, classes=class_cards(session, me.viewer))


def to_print(made: list[NewCard], base: str) -> list[CardToPrint]:
    """Cards with their QR codes. The code stands behind a #: it reaches no log, wherever the card is scanned."""
    return [CardToPrint(card.name, card.code, draw_qr(f"{base}/card#{card.code}")) for card in made]


def _chosen(session: DatabaseSession, me: SignedIn, classroom: Classroom, form: Posted) -> set[UUID] | None:
    """For whom the button that was pressed makes cards; None for everyone."""
    if form.text("whom") == "everyone":
        return None
    if form.text("whom") == "without":
        return without_card(session, me.viewer, classroom.id)
    return _ticked(form)


def _ticked(form: Posted) -> set[UUID]:
    return {id_ for id_ in (as_id(value) for name, value in form.fields if name == "student") if id_}


def _base(request: Request, config: Settings) -> str:
    """The address at which people open Everyletter, as the browser that prints has opened it."""
    return f"{'https' if config.https else request.url.scheme}://{request.headers.get('host', request.url.netloc)}"


def _cards(
    request: Request,
    me: SignedIn,
    classroom: Classroom,
    session: DatabaseSession,
    config: Settings,
    *,
    form: Posted | None = None,
    reason: Reason | None = None,
) -> Response:
    base = _base(request, config)
    return page(
        request,
        "cards",
        status=422 if reason else 200,
        me=me,
        classroom=classroom,
        holders=cards(session, me.viewer, classroom.id),
        ticked=_ticked(form) if form else set(),
        large=bool(form and form.text("size") == "large"),
        lost=bool(form and form.text("lost")),
        address=base,
        unreachable=is_here_alone(base),
        reason=reason,
    )
