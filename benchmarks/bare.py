"""The bare application that takes letters: one form, one INSERT, one commit that is as durable as Everyletter's.

It asks nobody who she is, keeps no receipt and no draft, and finds nothing again. `python -m benchmarks.bare FILE PORT`
"""

import sqlite3
import sys
from threading import Lock
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Form
from fastapi.responses import RedirectResponse

TABLE = "CREATE TABLE letter (id TEXT PRIMARY KEY, writer TEXT, classroom TEXT, wants TEXT, body TEXT, at TEXT)"


def application(file: str) -> FastAPI:
    """The application over a SQLite file: WAL, and an fsync at every commit."""
    bare, turn = FastAPI(openapi_url=None), Lock()
    connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(TABLE)

    @bare.post("/letters")
    def send(
        id: Annotated[str, Form()],  # noqa: A002 -- the name of the field
        writer: Annotated[str, Form()],
        classroom: Annotated[str, Form()],
        wants: Annotated[str, Form()],
        body: Annotated[str, Form()],
    ) -> RedirectResponse:
        with turn:
            connection.execute(
                "INSERT INTO letter VALUES (?, ?, ?, ?, ?, datetime('now'))", (id, writer, classroom, wants, body)
            )
        return RedirectResponse("/letters", status_code=303)

    return bare


if __name__ == "__main__":
    file, port = sys.argv[1:]
    uvicorn.run(application(file), port=int(port), log_level="warning", access_log=False, server_header=False)
