"""Text messages: contract, counting of parts, HTTP gateway, simulator."""

from __future__ import annotations

from console.outside.sms.model import SmsReceipt, SmsService, count_parts, phone

__all__ = ["SmsReceipt", "SmsService", "count_parts", "phone"]
