"""``jumys audit verify`` and ``jumys verify``: is the journal whole, is this paper genuine.

A dossier is checked from its own bytes and what the checker trusts; the database stays shut.
"""

from __future__ import annotations

import base64
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
              help="A detached signature; default: those kept here for the document.")
@click.option("--root", "roots", multiple=True,
              type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Dossier: certificate of an authority you trust; default: those set up here.")
@click.option("--anchor", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Dossier: heads of the journal you kept; default: those kept here.")
@click.option("--key", "keys", multiple=True,
              help="Dossier: fingerprint of the console's sealing key; default: this console's.")
@pass_instance
def verify(
    instance: Instance, file: Path, cms: Path | None, roots: tuple[Path, ...],
    anchor: Path | None, keys: tuple[str, ...],
) -> None:
    """Check a signed document or the dossier of a decision, without any network.

    A dossier (ZIP) is checked without the database as well.
    """
    content = file.read_bytes()
    if content[:2] == b"PK":
        _verify_dossier(instance, file.name, content, roots, anchor, keys)
        return
    _verify_document(instance, file.name, content, cms)


def _verify_document(instance: Instance, name: str, content: bytes, cms: Path | None) -> None:
    digest = hashlib.sha256(content).hexdigest()
    found = [("", cms.read_bytes(), "")] if cms else _kept(instance.migrated(), digest)
    if not found:
        raise OneSentence(f"{name} is no document of this console, or was changed.")
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
        raise OneSentence(f"A signature of {name} is not valid.")


def _verify_dossier(
    instance: Instance, name: str, content: bytes, roots: tuple[Path, ...],
    anchor: Path | None, keys: tuple[str, ...],
) -> None:
    from console.dossier_check import check
    from console.outside.eds.trust import TrustStore, load_anchors
    from console.outside.faults import SetupFault
    from console.work import sealer

    own = _own_key(instance)
    ours = own is not None and _sealed_here(content, own)
    if anchor is None and ours:
        settings = instance.settings
        anchor = sealer.anchor_file(settings.instance, str(settings.extra.get("ANCHOR", "")))
    try:
        trust = TrustStore(load_anchors(roots)) if roots else _trusted_here(instance)
    except SetupFault as fault:
        raise OneSentence(str(fault)) from fault
    report = check(content, trust, heads=sealer.anchors(anchor) if anchor else None,
                   keys=keys or ((own,) if ours and own else ()))
    click.echo(json.dumps({"file": name, "sha256": hashlib.sha256(content).hexdigest(),
                           "status": "valid" if report.valid else "invalid", **report.facts},
                          ensure_ascii=False))
    for text in [*report.notes, *report.faults]:
        click.echo(text, err=True)
    if not report.valid:
        raise OneSentence(f"{name} is not to be believed: {len(report.faults)} faults.")


def _own_key(instance: Instance) -> str | None:
    """Fingerprint of this console's sealing key; None where there is no console."""
    from console.dossier_file import mark_of

    secret, kept = instance.settings.secret_key, instance.settings.instance / "secret_key"
    if not secret and kept.is_file():
        secret = kept.read_text(encoding="ascii").strip()
    return mark_of(secret) if secret else None


def _sealed_here(content: bytes, own: str) -> bool:
    from console.dossier_file import BrokenFile, fingerprint, unpack

    try:
        return fingerprint(base64.b64decode(str(unpack(content)[0]["sealed_by"]))) == own
    except (BrokenFile, KeyError, ValueError):
        return False


def _trusted_here(instance: Instance) -> Any:
    """The authorities set up here: the configured ones, or the demonstration's."""
    from console.outside.eds.demo import DemoCa
    from console.outside.eds.trust import TrustStore, load_anchors

    config = instance.settings.outside_config(demo=False)
    eds = config.get("eds", {})
    paths = [[Path(str(one)) for one in eds.get(k, ())] for k in ("roots", "state_bodies_roots")]
    if any(paths):
        bodies = load_anchors(paths[1], state_bodies=True)
        return TrustStore([*load_anchors(paths[0]), *bodies])
    folder = Path(str(config["folder"])) / "eds"
    return DemoCa(folder).trust() if (folder / "root.crt").exists() else TrustStore([])


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
