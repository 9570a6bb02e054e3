"""What stands where nothing is set up: it calls nobody and says so in the contract's own words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from console.outside.eds.local_rsa import LocalRsaVerifier
from console.outside.eds.revocation import KeptProofs
from console.outside.eds.trust import TrustStore
from console.outside.email.model import Letter
from console.outside.exchange_portal.model import ExchangeBatch, ExchangeMessage, Published
from console.outside.facts.model import FactBatch
from console.outside.faults import OutsideDown
from console.outside.registers.model import RegisterAnswer, RegisterQuery
from console.outside.sms.model import SmsReceipt
from console.outside.stages import StageEvent


def no_signatures() -> LocalRsaVerifier:
    """A verifier without roots: every sound signature is *indeterminate*."""
    return LocalRsaVerifier(TrustStore([]), KeptProofs([]))


class NoRegisters:
    """Every register is down."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock

    def ask(self, query: RegisterQuery) -> RegisterAnswer:
        """Status ``down``: registers are not connected."""
        return RegisterAnswer(
            "down", query.register, {}, "off", self._clock(), fault="Registers are not connected."
        )


class NoSms:
    """Messages wait until a gateway is set up."""

    def send(self, to: str, text: str, dedupe_key: str) -> SmsReceipt:
        """Raise OutsideDown."""
        raise OutsideDown("SMS is not set up.")

    def status(self, message_id: str) -> SmsReceipt:
        """Raise OutsideDown."""
        raise OutsideDown("SMS is not set up.")


class NoEmail:
    """Letters wait until a mail server is set up."""

    def send(self, letter: Letter) -> str:
        """Raise OutsideDown."""
        raise OutsideDown("E-mail is not set up.")


class NoStages:
    """Events wait until the other system is set up."""

    def __init__(self, name: str) -> None:
        self._name = name

    def tell(self, event: StageEvent) -> str:
        """Raise OutsideDown."""
        raise OutsideDown(f"{self._name} is not set up.")


class NoFacts:
    """Nobody tells facts: documents are recorded by hand."""

    def since(self, cursor: str, limit: int = 200) -> FactBatch:
        """Nothing, and the same place to go on from."""
        return FactBatch((), cursor)


class NoExchangePortal:
    """The exchange is not connected: what would be told waits, nothing is taken in."""

    us, them = "jumys", "exchange"

    def tell(self, message: ExchangeMessage) -> str:
        """Raise OutsideDown."""
        raise OutsideDown("The exchange is not set up.")

    def since(self, cursor: str, limit: int = 200) -> ExchangeBatch:
        """Nothing, and the same place to go on from."""
        return ExchangeBatch((), cursor)

    def published(self, after: str, limit: int = 500) -> tuple[Published, ...]:
        """Raise OutsideDown."""
        raise OutsideDown("The exchange is not set up.")
