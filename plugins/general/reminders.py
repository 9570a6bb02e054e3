"""Reminders of terms that bind a person or an employer; console.work.reminders writes them."""

from __future__ import annotations

from pathlib import Path

from console.declare import Notice

FOLDER = Path(__file__).resolve().parent / "notices"

NOTICES = (
    Notice("reminder_ahead", "2", "person", FOLDER, channels=("cabinet", "email")),
    Notice("reminder_today", "2", "person", FOLDER),
    Notice("reminder_late", "2", "person", FOLDER, channels=("cabinet", "email")),
)
