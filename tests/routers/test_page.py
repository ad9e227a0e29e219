"""Pages of letters: what comes in whole is kept, what is shown is made of pixels, and nobody else sees it."""

from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Answer, Draft, Letter, PageFile
from app.models.calendar import now
from app.models.page import MOST_PAGES, PageState
from app.models.pages import Arriving, add_page
from app.models.settling import undo
from app.photos.making import make_all
from tests.drawn import picture
from tests.laying import draft_with, lay, opened, pages
from tests.routers.test_phones import new_phone
from tests.web import Site, form_of, says, where


def test_a_photo_alone_is_a_letter_that_waits(site: Site) -> None:
    _, ana = draft_with(site, picture())
    sent = form_of(ana.get("/write").text, to="/letters").press(ana, body="")
    assert where(sent) == "/letters"
    letter = site.all(Letter)[0]
    assert isinstance(letter, Letter)
    assert letter.waiting
    assert [page.letter_id for page in pages(site)] == [letter.id]
    rivera = site.as_(site.cast.rivera)
    desk = opened(rivera, letter)
    assert f"/pages/{pages(site)[0].id}/large" in desk
    seen = rivera.get(f"/pages/{pages(site)[0].id}/large")
    assert seen.headers["content-type"] == "image/webp"
    assert "sandbox" in seen.headers["content-security-policy"]
    assert Image.open(BytesIO(seen.content)).size == (60, 80)


def test_files_can_be_chosen_and_sent_with_one_press(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    form = form_of(ana.get("/write").text, to="/letters")
    fields = [(name, (None, value)) for name, value in form.filled(body="Two pages.").fields]
    files = [("files", ("1.jpg", picture())), ("files", ("2.png", picture(kind="PNG")))]
    assert where(ana.post("/letters", files=[*fields, *files])) == "/letters"
    letter = site.all(Letter)[0]
    assert isinstance(letter, Letter)
    assert [(page.letter_id, page.place) for page in pages(site)] == [(letter.id, 1), (letter.id, 2)]


def test_pages_are_put_elsewhere_and_thrown_away_and_the_text_stays(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    lay(ana, picture(ink="red"), picture(ink="green"), picture(ink="blue"), body="As I wrote.")
    first, second, third = (page.id for page in pages(site))

    def press(what: str) -> list[UUID]:
        form = form_of(ana.get("/write").text, to="/drafts/pages")
        assert form["body"] == "As I wrote."
        fields = [*form.fields, ("do", what)]
        assert ana.post("/drafts/pages", files=[(n, (None, v)) for n, v in fields]).status_code == 303
        (sheet,) = {row.id for row in site.all(Draft) if isinstance(row, Draft) and row.body}
        return [page.id for page in pages(site) if page.draft_id == sheet]

    assert press(f"later:{first}") == [second, first, third]
    assert press(f"earlier:{third}") == [second, third, first]
    assert press(f"earlier:{second}") == [second, third, first]
    assert press(f"remove:{third}") == [second, first]
    assert press(f"earlier:{second}") == [second, first], "And now it is gone for good."
    assert {row.page_id for row in site.all(PageFile) if isinstance(row, PageFile)} == {second, first}


@pytest.mark.parametrize(
    "body",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<!doctype html><script>", b"MZ\x90 a program", b"GIF89a", b"no"],
    ids=["an SVG", "HTML", "a program", "a GIF", "a text"],
)
def test_what_can_be_no_page_is_refused_in_words_and_the_text_stays(site: Site, body: bytes) -> None:
    ana = site.as_(site.cast.ana)
    form = form_of(ana.get("/write").text, to="/drafts/pages")
    fields = [(name, (None, value)) for name, value in form.filled(body="Still here.").fields]
    refused = ana.post("/drafts/pages", files=[*fields, ("files", ("photo.jpg", body))])
    assert refused.status_code == 422
    assert "can’t be a page" in says(refused.text)
    assert form_of(refused.text, to="/letters")["body"] == "Still here."
    assert pages(site) == []
    again = form_of(refused.text, to="/letters").press(ana, body="Still here, and sent.")
    assert where(again) == "/letters"
    assert [row.body for row in site.all(Letter) if isinstance(row, Letter)] == ["Still here, and sent."]
    assert site.count(Draft) == 0


@pytest.mark.parametrize(
    "broken", [picture(900, 900)[:-400], b"\xff\xd8\xff but no picture"], ids=["cut", "no picture"]
)
def test_a_page_that_cant_be_read_is_said_to_both_and_the_letter_waits(site: Site, broken: bytes) -> None:
    _, ana = draft_with(site, broken)
    form_of(ana.get("/write").text, to="/letters").press(ana, body="")
    letter = site.all(Letter)[0]
    assert isinstance(letter, Letter)
    assert letter.waiting
    assert pages(site)[0].state is PageState.UNREADABLE
    assert "Take the photo again" in says(ana.get(f"/letters/{letter.id}").text)
    assert "could not be seen" in says(opened(site.as_(site.cast.rivera), letter))


def upload(browser: TestClient, draft: UUID, body: bytes, **fields: str) -> tuple[int, dict[str, Any]]:
    sent = {"draft": str(draft), **fields}
    came = browser.post("/pages", data=sent, files={"file": ("page.jpg", body)})
    return came.status_code, came.json() if came.headers["content-type"] == "application/json" else {}


def test_a_file_that_lost_something_on_the_way_is_refused_by_its_hash(site: Site) -> None:
    draft, ana = draft_with(site)
    whole = Arriving(picture(), "image/jpeg")
    assert upload(ana, draft, whole.body[:-9], sha256=whole.sha256)[1]["reason"] == "file cut"
    status, told = upload(ana, draft, whole.body, sha256=whole.sha256, id=str(uuid4()))
    assert (status, told["sha256"], told["length"]) == (201, whole.sha256, len(whole.body))


def test_a_page_that_comes_twice_is_there_once_also_after_the_letter_was_sent(site: Site) -> None:
    draft, ana = draft_with(site)
    page_id = str(uuid4())
    for _ in range(2):
        assert upload(ana, draft, picture(), id=page_id)[0] == 201
    form_of(ana.get("/write").text, to="/letters").press(ana, body="", page=page_id)
    assert [str(page.id) for page in pages(site)] == [page_id]
    assert pages(site)[0].letter_id == draft


def test_a_letter_that_names_a_page_which_has_not_come_is_not_sent(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    refused = form_of(ana.get("/write").text, to="/letters").press(ana, body="With a page.", page=str(uuid4()))
    assert refused.status_code == 422
    assert "has not arrived yet" in says(refused.text)
    assert site.count(Letter) == 0


def test_a_letter_has_no_more_pages_than_a_notebook(site: Site) -> None:
    draft, ana = draft_with(site)
    with transaction(site.cast.database) as session:
        for _ in range(MOST_PAGES):
            add_page(session, site.cast.viewer(site.cast.ana), draft, uuid4(), Arriving(b"x", "image/jpeg"))
    assert upload(ana, draft, picture())[1]["reason"] == "too many pages"


def test_pages_come_back_with_a_letter_that_is_taken_back_and_are_hers_alone(site: Site) -> None:
    _, ana = draft_with(site, picture())
    form_of(ana.get("/write").text, to="/letters").press(ana, body="Look.")
    letter = site.all(Letter)[0]
    assert isinstance(letter, Letter)
    assert where(ana.post(f"/letters/{letter.id}/take-back")) == "/write"
    page = pages(site)[0]
    assert (page.letter_id, page.draft_id is None) == (None, False)
    assert ana.get(f"/pages/{page.id}/small").status_code == 200
    assert site.as_(site.cast.rivera).get(f"/pages/{page.id}/small").status_code == 404
    form_of(ana.get("/write").text, to="/letters").press(ana)
    assert site.as_(site.cast.rivera).get(f"/pages/{page.id}/small").status_code == 200


def test_an_answer_carries_a_photo_which_undo_gives_back(site: Site) -> None:
    letter_id = site.letter_of(site.cast.ana)
    rivera, ana = site.as_(site.cast.rivera), site.as_(site.cast.ana)
    rivera.get(f"/desk/{letter_id}")
    there = lay(rivera, picture(), at=f"/desk/{letter_id}")
    make_all(site.cast.database, now())
    sent = form_of(rivera.get(there).text, to="/answers").press(rivera, body="Here is my dog.")
    assert sent.status_code == 303
    answer, page = site.all(Answer)[0], pages(site)[0]
    assert isinstance(answer, Answer)
    assert page.answer_id == answer.id
    assert ana.get(f"/pages/{page.id}/large").status_code == 404, "It is on its way."
    with transaction(site.cast.database) as session:
        at = site.cast.viewer(site.cast.rivera, now())
        assert undo(session, at, session.get_one(Answer, (answer.school_id, answer.id)))
    assert pages(site)[0].draft_id is not None
    form_of(rivera.get(f"/desk/{letter_id}").text, to="/answers").press(rivera)
    site.later(seconds=60)
    assert ana.get(f"/pages/{page.id}/large").status_code == 200


@pytest.mark.parametrize("button", ["Keep", "We talked"])
def test_what_was_chosen_beside_an_answer_is_kept_with_it_by_every_button(site: Site, button: str) -> None:
    letter_id, rivera = site.letter_of(site.cast.ana), site.as_(site.cast.rivera)
    rivera.get(f"/desk/{letter_id}")
    desk = form_of(rivera.get(f"/desk/{letter_id}").text, to="/answers")
    written = [(name, (None, value)) for name, value in desk.filled(body="Look.").fields]
    chosen = ("files", ("dog.jpg", picture()))
    assert rivera.post(desk.buttons[button], files=[*written, chosen]).status_code == 303
    again = form_of(rivera.get(f"/desk/{letter_id}").text, to="/answers")
    assert (again["body"], again.all("page")) == ("Look.", [str(pages(site)[0].id)])


def test_an_answer_that_comes_back_shows_its_pages_again(site: Site) -> None:
    letter_id = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    rivera.get(f"/desk/{letter_id}")
    there = lay(rivera, picture(), at=f"/desk/{letter_id}")
    make_all(site.cast.database, now())
    refused = form_of(rivera.get(there).text, to="/answers").press(rivera, body="A \x00 in it.")
    assert refused.status_code == 422
    assert form_of(refused.text, to="/answers").all("page") == [str(pages(site)[0].id)]


def test_a_letter_goes_with_its_pages_as_they_lay_when_it_was_sent_also_where_that_was_not_kept_yet(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    lay(ana, picture(ink="red"), picture(ink="green"), picture(ink="blue"))
    first, second, third = (str(page.id) for page in pages(site))
    form_of(ana.get("/write").text, to="/letters").press(ana, body="Like this.", page=[third, first, second])
    assert [str(page.id) for page in pages(site) if page.letter_id] == [third, first, second]


def test_an_answer_goes_with_its_pages_as_they_lay_when_it_was_sent_also_where_that_was_not_kept_yet(
    site: Site,
) -> None:
    letter_id = site.letter_of(site.cast.ana)
    rivera, desk = site.as_(site.cast.rivera), f"/desk/{letter_id}"
    rivera.get(desk)
    there = lay(rivera, picture(ink="red"), picture(ink="green"), picture(ink="blue"), at=desk)
    first, second, third = (str(page.id) for page in pages(site))
    form_of(rivera.get(there).text, to="/answers").press(rivera, body="Like this.", page=[third, first, second])
    assert [str(page.id) for page in pages(site) if page.answer_id] == [third, first, second]


def test_what_is_on_a_page_can_be_said_in_words_beside_it(site: Site) -> None:
    _, ana = draft_with(site, picture())
    form_of(ana.get("/write").text, to="/letters").press(ana, body="")
    page = pages(site)[0]
    rivera = site.as_(site.cast.rivera)
    said = form_of(rivera.get(f"/pages/{page.id}").text, to="/words").press(rivera, words="A cat on a roof.")
    assert said.status_code == 303
    letter = site.all(Letter)[0]
    assert isinstance(letter, Letter)
    shown = ana.get(f"/letters/{letter.id}").text
    assert 'alt="A cat on a roof."' in shown
    assert f"/pages/{page.id}/small" in shown, "Beside the page, never instead."


def test_a_picture_is_never_given_out_as_it_was_sent(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    lay(ana, picture())
    page = pages(site)[0]
    for size in ("sent", "small", "large", "nothing"):
        assert ana.get(f"/pages/{page.id}/{size}").status_code == 404
    make_all(site.cast.database, now())
    assert [ana.get(f"/pages/{page.id}/{size}").status_code for size in ("sent", "small", "large")] == [404, 200, 200]


def test_a_photo_that_is_not_sent_yet_is_on_every_phone_that_is_hers_and_on_no_new_one(site: Site) -> None:
    draft_with(site, picture())
    address = f"/pages/{pages(site)[0].id}/small"
    assert site.as_(site.cast.ana).get(address).status_code == 200
    phone = new_phone(site, site.cast.ana)
    assert phone.get(address).status_code == 404
    lay(phone, picture(ink="green"))
    make_all(site.cast.database, now())
    shown = {phone.get(f"/pages/{page.id}/small").status_code for page in pages(site) if str(page.id) not in address}
    assert shown == {200}, "What is laid there is seen there."


def test_a_browser_that_has_a_page_asks_again_and_gets_nothing_new(site: Site) -> None:
    _, ana = draft_with(site, picture())
    address = f"/pages/{pages(site)[0].id}/small"
    first = ana.get(address)
    assert first.headers["cache-control"] == "private, no-cache"
    again = ana.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_way_back_from_a_page_is_to_where_it_is_read(site: Site) -> None:
    """Ms. Rivera reads Ana's letters, and writes to Dr. Haddad."""
    cast = site.cast
    ana, rivera, haddad, park = (site.as_(who) for who in (cast.ana, cast.rivera, cast.haddad, cast.park))
    for writer in (ana, rivera):
        lay(writer, picture())
        form_of(writer.get("/write").text, to="/letters").press(writer)
    anas, riveras = (page.letter_id for page in sorted(pages(site), key=lambda page: page.by_id != cast.ana.id))
    assert anas
    opened(rivera, site.letter(anas))
    there = lay(rivera, picture(), at=f"/desk/{anas}")
    make_all(cast.database, now())
    form_of(rivera.get(there).text, to="/answers").press(rivera, body="Look.")
    site.later(seconds=60)
    (answer,) = {page.answer_id for page in pages(site)} - {None}
    homes = [
        (anas, ana, f"/letters/{anas}"), (anas, rivera, f"/desk/{anas}"), (anas, park, f"/desk/{anas}"),
        (riveras, rivera, f"/letters/{riveras}"), (riveras, haddad, f"/desk/{riveras}"),
        (answer, ana, f"/letters/{answer}"), (answer, rivera, f"/students/{cast.ana.id}"),
    ]  # fmt: skip
    for of, reader, home in homes:
        page = next(page for page in pages(site) if of in {page.letter_id, page.answer_id})
        assert f'href="{home}" data-back' in reader.get(f"/pages/{page.id}").text
        assert reader.get(home, follow_redirects=True).status_code == 200
