"""A page that was removed by a plain form can be put back, until the next step."""

from uuid import UUID

from starlette.testclient import TestClient

from app.models import Draft, Letter, PageFile
from tests.drawn import picture
from tests.laying import lay, pages
from tests.web import Site, form_of, says

BACK = "Put the removed page back"


def press(browser: TestClient, what: str, at: str = "/write", to: str = "/drafts/pages") -> str:
    """Press one of the buttons of a page; where one comes to."""
    form = form_of(browser.get(at).text, to=to)
    fields = [*form.fields, ("do", what)]
    pressed = browser.post(form.buttons["Add them"], files=[(name, (None, value)) for name, value in fields])
    assert pressed.status_code == 303
    return pressed.headers["location"]


def on_sheet(browser: TestClient, at: str = "/write", to: str = "/letters") -> list[str]:
    return form_of(browser.get(at).text, to=to).all("page")


def three(site: Site, browser: TestClient, at: str = "/write") -> tuple[UUID, UUID, UUID]:
    lay(browser, picture(ink="red"), picture(ink="green"), picture(ink="blue"), at=at, body="As I wrote.")
    first, second, third = (page.id for page in pages(site))
    return first, second, third


def test_a_page_that_was_removed_is_put_back_where_it_lay(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    ids = three(site, ana)
    there = press(ana, f"remove:{ids[1]}")
    assert on_sheet(ana, there) == [str(ids[0]), str(ids[2])]
    assert BACK in form_of(ana.get(there).text, to="/drafts/pages").buttons
    assert f'value="back:{ids[1]}"' in ana.get(there).text
    assert "The page is removed." in says(ana.get(there).text)
    again = press(ana, f"back:{ids[1]}", there)
    assert on_sheet(ana, again) == [str(id_) for id_ in ids]
    assert f'value="back:{ids[1]}"' not in ana.get(again).text


def test_it_is_offered_on_that_page_alone_and_is_gone_with_the_next_step(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    ids = three(site, ana)
    there = press(ana, f"remove:{ids[1]}")
    assert "back:" not in ana.get("/write").text
    press(ana, f"later:{ids[0]}")
    assert "back:" not in ana.get(there).text
    press(ana, f"back:{ids[1]}")
    assert on_sheet(ana) == [str(ids[2]), str(ids[0])]
    assert {row.page_id for row in site.all(PageFile) if isinstance(row, PageFile)} == {ids[0], ids[2]}


def test_of_two_that_are_removed_the_last_one_can_be_put_back(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    ids = three(site, ana)
    press(ana, f"remove:{ids[0]}")
    there = press(ana, f"remove:{ids[2]}")
    press(ana, f"back:{ids[0]}", there)
    assert on_sheet(ana) == [str(ids[1])], "That one was gone, and the other went with this step."


def test_a_second_press_leaves_the_page_to_be_put_back(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    ids = three(site, ana)
    for _ in range(2):
        there = press(ana, f"remove:{ids[1]}")
    press(ana, f"back:{ids[1]}", there)
    assert on_sheet(ana) == [str(id_) for id_ in ids]


def test_a_letter_goes_without_the_page_that_was_removed_and_its_bytes_go_too(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    ids = three(site, ana)
    there = press(ana, f"remove:{ids[1]}")
    form_of(ana.get(there).text, to="/letters").press(ana)
    letter = site.all(Letter)[0]
    assert isinstance(letter, Letter)
    assert [(page.id, page.letter_id) for page in pages(site)] == [(ids[0], letter.id), (ids[2], letter.id)]
    assert {row.page_id for row in site.all(PageFile) if isinstance(row, PageFile)} == {ids[0], ids[2]}


def test_what_was_removed_is_no_draft_that_anybody_sees_and_nobody_elses_to_put_back(site: Site) -> None:
    ana, bo = site.as_(site.cast.ana), site.as_(site.cast.bo)
    ids = three(site, ana)
    there = press(ana, f"remove:{ids[1]}")
    assert ana.get("/letters").text.count("data-draft=") == 1
    assert "Another text that you kept" not in says(ana.get("/write").text)
    assert "back:" not in bo.get(f"/write?removed={ids[1]}").text
    lay(bo, picture())
    press(bo, f"back:{ids[1]}")
    assert str(ids[1]) not in on_sheet(bo)
    assert bo.get(f"/pages/{ids[1]}/small").status_code == 404
    press(ana, f"back:{ids[1]}", there)
    assert len(on_sheet(ana)) == 3


def test_a_page_of_an_answer_is_put_back_too(site: Site) -> None:
    letter_id = site.letter_of(site.cast.ana)
    rivera, desk = site.as_(site.cast.rivera), f"/desk/{letter_id}"
    rivera.get(desk)
    ids = three(site, rivera, desk)
    there = press(rivera, f"remove:{ids[0]}", desk, "/answers/pages")
    assert where_is(there) == desk
    assert f'value="back:{ids[0]}"' in rivera.get(there).text
    press(rivera, f"back:{ids[0]}", there, "/answers/pages")
    assert on_sheet(rivera, desk, "/answers") == [str(id_) for id_ in ids]
    at = f"/classes/{site.cast.period_3.id}/letter"
    press(rivera, f"remove:{ids[0]}", desk, "/answers/pages")
    assert "Another text that you kept" not in says(rivera.get(at).text)
    assert site.count(Draft) == 2


def where_is(address: str) -> str:
    return address.partition("?")[0].removeprefix("http://everyletter.example")
