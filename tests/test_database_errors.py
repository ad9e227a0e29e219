"""Errors of PostgreSQL, which quotes the row that it is about: they name the rule that was broken, never the row."""

from pathlib import Path

import httpx2 as httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.config import Settings
from app.db import transaction, what_broke
from app.main import create_app
from app.models import Person
from app.models.calendar import now
from tests.cast import KEY, NOW, Cast, build
from tests.databases import fresh_postgresql
from tests.serving import served
from tests.web import form_of

RULES = [
    ("CREATE UNIQUE INDEX broken ON letter (body)", "DROP INDEX broken", "UniqueViolation", "23505"),
    ("ALTER TABLE letter ADD CONSTRAINT broken CHECK (body <> 'Quetzal.')", "ALTER TABLE letter DROP CONSTRAINT broken",
     "CheckViolation", "23514"),
]  # fmt: skip


def _two_letters(cast: Cast, body: str) -> None:
    with transaction(cast.database) as session:
        for _ in range(2):
            cast.writes(session, cast.ana, body)


@pytest.mark.parametrize(("rule", "undone", "name", "state"), RULES)
def test_an_error_of_postgresql_names_the_rule_that_was_broken_and_never_the_row(
    rule: str, undone: str, name: str, state: str
) -> None:
    database = fresh_postgresql()
    with transaction(database) as session:
        session.execute(text(rule))
    try:
        cast = build(database, NOW)
        with pytest.raises(DBAPIError) as broken:
            _two_letters(cast, "Quetzal.")
        assert what_broke(broken.value) == {"error": name, "sqlstate": state, "constraint": "broken"}
        told = f"{broken.value} {broken.value.orig} {broken.value!r} {broken.value.orig!r}"
        assert "broken" in told
        assert "uetzal" not in told
    finally:
        with transaction(database) as session:
            session.execute(text(undone))
        database.close()


def test_a_row_that_breaks_a_rule_of_postgresql_is_in_no_log_of_the_server(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    database = fresh_postgresql()
    cast = build(database, now())
    config = Settings(_env_file=None, server_key=KEY.decode(), data_folder=tmp_path)  # type: ignore[call-arg,arg-type,unused-ignore]
    with transaction(database) as session:
        session.execute(text("CREATE UNIQUE INDEX broken ON letter (body)"))
        session.execute(text("CREATE UNIQUE INDEX broken_too ON person (say) WHERE say <> ''"))
        cast.writes(session, cast.bo, "Quetzal, said the letter.")
        session.get_one(Person, (cast.school.id, cast.bo.id)).say = "kwet-SAHL"
    try:
        # After an error the server lets the connection go: each request takes one of its own.
        alone = httpx.Limits(max_keepalive_connections=0)
        with served(create_app(config, database)) as url, httpx.Client(base_url=url, limits=alone) as ana:
            ours = {"sec-fetch-site": "same-origin"}
            ana.post("/card", data={"code": cast.code[cast.ana.id]}, headers=ours)
            sheet = form_of(ana.get("/write").text, to="/letters").filled(body="Quetzal, said the letter.")
            files = [(field, (None, value)) for field, value in sheet.fields]
            assert ana.post("/letters", files=files, headers=ours).status_code == 500
            said = ana.post("/you", files=[("say", (None, "kwet-SAHL"))], headers=ours)
            assert said.status_code == 500
            assert "nothing" in said.text.lower()
    finally:
        database = fresh_postgresql()
        with transaction(database) as session:
            session.execute(text("DROP INDEX broken"))
            session.execute(text("DROP INDEX broken_too"))
        database.close()
    out, err = capfd.readouterr()
    log = out + err
    assert "UniqueViolation" in log
    assert "23505" in log
    assert '"constraint": "broken"' in log
    assert '"constraint": "broken_too"' in log
    private = ["uetzal", "kwet", "Ana", "Morales", cast.code[cast.ana.id]]
    assert not [word for word in private if word in log]
