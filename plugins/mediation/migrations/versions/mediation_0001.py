"""the change number of matching, kept by triggers"""

import sqlalchemy as sa
from alembic import op

revision = "mediation_0001"
down_revision = None
branch_labels = ("mediation",)
depends_on = "core_0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
#: changes kept; whoever has seen none of them reads everything anew
KEPT = 100_000
#: table, columns whose change counts ("" any), kind, key column, condition on the row
WATCHED = (
    ("employment_card", "", "person", "person_id", ""),
    ("person", "kato, office_id, authority_id, village_id, state", "person", "id", ""),
    ("resume", "", "person", "person_id", ""),
    ("case", "state, facts", "person", "person_id", "{row}.kind = 'work_limits'"),
    ("vacancy", "", "vacancy", "id", ""),
)
EVENTS = (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD"))


def upgrade() -> None:
    op.create_table(
        "match_change",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("row_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_change")),
        sqlite_autoincrement=True,
    )
    make = _sqlite if op.get_bind().dialect.name == "sqlite" else _postgres
    for statement in make():
        op.execute(statement)


def _sqlite() -> list[str]:
    out = []
    for table, columns, kind, key, condition in WATCHED:
        for event, row in EVENTS:
            of = f" OF {columns}" if columns and event == "update" else ""
            when = f" WHEN {condition.format(row=row)}" if condition else ""
            out.append(
                f'CREATE TRIGGER tr_match_{table}_{event} AFTER {event.upper()}{of} ON "{table}" '
                f"{when} BEGIN INSERT INTO match_change (kind, row_id) "
                f"VALUES ('{kind}', {row}.{key}); "
                "DELETE FROM match_change WHERE id <= "
                f"(SELECT MAX(id) FROM match_change) - {KEPT}; END"
            )
    return out


def _postgres() -> list[str]:
    out = [
        "CREATE FUNCTION jumys_match_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE seen bigint; BEGIN "
        "IF TG_OP = 'DELETE' THEN "
        "EXECUTE format('INSERT INTO match_change (kind, row_id) VALUES ($1, ($2).%I) "
        "RETURNING id', TG_ARGV[1]) INTO seen USING TG_ARGV[0], OLD; "
        "ELSE EXECUTE format('INSERT INTO match_change (kind, row_id) VALUES ($1, ($2).%I) "
        "RETURNING id', TG_ARGV[1]) INTO seen USING TG_ARGV[0], NEW; END IF; "
        f"DELETE FROM match_change WHERE id <= seen - {KEPT}; RETURN NULL; END $$"
    ]
    for table, columns, kind, key, condition in WATCHED:
        for event, row in EVENTS:
            of = f" OF {columns}" if columns and event == "update" else ""
            when = f" WHEN ({condition.format(row=row)})" if condition else ""
            out.append(
                f"CREATE TRIGGER tr_match_{table}_{event} AFTER {event.upper()}{of} "
                f'ON "{table}" FOR EACH ROW{when} '
                f"EXECUTE FUNCTION jumys_match_change('{kind}', '{key}')"
            )
    return out
