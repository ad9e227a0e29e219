"""Pages of letters and answers with their bytes; who held the pen; what was printed for whom gets letters on paper."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "letters_have_pages"
down_revision = "a_school_begins"

HOMES = " + ".join(f"CASE WHEN {home}_id IS NULL THEN 0 ELSE 1 END" for home in ("draft", "letter", "answer")) + " = 1"


def upgrade() -> None:
    op.create_table(
        "page",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("answer_id", sa.Uuid(), nullable=True),
        sa.Column("kind", _one_of("pagekind", "photo", "drawing", "voice"), nullable=False),
        sa.Column("state", _one_of("pagestate", "received", "ready", "unreadable"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("leaf", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("words_by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint(HOMES, name=op.f("ck_page_one_home")),
        _points_to("page", "answer_id", "answer"),
        _points_to("page", "by_id", "person"),
        _points_to("page", "draft_id", "draft"),
        _points_to("page", "letter_id", "letter"),
        _points_to("page", "words_by_id", "person"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_page_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_page")),
    )
    for home in ("answer_id", "draft_id", "letter_id"):
        op.create_index(op.f(f"ix_page_school_id_{home}"), "page", ["school_id", home])
    op.create_index(op.f("ix_page_state_at"), "page", ["state", "at"])

    op.create_table(
        "page_file",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("page_id", sa.Uuid(), nullable=False),
        sa.Column("size", _one_of("pagesize", "sent", "large", "small", "opus", "aac"), nullable=False),
        sa.Column("media", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _points_to("page_file", "page_id", "page"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_page_file_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_page_file")),
        sa.UniqueConstraint("school_id", "page_id", "size", name=op.f("uq_page_file_school_id_page_id_size")),
    )

    with op.batch_alter_table("answer") as batch_op:
        batch_op.add_column(sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True))
    _add_empty("draft", sa.Column("language", sa.String(length=35)))
    _add_empty("draft", sa.Column("helper", sa.String()))
    _add_empty("letter", sa.Column("helper", sa.String()))


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=16)


def _points_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["school_id", column], [f"{other}.school_id", f"{other}.id"], name=op.f(f"fk_{table}_school_id_{column}")
    )


def _add_empty(table: str, column: sa.Column[Any]) -> None:
    """Add a text, empty in the rows that are there, that is never NULL."""
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(column)
    op.execute(f"UPDATE {table} SET {column.name} = ''")  # noqa: S608 -- both are written above
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(column.name, existing_type=column.type, nullable=False)


def downgrade() -> None:
    # A letter can be a photograph alone: without this table nothing of it would be left.
    if op.get_bind().execute(sa.text("SELECT count(*) FROM page")).scalar():
        raise RuntimeError("There are photographed pages, and the version before this one can't keep them.")
    with op.batch_alter_table("letter") as batch_op:
        batch_op.drop_column("helper")
    with op.batch_alter_table("draft") as batch_op:
        batch_op.drop_column("helper")
        batch_op.drop_column("language")
    with op.batch_alter_table("answer") as batch_op:
        batch_op.drop_column("printed_at")
    op.drop_table("page_file")
    op.drop_table("page")
