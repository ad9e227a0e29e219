"""Who sees a worry, who can take over one that lies with nobody, and what a student sees of her own."""

from sqlalchemy.orm import Session

from app.models import Person, Worry
from app.models.handing_on import handle, take_over
from app.models.worry import WorryState
from app.queries.school import overview
from app.queries.worries import turned as turned_to
from app.queries.worries import worries
from tests.cast import DAY, HOUR, Cast
from tests.grants import named
from tests.worries import acts, free_for, handed_on, no_longer_named, seen_by, turned


def everybody(cast: Cast) -> list[Person]:
    return [
        cast.rivera, cast.park, cast.okoye, cast.haddad, cast.lund, cast.bell, cast.strand, cast.ana, cast.bo, cast.eva
    ]  # fmt: skip


def test_only_the_one_who_handed_it_on_and_the_named_person_see_it(cast: Cast, session: Session) -> None:
    named(session, cast, cast.haddad)
    named(session, cast, cast.lund)
    letter_worry = handed_on(session, cast, cast.writes(session, cast.ana))
    own = turned(session, cast)
    seen = {person.called: seen_by(session, cast, person) for person in everybody(cast)}
    assert {who: ids for who, ids in seen.items() if ids} == {
        "Ms. Rivera": {letter_worry},
        "Mr. Bell": {letter_worry, own},
    }
    assert not any(free_for(session, cast, person) for person in everybody(cast))
    assert worries(session, cast.viewer(cast.lund)) == []


def test_what_lies_with_nobody_is_taken_over_by_a_named_person_and_seen_only_then(cast: Cast, session: Session) -> None:
    for person in (cast.haddad, cast.okoye, cast.ana, cast.rivera):
        named(session, cast, person)
    worry_id, own = handed_on(session, cast, cast.writes(session, cast.ana)), turned(session, cast)
    assert overview(session, cast.viewer(cast.lund)).worries_with_nobody == 0
    no_longer_named(session, cast.bell)
    assert overview(session, cast.viewer(cast.lund)).worries_with_nobody == 2
    free = {person.called: free_for(session, cast, person) for person in everybody(cast)}
    both = {worry_id, own}
    assert {who: ids for who, ids in free.items() if ids} == {
        "Dr. Haddad": both,
        "Mr. Okoye": both,
        "Ms. Rivera": {own},
    }
    assert seen_by(session, cast, cast.haddad) == set()
    assert [one.to_take_over for one in worries(session, cast.viewer(cast.haddad))] == [True, True]
    assert not take_over(session, cast.viewer(cast.lund), worry_id)
    assert take_over(session, cast.viewer(cast.haddad, cast.at + HOUR), worry_id)
    assert not take_over(session, cast.viewer(cast.okoye, cast.at + HOUR), worry_id)
    session.flush()
    assert seen_by(session, cast, cast.haddad) == {worry_id}
    assert acts(session, worry_id)[1:] == [("taken over", "Mr. Bell")]
    assert overview(session, cast.viewer(cast.lund)).worries_with_nobody == 1


def test_a_named_person_who_leaves_the_school_leaves_nothing_unseen(cast: Cast, session: Session) -> None:
    named(session, cast, cast.haddad)
    worry_id = handed_on(session, cast, cast.writes(session, cast.ana))
    session.get_one(Person, (cast.school.id, cast.bell.id)).ended_on = cast.today() - DAY
    session.flush()
    assert free_for(session, cast, cast.haddad) == {worry_id}


def test_what_was_handled_is_nobodys_to_take_over(cast: Cast, session: Session) -> None:
    named(session, cast, cast.haddad)
    worry_id = handed_on(session, cast, cast.writes(session, cast.ana))
    assert handle(session, cast.viewer(cast.bell), worry_id, "I rang her aunt.")
    no_longer_named(session, cast.bell)
    assert free_for(session, cast, cast.haddad) == set()
    assert overview(session, cast.viewer(cast.lund)).worries_with_nobody == 0
    assert session.get_one(Worry, (cast.school.id, worry_id)).state is WorryState.HANDLED


def test_a_student_sees_to_whom_she_turned_and_whether_it_is_handled(cast: Cast, session: Session) -> None:
    named(session, cast, cast.haddad)
    worry_id = turned(session, cast)
    [mine] = turned_to(session, cast.viewer(cast.ana))
    assert (mine.named, mine.on, mine.open) == ("Mr. Bell", cast.today(), True)
    handle(session, cast.viewer(cast.bell), worry_id, "We talked.")
    [mine] = turned_to(session, cast.viewer(cast.ana))
    assert not mine.open
    assert turned_to(session, cast.viewer(cast.bo)) == []
    letter = handed_on(session, cast, cast.writes(session, cast.ana))
    assert letter not in {one.id for one in turned_to(session, cast.viewer(cast.ana))}
