"""What a letter is and how it becomes an Internet message."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Protocol

from console.outside.faults import OutsideRefused

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}", re.ASCII)


@dataclass(frozen=True)
class Attachment:
    """A file sent along: name shown, media type (``application/pdf``), bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """One plain-text letter to one address; ``dedupe_key`` makes its Message-ID."""

    to: str
    subject: str
    text: str
    dedupe_key: str
    attachments: Sequence[Attachment] = ()


class EmailService(Protocol):
    """Hands letters to a mail system."""

    def send(self, letter: Letter) -> str:
        """Return the Message-ID; OutsideDown: retry with the same key, OutsideRefused: do not."""
        ...


def message_id(dedupe_key: str, domain: str) -> str:
    """A Message-ID that a repeated send repeats, so that mail systems can drop the copy."""
    return f"<{hashlib.sha256(dedupe_key.encode()).hexdigest()[:40]}@{domain}>"


def compose(letter: Letter, sender: str, sender_name: str, at: datetime) -> EmailMessage:
    """Build the message; OutsideRefused for an address or subject that no mail system takes."""
    if not ADDRESS.fullmatch(letter.to) or not letter.dedupe_key.strip():
        raise OutsideRefused("This is not an e-mail address.")
    if any(ord(sign) < 32 for sign in letter.subject):
        raise OutsideRefused("The subject of a letter is one line.")
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((sender_name, sender))
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(letter.dedupe_key, sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    for file in letter.attachments:
        kind, _, sub = file.media_type.partition("/")
        if not kind or not sub or any(ord(sign) < 32 for sign in file.name + file.media_type):
            raise OutsideRefused("An attachment needs a name and a media type.")
        message.add_attachment(file.content, maintype=kind, subtype=sub, filename=file.name)
    return message
