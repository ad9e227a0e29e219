"""Search, on both databases: every script is found, only what one may see, newest first, with the words in place."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.models import Addition, Membership, Person
from app.models.classroom import Part
from app.models.handover import hand_over
from app.models.letter import Letter, add_postscript, open_letter
from app.models.settling import record_talk, take_back
from app.models.words import Reason, Refused, fold
from app.queries.find import AT_A_TIME, Found, Position, find
from app.queries.wanted import LONGEST_QUERY, MOST_WORDS, Excerpt, Wanted
from tests.cast import DAY, NOW, Cast, desk_for

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"))


def found(session: Session, cast: Cast, words: str, who: Person | None = None, after: Position | None = None) -> Found:
    """What somebody finds; Ms. Rivera, where nobody is named."""
    who = who or cast.rivera
    rooms = {
        cast.rivera.id: [cast.period_3], cast.park.id: [cast.period_3], cast.okoye.id: [cast.period_5],
        cast.haddad.id: [cast.coaching], cast.strand.id: [cast.other_class],
    }  # fmt: skip
    reading = [room.id for room in rooms[who.id]]
    return find(session, cast.viewer(who), reading, Wanted.of(words), after)


def whole(excerpt: Excerpt) -> str:
    return "".join(part.text for part in excerpt.parts)


def marked(words: str, *texts: str) -> list[str]:
    return [part.text for part in Wanted.of(words).excerpt(texts).parts if part.found]


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("resume", "Mon Résumé est là."), ("RÉSUMÉ", "mon resume"), ("éa", "e\u0301a"), ("fine", "the ﬁne print"),
        ("strasse", "Die Straße"), ("straße", "STRASSE"), ("istanbul", "İstanbul'da"), ("校", "我们的学校"),
        ("학교", "나는 학교에 간다"), ("어머니", "우리 어머니"), ("школа", "Моя Школа"), ("مدرسة", "هذه مَدرَسة"),
        ("100%", "He gave 100% of it."), ("a_b", "The file a_b."), ("so!", "It is so!"), ("c:\\dir", "in C:\\dir"),
        ("don't", "I don’t know"), ("don’t", "I don't know"), ('"lemon tree"', "a lemon\ntree"),
        ("train lemon", "A lemon tree by the train."), ("o'neill", "Mrs. O’Neill"), ("emo", "lemon"),
        ("“lemon tree”", "the lemon tree"), ("«lemon tree»", "the lemon tree"), ('"lemon', "a lemon"),
    ],
)  # fmt: skip
def test_every_script_is_found_with_case_and_accents_forgiven(
    session: Session, cast: Cast, words: str, body: str
) -> None:
    letter = cast.writes(session, cast.ana, body)
    assert [hit.id for hit in found(session, cast, words).hits] == [letter.id]


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("train lemon", "A lemon tree."), ('"tree lemon"', "A lemon tree."), ("a_b", "axb"), ("10%0", "10 and 0"),
        ("a%b", "a and b"), ("%", "nothing of the kind"), ("_", "nothing"), ("!", "nothing"), ("\\", "nothing"),
        ("'; DROP TABLE letter; --", "nothing"), ("校长", "学校"),
    ],
)  # fmt: skip
def test_a_letter_has_to_have_every_word_and_each_as_it_was_typed(
    session: Session, cast: Cast, words: str, body: str
) -> None:
    cast.writes(session, cast.ana, body)
    assert found(session, cast, words).hits == []


def test_a_postscript_an_answer_its_postscript_and_the_word_of_a_talk_are_found_too(
    session: Session, cast: Cast
) -> None:
    letter = cast.writes(session, cast.ana, "We moved.", NOW - 9 * DAY)
    add_postscript(session, cast.viewer(cast.ana, NOW - 8 * DAY), letter, uuid4(), "There is a lemon tree.")
    answer = cast.answers(session, cast.park, letter, body="Does it bear fruit?", at=NOW - 7 * DAY)
    more = Addition(
        school_id=cast.school.id, answer_id=answer.id, body="Ours was a cherry.", folded="ours was a cherry.",
        at=NOW - 6 * DAY, deliver_at=NOW - 6 * DAY,
    )  # fmt: skip
    session.add(more)
    other = cast.writes(session, cast.bo, "Hello.", NOW - 5 * DAY)
    then = cast.viewer(cast.rivera, NOW - 4 * DAY)
    record_talk(session, then, desk_for(session, other), then.today, "At the bus stop.")
    session.flush()
    (hit,) = found(session, cast, "lemon").hits
    assert (hit.id, hit.student, whole(hit.excerpt)) == (letter.id, "Ana", "There is a lemon tree.")
    assert [hit.id for hit in found(session, cast, "moved lemon").hits] == [letter.id], "One letter, with its P.S."
    (hit,) = found(session, cast, "fruit cherry").hits
    assert (hit.id, hit.by, hit.student) == (answer.id, "Mr. Park", "Ana")
    (hit,) = found(session, cast, "bus").hits
    assert (hit.talk, hit.student, hit.day) == (True, "Bo", date(2026, 11, 13))


def test_each_finds_what_she_may_see_and_nothing_else(session: Session, cast: Cast) -> None:
    anas = cast.writes(session, cast.ana, "A lemon tree.")
    cys = cast.writes(session, cast.cy, "A lemon tree.")
    riveras = cast.writes(session, cast.rivera, "A lemon tree.", to=cast.coaching)
    evas = cast.writes(session, cast.eva, "A lemon tree.")
    gone = cast.writes(session, cast.bo, "A lemon tree.")
    assert take_back(session, cast.viewer(cast.bo), gone)
    for who, hers in (
        (cast.rivera, anas), (cast.park, anas), (cast.okoye, cys), (cast.haddad, riveras), (cast.strand, evas)
    ):  # fmt: skip
        assert [hit.id for hit in found(session, cast, "lemon", who).hits] == [hers.id], who.name


def test_what_her_coach_wrote_to_her_is_no_letter_of_her_students(session: Session, cast: Cast) -> None:
    letter = cast.writes(session, cast.rivera, "A hard month.", NOW - 3 * DAY, to=cast.coaching)
    cast.answers(session, cast.haddad, letter, body="A lemon tree.", at=NOW - 2 * DAY)
    assert found(session, cast, "lemon").hits == []
    assert len(found(session, cast, "lemon", cast.haddad).hits) == 1


def test_a_cover_finds_what_waits_and_what_belongs_to_it(session: Session, cast: Cast) -> None:
    cover = Membership(
        school_id=cast.school.id, classroom_id=cast.period_3.id, person_id=cast.okoye.id, part=Part.COVER,
        from_day=cast.today(),
    )  # fmt: skip
    session.add(cover)
    before = cast.writes(session, cast.bo, "Long ago, a lemon tree.", NOW - 30 * DAY)
    cast.answers(session, cast.rivera, before, body="A lemon!", at=NOW - 29 * DAY)
    waits = cast.writes(session, cast.ana, "A lemon tree.")
    viewer, rooms = cast.viewer(cast.okoye), [cast.period_3.id, cast.period_5.id]
    hits = find(session, viewer, rooms, Wanted.of("lemon")).hits
    assert [hit.id for hit in hits] == [waits.id]


def test_who_has_left_the_class_is_still_found_by_who_reads_there(session: Session, cast: Cast) -> None:
    letter = cast.writes(session, cast.ana, "A lemon tree.", NOW - 9 * DAY)
    cast.answers(session, cast.rivera, letter, at=NOW - 8 * DAY)
    part = session.query(Membership).filter_by(person_id=cast.ana.id).one()
    part.until_day = cast.today() - DAY
    session.flush()
    assert [hit.id for hit in found(session, cast, "lemon").hits] == [letter.id]


def test_what_was_handed_over_is_found_where_it_waits(session: Session, cast: Cast) -> None:
    letter = cast.writes(session, cast.ana, "A lemon tree.", NOW - 9 * DAY)
    hand_over(session, cast.viewer(cast.lund), cast.ana.id, cast.period_3.id, cast.period_5.id)
    session.flush()
    assert [hit.id for hit in found(session, cast, "lemon", cast.okoye).hits] == [letter.id]


def test_the_newest_come_first_twenty_at_a_time_and_none_twice_also_of_the_same_moment(
    session: Session, cast: Cast
) -> None:
    written: list[Letter] = []
    for number in range(AT_A_TIME + 8):
        at = NOW - DAY * (40 - number // 4)  # four of each moment
        letter = cast.writes(session, (cast.ana, cast.bo, cast.linh)[number % 3], f"Lemon {number}", at)
        written.append(letter)
        if number % 5 == 0:
            cast.answers(session, cast.rivera, letter, body=f"A lemon for {number}", at=at)
    seen, position = [], None
    for turn in range(2):
        lot = found(session, cast, "lemon", after=position)
        assert len(lot.hits) == (AT_A_TIME, 14)[turn]
        seen += [hit.id for hit in lot.hits]
        position = lot.older
    assert position is None
    assert len(set(seen)) == len(seen) == 34
    days = [hit.day for hit in found(session, cast, "lemon").hits]
    assert days == sorted(days, reverse=True)
    assert found(session, cast, "lemon").older


def test_a_letter_that_only_a_colleague_has_opened_is_new_to_her(session: Session, cast: Cast) -> None:
    letter = cast.writes(session, cast.ana, "A lemon tree.")
    open_letter(session, cast.viewer(cast.park), letter.id)
    assert found(session, cast, "lemon", cast.park).unopened == []
    assert found(session, cast, "lemon").unopened == [letter.id]


@given(TEXTS)
def test_a_text_is_folded_character_by_character(text: str) -> None:
    assert "".join(map(fold, text)) == fold(text)


@given(TEXTS.filter(str.strip), st.data())
def test_an_excerpt_is_a_piece_of_the_text_as_it_was_written(text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(text) - 1))
    try:
        wanted = Wanted.of(text[begin : begin + data.draw(st.integers(1, 12))])
    except Refused:
        return
    excerpt = wanted.excerpt([text])
    assert whole(excerpt) in text
    if all(place.search(fold(text)) for place in wanted._places):
        assert any(part.found for part in excerpt.parts) or not whole(excerpt)


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("resume", "Mon Résumé, re\u0301sume\u0301!", ["Résumé", "re\u0301sume\u0301"]), ("i", "ﬁn", ["ﬁ"]),
        ("strasse", "Straße", ["Straße"]), ("s", "ß", ["ß"]), ("istan", "İstanbul", ["İstan"]),
        ("교", "학교에", ["교"]), ("lemon emon", "lemon", ["lemon"]), ("a b", "a b ab", ["a", "b", "ab"]),
        ("校", "学校", ["校"]), ("e", "e\u0301\u0323f", ["e\u0301\u0323"]),
    ],
)  # fmt: skip
def test_what_was_found_is_marked_in_place_whatever_folding_made_of_it(
    words: str, text: str, expected: list[str]
) -> None:
    assert marked(words, text) == expected


def test_a_long_text_is_cut_between_words_around_the_first_one() -> None:
    text = "É un albero. " * 300 + "Then the lemon tree. " + "And so on, always. " * 300
    excerpt = Wanted.of("lemon").excerpt([text])
    assert (excerpt.cut_before, excerpt.cut_after) == (True, True)
    assert whole(excerpt).startswith(("É un", "un albero", "albero."))
    assert whole(excerpt).endswith(("And", "so", "on,", "always."))
    assert len(whole(excerpt)) < 300
    assert [part.text for part in excerpt.parts if part.found] == ["lemon"]


def test_a_text_without_spaces_is_cut_between_letters_and_never_before_a_mark() -> None:
    for more in range(2):
        marks = "e\u0301" * 400
        cut = whole(Wanted.of("lemon").excerpt([f"{'x' * more}{marks}lemon{'x' * more}{marks}"]))
        before, after = cut.split("lemon")
        assert before == "e\u0301" * (len(before) // 2)
        assert after.lstrip("x") == "e\u0301" * (len(after) // 2)


def test_where_the_words_stand_apart_the_text_with_most_of_them_is_shown() -> None:
    assert whole(Wanted.of("lemon train").excerpt(["A lemon.", "A lemon train."])) == "A lemon train."
    assert whole(Wanted.of("lemon train").excerpt(["A lemon.", "A train."])) == "A lemon."


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", Reason.NO_WORDS), ("   \n", Reason.NO_WORDS), ('""', Reason.NO_WORDS), ("\x00", Reason.NO_WORDS),
        ("\u0301", Reason.NO_WORDS), ("'", Reason.NO_WORDS), (" ".join(map(str, range(100))), Reason.LONG_QUERY),
        ("a" * 2000, Reason.LONG_QUERY), (" ".join(map(str, range(MOST_WORDS + 1))), Reason.LONG_QUERY),
    ],
)  # fmt: skip
def test_what_can_not_be_looked_for_is_refused(query: str, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        Wanted.of(query)
    assert refused.value.reason is reason


def test_one_letter_and_as_many_words_as_may_be_are_looked_for(session: Session, cast: Cast) -> None:
    many = " ".join(f"w{number}" for number in range(MOST_WORDS))
    letter = cast.writes(session, cast.ana, many)
    assert [hit.id for hit in found(session, cast, many).hits] == [letter.id]
    assert [hit.id for hit in found(session, cast, "w").hits] == [letter.id]
    assert found(session, cast, "x" * LONGEST_QUERY).hits == []
