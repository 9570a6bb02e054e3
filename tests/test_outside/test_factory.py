"""From configuration to adapters: silent by default, and no simulator in production."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from console.outside import Outside, OutsideDown, SetupFault, factory
from console.outside.eds.demo import DemoPerson
from console.outside.eds.local_rsa import LocalRsaVerifier
from console.outside.eds.model import SignerExpectation
from console.outside.eds.ncanode import NcaNodeVerifier
from console.outside.email import Letter
from console.outside.email.smtp import SmtpEmail
from console.outside.registers import RegisterQuery
from console.outside.registers.gateway import SoapRegisters
from console.outside.registers.people import Place
from console.outside.simulate import Controls, read_controls
from console.outside.sms.gateway import HttpSms
from console.outside.stages import HttpStages, StageEvent
from tests.test_outside import pki

NOW = datetime(2026, 3, 2, tzinfo=UTC)
IIN = "921130402450"
QUERY = RegisterQuery("address", IIN, "consent-1", "par. 10")
EVENT = StageEvent("e-1", "N-1", "jobseeker", "accepted", NOW)
SECTIONS = ("registers", "sms", "email", "egov", "monitoring")


@pytest.fixture
def demo(tmp_path: Path) -> Outside:
    config = {"production": False, "folder": str(tmp_path)}
    return factory(config, clock=lambda: NOW, places=[Place("113430100", "Ақкөл", "Акколь")])


def test_outside_production_everything_is_simulated_and_works(demo: Outside) -> None:
    """One bundle: sign, look up, write, tell."""
    assert demo.demo_ca is not None
    demo.demo_ca.issue(DemoPerson("me", IIN, "Ким", "Анна"), "1234")
    cms = demo.demo_ca.sign("me", "1234", b"x")
    assert demo.eds.verify(b"x", cms, SignerExpectation(IIN), NOW).valid
    assert demo.registers.ask(QUERY).data["kato"] == "113430100"
    assert demo.sms.send("+77011234567", "x", "k").at == NOW
    assert demo.email.send(Letter("a@b.kz", "s", "t", "k")).endswith("@localhost>")
    assert demo.egov.tell(EVENT) == "egov-e-1" and demo.monitoring.tell(EVENT)


def test_the_demonstration_verifier_misbehaves_on_demand(demo: Outside) -> None:
    """Down, slow and lost: indeterminate; refused: invalid; and then good again."""
    assert demo.demo_ca is not None
    demo.demo_ca.issue(DemoPerson("me", IIN, "Ким", "Анна"), "1234")
    cms = demo.demo_ca.sign("me", "1234", b"x")
    found = {}
    for mode in ("down", "lost_ack", "not_found", "mismatch", "up"):
        demo.controls.set("eds", mode)  # type: ignore[arg-type]
        result = demo.eds.verify(b"x", cms, SignerExpectation(IIN), NOW)
        found[mode] = result.status
    assert found == {
        "down": "indeterminate", "lost_ack": "indeterminate", "not_found": "indeterminate",
        "mismatch": "invalid", "up": "valid",
    }  # fmt: skip


def test_production_without_configuration_calls_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is off and says so; not one socket is opened."""

    def forbidden(*_: Any) -> None:
        raise AssertionError("an outbound call")

    monkeypatch.setattr(socket, "create_connection", forbidden)
    monkeypatch.setattr(socket.socket, "connect", forbidden)
    outside = factory({}, clock=lambda: NOW)
    cms = pki.cms(pki.holder(pki.authority()))
    result = outside.eds.verify(pki.CONTENT, cms, SignerExpectation(pki.IIN), pki.AT)
    assert (result.status, result.reasons[0].code) == ("indeterminate", "no_roots")
    assert outside.registers.ask(QUERY).status == "down" and outside.demo_ca is None
    for act in (
        lambda: outside.sms.send("+77011234567", "x", "k"),
        lambda: outside.sms.status("x"),
        lambda: outside.email.send(Letter("a@b.kz", "s", "t", "k")),
        lambda: outside.egov.tell(EVENT),
        lambda: outside.monitoring.tell(EVENT),
    ):
        with pytest.raises(OutsideDown):
            act()


@pytest.mark.parametrize("section", ["eds", *SECTIONS])
def test_production_refuses_every_simulator(tmp_path: Path, section: str) -> None:
    """Also where ``production`` is missing or odd: only a plain false is no production."""
    backend = {"backend": "demo" if section == "eds" else "simulator"}
    for said in ({"production": True}, {}, {"production": "no"}, {"production": 0}):
        with pytest.raises(SetupFault, match="production"):
            factory({**said, "folder": str(tmp_path), section: backend})
    assert not (tmp_path / "eds").exists()


def test_real_adapters_are_built_from_their_sections(tmp_path: Path) -> None:
    """Every real back end at once, secrets from files where asked."""
    root = tmp_path / "root.pem"
    root.write_bytes(pki.authority().certificate.public_bytes(Encoding.PEM))
    (tmp_path / "token").write_text("t0ken\n")
    key = pki.key("ca").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    config: dict[str, Any] = {
        "production": True,
        "eds": {"backend": "ncanode", "url": "http://127.0.0.1:14579", "roots": [str(root)]},
        "registers": {
            "backend": "soap", "url": "https://gateway.example.kz/sync", "sender_id": "jumys",
            "password": "p", "services": {"person": {"service_id": "Person"}},
            "signing": {"url": "http://127.0.0.1:14579", "key": "k", "password": "p"},
        },
        "sms": {"backend": "http", "url": "https://sms.example.kz", "sender": "JUMYS",
                "token_file": str(tmp_path / "token")},
        "email": {"backend": "smtp", "host": "mail.example.kz", "sender": "jumys@example.kz",
                  "user": "jumys", "password": "p"},
        "egov": {"backend": "http", "url": "https://egov.example.kz", "secret": "s" * 32},
        "monitoring": {"backend": "http", "url": "https://mon.example.kz",
                       "private_key": key.decode(), "key_id": "k1"},
    }  # fmt: skip
    outside = factory(config)
    kinds = [NcaNodeVerifier, SoapRegisters, HttpSms, SmtpEmail, HttpStages, HttpStages]
    names = ["eds", *SECTIONS]
    assert [type(getattr(outside, name)) for name in names] == kinds
    assert outside.sms._end.headers == {"Authorization": "Bearer t0ken"}  # type: ignore[attr-defined]
    rsa = {"backend": "local_rsa", "roots": [str(root)], "proofs_folder": str(tmp_path)}
    assert type(factory({"eds": rsa}).eds) is LocalRsaVerifier


@pytest.mark.parametrize(
    "config",
    [
        {"fax": {}},
        {"sms": "http"},
        {"sms": {"backend": "pigeon"}},
        {"sms": {"backend": "http", "sender": "JUMYS"}},
        {"sms": {"backend": "http", "url": "http://sms.example.kz", "sender": "JUMYS"}},
        {"email": {"backend": "smtp", "host": "h"}},
        {"email": {"backend": "smtp", "host": "h", "sender": "a@b.kz", "user": "u"}},
        {"egov": {"backend": "http", "url": "https://h"}},
        {"egov": {"backend": "http", "url": "https://h", "secret": "short"}},
        {"egov": {"backend": "http", "url": "https://h", "private_key": "none"}},
        {"eds": {"backend": "local_rsa"}},
        {"eds": {"backend": "local_rsa", "roots": ["/nowhere.pem"]}},
        {"eds": {"backend": "ncanode", "url": "http://127.0.0.1:1"}},
        {"sms": {"backend": "http", "url": "https://h", "sender": "J", "token_file": "/nowhere"}},
        {"registers": {"backend": "soap", "url": "https://h", "sender_id": "a", "password": "p",
                       "signing": {"url": "https://h", "key": "k", "password": "p"},
                       "services": {"person": {"service": "x"}}}},
    ],
)  # fmt: skip
def test_a_configuration_that_cannot_work_is_said_at_start(config: dict[str, Any]) -> None:
    """One sentence, before the first act."""
    with pytest.raises(SetupFault):
        factory(config)


def test_local_rsa_needs_a_source_of_revocation(tmp_path: Path) -> None:
    """Roots alone would park every act for ever."""
    root = tmp_path / "root.pem"
    root.write_bytes(pki.authority().certificate.public_bytes(Encoding.PEM))
    with pytest.raises(SetupFault, match="ocsp_url"):
        factory({"eds": {"backend": "local_rsa", "roots": [str(root)]}})
    (tmp_path / "leaf.pem").write_bytes(
        pki.holder(pki.authority()).certificate.public_bytes(Encoding.PEM)
    )
    with pytest.raises(SetupFault, match="authority"):
        factory({"eds": {"backend": "local_rsa", "roots": [str(tmp_path / "leaf.pem")]}})


@pytest.mark.parametrize(
    "text",
    ["sms = 1", '[sms]\nmode = "odd"', '[sms]\nmode = "slow"\ndelay_ms = -1', "[sms", "\x00"],
)
def test_a_broken_controls_file_is_named(tmp_path: Path, text: str) -> None:
    """The drill's file, not the act, is at fault."""
    path = tmp_path / "simulator.toml"
    path.write_text(text)
    with pytest.raises(SetupFault, match="simulator"):
        read_controls(path)


def test_controls_know_quoted_and_nested_names(tmp_path: Path) -> None:
    """Both ways to write a register's name."""
    path = tmp_path / "simulator.toml"
    path.write_text('["registers.person"]\nmode = "down"\n[registers.address]\nmode = "mismatch"\n')
    controls = Controls(path)
    assert controls.of("registers.person").mode == "down"
    assert controls.of("registers.address").mode == "mismatch"
    assert controls.of("registers.pension").mode == "up"
