"""Messages no act orders: reminders of a person's or employer's terms, reports that are ready."""

from __future__ import annotations

from pathlib import Path

from console.declare import Notice

FOLDER = Path(__file__).resolve().parent / "notices"

NOTICES = (
    Notice("reminder_ahead", "2", "person", FOLDER, channels=("cabinet", "email")),
    Notice("reminder_today", "2", "person", FOLDER),
    Notice("reminder_late", "2", "person", FOLDER, channels=("cabinet", "email")),
    Notice("report_ready", "", "center", FOLDER, channels=("email",)),
)
