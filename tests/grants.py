"""Requests to read by exception, as tests make them, and what comes of them."""

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.db import transaction
from app.models import Event, Office, Person
from app.models.grant import agree, ask
from app.models.person import OfficePart
from app.models.viewer import Viewer
from app.queries.notices import students_read
from app.queries.students import is_student_of
from tests.cast import DAY, Cast
from tests.models.test_visibility import answers_seen, letters_seen
from tests.web import Site

WHY = "Her aunt called: she has not come home for two days."


def asked(
    session: Session,
    cast: Cast,
    who: Person | None = None,
    *,
    student: Person | None = None,
    about: Person | None = None,
    grant_id: UUID | None = None,
) -> UUID:
    """A request: Mrs. Lund's for Ana's letters, where nothing else is said; its id."""
    grant_id = grant_id or uuid4()
    viewer = cast.viewer(who or cast.lund)
    ask(session, viewer, grant_id, (student or cast.ana).id, WHY, about.id if about else None)
    session.flush()
    return grant_id


def agreed(session: Session, cast: Cast, *, student: Person | None = None, about: Person | None = None) -> UUID:
    """A request of Mrs. Lund's to which Mr. Bell has agreed; its id."""
    grant_id = asked(session, cast, student=student, about=about)
    assert agree(session, cast.viewer(cast.bell), grant_id)
    session.flush()
    return grant_id


def named(session: Session, cast: Cast, person: Person, part: OfficePart = OfficePart.HELPER) -> None:
    """Somebody gets a part in the office."""
    session.add(Office(school_id=person.school_id, person_id=person.id, part=part, from_day=cast.today()))
    session.flush()


def eyes(viewer: Viewer, grant_id: UUID) -> Viewer:
    """The viewer's eyes through a grant."""
    return Viewer(viewer.school_id, viewer.person_id, viewer.zone, viewer.at, by_grant=grant_id)


def seen(session: Session, viewer: Viewer, grant_id: UUID) -> set[UUID]:
    """The letters and answers that somebody sees through a grant."""
    through = eyes(viewer, grant_id)
    return letters_seen(session, through) | answers_seen(session, through)


def acts(session: Session, grant_id: UUID) -> list[str]:
    """What the log has of a request, in order."""
    events = select(col(Event.act)).where(col(Event.subject_id) == grant_id).order_by(col(Event.at))
    return list(session.scalars(events))


def told(session: Session, cast: Cast, reader: Person, at: float = 0) -> list[str]:
    """Who may read Ana's letters, or could, as a reader of hers in Period 3 is told some days later."""
    viewer = cast.viewer(reader, cast.at + at * DAY)
    found = is_student_of(session, viewer, cast.ana.id, [cast.period_3.id])
    assert found
    on_queue = cast.ana.id in students_read(session, viewer, [cast.period_3.id])
    assert on_queue == bool(found[2])
    return [notice.asked_by for notice in found[2]]


def a_request(site: Site, who: Person | None = None, *, about: Person | None = None) -> UUID:
    """A request on a site: Mrs. Lund's for Ana's letters, where nothing else is said; its id."""
    with transaction(site.cast.database) as session:
        return asked(session, site.cast, who, about=about)


def a_grant(site: Site, *, student: Person | None = None, about: Person | None = None) -> UUID:
    """A request of Mrs. Lund's on a site, to which Mr. Bell has agreed; its id."""
    with transaction(site.cast.database) as session:
        return agreed(session, site.cast, student=student, about=about)
