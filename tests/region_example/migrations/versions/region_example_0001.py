"""the region's own table"""

import sqlalchemy as sa
from alembic import op

revision = "region_example_0001"
down_revision = None
branch_labels = ("region_example",)
depends_on = "core_0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "region_note",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_region_note_case_id_case"),
        sa.PrimaryKeyConstraint("id", name="pk_region_note"),
        sa.UniqueConstraint("case_id", name="uq_region_note_case_id"),
    )


def downgrade() -> None:
    op.drop_table("region_note")
