"""Checking a dossier without network and database: its bytes, signatures, chain and story.

Whoever checks brings what he trusts: certificates of authorities, and, where he has them, the
console's sealing key and the anchored heads of the journal. What a dossier itself brings proves
nothing about who made it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from console import dossier_chain
from console.dossier_file import BrokenFile, fingerprint, read_json, unpack
from console.outside.eds.local_rsa import LocalRsaVerifier
from console.outside.eds.model import SignerExpectation, VerificationResult
from console.outside.eds.revocation import KeptProofs, Proof
from console.outside.eds.trust import TrustStore

_FOLDER = re.compile(r"(signatures/[^/]+)/evidence\.json")


@dataclass
class Report:
    """What was found. ``faults`` make the dossier unbelievable, ``notes`` say what is unknown."""

    facts: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def valid(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.faults


def check(
    data: bytes, trust: TrustStore, *, heads: Sequence[Mapping[str, Any]] | None = None,
    keys: Iterable[str] = (),
) -> Report:
    """Check a dossier. ``heads``: anchored heads held by the checker; ``keys``: fingerprints of
    sealing keys he knows (none: whoever sealed it is only named)."""
    report = Report()
    try:
        manifest, files = unpack(data)
        _sealed_by(report, manifest, {one.replace(" ", "").lower() for one in keys})
        _story(report, manifest, files)
        _signatures(report, files, trust)
        _journal(report, files, heads)
    except BrokenFile as fault:
        report.faults.append(str(fault))
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        report.faults.append(f"A file of it is not what it should be ({type(fault).__name__}).")
    return report


def _sealed_by(report: Report, manifest: Mapping[str, Any], known: set[str]) -> None:
    mark = fingerprint(base64.b64decode(str(manifest["sealed_by"])))
    report.facts["sealed_by"] = mark
    if known and mark.replace(" ", "") not in known:
        report.faults.append(f"It was sealed by another key than you know: {mark}.")
    elif not known:
        report.notes.append(f"No sealing key was given to compare with: it was sealed by {mark}.")


def _story(report: Report, manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """The document, the decision and the manifest tell of the same paper."""
    told = read_json("decision.json", files["decision.json"])
    document, decision = told["document"], told["decision"]
    report.facts |= {
        "document": document["number"], "case": told["case"]["number"],
        "edition": told["case"]["edition"],
        "outcome": decision["outcome"] if decision else None,
    }
    pdf = files.get(f"documents/{document['number']}.pdf")
    if pdf is None or hashlib.sha256(pdf).hexdigest() != document["sha256"]:
        report.faults.append("The document is not the one that was decided on.")
    if manifest.get("document") != document["number"]:
        report.faults.append("The manifest names another document.")
    if decision is not None and decision["number"] != document["number"]:
        report.faults.append("The decision names another document.")


def _signatures(report: Report, files: Mapping[str, bytes], trust: TrustStore) -> None:
    folders = [m[1] for name in sorted(files) if (m := _FOLDER.fullmatch(name))]
    if not folders:
        report.faults.append("It holds no signature.")
    report.facts["signatures"] = [_signature(report, files, folder, trust) for folder in folders]


def _signature(
    report: Report, files: Mapping[str, bytes], folder: str, trust: TrustStore
) -> dict[str, Any]:
    told = read_json(folder, files[f"{folder}/evidence.json"])
    pdf = files[f"documents/{told['document']}.pdf"]
    row = {"part": told["part"], "signer": told["signer"], "at": told["at"],
           "method": told["method"]}
    cms = files.get(f"{folder}/signature.p7s")
    if cms is None:
        if told["evidence"].get("content_sha256") != hashlib.sha256(pdf).hexdigest():
            report.faults.append(f"The {told['part']} signature is over another document.")
        report.notes.append(f"The {told['part']} signature was made by {told['method']}: "
                            "it carries no proof that can be checked here.")
        return {**row, "status": "recorded", "legally_recognised": False}
    result = _verified(files, told, pdf, cms, trust)
    if result.signer.common_name != told["signer"]:
        report.faults.append(f"The {told['part']} signature is by {result.signer.common_name}, "
                             f"not by {told['signer']}.")
    if not result.valid:
        why = "; ".join(dict.fromkeys(one.text["en"] for one in result.reasons))
        report.faults.append(f"The {told['part']} signature is {result.status}: {why}")
    return {**row, "status": result.status, "certificate": result.signer.serial,
            "reasons": [one.code for one in result.reasons],
            "legally_recognised": bool(told["result"].get("legally_recognised"))}


def _verified(
    files: Mapping[str, bytes], told: Mapping[str, Any], pdf: bytes, cms: bytes, trust: TrustStore
) -> VerificationResult:
    """The whole check again, at the moment of receipt, with the answers kept then."""
    evidence = told["evidence"]
    expected = evidence["expected"]
    expect = SignerExpectation(
        iin=expected["iin"], bin=expected["bin"], roles=frozenset(expected["roles"]),
        purpose=expected["purpose"],
    )
    proofs = [
        Proof(one["kind"], files[f"signatures/revocation/{one['sha256']}.{one['kind']}"])
        for one in evidence["revocation"]
    ]
    at = datetime.fromisoformat(evidence["at"])
    return LocalRsaVerifier(trust, KeptProofs(proofs)).verify(pdf, cms, expect, at)


def _journal(
    report: Report, files: Mapping[str, bytes], heads: Sequence[Mapping[str, Any]] | None
) -> None:
    lines = read_json("journal.json", files["journal.json"])["lines"]
    report.faults += dossier_chain.faults(lines, heads)
    report.facts["journal_lines"] = len(lines)
    waiting = dossier_chain.unsealed(lines)
    if waiting:
        report.notes.append(f"{waiting} journal lines were not sealed yet when it was made.")
    if heads is None:
        report.notes.append("No anchored heads were given to compare the journal with.")
    report.faults += _signed_acts(report, files, [one["line"] for one in lines])


def _signed_acts(
    report: Report, files: Mapping[str, bytes], lines: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Each signature has its act in the journal, at that time, for that document."""
    told = read_json("decision.json", files["decision.json"])
    number, case = told["document"]["number"], told["case"]["number"]
    acts = [one for one in lines if number in one["why"].get("documents", ())]
    found = []
    if any(one["subject_number"] != case for one in lines):
        found.append("The journal's lines are of another case.")
    times = {datetime.fromisoformat(one["at"]) for one in acts}
    for one in report.facts.get("signatures", ()):
        if datetime.fromisoformat(one["at"]) not in times:
            found.append(f"No act of the journal made the {one['part']} signature.")
    decision = told["decision"]
    if decision is not None and not any(
        one["occurred_at"] and datetime.fromisoformat(one["occurred_at"])
        == datetime.fromisoformat(decision["decided_at"]) for one in acts
    ):
        found.append("No act of the journal took this decision.")
    return found
