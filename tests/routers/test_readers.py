"""Who can read this: by name, with the days on which nobody does."""

from datetime import timedelta

from app.db import transaction
from app.models import Away, Person
from tests.web import Site, says


def away(site: Site, person: Person | None, first: int, last: int, why: str = "") -> None:
    """Somebody, or with None the whole school, is away from and until so many days from now."""
    today = site.cast.today()
    with transaction(site.cast.database) as session:
        session.add(
            Away(
                school_id=site.cast.school.id, person_id=person.id if person else None, why=why,
                from_day=today + timedelta(first), until_day=today + timedelta(last),
            )
        )  # fmt: skip


def test_every_reader_is_named_and_nobody_of_another_class(site: Site) -> None:
    page = says(site.as_(site.cast.ana).get("/readers").text)
    assert "Ms. Rivera reads every letter" in page
    assert "Mr. Park reads every letter" in page
    assert "Okoye" not in page
    assert "Strand" not in page


def test_a_student_is_told_when_her_reader_is_away(site: Site) -> None:
    away(site, site.cast.rivera, 2, 9, "at a course")
    ana = site.as_(site.cast.ana)
    told = "Ms. Rivera is away from November 19 until November 26. (at a course)"
    assert told in says(ana.get("/readers").text)
    assert told in says(ana.get("/write").text)
    assert "You can write all the same" in says(ana.get("/write").text)


def test_the_sheet_says_from_when_nobody_reads_in_the_holidays(site: Site) -> None:
    away(site, None, 0, 13, "autumn holidays")
    page = says(site.as_(site.cast.ana).get("/write").text)
    assert page.count("Until November 30 nobody reads letters here.") == 1
    assert "When it can’t wait" in page


def test_what_is_far_off_is_on_the_page_and_not_on_the_sheet(site: Site) -> None:
    away(site, None, 30, 44)
    ana = site.as_(site.cast.ana)
    assert "From December 17 until December 31 nobody reads" in says(ana.get("/readers").text)
    assert "nobody reads" not in says(ana.get("/write").text)


def test_what_is_over_and_who_reads_elsewhere_is_not_told(site: Site) -> None:
    away(site, site.cast.rivera, -9, -1)
    away(site, site.cast.okoye, 0, 5)
    assert "is away" not in says(site.as_(site.cast.ana).get("/readers").text)
