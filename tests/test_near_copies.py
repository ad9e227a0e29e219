"""Near-copies: a sentence that went to others is pointed out to its writer alone, and stops nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app.models import Draft, Letter, Person
from app.models.letter import add_postscript
from app.queries.near_copies import LOOKED_BACK, NearCopy, near_copies
from tests.cast import DAY, NOW, Cast, desk_for
from tests.test_statements import counted
from tests.web import Site, form_of, says

GLAD = "I was so glad to hear about your grandmother and her garden."
WEEK = timedelta(days=7)


def has_sent(
    session: Session, cast: Cast, to: Person, body: str, by: Person | None = None, ago: timedelta = WEEK
) -> None:
    """An answer of Ms. Rivera's to a student, some time ago."""
    letter = cast.writes(session, to, "Dear Ms. Rivera,", NOW - ago)
    cast.answers(session, by or cast.rivera, letter, body=body, at=NOW - ago)


def draft(
    session: Session,
    cast: Cast,
    body: str,
    to: Person | None = None,
    by: Person | None = None,
    letter: Letter | None = None,
) -> NearCopy | None:
    """What is pointed out of a draft of Ms. Rivera's to Bo."""
    letter = letter or cast.writes(session, to or cast.bo, "Dear Ms. Rivera, our dog has come back.", NOW - DAY)
    viewer, desk = cast.viewer(by or cast.rivera), desk_for(session, letter)
    kept = Draft.keep(session, viewer, desk.classroom_id, desk.to_id, body, seen=desk.seen)
    return near_copies(session, viewer, kept.id)


def test_a_sentence_that_went_to_two_others_is_counted_by_students(session: Session, cast: Cast) -> None:
    has_sent(session, cast, cast.ana, f"Dear Ana, thank you. {GLAD} Yours")
    has_sent(session, cast, cast.ana, f"Dear Ana! {GLAD}", ago=2 * WEEK)
    has_sent(session, cast, cast.linh, f"Dear Linh,\n\n{GLAD}\n\nYours")
    found = draft(session, cast, f"Dear Bo,\n\nso he is back! {GLAD} Tell me more.")
    assert found == NearCopy("I was so glad to hear about your grandmother and her garden", cut=False, others=2)


def test_a_word_in_ten_can_be_another_one_and_the_name_another_name(session: Session, cast: Cast) -> None:
    has_sent(session, cast, cast.ana, "Ana Morales, it made me smile all evening to read about your new house.")
    found = draft(session, cast, "Bo, it made me smile all morning to read about your new house")
    assert found is not None
    assert found.others == 1
    other = draft(session, cast, "Bo, it made me laugh to read that your brother hid his new bicycle from you all.")
    assert other == NearCopy()


def test_the_sentence_that_went_to_most_is_named_by_its_beginning(session: Session, cast: Cast) -> None:
    long = (
        "Have you ever thought of writing all of this down for your grandchildren, word by word, as you told it to me"
    )
    has_sent(session, cast, cast.ana, f"{GLAD} {long}.")
    has_sent(session, cast, cast.linh, f"{long}?")
    found = draft(session, cast, f"{GLAD} {long}!")
    assert found == NearCopy("Have you ever thought of writing all of this down for your g", cut=True, others=2)


def test_short_greetings_are_everybodys(session: Session, cast: Cast) -> None:
    has_sent(session, cast, cast.ana, "Thank you for writing. See you on Monday.")
    assert draft(session, cast, "Thank you for writing. See you on Monday.") == NearCopy()


@pytest.mark.parametrize(
    "sentence",
    [
        "我很高兴听到你奶奶和她花园的事情。",
        "おばあさんの庭の話を読んで本当に嬉しかったです。",
        "سعدت كثيرا بما كتبته عن جدتك وعن حديقتها الجميلة؟",
        "तुम्हारी दादी और उनके बगीचे के बारे में पढ़कर बहुत खुशी हुई।",
        "Ich habe mich so gefreut, von deiner Großmutter zu lesen…",
    ],
)
def test_every_script_has_its_sentences(session: Session, cast: Cast, sentence: str) -> None:
    has_sent(session, cast, cast.ana, f"{sentence}{sentence[::-1]}")
    found = draft(session, cast, f"Bo,\n{sentence}")
    assert found is not None
    assert (found.others, found.beginning) == (1, sentence[:-1])


def test_words_of_the_students_own_letter_do_not_count(session: Session, cast: Cast) -> None:
    line = "One sees the freight trains from the window of the new house."
    has_sent(session, cast, cast.ana, f"You write: {line}")
    letter = cast.writes(session, cast.bo, f"Dear Ms. Rivera, {line}", NOW - DAY)
    assert draft(session, cast, f"{line} How many wagons has the longest?", letter=letter) == NearCopy()
    add_postscript(session, cast.viewer(cast.bo), letter, uuid4(), GLAD)
    has_sent(session, cast, cast.linh, GLAD)
    assert draft(session, cast, GLAD, letter=letter) == NearCopy()


def test_what_this_student_was_written_before_is_no_copy(session: Session, cast: Cast) -> None:
    has_sent(session, cast, cast.bo, GLAD)
    assert draft(session, cast, GLAD) == NearCopy()


def test_a_colleagues_answers_are_never_compared(session: Session, cast: Cast) -> None:
    has_sent(session, cast, cast.ana, GLAD, by=cast.park)
    assert draft(session, cast, GLAD) == NearCopy()
    has_sent(session, cast, cast.linh, GLAD)
    found = draft(session, cast, GLAD)
    assert found is not None
    assert found.others == 1
    his = draft(session, cast, GLAD, by=cast.park)
    assert his is not None
    assert his.others == 1, "And of his own he is told the same."


def test_after_ninety_days_nothing_is_held_against_a_sentence(session: Session, cast: Cast) -> None:
    has_sent(session, cast, cast.ana, GLAD, ago=LOOKED_BACK + DAY)
    assert draft(session, cast, GLAD) == NearCopy()


def test_of_a_draft_that_is_not_ones_own_nothing_is_told(session: Session, cast: Cast) -> None:
    has_sent(session, cast, cast.ana, GLAD, by=cast.park)
    letter = cast.writes(session, cast.bo, "Dear Ms. Rivera,", NOW - DAY)
    kept = Draft.keep(session, cast.viewer(cast.rivera), letter.queue_id, cast.bo.id, GLAD)
    own = Draft.keep(session, cast.viewer(cast.bo), letter.queue_id, None, GLAD)
    for viewer, id_ in ((cast.park, kept.id), (cast.rivera, own.id), (cast.bo, own.id), (cast.rivera, uuid4())):
        assert near_copies(session, cast.viewer(viewer), id_) is None


def test_the_page_is_told_in_one_sentence_without_a_name_and_sends_all_the_same(site: Site) -> None:
    cast, rivera = site.cast, site.as_(site.cast.rivera)
    for student in (cast.ana, cast.linh):
        site.letter_of(student)
        letter = site.letter_of(student, days_ago=1)
        rivera.get(f"/desk/{letter}")
        form_of(rivera.get(f"/desk/{letter}").text, to="/answers").press(rivera, body=GLAD)
    letter = site.letter_of(cast.bo)
    rivera.get(f"/desk/{letter}")
    desk = form_of(rivera.get(f"/desk/{letter}").text, to="/answers")
    kept = desk.press(rivera, "Keep", accept="application/json", body=f"Dear Bo, how are you? {GLAD}").json()
    with counted(site) as seen:
        told = rivera.get(f"/drafts/{kept['id']}/copies")
    assert len(seen["statements"]) <= 3
    assert not seen["commits"]
    sentence = (
        "You wrote “I was so glad to hear about your grandmother and her garden” to 2 others, too. Students compare."
    )
    assert says(told.text) == sentence
    other = desk.press(rivera, "Keep", accept="application/json", body="Dear Bo, how are you?", **kept_as(kept)).json()
    assert rivera.get(f"/drafts/{other['id']}/copies").status_code == 204
    assert desk.press(rivera, body=GLAD).status_code == 303
    assert not site.letter(letter).waiting


def kept_as(kept: dict[str, str | int]) -> dict[str, str]:
    return {"id": str(kept["id"]), "revision": str(kept["revision"])}
