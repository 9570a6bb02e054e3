"""Letters: really spoken SMTP, and the simulator's files."""

from __future__ import annotations

import email
import email.policy
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from console.outside.email.model import Attachment, Letter
from console.outside.email.simulated import SimulatedEmail
from console.outside.email.smtp import SmtpEmail, SmtpServer
from console.outside.faults import OutsideDown, OutsideRefused, SetupFault
from console.outside.simulate import Controls
from tests.test_outside import pki
from tests.test_outside.servers import SmtpDouble, smtp_double

LETTER = Letter(
    "aigul@example.kz", "Хабарлама № 7", "Сіз тіркелдіңіз.\n.\nЖұмыспен қамту орталығы", "n-7",
    [Attachment("хабарлама.pdf", "application/pdf", b"%PDF-1.7 \xff")],
)  # fmt: skip


def over(double: SmtpDouble, **kwargs: object) -> SmtpEmail:
    server = SmtpServer("localhost", double.port, timeout_s=3, **kwargs)  # type: ignore[arg-type]
    return SmtpEmail(server, "jumys@example.kz", "Жұмыс")


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, str]:
    """A server context for localhost and the file a client must trust for it."""
    folder = tmp_path_factory.mktemp("tls")
    own = pki.key("smtp")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(own.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .sign(own, hashes.SHA256())
    )  # fmt: skip
    (folder / "crt").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key").write_bytes(
        own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "crt", folder / "key")
    return context, str(folder / "crt")


def test_a_letter_arrives_whole_with_kazakh_text_and_attachment() -> None:
    """Subject, text with a lone dot, file name and bytes survive the line."""
    with smtp_double() as server:
        found = over(server, tls="none").send(LETTER)
    sender, to, data = server.letters[0]
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert "jumys@example.kz" in sender and "aigul@example.kz" in to[0]
    assert message["Message-ID"] == found and message["Subject"] == LETTER.subject
    body = message.get_body()
    assert body is not None and body.get_content().splitlines() == LETTER.text.splitlines()
    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("хабарлама.pdf", b"%PDF-1.7 \xff")
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_same_key_makes_the_same_message_id() -> None:
    """A mail system can drop the copy of a retry."""
    with smtp_double() as server:
        mail = over(server, tls="none")
        assert mail.send(LETTER) == mail.send(LETTER)


@pytest.mark.parametrize("mode", ["starttls", "tls"])
def test_tls_is_spoken_before_name_and_password(tls: tuple[ssl.SSLContext, str], mode: str) -> None:
    """By STARTTLS or from the first byte, with the server's certificate checked."""
    context, cafile = tls
    with smtp_double(context, from_first_byte=mode == "tls") as server:
        mail = over(server, tls=mode, cafile=cafile, user="jumys", password="s3cret")
        mail.send(LETTER)
    verbs = [line.split()[0].upper() for line in server.heard]
    assert len(server.letters) == 1 and "AUTH" in verbs
    if mode == "starttls":
        assert verbs.index("STARTTLS") < verbs.index("AUTH")


def test_an_untrusted_or_missing_tls_sends_nothing(tls: tuple[ssl.SSLContext, str]) -> None:
    """A stranger's certificate, or a server that offers no STARTTLS: the letter waits."""
    with smtp_double(tls[0]) as server:
        with pytest.raises(OutsideDown):
            over(server, tls="starttls", user="jumys", password="s3cret").send(LETTER)
        assert not server.letters and not any("AUTH" in line for line in server.heard)
    with smtp_double() as server:
        with pytest.raises(OutsideDown):
            over(server, tls="starttls").send(LETTER)
        assert not server.letters


@pytest.mark.parametrize(
    ("verb", "said", "fault"),
    [
        ("RCPT", "550 no such user", OutsideRefused),
        ("RCPT", "450 mailbox busy", OutsideDown),
        ("MAIL", "451 try later", OutsideDown),
        ("DATA", "554 refused", OutsideRefused),
        ("CONNECT", "421 busy", OutsideDown),
    ],
)
def test_answers_of_the_server_tell_whether_to_try_again(
    verb: str, said: str, fault: type[Exception]
) -> None:
    """5xx for good, 4xx for now."""
    with smtp_double(**{verb: said}) as server, pytest.raises(fault):
        over(server, tls="none").send(LETTER)


def test_a_wrong_password_waits_for_the_administrator_and_is_never_repeated() -> None:
    """The letter is not lost for it, and no message holds the password."""
    with smtp_double(AUTH="535 bad") as server, pytest.raises(OutsideDown) as caught:
        over(server, tls="none", user="jumys", password="s3cret").send(LETTER)
    assert "s3cret" not in str(caught.value)
    assert "s3cret" not in repr(SmtpServer("h", 25, user="u", password="s3cret"))


def test_nobody_listening_is_down() -> None:
    """A closed port."""
    with smtp_double() as server:
        pass
    with pytest.raises(OutsideDown):
        over(server, tls="none").send(LETTER)


@pytest.mark.parametrize(
    "letter",
    [
        Letter("no-address", "s", "t", "k"),
        Letter("a@b.kz\nBcc: c@d.kz", "s", "t", "k"),
        Letter("a@b.kz", "s\r\nBcc: c@d.kz", "t", "k"),
        Letter("a@b.kz", "s", "t", " "),
        Letter("a@b.kz", "s", "t", "k", [Attachment("x", "pdf", b"")]),
        Letter("a@b.kz", "s", "t", "k", [Attachment("x\ny", "application/pdf", b"")]),
    ],
)
def test_letters_that_would_smuggle_headers_are_refused(tmp_path: Path, letter: Letter) -> None:
    """Nothing typed becomes a header."""
    with pytest.raises(OutsideRefused):
        SimulatedEmail(tmp_path, Controls()).send(letter)


def test_a_password_never_goes_in_plain_text_to_another_machine() -> None:
    """Refused at start."""
    with pytest.raises(SetupFault):
        SmtpServer("mail.example.kz", 25, tls="none", user="u", password="p")
    with pytest.raises(SetupFault):
        SmtpServer("mail.example.kz", 25, tls="ssl")  # type: ignore[arg-type]


def test_the_simulator_keeps_one_file_a_letter(tmp_path: Path) -> None:
    """An .eml file, once for each key, even when the answer was lost."""
    controls = Controls()
    mail = SimulatedEmail(tmp_path, controls)
    controls.set("email", "lost_ack")
    with pytest.raises(OutsideDown):
        mail.send(LETTER)
    controls.clear()
    found = mail.send(LETTER)
    (path,) = mail.sent()
    kept = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert kept["Message-ID"] == found and kept["To"] == LETTER.to


@pytest.mark.parametrize(
    ("mode", "fault"),
    [("down", OutsideDown), ("mismatch", OutsideRefused), ("not_found", OutsideRefused)],
)
def test_misbehaviour_of_the_simulator_keeps_nothing(
    tmp_path: Path, mode: str, fault: type[Exception]
) -> None:
    """Down waits, an unknown address is refused."""
    controls = Controls()
    controls.set("email", mode)  # type: ignore[arg-type]
    mail = SimulatedEmail(tmp_path, controls)
    with pytest.raises(fault):
        mail.send(LETTER)
    assert mail.sent() == []
