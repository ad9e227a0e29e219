"""A reader's marks on letters, worries with their copies, a P.S. that goes out in the morning, and the words on what
the law asks of a teacher."""

import sqlalchemy as sa
from alembic import op

revision = "an_evening_of_letters"
down_revision = "letters_have_pages"


def upgrade() -> None:
    op.create_table(
        "mark",
        *_key("mark"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _one_of("markkind", "aside", "first"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _points_to("mark", "letter_id", "letter"),
        _points_to("mark", "person_id", "person"),
        sa.UniqueConstraint("school_id", "person_id", "letter_id", name=op.f("uq_mark_school_id_person_id_letter_id")),
    )

    op.create_table(
        "worry",
        *_key("worry"),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("named_id", sa.Uuid(), nullable=False),
        sa.Column("saw", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("why_not", sa.String(), nullable=False),
        sa.Column("state", _one_of("worrystate", "open", "handled"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _points_to("worry", "by_id", "person"),
        _points_to("worry", "letter_id", "letter"),
        _points_to("worry", "named_id", "person"),
        _points_to("worry", "student_id", "person"),
    )
    for column in ("by_id", "letter_id", "named_id"):
        op.create_index(op.f(f"ix_worry_school_id_{column}"), "worry", ["school_id", column])

    op.create_table(
        "worry_page",
        *_key("worry_page"),
        sa.Column("worry_id", sa.Uuid(), nullable=False),
        sa.Column("page_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        _points_to("worry_page", "page_id", "page"),
        _points_to("worry_page", "worry_id", "worry"),
    )
    op.create_index(op.f("ix_worry_page_school_id_worry_id"), "worry_page", ["school_id", "worry_id"])

    with op.batch_alter_table("addition") as batch_op:
        batch_op.add_column(sa.Column("deliver_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE addition SET deliver_at = at")  # what was written before went out at once
    with op.batch_alter_table("addition") as batch_op:
        batch_op.alter_column("deliver_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    _let_wordings_be("readers", "help", "duty")
    op.create_index(op.f("ix_draft_school_id_to_id"), "draft", ["school_id", "to_id"])
    op.create_index(op.f("ix_addition_school_id_deliver_at"), "addition", ["school_id", "deliver_at"])
    op.create_index(op.f("ix_page_school_id_by_id_at"), "page", ["school_id", "by_id", "at"])


def downgrade() -> None:
    # What somebody was worried about is not thrown away by a change of versions.
    if op.get_bind().execute(sa.text("SELECT count(*) FROM worry")).scalar():
        raise RuntimeError("There are worries, and the version before this one can't keep them.")
    op.execute("DELETE FROM wording WHERE kind = 'duty'")
    _let_wordings_be("readers", "help")
    op.drop_index(op.f("ix_page_school_id_by_id_at"), "page")
    op.drop_index(op.f("ix_addition_school_id_deliver_at"), "addition")
    op.drop_index(op.f("ix_draft_school_id_to_id"), "draft")
    with op.batch_alter_table("addition") as batch_op:
        batch_op.drop_column("deliver_at")
    op.drop_table("worry_page")
    op.drop_table("worry")
    op.drop_table("mark")


def _key(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f(f"fk_{table}_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f(f"pk_{table}")),
    )


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=16)


def _points_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["school_id", column], [f"{other}.school_id", f"{other}.id"], name=op.f(f"fk_{table}_school_id_{column}")
    )


def _let_wordings_be(*kinds: str) -> None:
    with op.batch_alter_table("wording") as batch_op:
        batch_op.drop_constraint(op.f("ck_wording_wordingkind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_wording_wordingkind"), sa.column("kind").in_(kinds))
