"""Holidays of the whole school: declared, shown to students, taken back."""

from app.models import Away, Event
from tests.cast import DAY
from tests.web import Site, form_of, forms_of, says, where


def adds(site: Site, first: str, last: str = "", why: str = "") -> None:
    lund = site.as_(site.cast.lund)
    form = form_of(lund.get("/school/days-off").text)
    assert where(form.press(lund, from_day=first, until_day=last, why=why)) == "/school/days-off"


def test_days_off_are_listed_those_to_come_first(site: Site) -> None:
    adds(site, "2026-12-21", "2027-01-01", "Winter <b>holidays</b>")
    adds(site, "2026-11-26", "2026-11-27", "Thanksgiving")
    adds(site, "2026-09-07", why="Labor Day")
    page = says(site.as_(site.cast.lund).get("/school/days-off").text)
    order = [
        page.index(why) for why in ("Thanksgiving", "Winter <b>holidays</b>", "Days off that are over", "Labor Day")
    ]
    assert order == sorted(order)
    assert "Thursday, November 26 to Friday, November 27" in page


def test_students_are_told_of_days_off_that_are_near(site: Site) -> None:
    adds(site, "2026-11-26", "2026-11-27", "Thanksgiving")
    adds(site, "2026-12-21", "2027-01-01", "Winter holidays")
    told = says(site.as_(site.cast.ana).get("/readers").text)
    assert "From November 26 until November 27 nobody reads letters here. (Thanksgiving)" in told
    assert "Winter" not in says(site.as_(site.cast.ana).get("/write").text)
    assert "Thanksgiving" not in says(site.as_(site.cast.eva).get("/readers").text)


def test_days_off_are_removed_once_and_written_down(site: Site) -> None:
    adds(site, (site.cast.today() + DAY).isoformat(), why="Teachers' day")
    lund = site.as_(site.cast.lund)
    (remove,) = [form for form in forms_of(lund.get("/school/days-off").text) if form.action.endswith("/withdraw")]
    assert where(remove.press(lund)) == "/school/days-off"
    assert remove.press(lund).status_code == 404
    assert site.count(Away) == 0
    assert [event.act for event in site.all(Event) if isinstance(event, Event)] == ["away declared", "away withdrawn"]


def test_days_that_cannot_be_come_back_as_they_were_typed(site: Site) -> None:
    lund = site.as_(site.cast.lund)
    form = form_of(lund.get("/school/days-off").text)
    for first, last, said in (
        ("", "2026-11-27", "A day is missing, or its year can't be right."),
        ("2026-11-27", "2026-11-26", "The last day comes before the first one."),
        ("2026-11-27", "2028-11-26", "That is more than a year."),
    ):
        page = form.press(lund, from_day=first, until_day=last, why="Thanksgiving")
        assert page.status_code == 422
        assert said in says(page.text)
        again = form_of(page.text)
        assert (again["from_day"], again["until_day"], again["why"]) == (first, last, "Thanksgiving")
    assert site.count(Away) == 0


def test_a_teacher_says_when_she_is_away_and_takes_it_back(site: Site) -> None:
    rivera, ana = site.as_(site.cast.rivera), site.as_(site.cast.ana)
    form = form_of(rivera.get("/away").text, "/away")
    assert form.press(rivera, from_day="2026-11-20", until_day="2026-11-19").status_code == 422
    assert where(form.press(rivera, from_day="2026-11-18", until_day="2026-11-20", why="at a course")) == "/away"
    assert "Ms. Rivera is away from November 18 until November 20. (at a course)" in says(ana.get("/write").text)
    assert "Ms. Rivera" not in says(site.as_(site.cast.okoye).get("/away").text)
    (stay,) = [form for form in forms_of(rivera.get("/away").text) if form.action.endswith("/withdraw")]
    stay.press(rivera)
    assert "is away" not in says(ana.get("/write").text)
