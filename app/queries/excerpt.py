"""An excerpt: the beginning of a text where it is one among many, cut between words."""

from typing import Any

from sqlalchemy import func, literal
from sqlmodel import col

EXCERPT = 280
"""Characters of a text where it is one among many."""

LONGEST_WORD = 24
"""Characters up to which a half word is left out at the end of an excerpt."""


def text_of(body: Any, *, whole: bool) -> list[Any]:
    """The columns `body` and `length` of a text, whole or only its beginning."""
    column = col(body)
    return [
        (column if whole else func.substr(column, 1, EXCERPT)).label("body"),
        func.coalesce(func.length(column), literal(0)).label("length"),
    ]


def cut_between_words(body: str, length: int) -> str:
    """The beginning of a text, without the half word at its end; scripts without spaces are cut where they are."""
    head, _, tail = body.rpartition(" ")
    return head if length > len(body) and head and len(tail) < LONGEST_WORD else body
