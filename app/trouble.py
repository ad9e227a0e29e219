"""When the database can't be had: a calm page that gives back what was written, and a line in the log without a row."""

import structlog
from fastapi import Request, Response
from sqlalchemy.exc import SQLAlchemyError

from app.db import is_out_of_reach, what_broke
from app.guards import READS
from app.pages import page
from app.posted import Posted

AGAIN = 30
"""Seconds after which a browser, or a person, may ask again."""

SECRETS = ("password", "code")
"""Fields whose names have one of these are never written into a page: they are asked for once more."""


def database_broke(request: Request, problem: Exception) -> Response:
    """503 where the database can't be had at the moment; else it is an error of ours, and goes on to be one."""
    if not isinstance(problem, SQLAlchemyError):
        raise problem
    structlog.get_logger().error("database", **what_broke(problem))
    if not is_out_of_reach(problem):
        raise problem
    return not_now(request)


def not_now(request: Request) -> Response:
    """The page to try again from, with every field that was posted."""
    posted: Posted = getattr(request.state, "posted", Posted.empty())
    to = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    response = page(
        request,
        "not_now",
        status=503,
        to=to,
        posts=request.method not in READS,
        fields=[(name, value) for name, value in posted.fields if not _is_secret(name)],
        secrets=[name for name, _ in posted.fields if _is_secret(name)],
    )
    response.headers["Retry-After"] = str(AGAIN)
    return response


def _is_secret(name: str) -> bool:
    return any(secret in name for secret in SECRETS)
