"""the table of entered village drafts"""

import sqlalchemy as sa
from alembic import op

import console.data.base

revision = "registration_0001"
down_revision = None
branch_labels = ("registration",)
depends_on = "core_0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "village_draft",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("paper_on", sa.Date(), nullable=False),
        sa.Column("entered_at", console.data.base.UTCDateTime(), nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("village_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_village_draft_case_id_case")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_village_draft_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["office.id"], name=op.f("fk_village_draft_village_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village_draft")),
        sa.UniqueConstraint("uuid", name=op.f("uq_village_draft_uuid")),
    )
    op.create_index(op.f("ix_village_draft_case_id"), "village_draft", ["case_id"], unique=False)


def downgrade() -> None:
    op.drop_table("village_draft")
