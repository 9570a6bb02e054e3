"""``jumys audit verify`` and ``jumys verify``: is the journal whole, is this paper genuine."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import click

from console.commands.base import Instance, OneSentence, PlainCommand, pass_instance


@click.group("audit")
def audit() -> None:
    """The journal's hash chain."""


@audit.command("verify", cls=PlainCommand)
@pass_instance
def verify_chain(instance: Instance) -> None:
    """Recompute the chain over every journal line and compare it with the anchored heads."""
    from console.work import sealer

    settings = instance.migrated().settings
    anchor = sealer.anchor_file(settings.instance, str(settings.extra.get("ANCHOR", "")))
    checked, faults = sealer.verify(instance.store, anchor)
    for fault in faults:
        name = f" ({fault.number})" if fault.number else ""
        click.echo(f"Line {fault.line}{name}: {fault.sentence}", err=True)
    if faults:
        raise OneSentence(f"The journal is not what was sealed: {len(faults)} faults.")
    click.echo(f"{checked} journal lines, {len(sealer.anchors(anchor))} anchored heads: all whole.")


@click.command("verify", cls=PlainCommand)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--cms", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A detached signature; default: those kept here for the document.")  # fmt: skip
@pass_instance
def verify(instance: Instance, file: Path, cms: Path | None) -> None:
    """Check a signed document by its bytes, without any network."""
    content = file.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    found = [("", cms.read_bytes(), "")] if cms else _kept(instance.migrated(), digest)
    if not found:
        raise OneSentence(f"{file.name} is no document of this console, or was changed.")
    from console.outside.eds.inspect import inspect
    from console.outside.eds.model import SignerExpectation

    good = True
    for number, signature, part in found:
        facts = inspect(content, signature, instance.now()).facts
        named = facts.signer.iin if facts else ""
        if not named:
            raise OneSentence("The signature names nobody.")
        # whoever signed, by his own certificate: who had to sign, the act itself decided
        result = instance.outside.eds.verify(
            content, signature, SignerExpectation(iin=named), instance.now())
        good &= result.status == "valid"
        click.echo(json.dumps({
            "document": number, "part": part, "sha256": digest, "status": result.status,
            "signer": result.signer.to_json(), "legally_recognised": result.legally_recognised,
            "reasons": [r.code for r in result.reasons],
        }, ensure_ascii=False))
    if not good:
        raise OneSentence(f"A signature of {file.name} is not valid.")


def _kept(instance: Instance, digest: str) -> list[tuple[str, bytes, str]]:
    """(document number, CMS, part) of the signatures kept for these bytes."""
    from sqlalchemy import select

    from console.data.documents import Document, Signature
    from console.scope import SYSTEM

    rows: list[Any] = []
    with instance.store.session(SYSTEM) as session:
        rows = list(session.execute(
            select(Document.number, Signature.cms, Signature.part)
            .join(Signature, Signature.document_id == Document.id)
            .where(Document.sha256 == digest, Signature.cms.is_not(None)).limit(10)
        ).all())
    return [(row.number, row.cms, row.part) for row in rows]
