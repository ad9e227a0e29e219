"""What holds for every page: only our own pages write, every answer has its headers, and no log has a word."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.testclient import TestClient

from app.db import transaction
from app.deps import COOKIE
from app.guards import LARGEST_FORM
from app.models import Answer, Letter
from app.pages import static
from tests.cast import KEY, PASSWORD
from tests.web import OURS, Site, form_of, says, texts_of

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-robots-tag": "noindex",
}


def bare(site: Site, like: TestClient | None = None) -> TestClient:
    """A client that says nothing of where its requests come from."""
    client = TestClient(site.app, site.address, follow_redirects=False)
    if like:
        client.cookies = like.cookies
    return client


FOREIGN = [
    {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "none"}, {},
    {"sec-fetch-site": "cross-site", "origin": "http://everyletter.example"},
    {"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://["}, {"origin": "everyletter.example"},
    {"origin": "http://everyletter.example.evil.example"}, {"origin": "http://everyletter.example:81"},
]  # fmt: skip


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_write_from_a_foreign_page_is_refused_and_changes_nothing(site: Site, headers: dict[str, str]) -> None:
    ana = site.as_(site.cast.ana)
    sheet = form_of(ana.get("/write").text)
    refused = bare(site, ana).post("/letters", data=dict(sheet.filled(body="Forged.").fields), headers=headers)
    assert refused.status_code == 403
    assert "That did not come from a page of ours" in says(refused.text)
    assert site.count(Letter) == 0
    assert bare(site, ana).post("/sign-out", headers=headers).status_code == 403
    assert ana.get("/letters").status_code == 200


@pytest.mark.parametrize("headers", [OURS, {"origin": "http://everyletter.example"}], ids=str)
def test_a_write_from_a_page_of_ours_is_taken_also_by_a_browser_that_only_sends_its_origin(
    site: Site, headers: dict[str, str]
) -> None:
    ana = site.as_(site.cast.ana)
    sheet = form_of(ana.get("/write").text)
    taken = bare(site, ana).post("/letters", data=dict(sheet.filled(body="Dear you,").fields), headers=headers)
    assert taken.status_code == 303
    assert site.count(Letter) == 1


def test_every_answer_has_its_headers_and_no_private_page_is_kept(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    ana, rivera = site.as_(site.cast.ana), site.as_(site.cast.rivera)
    answers = [
        *(ana.get(address) for address in ("/", "/letters", f"/letters/{letter}", "/write", "/you", "/readers", "/no")),
        *(rivera.get(address) for address in ("/queue", "/board", "/students", f"/desk/{letter}", "/board")),
        *(site.nobody.get(address) for address in ("/card", "/sign-in", "/letters", "/healthz", "/readyz")),
        ana.post("/letters", data={}), site.nobody.post("/letters", data={}), bare(site).post("/letters"),
    ]  # fmt: skip
    for answer in answers:
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize("name", ["everyletter.css", "keys.js", "icon.svg"])
def test_a_static_file_is_kept_for_a_year_under_the_hash_of_its_content(site: Site, name: str) -> None:
    address = static(name)
    assert re.fullmatch(rf"/static/{name}\?[0-9a-f]{{12}}", address)
    kept = site.nobody.get(address)
    assert kept.status_code == 200
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert kept.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in kept.headers


@pytest.mark.parametrize("address", ["/static/../app/config.py", "/static/%2e%2e/config.py", "/static/..%2fconfig.py"])
def test_no_other_file_is_given_out(site: Site, address: str) -> None:
    assert site.nobody.get(address).status_code == 404


@pytest.mark.parametrize("https", [True, False])
def test_the_cookie_is_kept_from_scripts_and_behind_https_from_the_open_line(site: Site, https: bool) -> None:
    here = Site(site.cast, site.clock, https=https)
    came_in = form_of(here.nobody.get("/card").text).press(here.nobody, code=site.cast.code[site.cast.ana.id])
    flags = {part.strip().lower() for part in came_in.headers["set-cookie"].split(";")}
    assert {"httponly", "samesite=lax", "path=/"} <= flags
    assert ("secure" in flags) is https
    assert ("strict-transport-security" in came_in.headers) is https


def test_a_body_without_an_end_is_refused_with_and_without_its_length(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    too_much = b"body=" + b"x" * LARGEST_FORM
    form = {"content-type": "application/x-www-form-urlencoded"}
    chunks = (too_much[at : at + 65_536] for at in range(0, len(too_much), 65_536))
    for content in (too_much, chunks):
        refused = ana.post("/you", content=content, headers=form)
        assert refused.status_code == 413
        assert "That was too much at once" in says(refused.text)


@pytest.mark.parametrize("content", [b"", b"--x", b"\xff\xfe garbage", b"--x\r\n\r\n"])
def test_a_form_that_is_none_is_no_error_of_ours(site: Site, content: bytes) -> None:
    ana = site.as_(site.cast.ana)
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x", "application/json", "text/plain"):
        assert ana.post("/letters", content=content, headers={"content-type": kind}).status_code in {404, 413}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_page_for_what_broke_says_so_with_all_its_headers_and_the_error_holds_no_letter(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    sheet = form_of(ana.get("/write").text)
    with transaction(site.cast.database) as session:
        session.execute(text("CREATE TRIGGER broken BEFORE INSERT ON letter BEGIN SELECT RAISE(ABORT, 'no disk'); END"))
    broken = sheet.press(ana, body="Quetzal.")
    assert broken.status_code == 500
    assert "Something broke, and it was not you" in says(broken.text)
    assert {name: broken.headers[name] for name in HEADERS} == HEADERS
    assert broken.headers["cache-control"] == "no-store"
    assert site.count(Letter) == 0
    loud = TestClient(site.app, site.address, headers=OURS)
    loud.cookies = ana.cookies
    with pytest.raises(SQLAlchemyError) as error:
        sheet.press(loud, body="Quetzal.")
    assert "Quetzal" not in str(error.value)


def test_what_is_written_is_never_taken_for_html(site: Site) -> None:
    cast = site.cast
    letter = site.letter_of(cast.ana, "<script>alert(1)</script><img src=x onerror=alert(2)>")
    ana, rivera = site.as_(cast.ana), site.as_(cast.rivera)
    form_of(ana.get("/you").text, to="/you").press(ana, goes_by='"><script>alert(3)</script>', say="</p><script>")
    rivera.get(f"/desk/{letter}")
    for address in ("/queue", "/board", "/students", f"/students/{cast.ana.id}", f"/desk/{letter}"):
        page = rivera.get(address)
        assert page.status_code == 200
        assert "alert(3)</script>" not in page.text
        assert "<script>" not in page.text
        assert "<img" not in page.text


def test_the_log_of_a_whole_round_has_no_word_no_name_no_code_and_no_token(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    cast = site.cast
    code = cast.code[cast.ana.id]
    ana, rivera = site.nobody, site.nobody
    form_of(ana.get("/card").text).press(ana, code="AAAAA-AAAAA-AAA")
    form_of(ana.get("/card").text).press(ana, code=code)
    form_of(ana.get("/write").text, to="/letters").press(ana, body="Quetzal, said the letter.")
    letter = next(row.id for row in site.all(Letter) if isinstance(row, Letter))
    form_of(ana.get(f"/letters/{letter}").text).press(ana, postscript="Quokka, said the P.S.")
    form_of(rivera.get("/sign-in").text).press(rivera, email="rivera@school.example", password=PASSWORD)
    rivera.get(f"/desk/{letter}")
    desk = form_of(rivera.get(f"/desk/{letter}").text, to="/answers")
    desk.press(rivera, "Keep", body="Axolotl, said the draft.")
    desk.press(rivera, body="Axolotl, said the answer.")
    rivera.get("/students?name=Morales")
    site.later(seconds=41)
    answer = next(row.id for row in site.all(Answer) if isinstance(row, Answer))
    ana.get(f"/letters/{answer}")
    assert "Axolotl, said the answer." in texts_of(ana.get("/letters").text)
    out, err = capfd.readouterr()
    log = out + err
    assert log.count("/letters/{letter_id}") > 1, "Each request is one line, by its route."
    private = [
        "uetzal", "uokka", "xolotl", "Ana", "Morales", "Rivera", "rivera", "school.example", PASSWORD, KEY.decode(),
        code, code[:5], str(letter), str(answer), str(cast.ana.id), ana.cookies[COOKIE], rivera.cookies[COOKIE],
    ]  # fmt: skip
    assert not [word for word in private if word in log]
