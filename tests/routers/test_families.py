"""The page for families: in their languages, with the names of those who read."""

import re

from sqlalchemy import update
from sqlmodel import col

from app.db import transaction
from app.families import FOLDER, family_page, has_page, written_in
from app.models import Membership, School, Wording
from app.models.classroom import Part
from app.models.school import WordingKind
from tests.cast import MINUTE, NOW
from tests.web import Site, says


def page_of(site: Site, query: str = "") -> str:
    return site.as_(site.cast.rivera).get(f"/classes/{site.cast.period_3.id}/families{query}").text


def plain(html: str) -> str:
    """Without the marks that keep the direction of a name."""
    return re.sub("[\u2068\u2069]", "", says(html))


def speak(site: Site, *tags: str) -> None:
    """The school's families speak these languages."""
    with transaction(site.cast.database) as session:
        session.execute(update(School).where(col(School.id) == site.cast.school.id).values(languages=list(tags)))


def test_every_language_of_the_school_is_a_sheet_of_its_own(site: Site) -> None:
    html = page_of(site)
    assert re.findall(r'<article class="sheet for-families" lang="(\w+)" dir="(\w+)"', html) == [
        ("en", "ltr"), ("es", "ltr"),
    ]  # fmt: skip
    assert "Ms. Rivera and Mr. Park read the letters and answer them." in plain(html)
    assert "Ms. Rivera y Mr. Park leen las cartas y las contestan." in plain(html)
    assert "Ask Ms. Rivera, Mr. Park, or Mr. Bell." in plain(html)


def test_arabic_runs_from_right_to_left_and_keeps_names_whole(site: Site) -> None:
    speak(site, "ar")
    html = page_of(site)
    assert '<article class="sheet for-families" lang="ar" dir="rtl">' in html
    assert "\u2068Ms. Rivera\u2069" in html


def test_a_language_without_a_page_gets_the_english_one_and_it_is_said(site: Site) -> None:
    speak(site, "es-MX", "vi", "hy")
    html = page_of(site)
    assert re.findall(r'for-families" lang="(\w+)"', html) == ["es", "en"]
    assert "There is no such page in Tiếng Việt, Հայերեն yet: those families get the English one." in says(html)
    alone = page_of(site, "?language=vi")
    assert re.findall(r'for-families" lang="(\w+)"', alone) == ["en"]
    assert re.findall(r'for-families" lang="(\w+)"', page_of(site, "?language=es-MX")) == ["es"]
    assert re.findall(r'for-families" lang="(\w+)"', page_of(site, "?language=../en")) == ["es", "en"]


def test_one_teacher_reads_and_two_read(site: Site) -> None:
    with transaction(site.cast.database) as session:
        parks = col(Membership.person_id) == site.cast.park.id
        session.execute(update(Membership).where(parks).values(part=Part.WRITER))
    assert "Ms. Rivera reads every letter and answers it." in plain(page_of(site))
    assert "Ms. Rivera lee cada carta y la contesta." in plain(page_of(site))


def test_the_schools_own_words_stand_on_the_page_of_their_language(site: Site) -> None:
    with transaction(site.cast.database) as session:
        for minute, (tag, text) in enumerate([("es", "Antes: 555 0100"), ("es", "Ayuda: 555 0199")]):
            session.add(
                Wording(
                    school_id=site.cast.school.id, kind=WordingKind.HELP, language=tag, text=text,
                    from_at=NOW - (9 - minute) * MINUTE,
                )
            )  # fmt: skip
    spanish, english = page_of(site, "?language=es"), page_of(site, "?language=en")
    assert "Ayuda: 555 0199" in spanish
    assert "555 0100" not in spanish
    assert "Ayuda" not in english


def test_a_class_without_a_teacher_has_no_page_that_says_who_reads(site: Site) -> None:
    with transaction(site.cast.database) as session:
        session.execute(update(Membership).where(col(Membership.part) == Part.READER).values(part=Part.WRITER))
    html = site.as_(site.cast.lund).get(f"/classes/{site.cast.period_3.id}/families").text
    assert "This class has no teacher yet" in says(html)
    assert "for-families" not in html


def test_every_page_says_the_same_things() -> None:
    tags = sorted(path.stem for path in FOLDER.glob("*.toml"))
    assert tags == ["ar", "en", "es"]
    given = {"school": "R{oosevelt}", "classroom": "P3", "helpers": ["Mr. Bell"]}
    for tag in tags:
        assert has_page(tag)
        for readers in (["Ms. Rivera"], ["Ms. Rivera", "Mr. Park"]):
            page = family_page(tag, readers=readers, **given)  # type: ignore[arg-type]
            assert len(page.paragraphs) == 7
            texts = [page.lead, *(paragraph.text for paragraph in page.paragraphs)]
            assert all(name in " ".join(texts) for name in [*readers, "Mr. Bell", "P3", "R{oosevelt}"])
            assert page.direction == ("rtl" if tag == "ar" else "ltr")


def test_a_tag_finds_its_language_or_english() -> None:
    assert [written_in(tag) for tag in ("es", "es-419", "en-GB", "ar-EG", "vi", "", "..")] == [
        "es", "es", "en", "ar", "en", "en", "en",
    ]  # fmt: skip
