"""Letters by e-mail: contract, SMTP, simulator."""

from __future__ import annotations

from console.outside.email.model import Attachment, EmailService, Letter

__all__ = ["Attachment", "EmailService", "Letter"]
