"""From configuration to the bundle of adapters that one instance uses.

The configuration is a table of tables (TOML or Python)::

    production = false
    folder = "instance/outside"          # simulators' files and demonstration keys
    [eds]        backend = "demo" | "local_rsa" | "ncanode" | "off"
    [registers]  backend = "simulator" | "soap" | "off"
    [sms]        backend = "simulator" | "http" | "off"
    [email]      backend = "simulator" | "smtp" | "off"
    [egov]       backend = "simulator" | "http" | "off"
    [monitoring] backend = "simulator" | "http" | "off"
    [facts]      backend = "simulator" | "signed_json" | "off"
    [exchange_portal] backend = "simulator" | "http" | "files" | "off"

Without a ``backend`` everything is off in production and simulated elsewhere, so no call leaves
the machine that somebody did not ask for. Production refuses every simulator. Every secret
``x`` may be given as ``x_file``, a file that holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)

from console.outside.eds.controlled import ControlledVerifier
from console.outside.eds.demo import DemoCa, DemoVerifier, make_demo_ca
from console.outside.eds.local_rsa import LocalRsaVerifier
from console.outside.eds.model import SignatureVerifier
from console.outside.eds.ncanode import NcaNodeVerifier
from console.outside.eds.revocation import RevocationSource
from console.outside.eds.sources import FolderProofs, HttpProofs
from console.outside.eds.trust import TrustStore, load_anchors
from console.outside.email.model import EmailService
from console.outside.email.simulated import SimulatedEmail
from console.outside.email.smtp import SmtpEmail, SmtpServer
from console.outside.exchange_portal import (
    ExchangePortal,
    FileExchangePortal,
    HttpExchangePortal,
    SimulatedExchangePortal,
)
from console.outside.facts.feed import BodyChecker, PublicKey, SignedFeed
from console.outside.facts.model import FactFeed
from console.outside.facts.simulated import SimulatedFacts
from console.outside.faults import SetupFault
from console.outside.jws import BodySigner, PrivateKey, SharedSecret
from console.outside.registers.envelope import NcaNodeEnvelopes, Sender
from console.outside.registers.gateway import RegisterBinding, SoapRegisters
from console.outside.registers.model import RegisterService
from console.outside.registers.people import Place
from console.outside.registers.simulated import SimulatedRegisters
from console.outside.simulate import Controls
from console.outside.sms.gateway import HttpSms
from console.outside.sms.model import SmsService
from console.outside.sms.simulated import SimulatedSms
from console.outside.stages import HttpStages, SimulatedStages, StageService
from console.outside.switched_off import (
    NoEmail,
    NoExchangePortal,
    NoFacts,
    NoRegisters,
    NoSms,
    NoStages,
    no_signatures,
)
from console.outside.wire import Endpoint

Clock = Callable[[], datetime]
SECTIONS = ("eds", "registers", "sms", "email", "egov", "monitoring", "facts",
            "exchange_portal")
SIMULATED = frozenset({"simulator", "demo"})


@dataclass(frozen=True)
class Outside:
    """Everything outside, as one instance reaches it.

    ``controls`` steer the simulators (also by ``folder/simulator.toml``); ``demo_ca`` signs for
    demonstrations and is None elsewhere.
    """

    eds: SignatureVerifier
    registers: RegisterService
    sms: SmsService
    email: EmailService
    egov: StageService
    monitoring: StageService
    facts: FactFeed
    exchange_portal: ExchangePortal
    controls: Controls
    demo_ca: DemoCa | None = None


@dataclass(frozen=True)
class _Setup:
    """What every builder needs: the section asked for, folder, controls, clock."""

    config: Mapping[str, Any]
    production: bool
    folder: Path
    controls: Controls
    clock: Clock
    places: Sequence[Place]

    def section(self, name: str) -> Mapping[str, Any]:
        found = self.config.get(name, {})
        if not isinstance(found, Mapping):
            raise SetupFault(f"outside.{name} is not a table.")
        return found

    def backend(self, name: str, *known: str) -> str:
        usual = "off" if self.production else ("demo" if name == "eds" else "simulator")
        found = str(self.section(name).get("backend", usual))
        if found not in {*known, "off"}:
            raise SetupFault(f"outside.{name}: backend {found!r} is none of {', '.join(known)}.")
        if found in SIMULATED and self.production:
            raise SetupFault(f"outside.{name}: {found} is refused in production.")
        return found


def factory(
    config: Mapping[str, Any], *, clock: Clock | None = None, places: Sequence[Place] = ()
) -> Outside:
    """Build the bundle; SetupFault names the section that cannot work.

    ``clock`` gives the present UTC moment (a demonstration's own time), ``places`` where invented
    people live.
    """
    unknown = set(config) - {*SECTIONS, "production", "folder", "seed"}
    if unknown:
        raise SetupFault(f"outside: there is no section {sorted(unknown)[0]!r}.")
    folder = Path(str(config.get("folder", "instance/outside")))
    setup = _Setup(
        config=config,
        production=config.get("production", True) is not False,
        folder=folder,
        controls=Controls(folder / "simulator.toml"),
        clock=clock or (lambda: datetime.now(UTC)),
        places=places,
    )
    eds, demo_ca = _eds(setup)
    return Outside(
        eds=eds,
        registers=_registers(setup),
        sms=_sms(setup),
        email=_email(setup),
        egov=_stages(setup, "egov"),
        monitoring=_stages(setup, "monitoring"),
        facts=_facts(setup),
        exchange_portal=_exchange_portal(setup),
        controls=setup.controls,
        demo_ca=demo_ca,
    )


def _eds(setup: _Setup) -> tuple[SignatureVerifier, DemoCa | None]:
    backend, row = setup.backend("eds", "demo", "local_rsa", "ncanode"), setup.section("eds")
    if backend == "off":
        return no_signatures(), None
    if backend == "demo":
        folder = setup.folder / "eds"
        make_demo_ca(folder)
        demo = DemoVerifier(folder, production=setup.production)
        return ControlledVerifier(demo, setup.controls, timeout_s=_timeout(row)), demo.ca
    trust = TrustStore(
        [
            *load_anchors(_paths(row, "roots")),
            *load_anchors(_paths(row, "state_bodies_roots"), state_bodies=True),
        ]
    )
    if backend == "ncanode":
        return NcaNodeVerifier(_endpoint("eds", row), trust), None
    if not trust:
        raise SetupFault("outside.eds: local_rsa needs roots.")
    return LocalRsaVerifier(
        trust, _proofs(row), max_age=timedelta(hours=float(row.get("ocsp_max_age_hours", 24)))
    ), None


def _proofs(row: Mapping[str, Any]) -> RevocationSource:
    if "proofs_folder" in row:
        return FolderProofs(Path(row["proofs_folder"]))
    ocsp_url, lists = row.get("ocsp_url"), row.get("crl_urls", [])
    if not ocsp_url and not lists:
        raise SetupFault("outside.eds: local_rsa needs ocsp_url, crl_urls or proofs_folder.")
    ocsp_end = _endpoint("eds", {**row, "url": ocsp_url}) if ocsp_url else None
    big = {"max_bytes": 50_000_000, **row}
    return HttpProofs(ocsp_end, [_endpoint("eds", {**big, "url": url}) for url in lists])


def _registers(setup: _Setup) -> RegisterService:
    backend, row = setup.backend("registers", "simulator", "soap"), setup.section("registers")
    if backend == "off":
        return NoRegisters(setup.clock)
    if backend == "simulator":
        return SimulatedRegisters(
            setup.controls,
            seed=int(setup.config.get("seed", 0)),
            places=setup.places or (),
            known=row.get("known"),
            timeout_s=_timeout(row),
            clock=setup.clock,
        )
    signing = row.get("signing", {})
    envelopes = NcaNodeEnvelopes(
        _endpoint("registers.signing", signing),
        _secret("registers.signing", signing, "key"),
        _secret("registers.signing", signing, "password"),
        frozenset(signing.get("answer_bins", ())),
    )
    bindings = {}
    for name, binding in row.get("services", {}).items():
        try:
            bindings[name] = RegisterBinding(**binding)
        except TypeError as fault:
            raise SetupFault(f"outside.registers.services.{name}: {fault}") from fault
    sender = Sender(_need("registers", row, "sender_id"), _secret("registers", row, "password"))
    return SoapRegisters(
        _endpoint("registers", row), bindings, sender, envelopes, envelopes, clock=setup.clock
    )


def _sms(setup: _Setup) -> SmsService:
    backend, row = setup.backend("sms", "simulator", "http"), setup.section("sms")
    if backend == "off":
        return NoSms()
    if backend == "simulator":
        return SimulatedSms(
            setup.folder, setup.controls, timeout_s=_timeout(row), clock=setup.clock
        )
    return HttpSms(
        _endpoint("sms", row, token=True),
        _need("sms", row, "sender"),
        names=row.get("names"),
        states=row.get("states"),
        clock=setup.clock,
    )


def _email(setup: _Setup) -> EmailService:
    backend, row = setup.backend("email", "simulator", "smtp"), setup.section("email")
    if backend == "off":
        return NoEmail()
    name = str(row.get("sender_name", "Jumys"))
    if backend == "simulator":
        sender = str(row.get("sender", "jumys@localhost"))
        return SimulatedEmail(
            setup.folder, setup.controls, sender=sender, sender_name=name,
            timeout_s=_timeout(row), clock=setup.clock,
        )  # fmt: skip
    server = SmtpServer(
        host=_need("email", row, "host"),
        port=int(row.get("port", 587)),
        tls=row.get("tls", "starttls"),
        user=str(row.get("user", "")),
        password=_secret("email", row, "password") if row.get("user") else "",
        cafile=row.get("cafile"),
        timeout_s=_timeout(row),
    )
    return SmtpEmail(server, _need("email", row, "sender"), name, clock=setup.clock)


def _stages(setup: _Setup, name: str) -> StageService:
    backend, row = setup.backend(name, "simulator", "http"), setup.section(name)
    if backend == "off":
        return NoStages(name)
    if backend == "simulator":
        return SimulatedStages(
            name, setup.folder, setup.controls, timeout_s=_timeout(row), clock=setup.clock
        )
    return HttpStages(_endpoint(name, row, token=True), _body_signer(name, row))


def _facts(setup: _Setup) -> FactFeed:
    backend, row = setup.backend("facts", "simulator", "signed_json"), setup.section("facts")
    if backend == "off":
        return NoFacts()
    if backend == "simulator":
        return SimulatedFacts(setup.folder, setup.controls, timeout_s=_timeout(row))
    return SignedFeed(_endpoint("facts", row, token=True), _body_checker("facts", row))


def _exchange_portal(setup: _Setup) -> ExchangePortal:
    name = "exchange_portal"
    backend, row = setup.backend(name, "simulator", "http", "files"), setup.section(name)
    if backend == "off":
        return NoExchangePortal()
    us, them = str(row.get("us", "jumys")), str(row.get("them", "exchange"))
    if backend == "simulator":
        return SimulatedExchangePortal(setup.folder, setup.controls, us=us, them=them,
                                       timeout_s=_timeout(row), clock=setup.clock)
    theirs = row.get("theirs", {})
    signer, checker = _body_signer(name, row), _body_checker(f"{name}.theirs", theirs)
    if us == them:
        raise SetupFault(f"outside.{name}: us and them are the same.")
    if backend == "files":
        return FileExchangePortal(Path(_need(name, row, "folder")), signer, checker,
                                  us=us, them=them)
    end = _endpoint(name, {"max_bytes": 30_000_000, **row}, token=True)
    return HttpExchangePortal(end, signer, checker, us=us, them=them)


def _body_checker(name: str, row: Mapping[str, Any]) -> BodyChecker:
    """What proves the other side's signature: a shared secret or its public key."""
    if "secret" in row or "secret_file" in row:
        return SharedSecret(_secret(name, row, "secret"), str(row.get("key_id", "")))
    try:
        key = load_pem_public_key(_secret(name, row, "public_key").encode())
    except (ValueError, TypeError) as fault:
        raise SetupFault(f"outside.{name}: public_key is no readable key.") from fault
    if not isinstance(key, rsa.RSAPublicKey):
        raise SetupFault(f"outside.{name}: public_key is no RSA key.")
    return PublicKey(key)


def _body_signer(name: str, row: Mapping[str, Any]) -> BodySigner:
    key_id = str(row.get("key_id", ""))
    if "secret" in row or "secret_file" in row:
        return SharedSecret(_secret(name, row, "secret"), key_id)
    try:
        key = load_pem_private_key(_secret(name, row, "private_key").encode(), None)
    except (ValueError, TypeError) as fault:
        raise SetupFault(f"outside.{name}: private_key is no readable key.") from fault
    if not isinstance(key, rsa.RSAPrivateKey):
        raise SetupFault(f"outside.{name}: private_key is no RSA key.")
    return PrivateKey(key, key_id)


def _endpoint(name: str, row: Mapping[str, Any], *, token: bool = False) -> Endpoint:
    headers = {}
    if token and ("token" in row or "token_file" in row):
        headers["Authorization"] = f"Bearer {_secret(name, row, 'token')}"
    return Endpoint(
        url=_need(name, row, "url"),
        timeout_s=_timeout(row),
        max_bytes=int(row.get("max_bytes", 1_000_000)),
        headers=headers,
        cafile=row.get("cafile"),
        plain_http=row.get("plain_http") is True,
    )


def _timeout(row: Mapping[str, Any]) -> float:
    return float(row.get("timeout_s", 10.0))


def _paths(row: Mapping[str, Any], key: str) -> list[Path]:
    return [Path(str(one)) for one in row.get(key, ())]


def _need(name: str, row: Mapping[str, Any], key: str) -> str:
    found = row.get(key)
    if not isinstance(found, str) or not found:
        raise SetupFault(f"outside.{name}: {key} is missing.")
    return found


def _secret(name: str, row: Mapping[str, Any], key: str) -> str:
    """The secret itself, or what its file holds; no message ever repeats it."""
    path = row.get(f"{key}_file")
    if path is None:
        return _need(name, row, key)
    try:
        return Path(str(path)).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise SetupFault(f"outside.{name}: {key}_file cannot be read.") from fault
