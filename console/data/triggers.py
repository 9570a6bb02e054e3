"""What not even the application may change: refused by the database itself.

Journal lines, entries, signatures and decisions are never updated or deleted; a document's
bytes never change once it is signed. Outside PostgreSQL superusers, nobody passes. One change of
an entry is let through: emptying it down to the number of the case by which its own person
erased it (par. 64).
"""

from __future__ import annotations

from sqlalchemy import Engine, text

#: table -> columns whose change is refused; owner columns may follow a person's hand-over
FROZEN = {
    "journal_line": "step, paragraph, at, occurred_at, account_id, actor, subject_id, to_state",
    "entry": "form, form_version, subject_id, revision, person_id, created_at, created_by",
    "signature": "document_id, part, signer, account_id, at, cms, result, evidence",
    "eds_proof": "sha256, kind, data",
    "decision": "number, kind, outcome, revision, grounds, decided_at, decided_on, signer",
    "seal": "line_id, previous, hash",
    "closed_period": "report, first_on, last_on, as_of, revision, figures, sha256, workbook",
}
#: what an entry may become: nothing but the number of an erasure of the same person
_ERASED = """(
    EXISTS (SELECT 1 FROM "case" c WHERE c.kind = 'erasure' AND c.person_id = OLD.person_id
            AND c.number = {number}) AND {rest})"""
_ERASED_SQLITE = _ERASED.format(
    number="json_extract(NEW.data, '$.erased')",
    rest="json(NEW.data) = json_object('erased', json_extract(NEW.data, '$.erased'))",
)
_ERASED_POSTGRES = _ERASED.format(
    number="(NEW.data::jsonb ->> 'erased')",
    rest="(NEW.data::jsonb - 'erased') = '{}'::jsonb",
)


def create(engine: Engine) -> None:
    """Create the triggers. Idempotent; called after every migration."""
    make = _sqlite if engine.dialect.name == "sqlite" else _postgres
    with engine.begin() as connection:
        for statement in make():
            connection.execute(text(statement))


def _sqlite() -> list[str]:
    out = ["DROP TRIGGER IF EXISTS tr_entry_no_update"]  # an earlier one froze more columns
    for table, columns in FROZEN.items():
        out.append(
            f"CREATE TRIGGER IF NOT EXISTS tr_{table}_no_update BEFORE UPDATE OF {columns} "
            f"ON {table} BEGIN SELECT RAISE(ABORT, '{table} rows never change'); END"
        )
        out.append(
            f"CREATE TRIGGER IF NOT EXISTS tr_{table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} rows are never deleted'); END"
        )
    out.append(
        "CREATE TRIGGER IF NOT EXISTS tr_entry_data BEFORE UPDATE OF data ON entry WHEN NOT "
        f"coalesce({_ERASED_SQLITE}, 0) BEGIN SELECT RAISE(ABORT, 'entry rows never change'); END"
    )
    # the journal's own transaction completes ``why`` once the row has its id
    out.append(
        "CREATE TRIGGER IF NOT EXISTS tr_journal_line_why BEFORE UPDATE OF why ON journal_line "
        "WHEN OLD.why <> '{}' BEGIN SELECT RAISE(ABORT, 'journal_line rows never change'); END"
    )
    out.append(
        "CREATE TRIGGER IF NOT EXISTS tr_document_frozen BEFORE UPDATE OF pdf, sha256, data, "
        "number, issued_on ON document WHEN OLD.state IN ('signed', 'issued') "
        "BEGIN SELECT RAISE(ABORT, 'a signed document never changes'); END"
    )
    return out


def _postgres() -> list[str]:
    out = [
        "CREATE OR REPLACE FUNCTION jumys_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% rows never change', TG_TABLE_NAME; END $$"
    ]
    rules = [(f"tr_{t}_no_update", f"UPDATE OF {c}", t, "") for t, c in FROZEN.items()]
    rules += [(f"tr_{t}_no_delete", "DELETE", t, "") for t in FROZEN]
    rules += [
        ("tr_journal_line_why", "UPDATE OF why", "journal_line", "WHEN (OLD.why::text <> '{}')"),
        (
            "tr_document_frozen",
            "UPDATE OF pdf, sha256, data, number, issued_on",
            "document",
            "WHEN (OLD.state IN ('signed', 'issued'))",
        ),
    ]
    for name, event, table, when in rules:
        out.append(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        out.append(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} "
            "EXECUTE FUNCTION jumys_frozen()"
        )
    # a WHEN clause asks no other table there: the function does
    return [
        *out,
        "CREATE OR REPLACE FUNCTION jumys_entry_data() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF NOT coalesce({_ERASED_POSTGRES}, false) THEN "
        "RAISE EXCEPTION 'entry rows never change'; END IF; RETURN NEW; END $$",
        "DROP TRIGGER IF EXISTS tr_entry_data ON entry",
        "CREATE TRIGGER tr_entry_data BEFORE UPDATE OF data ON entry FOR EACH ROW "
        "EXECUTE FUNCTION jumys_entry_data()",
    ]
