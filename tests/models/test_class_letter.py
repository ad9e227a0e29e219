"""A letter to a class, as the databases keep it; and what is left to do where nobody has written."""

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import ClassLetter, Receipt
from app.models.calendar import month_of
from app.models.class_letter import keep_class_letter, send_class_letter
from app.models.letter import Sending
from app.models.words import Refused
from app.queries.class_letter import class_letter
from app.queries.drafts import class_drafts, my_drafts
from app.queries.families import families
from app.queries.first_minute import first_minute
from tests.cast import Cast
from tests.models.look import kept


def test_one_form_is_one_letter_to_each_class_whatever_comes_again(cast: Cast, session: Session) -> None:
    rivera, id_, both = cast.viewer(cast.rivera), uuid4(), [cast.period_3, cast.period_5]
    assert send_class_letter(session, rivera, both, id_, "Dear all,", " One? ") is Sending.RECEIVED
    assert send_class_letter(session, rivera, both, id_, "Dear all,", "One?") is Sending.ALREADY_HERE
    assert send_class_letter(session, rivera, both, id_, "Dear all,", "Two?") is Sending.KEPT_AS_DRAFT
    letters = session.scalars(select(ClassLetter)).all()
    assert {letter.classroom_id for letter in letters} == {cast.period_3.id, cast.period_5.id}
    assert {(letter.question, letter.month) for letter in letters} == {("One?", month_of(cast.today()))}
    assert [(draft.body, draft.wants) for draft in class_drafts(session, rivera, cast.period_3.id)] == [
        ("Dear all,", "Two?")
    ]


def test_a_refused_letter_leaves_no_trace(cast: Cast, session: Session) -> None:
    with pytest.raises(Refused):
        send_class_letter(session, cast.viewer(cast.rivera), [cast.period_3], uuid4(), " ", "One?")
    assert session.scalars(select(col(Receipt.id))).all() == []


def test_a_window_that_kept_the_same_words_after_sending_leaves_one_draft(cast: Cast, session: Session) -> None:
    rivera, id_ = cast.viewer(cast.rivera), uuid4()
    send_class_letter(session, rivera, [cast.period_3], id_, "The first.")
    keep_class_letter(session, rivera, cast.period_3.id, id_, 0, "The second.", "")
    send_class_letter(session, rivera, [cast.period_3], id_, "The second.")
    assert kept(session, cast.rivera) == ["The second."]


def test_a_draft_to_a_class_and_a_draft_of_ones_own_are_told_apart(cast: Cast, session: Session) -> None:
    rivera = cast.viewer(cast.rivera)
    keep_class_letter(session, rivera, cast.period_3.id, uuid4(), 0, "Dear Period 3,", "")
    keep_class_letter(session, rivera, cast.coaching.id, uuid4(), 0, "Dear Dr. Haddad,", "")
    assert [draft.body for draft in my_drafts(session, rivera)] == ["Dear Dr. Haddad,"]
    assert [draft.body for draft in class_drafts(session, rivera, cast.period_3.id)] == ["Dear Period 3,"]
    assert class_drafts(session, rivera, cast.coaching.id) == []


def test_the_sheet_and_the_page_for_families_know_who_reads(cast: Cast, session: Session) -> None:
    rivera = cast.viewer(cast.rivera)
    around = class_letter(session, rivera, cast.period_3.id, [cast.period_3.id, cast.period_5.id])
    assert around.students == {cast.period_3.id: 3, cast.period_5.id: 1}
    assert around.others == ["Mr. Park"]
    told = families(session, rivera, cast.period_3.id)
    assert sorted(told.readers) == ["Mr. Park", "Ms. Rivera"]
    assert told.helpers == ["Mr. Bell"]


def test_a_class_has_begun_when_somebody_has_written(cast: Cast, session: Session) -> None:
    rivera, both = cast.viewer(cast.rivera), [cast.period_3.id, cast.period_5.id]
    first = first_minute(session, rivera, both)
    assert first
    assert [(of.name, of.has_letter, of.cards.students) for of in first.classes] == [
        ("Period 3", False, 3), ("Period 5", False, 1),
    ]  # fmt: skip
    cast.writes(session, cast.ana)
    session.flush()
    first = first_minute(session, rivera, both)
    assert first
    assert [of.name for of in first.classes] == ["Period 5"]
    send_class_letter(session, rivera, [cast.period_5], uuid4(), "Dear all,")
    session.flush()
    assert first_minute(session, rivera, both) is None
    assert first_minute(session, rivera, []) is None
