"""Statements that are built once: they serve everybody, and keep nothing of anybody."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Letter
from app.models.letter import Wants
from app.models.prepared import Given, prepared
from app.models.viewer import NOBODY, Viewer
from app.models.visibility import letters_visible_to
from tests.cast import DAY, MINUTE, NOW, Cast

seen: list[tuple[Any, ...]] = []
"""The arguments with which each statement was built."""


@prepared
def letters(viewer: Viewer, writer_id: UUID | None, wants: Wants = Wants.ANSWER, *ids: Any) -> Any:
    seen.append((viewer, writer_id, wants, *ids))
    written = col(Letter.writer_id) == writer_id if writer_id else col(Letter.writer_id).is_not(None)
    among = [col(Letter.id).in_(some) for some in ids]
    return select(col(Letter.body)).where(letters_visible_to(viewer), written, col(Letter.wants) == wants, *among)


@prepared
def wanting(viewer: Viewer, among: frozenset[Wants]) -> Any:
    seen.append((among,))
    return select(col(Letter.body)).where(letters_visible_to(viewer), col(Letter.wants).in_(sorted(among)))


@prepared
def asked_for(viewer: Viewer, asked: Any, *values: Any) -> Any:
    return select(col(Letter.body)).where(letters_visible_to(viewer), asked(*values))


def written_by(writer_id: UUID) -> ColumnElement[bool]:
    return and_(col(Letter.writer_id) == writer_id)


@pytest.fixture(autouse=True)
def _nothing_seen() -> None:
    seen.clear()


def test_a_statement_is_built_once_for_everybody(session: Session, cast: Cast) -> None:
    cast.writes(session, cast.ana, "From Ana")
    cast.writes(session, cast.bo, "From Bo")
    for _ in range(2):
        assert letters(session, cast.viewer(cast.ana), cast.ana.id, Wants.ANSWER).scalars().all() == ["From Ana"]
        assert letters(session, cast.viewer(cast.bo), cast.bo.id, Wants.ANSWER).scalars().all() == ["From Bo"]
        assert letters(session, cast.viewer(cast.bo), cast.ana.id, Wants.ANSWER).scalars().all() == []
        assert letters(session, cast.viewer(cast.eva), cast.ana.id, Wants.ANSWER).scalars().all() == []
    assert len(seen) <= 1, "The second time nothing is built."


def test_who_builds_a_statement_sees_no_value(session: Session, cast: Cast) -> None:
    letters(session, cast.viewer(cast.ana, NOW + DAY), cast.bo.id, Wants.READ, [cast.ana.id])
    for viewer, writer_id, wants, ids in seen:
        assert isinstance(writer_id, Given)
        assert isinstance(ids, Given)
        assert all(isinstance(value, Given | bool | None) for value in vars(viewer).values())
        assert wants is Wants.READ, "An enumeration's word is the shape: there are few."


def test_what_is_not_there_makes_another_statement(session: Session, cast: Cast) -> None:
    cast.writes(session, cast.ana, "From Ana")
    rivera = cast.viewer(cast.rivera)
    assert letters(session, rivera, None).scalars().all() == ["From Ana"]
    assert letters(session, rivera, cast.bo.id).scalars().all() == []
    assert letters(session, rivera, None).scalars().all() == ["From Ana"]


def test_lists_of_any_length_are_one_statement(session: Session, cast: Cast) -> None:
    one, two = (cast.writes(session, student, student.name) for student in (cast.ana, cast.bo))
    rivera = cast.viewer(cast.rivera)
    for ids in ([], [one.id], [one.id, two.id], [two.id]):
        found = letters(session, rivera, None, Wants.ANSWER, ids).scalars().all()
        assert sorted(map(str, found)) == sorted(letter.body or "" for letter in (one, two) if letter.id in ids)
    assert len(seen) <= 1


def test_several_words_of_an_enumeration_are_the_shape(session: Session, cast: Cast) -> None:
    cast.writes(session, cast.ana, "An answer, please")
    cast.writes(session, cast.ana, "Only to be read", wants=Wants.READ)
    for among in ({Wants.READ}, {Wants.READ, Wants.TALK}, set[Wants](), {Wants.READ}):
        found = wanting(session, cast.viewer(cast.rivera), frozenset(among)).scalars().all()
        assert found == (["Only to be read"] if among else [])
    assert all(isinstance(among, frozenset) for (among,) in seen), "What they are is no value of anybody's."


def test_a_condition_is_asked_with_the_values_of_each_call(session: Session, cast: Cast) -> None:
    cast.writes(session, cast.ana, "From Ana")
    rivera = cast.viewer(cast.rivera)
    assert asked_for(session, rivera, written_by, cast.ana.id).scalars().all() == ["From Ana"]
    assert asked_for(session, rivera, written_by, cast.bo.id).scalars().all() == []


def test_a_condition_that_is_made_on_the_way_is_refused(session: Session, cast: Cast) -> None:
    with pytest.raises(TypeError, match="made anew"):
        asked_for(session, cast.viewer(cast.ana), lambda: col(Letter.writer_id) == cast.ana.id)


@prepared
def lately(viewer: Viewer) -> Any:
    return select(col(Letter.body)).where(
        letters_visible_to(viewer), col(Letter.received_at) > viewer.at - DAY, col(Letter.month) <= viewer.today + DAY
    )


@prepared
def chosen(viewer: Viewer, person_id: UUID, by: Any) -> Any:
    return select(col(Letter.body)).where(col(Letter.writer_id) == (person_id if by(viewer, person_id) else None))


def is_nobody(_: Viewer, person_id: UUID) -> bool:
    return person_id == NOBODY


def is_herself(viewer: Viewer, person_id: UUID) -> bool:
    return viewer.person_id == person_id


def is_past(viewer: Viewer, _: UUID) -> bool:
    return viewer.at < NOW


def test_a_span_of_time_is_reckoned_from_each_calls_moment(session: Session, cast: Cast) -> None:
    cast.writes(session, cast.ana, "Two days ago", NOW - 2 * DAY)
    cast.writes(session, cast.ana, "Today", NOW)
    assert lately(session, cast.viewer(cast.rivera, NOW)).scalars().all() == ["Today"]
    assert lately(session, cast.viewer(cast.rivera, NOW - DAY - MINUTE)).scalars().all() == ["Two days ago", "Today"]
    assert lately(session, cast.viewer(cast.rivera, NOW + DAY)).scalars().all() == []


@pytest.mark.parametrize("by", [is_nobody, is_herself, is_past])
def test_a_value_that_is_asked_for_while_a_statement_is_built_is_refused(session: Session, cast: Cast, by: Any) -> None:
    with pytest.raises(TypeError, match="not known"):
        chosen(session, cast.viewer(cast.ana), cast.ana.id, by)
