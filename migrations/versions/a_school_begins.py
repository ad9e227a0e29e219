"""What an office needs to begin: invitations, days away, numbers of a roster, exceptional reading; phones that have
to be confirmed, and an outbox."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "a_school_begins"
down_revision = "first_tables"


def upgrade() -> None:
    op.create_table(
        "away",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "by_id"], ["person.school_id", "person.id"], name=op.f("fk_away_school_id_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "person_id"], ["person.school_id", "person.id"], name=op.f("fk_away_school_id_person_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_away_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_away")),
    )
    op.create_index(op.f("ix_away_school_id_until_day"), "away", ["school_id", "until_day"])

    op.create_table(
        "external_id",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "person_id"],
            ["person.school_id", "person.id"],
            name=op.f("fk_external_id_school_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_external_id_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_external_id")),
        sa.UniqueConstraint("school_id", "source", "value", name=op.f("uq_external_id_school_id_source_value")),
    )
    op.create_table(
        "invitation",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "made_by_id"],
            ["person.school_id", "person.id"],
            name=op.f("fk_invitation_school_id_made_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "person_id"],
            ["person.school_id", "person.id"],
            name=op.f("fk_invitation_school_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_invitation_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_school_id_person_id"), "invitation", ["school_id", "person_id"])

    op.create_table(
        "outbox",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "you have mail",
                "weekly",
                "unopened",
                "worry",
                name="mailkind",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once_key", sa.String(length=100), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "to_id"], ["person.school_id", "person.id"], name=op.f("fk_outbox_school_id_to_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_outbox_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("school_id", "once_key", name=op.f("uq_outbox_school_id_once_key")),
    )
    op.create_index(op.f("ix_outbox_school_id_due_at"), "outbox", ["school_id", "due_at"])

    op.create_table(
        "reading_grant",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("agreed_by_id", sa.Uuid(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "about_id"],
            ["person.school_id", "person.id"],
            name=op.f("fk_reading_grant_school_id_about_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "agreed_by_id"],
            ["person.school_id", "person.id"],
            name=op.f("fk_reading_grant_school_id_agreed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "asked_by_id"],
            ["person.school_id", "person.id"],
            name=op.f("fk_reading_grant_school_id_asked_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["person.school_id", "person.id"],
            name=op.f("fk_reading_grant_school_id_student_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_reading_grant_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_reading_grant")),
    )
    op.create_index(op.f("ix_reading_grant_school_id_asked_by_id"), "reading_grant", ["school_id", "asked_by_id"])
    op.create_index(op.f("ix_reading_grant_school_id_student_id"), "reading_grant", ["school_id", "student_id"])

    with op.batch_alter_table("membership") as batch_op:
        batch_op.add_column(sa.Column("answered_by_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_membership_school_id_answered_by_id"),
            "person",
            ["school_id", "answered_by_id"],
            ["school_id", "id"],
        )

    _add_filled("password", sa.Column("wrong", sa.Integer()), "0")
    # Who is signed in now has been known until now.
    _add_filled("session", sa.Column("device", sa.String()), "''")
    _add_filled("session", sa.Column("started_at", sa.DateTime(timezone=True)), "CURRENT_TIMESTAMP")
    with op.batch_alter_table("session") as batch_op:
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("confirmed_by_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_session_school_id_confirmed_by_id"),
            "person",
            ["school_id", "confirmed_by_id"],
            ["school_id", "id"],
        )
    op.execute("UPDATE session SET confirmed_at = CURRENT_TIMESTAMP")
    for table in ("letter", "draft"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("phone_id", sa.Uuid(), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_{table}_school_id_phone_id"), "session", ["school_id", "phone_id"], ["school_id", "id"]
            )


def _add_filled(table: str, column: sa.Column[Any], value: str) -> None:
    """Add a column that is never empty to a table that has rows already."""
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(column)
    op.execute(f"UPDATE {table} SET {column.name} = {value}")  # noqa: S608 -- both are written above
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(column.name, existing_type=column.type, nullable=False)


def downgrade() -> None:
    for table in ("draft", "letter"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"fk_{table}_school_id_phone_id"), type_="foreignkey")
            batch_op.drop_column("phone_id")

    with op.batch_alter_table("session") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_session_school_id_confirmed_by_id"), type_="foreignkey")
        batch_op.drop_column("confirmed_by_id")
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("started_at")
        batch_op.drop_column("device")

    with op.batch_alter_table("password") as batch_op:
        batch_op.drop_column("wrong")

    with op.batch_alter_table("membership") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_membership_school_id_answered_by_id"), type_="foreignkey")
        batch_op.drop_column("answered_by_id")

    op.drop_table("reading_grant")

    op.drop_table("outbox")

    op.drop_table("invitation")
    op.drop_table("external_id")

    op.drop_table("away")
