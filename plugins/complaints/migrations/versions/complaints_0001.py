"""the table of complaints"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "complaints_0001"
down_revision = None
branch_labels = ("complaints",)
depends_on = "core_0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("authority_id", KEY, nullable=False),
        sa.Column("addressee", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("against", sa.String(length=40), nullable=False),
        sa.Column("decision_number", sa.String(length=40), nullable=True),
        sa.Column("decision_kind", sa.String(length=60), nullable=True),
        sa.Column("decided_case_id", KEY, nullable=True),
        sa.Column("about_step", sa.String(length=80), nullable=True),
        sa.Column("about_deadline", sa.String(length=20), nullable=True),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("letter_date", sa.Date(), nullable=True),
        sa.Column("lodged_on", sa.Date(), nullable=False),
        sa.Column("lodged_by", sa.Integer(), nullable=True),
        sa.Column("earlier_case_id", KEY, nullable=True),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("remedy", sa.String(length=12), nullable=True),
        sa.Column("id", KEY, nullable=False),
    ]


def _keys() -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["authority_id"], ["office.id"], name=op.f("fk_complaint_authority_id_office")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_complaint_case_id_case")),
        sa.ForeignKeyConstraint(
            ["decided_case_id"], ["case.id"], name=op.f("fk_complaint_decided_case_id_case")
        ),
        sa.ForeignKeyConstraint(
            ["earlier_case_id"], ["case.id"], name=op.f("fk_complaint_earlier_case_id_case")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_complaint_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_complaint_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("case_id", name=op.f("uq_complaint_case_id")),
    ]


def upgrade() -> None:
    op.create_table("complaint", *_columns(), *_keys())
    for name, columns in (
        ("ix_complaint_authority_lodged", ["authority_id", "lodged_on"]),
        (op.f("ix_complaint_decided_case_id"), ["decided_case_id"]),
        (op.f("ix_complaint_decision_number"), ["decision_number"]),
        (op.f("ix_complaint_office_id"), ["office_id"]),
        (op.f("ix_complaint_person_id"), ["person_id"]),
    ):
        op.create_index(name, "complaint", columns, unique=False)


def downgrade() -> None:
    op.drop_table("complaint")
