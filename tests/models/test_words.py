"""What is written comes back to the letter, and is found in every script."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.models.words import LONGEST, Reason, Refused, digest, fold, taken
from tests.cast import Cast

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), min_size=1)
NAUGHTY = [
    "  leading and trailing  \n\n", "\nbegins with a line end", "tabs\tand\u00a0hard spaces", "e\u0301 and \u00e9 stay",
    "👩🏽‍🎓👨‍👩‍👧‍👦🇸🇪", "안녕하세요, 학교", "你好，学校", "สวัสดีค่ะ ครู", "مرحبا يا أستاذة",
    "שלום", "\u202eright to left\u202c",
    "ﬁne ligatures", "İstanbul ıssız", "\ufeffa mark",
    "<script>alert(1)</script> {{ 7 * 7 }} %s '; DROP TABLE letter;--",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "ẞ and ß", "\x01\x1f\x7f",
]  # fmt: skip


@given(TEXTS.filter(str.strip))
def test_a_text_is_taken_exactly_as_it_was_written(text: str) -> None:
    assert taken(text) == text
    assert taken(text.replace("\n", "\r\n")) == text


@pytest.mark.parametrize("text", NAUGHTY)
def test_a_letter_comes_back_to_the_letter(cast: Cast, session: Session, text: str) -> None:
    letter = cast.writes(session, cast.linh, text)
    answer = cast.answers(session, cast.rivera, letter, body=text)
    session.expire_all()
    assert (letter.body, answer.body) == (text, text)
    assert letter.sha256 == digest(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.EMPTY),
        (" \n\t\u3000", Reason.EMPTY),
        ("a\x00b", Reason.NUL),
        ("😀" * (LONGEST + 1), Reason.TOO_LONG),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(text: str, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        taken(text)
    assert refused.value.reason is reason


def test_the_longest_text_is_kept_whole(cast: Cast, session: Session) -> None:
    text = "🖋" * LONGEST
    letter = cast.writes(session, cast.linh, text)
    session.expire_all()
    assert letter.body == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Mi casa está en México", "MEXICO"),
        ("我在学校", "学校"),
        ("우리 학교에서", "학교"),
        (unicodedata.normalize("NFD", "우리 학교에서"), "학교"),
        ("ฉันรักโรงเรียน", "โรงเรียน"),
        ("مَدْرَسَة", "مدرسة"),
        ("Straße", "STRASSE"),
        ("Linh Trần ở Huế", "tran o hue"),
        ("ＦＵＬＬ width", "full"),
        ("ΟΔΟΣ", "οδος"),
        ("Ελλάδα", "ελλαδα"),
        ("İZMİR", "izmir"),
        ("Ünïcödé", "unicode"),
    ],
)
def test_words_are_found_in_every_script(text: str, wanted: str) -> None:
    assert fold(wanted) in fold(text)


def test_words_that_are_not_there_are_not_found() -> None:
    assert fold("학원") not in fold("우리 학교에서")
    assert fold("学生") not in fold("我在学校")


@given(st.text(), st.text())
def test_folding_keeps_what_is_inside_of_what(before: str, after: str) -> None:
    assert fold("quinceañera") in fold(f"{before} quinceañera {after}")


@given(st.text())
def test_case_and_composition_make_no_difference(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert fold(fold(text)) == fold(text)
