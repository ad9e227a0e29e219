"""SQL statements, counted: a screen takes as many with three times the letters, and a letter is one commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from sqlalchemy import event

from app.cards import make_cards
from app.db import transaction
from app.models import Away, Draft, Membership, Wording, Worry
from app.models.class_letter import send_class_letter
from app.models.letter import add_postscript, open_letter
from tests.cast import DAY, KEY, NOW, Cast, desk_for
from tests.last_year import answered_then, last_years_class
from tests.web import Site, form_of
from tests.worries import handed_on, turned

MOST = 6
"""Statements of one screen, however many rows it has."""
HOUSEKEEPING = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")

SCREENS = [
    "/queue",
    "/queue/aside",
    "/evenings",
    "/on-the-way",
    "/first-read/{letter}",
    "/desk/{letter}",
    "/board",
    "/board?year=2025",
    "/board.csv",
    "/board.csv?year=2025",
    "/students/{student}",
    "/students/{student}/talk",
    "/students",
    "/find",
    "/classes/{classroom}/import",
    "/letters",
    "/letters/{letter}",
    "/write",
    "/phones",
    "/readers",
    "/you",
    "/away",
    "/school/reading",
    "/school",
    "/school/settings",
    "/school/wording",
    "/school/days-off",
    "/classes/{classroom}/cards",
    "/classes/{classroom}/families",
    "/classes/{classroom}/letter",
    "/classes/{classroom}/paper",
    "/classes/{classroom}/answers",
    "/answers",
    "/school/cards",
    "/school/people",
    "/school/people/{student}",
    "/school/classes",
    "/school/classes/{classroom}",
    "/school/memberships/{membership}",
    "/school/roster",
    "/letters/{letter}/worry",
    "/worries",
    "/worries/{worry}",
    "/turn-to",
]
WHO_LOOKS = {
    "/letters/{letter}/worry": "rivera", "/worries": "bell", "/turn-to": "ana",
    "/letters": "ana", "/write": "ana", "/readers": "ana", "/school": "lund",
}  # fmt: skip
"""By the beginning of the address; everywhere else Ms Rivera."""


@contextmanager
def counted(site: Site) -> Iterator[dict[str, list[str]]]:
    """Every statement and every commit on both engines while the block runs."""
    seen: dict[str, list[str]] = {"statements": [], "commits": []}

    def statement(_c: Any, _cursor: Any, sql: str, *_: Any) -> None:
        if not sql.startswith(HOUSEKEEPING):
            seen["statements"].append(sql)

    def commit(_: Any) -> None:
        seen["commits"].append("COMMIT")

    engines = (site.cast.database.reads, site.cast.database.writes)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", statement)
        event.listen(engine, "commit", commit)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


def busy(cast: Cast, months: int) -> str:
    """Some months of letters and answers for each student, and one letter of Ana's that waits, opened by Ms Rivera,
    with a P.S. and a draft; and a class of last year. Gives the letter's id."""
    with transaction(cast.database) as session:
        room = last_years_class(session, cast)
        for month in range(months):
            answered_then(session, cast, room, cast.ana, month + 1)
        for student in (cast.ana, cast.bo, cast.linh):
            for month in range(months):
                letter = cast.writes(session, student, "It was a long month.", NOW - (30 * month + 5) * DAY)
                cast.answers(session, cast.rivera, letter, at=NOW - (30 * month + 4) * DAY)
        letter = cast.writes(session, cast.ana, "Dear Ms. Rivera, we moved.", NOW - DAY)
        cast.writes(session, cast.bo, "I wait too.", NOW - 2 * DAY)
        for number in range(months):
            add_postscript(session, cast.viewer(cast.ana), letter, uuid4(), f"P.S. number {number}")
        open_letter(session, cast.viewer(cast.rivera), letter.id)
        seen = desk_for(session, letter).seen
        Draft.keep(session, cast.viewer(cast.rivera), cast.period_3.id, cast.ana.id, "Dear Ana,", seen=seen)
        Draft.keep(session, cast.viewer(cast.ana), cast.period_3.id, None, "And also")
        office = cast.viewer(cast.lund)
        for number in range(months):
            Away.declare(session, office, office.today + (7 * number) * DAY, None, f"Day off {number}")
            Wording.say(session, cast.viewer(cast.lund, NOW - number * DAY), "en", {"help": f"Room {months} {number}"})
            session.flush()
        Draft.keep(session, cast.viewer(cast.rivera), cast.period_3.id, None, "Dear all,")
        for number in range(months):
            send_class_letter(session, cast.viewer(cast.park), [cast.period_3], uuid4(), f"Month {number}")
            make_cards(session, KEY, cast.viewer(cast.park), cast.period_3.id)
            handed_on(session, cast, letter)
            turned(session, cast)
        return str(letter.id)


def statements_of(site: Site, letter: str) -> dict[str, int]:
    """How many statements each screen takes."""
    cast = site.cast
    people = {who: site.as_(getattr(cast, who)) for who in {"rivera", *WHO_LOOKS.values()}}
    part = next(row.id for row in site.all(Membership) if isinstance(row, Membership) and row.person_id == cast.ana.id)
    worry = site.all(Worry)[0].id  # type: ignore[attr-defined]
    taken = {}
    for screen in SCREENS:
        who = next((who for address, who in WHO_LOOKS.items() if screen.startswith(address)), "rivera")
        address = screen.format(
            worry=worry, letter=letter, student=cast.ana.id, classroom=cast.period_3.id, membership=part
        )
        with counted(site) as seen:
            drawn = people[who].get(address)
        assert drawn.status_code == 200, f"{screen} leads to {drawn.headers.get('location')}"
        assert not seen["commits"], f"{screen} is only looked at, and writes."
        taken[screen] = len(seen["statements"])
    return taken


def test_a_screen_takes_few_statements_and_no_more_with_three_times_the_letters(site: Site) -> None:
    first = statements_of(site, busy(site.cast, 2))
    assert {screen: taken for screen, taken in first.items() if taken > MOST} == {}
    assert statements_of(site, busy(site.cast, 6)) == first


def test_a_queue_that_has_not_begun_takes_few_statements(site: Site) -> None:
    okoye = site.as_(site.cast.okoye)
    with counted(site) as seen:
        assert "Write to Period 5" in okoye.get("/queue").text
    assert len(seen["statements"]) <= MOST


def test_the_way_to_the_first_unopened_letter_and_the_end_of_the_line_take_few_statements(site: Site) -> None:
    busy(site.cast, 2)
    for who, status in ((site.cast.rivera, 303), (site.cast.okoye, 200)):
        browser = site.as_(who)
        with counted(site) as seen:
            assert browser.get("/first-read").status_code == status
        assert len(seen["statements"]) <= MOST
        assert not seen["commits"]


def test_a_search_takes_few_statements_however_many_it_finds_and_writes_only_a_first_look(site: Site) -> None:
    rivera, seen_of = site.as_(site.cast.rivera), []
    for months in (2, 6):
        busy(site.cast, months)
        for words in ("zilpzalp", "a"):
            box = form_of(rivera.get("/find").text, to="/find")
            assert box.press(rivera, words=words).status_code in {200, 307}
            with counted(site) as seen:
                assert box.press(rivera, words=words).status_code == 200
            assert not seen["commits"], "What was opened before is opened."
            seen_of.append(len(seen["statements"]))
    assert len(set(seen_of)) == 1
    assert seen_of[0] <= MOST


def test_the_cards_of_a_class_are_one_commit(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    sheet = form_of(rivera.get(f"/classes/{site.cast.period_3.id}/cards").text, to="/cards")
    with counted(site) as seen:
        assert sheet.press(rivera, whom="everyone").status_code == 200
    assert len(seen["commits"]) == 1


def test_a_letter_is_one_commit(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    sheet = form_of(ana.get("/write").text)
    with counted(site) as seen:
        assert sheet.press(ana, body="Dear Ms. Rivera,").status_code == 303
    assert len(seen["commits"]) == 1


def test_an_answer_is_one_commit(site: Site) -> None:
    letter = busy(site.cast, 2)
    rivera = site.as_(site.cast.rivera)
    desk = form_of(rivera.get(f"/desk/{letter}").text)
    with counted(site) as seen:
        assert desk.press(rivera, body="Dear Ana,").status_code == 303
    assert len(seen["commits"]) == 1


def test_the_first_look_at_a_letter_is_one_commit(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    with counted(site) as seen:
        rivera.get(f"/desk/{letter}")
    assert len(seen["commits"]) == 1
