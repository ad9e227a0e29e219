"""The first tables: a school, its people and classes, letters, answers, drafts, and the doors in."""

import sqlalchemy as sa
from alembic import op

revision = "first_tables"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("bucket", sa.String(length=100), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "minute", name=op.f("pk_attempt")),
    )
    op.create_table(
        "school",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("year_start", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
    )
    op.create_table(
        "classroom",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("class", "coaching", name="classroomkind", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_classroom_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_classroom")),
    )
    op.create_table(
        "door",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "email",
                "card",
                "session",
                "feed",
                "token",
                name="doorkind",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_door_school_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_door")),
    )
    op.create_table(
        "person",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("goes_by", sa.String(), nullable=False),
        sa.Column("say", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_person_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_school_id_sort_name"), "person", ["school_id", "sort_name"], unique=False)
    op.create_table(
        "wording",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("readers", "help", name="wordingkind", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_wording_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_wording")),
    )
    op.create_table(
        "answer",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("classroom_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "written",
                "in person",
                "read",
                "taken back",
                "before",
                name="answerkind",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deliver_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disputed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "by_id"], ["person.school_id", "person.id"], name=op.f("fk_answer_school_id_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "classroom_id"],
            ["classroom.school_id", "classroom.id"],
            name=op.f("fk_answer_school_id_classroom_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "to_id"], ["person.school_id", "person.id"], name=op.f("fk_answer_school_id_to_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_answer_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_answer")),
        sa.UniqueConstraint("school_id", "to_id", "id", name=op.f("uq_answer_school_id_to_id_id")),
    )
    op.create_index(
        op.f("ix_answer_school_id_by_id_sent_at"), "answer", ["school_id", "by_id", "sent_at"], unique=False
    )
    op.create_index(
        op.f("ix_answer_school_id_classroom_id_sent_at"),
        "answer",
        ["school_id", "classroom_id", "sent_at"],
        unique=False,
    )
    op.create_table(
        "card",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum("pending", "live", "dead", name="cardstate", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "made_by_id"], ["person.school_id", "person.id"], name=op.f("fk_card_school_id_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "person_id"], ["person.school_id", "person.id"], name=op.f("fk_card_school_id_person_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_card_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_card")),
    )
    op.create_index(op.f("ix_card_school_id_person_id"), "card", ["school_id", "person_id"], unique=False)
    op.create_table(
        "class_letter",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("classroom_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "by_id"], ["person.school_id", "person.id"], name=op.f("fk_class_letter_school_id_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "classroom_id"],
            ["classroom.school_id", "classroom.id"],
            name=op.f("fk_class_letter_school_id_classroom_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_class_letter_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_class_letter")),
    )
    op.create_index(
        op.f("ix_class_letter_school_id_classroom_id_sent_at"),
        "class_letter",
        ["school_id", "classroom_id", "sent_at"],
        unique=False,
    )
    op.create_table(
        "draft",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("classroom_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("wants", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "author_id"], ["person.school_id", "person.id"], name=op.f("fk_draft_school_id_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "classroom_id"],
            ["classroom.school_id", "classroom.id"],
            name=op.f("fk_draft_school_id_classroom_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "to_id"], ["person.school_id", "person.id"], name=op.f("fk_draft_school_id_to_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_draft_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_draft")),
    )
    op.create_index(
        op.f("ix_draft_school_id_author_id_to_id"), "draft", ["school_id", "author_id", "to_id"], unique=False
    )
    op.create_table(
        "event",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "actor_id"], ["person.school_id", "person.id"], name=op.f("fk_event_school_id_actor_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_event_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_school_id_subject_id"), "event", ["school_id", "subject_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("classroom_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "part",
            sa.Enum("writer", "reader", "cover", name="part", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "by_id"], ["person.school_id", "person.id"], name=op.f("fk_membership_school_id_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "classroom_id"],
            ["classroom.school_id", "classroom.id"],
            name=op.f("fk_membership_school_id_classroom_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "person_id"],
            ["person.school_id", "person.id"],
            name=op.f("fk_membership_school_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_membership_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_membership")),
    )
    op.create_index(
        op.f("ix_membership_school_id_classroom_id"), "membership", ["school_id", "classroom_id"], unique=False
    )
    op.create_index(op.f("ix_membership_school_id_person_id"), "membership", ["school_id", "person_id"], unique=False)
    op.create_table(
        "office",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "administrator",
                "helper",
                "coach",
                name="officepart",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "person_id"], ["person.school_id", "person.id"], name=op.f("fk_office_school_id_person_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_office_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_office")),
    )
    op.create_index(op.f("ix_office_school_id_person_id"), "office", ["school_id", "person_id"], unique=False)
    op.create_table(
        "password",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "person_id"], ["person.school_id", "person.id"], name=op.f("fk_password_school_id_person_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_password_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_password")),
        sa.UniqueConstraint("school_id", "person_id", name=op.f("uq_password_school_id_person_id")),
    )
    op.create_table(
        "preference",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "person_id"],
            ["person.school_id", "person.id"],
            name=op.f("fk_preference_school_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_preference_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_preference")),
        sa.UniqueConstraint("school_id", "person_id", "key", name=op.f("uq_preference_school_id_person_id_key")),
    )
    op.create_table(
        "receipt",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "by_id"], ["person.school_id", "person.id"], name=op.f("fk_receipt_school_id_by_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_receipt_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_receipt")),
    )
    op.create_table(
        "addition",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "answer_id"], ["answer.school_id", "answer.id"], name=op.f("fk_addition_school_id_answer_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_addition_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_addition")),
    )
    op.create_index(op.f("ix_addition_school_id_answer_id"), "addition", ["school_id", "answer_id"], unique=False)
    op.create_table(
        "letter",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("classroom_id", sa.Uuid(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("writer_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column(
            "wants",
            sa.Enum("answer", "read", "talk", name="wants", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column(
            "via",
            sa.Enum("web", "paper", "import", name="via", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("source_key", sa.String(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "classroom_id"],
            ["classroom.school_id", "classroom.id"],
            name=op.f("fk_letter_school_id_classroom_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "queue_id"],
            ["classroom.school_id", "classroom.id"],
            name=op.f("fk_letter_school_id_queue_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "writer_id", "settled_by_id"],
            ["answer.school_id", "answer.to_id", "answer.id"],
            name=op.f("fk_letter_school_id_writer_id_settled_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "writer_id"], ["person.school_id", "person.id"], name=op.f("fk_letter_school_id_writer_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_letter_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_letter")),
        sa.UniqueConstraint("school_id", "source_key", name=op.f("uq_letter_school_id_source_key")),
    )
    op.create_index(
        op.f("ix_letter_school_id_classroom_id_month"), "letter", ["school_id", "classroom_id", "month"], unique=False
    )
    op.create_index(op.f("ix_letter_school_id_settled_by_id"), "letter", ["school_id", "settled_by_id"], unique=False)
    op.create_index(
        op.f("ix_letter_school_id_writer_id_received_at"),
        "letter",
        ["school_id", "writer_id", "received_at"],
        unique=False,
    )
    op.create_index(
        "ix_letter_waiting",
        "letter",
        ["school_id", "queue_id", "writer_id", "received_at"],
        unique=False,
        sqlite_where=sa.text("settled_by_id IS NULL"),
        postgresql_where=sa.text("settled_by_id IS NULL"),
    )
    op.create_table(
        "session",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=True),
        sa.Column("own_phone", sa.Boolean(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "card_id"], ["card.school_id", "card.id"], name=op.f("fk_session_school_id_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "person_id"], ["person.school_id", "person.id"], name=op.f("fk_session_school_id_person_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_session_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_school_id_person_id"), "session", ["school_id", "person_id"], unique=False)
    op.create_table(
        "draft_letter",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("seen_revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "draft_id"], ["draft.school_id", "draft.id"], name=op.f("fk_draft_letter_school_id_draft_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "letter_id"],
            ["letter.school_id", "letter.id"],
            name=op.f("fk_draft_letter_school_id_letter_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_draft_letter_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_draft_letter")),
    )
    op.create_index(op.f("ix_draft_letter_school_id_draft_id"), "draft_letter", ["school_id", "draft_id"], unique=False)
    op.create_table(
        "handover",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("from_queue_id", sa.Uuid(), nullable=False),
        sa.Column("to_queue_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "by_id"], ["person.school_id", "person.id"], name=op.f("fk_handover_school_id_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "from_queue_id"],
            ["classroom.school_id", "classroom.id"],
            name=op.f("fk_handover_school_id_from_queue_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "letter_id"], ["letter.school_id", "letter.id"], name=op.f("fk_handover_school_id_letter_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "to_queue_id"],
            ["classroom.school_id", "classroom.id"],
            name=op.f("fk_handover_school_id_to_queue_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_handover_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_school_id_letter_id"), "handover", ["school_id", "letter_id"], unique=False)
    op.create_table(
        "opening",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "letter_id"], ["letter.school_id", "letter.id"], name=op.f("fk_opening_school_id_letter_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "person_id"], ["person.school_id", "person.id"], name=op.f("fk_opening_school_id_person_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_opening_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_opening")),
        sa.UniqueConstraint(
            "school_id", "letter_id", "person_id", name=op.f("uq_opening_school_id_letter_id_person_id")
        ),
    )
    op.create_table(
        "postscript",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "letter_id"],
            ["letter.school_id", "letter.id"],
            name=op.f("fk_postscript_school_id_letter_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_postscript_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_postscript")),
    )
    op.create_index(op.f("ix_postscript_school_id_letter_id"), "postscript", ["school_id", "letter_id"], unique=False)
    # ### end Alembic commands ###


def downgrade() -> None:
    op.drop_index(op.f("ix_postscript_school_id_letter_id"), table_name="postscript")
    op.drop_table("postscript")
    op.drop_table("opening")
    op.drop_index(op.f("ix_handover_school_id_letter_id"), table_name="handover")
    op.drop_table("handover")
    op.drop_index(op.f("ix_draft_letter_school_id_draft_id"), table_name="draft_letter")
    op.drop_table("draft_letter")
    op.drop_index(op.f("ix_session_school_id_person_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(
        "ix_letter_waiting",
        table_name="letter",
        sqlite_where=sa.text("settled_by_id IS NULL"),
        postgresql_where=sa.text("settled_by_id IS NULL"),
    )
    op.drop_index(op.f("ix_letter_school_id_writer_id_received_at"), table_name="letter")
    op.drop_index(op.f("ix_letter_school_id_settled_by_id"), table_name="letter")
    op.drop_index(op.f("ix_letter_school_id_classroom_id_month"), table_name="letter")
    op.drop_table("letter")
    op.drop_index(op.f("ix_addition_school_id_answer_id"), table_name="addition")
    op.drop_table("addition")
    op.drop_table("receipt")
    op.drop_table("preference")
    op.drop_table("password")
    op.drop_index(op.f("ix_office_school_id_person_id"), table_name="office")
    op.drop_table("office")
    op.drop_index(op.f("ix_membership_school_id_person_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_school_id_classroom_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_event_school_id_subject_id"), table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("ix_draft_school_id_author_id_to_id"), table_name="draft")
    op.drop_table("draft")
    op.drop_index(op.f("ix_class_letter_school_id_classroom_id_sent_at"), table_name="class_letter")
    op.drop_table("class_letter")
    op.drop_index(op.f("ix_card_school_id_person_id"), table_name="card")
    op.drop_table("card")
    op.drop_index(op.f("ix_answer_school_id_classroom_id_sent_at"), table_name="answer")
    op.drop_index(op.f("ix_answer_school_id_by_id_sent_at"), table_name="answer")
    op.drop_table("answer")
    op.drop_table("wording")
    op.drop_index(op.f("ix_person_school_id_sort_name"), table_name="person")
    op.drop_table("person")
    op.drop_table("door")
    op.drop_table("classroom")
    op.drop_table("school")
    op.drop_table("attempt")
    # ### end Alembic commands ###
