"""Pages of a draft: in an order, with all leaves of a file, and along with what names them."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Answer, Draft, Page
from app.models.letter import Sending, Wants, send_letter
from app.models.page import LARGEST, PageState
from app.models.pages import Arriving, add_page, arrange, remove_page
from app.models.settling import Answering, mark_read, send_answer, undo
from app.models.viewer import Viewer
from app.models.words import Reason, Refused
from tests.cast import Cast, desk_for
from tests.models.look import kept


@pytest.fixture
def ana(cast: Cast) -> Viewer:
    return cast.viewer(cast.ana)


def draft_of(session: Session, cast: Cast, ana: Viewer) -> UUID:
    return Draft.keep(session, ana, cast.period_3.id, None, "").id


def lay(session: Session, ana: Viewer, draft_id: UUID, leaves: int = 1) -> UUID:
    """A file of so many leaves, as it lies there once its pictures are made."""
    id_ = add_page(session, ana, draft_id, uuid4(), Arriving(uuid4().bytes, "application/pdf"))
    first = session.get_one(Page, (ana.school_id, id_))
    for leaf in range(2, leaves + 1):
        session.add(
            Page(
                school_id=ana.school_id, by_id=ana.person_id, draft_id=draft_id, kind=first.kind, at=first.at,
                state=PageState.READY, place=first.place, leaf=leaf, sha256=first.sha256,
            )
        )  # fmt: skip
    session.flush()
    return id_


def order(session: Session, ana: Viewer, **home: UUID) -> list[str]:
    """The files as they lie, each leaf by the beginning of its file's SHA-256."""
    (name, id_), *_ = home.items()
    mine = select(col(Page.sha256)).where(col(Page.school_id) == ana.school_id, getattr(Page, name) == id_)
    return list(session.scalars(mine.order_by(col(Page.place), col(Page.leaf))))


def file_of(session: Session, ana: Viewer, page_id: UUID) -> str:
    return session.get_one(Page, (ana.school_id, page_id)).sha256


def test_all_leaves_of_a_file_go_where_its_page_is_put(cast: Cast, session: Session, ana: Viewer) -> None:
    draft_id = draft_of(session, cast, ana)
    many, photo = lay(session, ana, draft_id, leaves=3), lay(session, ana, draft_id)
    pdf, one = file_of(session, ana, many), file_of(session, ana, photo)
    arrange(session, ana, draft_id, [many, photo])
    assert order(session, ana, draft_id=draft_id) == [pdf, pdf, pdf, one]
    arrange(session, ana, draft_id, [photo, many])
    assert order(session, ana, draft_id=draft_id) == [one, pdf, pdf, pdf]
    arrange(session, ana, draft_id, [many])
    assert order(session, ana, draft_id=draft_id) == [pdf, pdf, pdf, one]


def test_a_leaf_that_is_named_lies_where_it_is_named(cast: Cast, session: Session, ana: Viewer) -> None:
    draft_id = draft_of(session, cast, ana)
    many, photo = lay(session, ana, draft_id, leaves=2), lay(session, ana, draft_id)
    pdf, one = file_of(session, ana, many), file_of(session, ana, photo)
    second = session.scalars(select(col(Page.id)).where(col(Page.draft_id) == draft_id, col(Page.leaf) == 2)).one()
    arrange(session, ana, draft_id, [second, photo, many])
    assert order(session, ana, draft_id=draft_id) == [pdf, one, pdf]


def test_one_leaf_is_thrown_away_or_the_whole_file(cast: Cast, session: Session, ana: Viewer) -> None:
    draft_id = draft_of(session, cast, ana)
    first, second = lay(session, ana, draft_id, leaves=3), lay(session, ana, draft_id, leaves=3)
    assert remove_page(session, ana, first)
    assert len(order(session, ana, draft_id=draft_id)) == 5
    assert remove_page(session, ana, second, whole=True)
    assert len(order(session, ana, draft_id=draft_id)) == 2
    assert not remove_page(session, cast.viewer(cast.bo), first, whole=True)


@pytest.mark.parametrize("body", ["Written further elsewhere.", ""])
def test_a_letter_takes_along_what_it_names_also_from_another_draft(
    cast: Cast, session: Session, ana: Viewer, body: str
) -> None:
    draft_id, letter_id = draft_of(session, cast, ana), uuid4()
    left, named = lay(session, ana, draft_id), lay(session, ana, draft_id, leaves=2)
    pdf = file_of(session, ana, named)
    sent = send_letter(session, ana, cast.period_3, letter_id, body, Wants.ANSWER, pages=[named])
    assert sent is Sending.RECEIVED
    assert order(session, ana, letter_id=letter_id) == [pdf, pdf]
    assert order(session, ana, draft_id=draft_id) == [file_of(session, ana, left)]


def test_a_file_that_is_too_large_is_refused_and_another_one_under_a_known_id_gets_its_own(
    cast: Cast, session: Session, ana: Viewer
) -> None:
    draft_id = draft_of(session, cast, ana)
    with pytest.raises(Refused, match=Reason.FILE_TOO_LARGE):
        add_page(session, ana, draft_id, uuid4(), Arriving(bytes(LARGEST + 1), "image/jpeg"))
    first = lay(session, ana, draft_id)
    other = add_page(session, ana, draft_id, first, Arriving(b"another photo", "image/jpeg"))
    assert other != first
    bos = cast.viewer(cast.bo)
    his = add_page(session, bos, draft_of(session, cast, bos), first, Arriving(b"another photo", "image/jpeg"))
    assert his not in {first, other}, "An id of somebody else's says nothing of her page."
    assert len(order(session, ana, draft_id=draft_id)) == 2


def test_an_answer_can_be_a_photo_alone_and_comes_back_with_it(cast: Cast, session: Session) -> None:
    rivera, desk = cast.viewer(cast.rivera), desk_for(session, cast.writes(session, cast.bo))
    Draft.keep(session, rivera, cast.period_3.id, cast.bo.id, "", draft_id=desk.id)
    photo = lay(session, rivera, desk.id)
    assert send_answer(session, rivera, desk, "") is Answering.SENT
    assert undo(session, rivera, session.get_one(Answer, (cast.school.id, desk.id)))
    draft = session.scalars(select(Draft)).one()
    assert order(session, rivera, draft_id=draft.id) == [file_of(session, rivera, photo)]


def test_a_photo_that_lies_elsewhere_is_none_of_this_answer(cast: Cast, session: Session, ana: Viewer) -> None:
    lay(session, ana, draft_of(session, cast, ana))
    rivera, desk = cast.viewer(cast.rivera), desk_for(session, cast.writes(session, cast.bo, wants=Wants.READ))
    with pytest.raises(Refused):
        send_answer(session, rivera, desk, "")
    assert mark_read(session, rivera, desk) is Answering.SENT
    assert mark_read(session, rivera, desk) is Answering.ALREADY_HERE
    assert undo(session, rivera, session.get_one(Answer, (cast.school.id, desk.id)))
    assert kept(session, cast.rivera) == [], "There was nothing to keep."
