"""For machines: is the process alive, and can it reach its database?"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.db import Database, reading

router = APIRouter()


@router.get("/healthz", name="healthz")
def healthz() -> Response:
    return PlainTextResponse("ok")


@router.get("/readyz", name="readyz")
def readyz(request: Request) -> Response:
    database: Database = request.app.state.database
    try:
        with reading(database) as session:
            session.execute(text("SELECT 1 FROM school"))
    except SQLAlchemyError:
        return PlainTextResponse("the database can't be read", status_code=503)
    return PlainTextResponse("ok")
