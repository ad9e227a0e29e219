"""A voice on a page of letters: what a browser is offered of it, and the parts that it asks for."""

from uuid import UUID

import pytest

from app.db import transaction
from app.models import Page
from app.models.page import PageKind, PageSize, PageState
from app.models.pages import keep_file
from tests.web import Site

SOUND = bytes(range(100))


def sends_a_voice(site: Site, *sizes: PageSize) -> tuple[UUID, UUID]:
    """Ana's letter with a voice, in these sizes; the ids of both."""
    letter_id, ana = site.letter_of(site.cast.ana), site.cast.ana
    with transaction(site.cast.database) as session:
        page = Page(
            school_id=ana.school_id, by_id=ana.id, letter_id=letter_id, kind=PageKind.VOICE, state=PageState.READY,
            place=1, sha256="0" * 64, at=site.cast.at,
        )  # fmt: skip
        session.add(page)
        session.flush()
        for size in sizes:
            keep_file(session, ana.school_id, page.id, size, "audio/ogg", SOUND)
        return letter_id, page.id


def test_a_browser_is_offered_opus_then_aac_then_what_was_sent(site: Site) -> None:
    letter_id, voice = sends_a_voice(site, PageSize.SENT, PageSize.OPUS, PageSize.AAC)
    for html in (
        site.as_(site.cast.ana).get(f"/letters/{letter_id}").text,
        site.as_(site.cast.rivera).get(f"/desk/{letter_id}", follow_redirects=True).text,
    ):
        places = [html.index(f"/pages/{voice}/{size}") for size in ("opus", "aac", "sent")]
        assert places == sorted(places)


def test_only_what_is_there_is_offered(site: Site) -> None:
    letter_id, voice = sends_a_voice(site, PageSize.SENT)
    html = site.as_(site.cast.ana).get(f"/letters/{letter_id}").text
    assert f"/pages/{voice}/sent" in html
    assert f"/pages/{voice}/opus" not in html
    assert f"/pages/{voice}/aac" not in html


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-1", 0, 1),  # what Safari asks first
        ("bytes=10-", 10, 99),
        ("bytes=90-500", 90, 99),
        ("bytes=-10", 90, 99),
        ("bytes=-500", 0, 99),
    ],
)
def test_a_part_of_a_voice_is_given_where_it_is_asked_for(site: Site, asked: str, first: int, last: int) -> None:
    _, voice = sends_a_voice(site, PageSize.SENT)
    part = site.as_(site.cast.ana).get(f"/pages/{voice}/sent", headers={"range": asked})
    assert part.status_code == 206
    assert part.headers["content-range"] == f"bytes {first}-{last}/100"
    assert part.headers["accept-ranges"] == "bytes"
    assert "content-encoding" not in part.headers
    assert part.content == SOUND[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_a_part_that_is_not_there_is_said_to_be_beyond(site: Site, asked: str) -> None:
    _, voice = sends_a_voice(site, PageSize.SENT)
    part = site.as_(site.cast.ana).get(f"/pages/{voice}/sent", headers={"range": asked})
    assert part.status_code == 416
    assert part.headers["content-range"] == "bytes */100"
    assert not part.content


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=-", "bytes=5-2", "lines=1-2", "bytes=a-b", "bytes=٣-٤", ""])
def test_what_can_not_be_read_is_as_if_nothing_were_asked_for(site: Site, asked: str) -> None:
    _, voice = sends_a_voice(site, PageSize.SENT)
    whole = site.as_(site.cast.ana).get(f"/pages/{voice}/sent", headers={b"range": asked.encode()})
    assert (whole.status_code, whole.content) == (200, SOUND)


def test_a_part_of_another_voice_than_before_is_not_mixed_in(site: Site) -> None:
    _, voice = sends_a_voice(site, PageSize.SENT)
    with site.as_(site.cast.rivera) as teacher:
        address = f"/pages/{voice}/sent"
        tag = teacher.get(address).headers["etag"]
        asked = {"range": "bytes=0-1"}
        assert teacher.get(address, headers=asked | {"if-range": tag}).status_code == 206
        assert teacher.get(address, headers=asked | {"if-range": '"another"'}).status_code == 200


def test_nobody_else_is_given_a_part(site: Site) -> None:
    _, voice = sends_a_voice(site, PageSize.SENT)
    for person in (site.cast.bo, site.cast.okoye, site.cast.lund, site.cast.eva):
        assert site.as_(person).get(f"/pages/{voice}/sent", headers={"range": "bytes=0-1"}).status_code == 404
