"""What a granted complaint changed, before and after, for those who answer and the complainant."""

from __future__ import annotations

from console.declare import Panel
from plugins.complaints.remedy import changes_table

PANELS = (
    Panel(
        "complaints.changes", "46",
        {"kk": "Не өзгерді", "ru": "Что изменилось", "en": "What changed"},
        frozenset({"jobseeker", "center_director", "authority_officer", "authority_head",
                   "executive_head", "quality_officer", "supervisor"}),
        (
            ("what", {"kk": "Іс", "ru": "Дело", "en": "Case"}),
            ("number", {"kk": "Нөмірі", "ru": "Номер", "en": "Number"}),
            ("before", {"kk": "Бұрын", "ru": "Было", "en": "Before"}),
            ("after", {"kk": "Енді", "ru": "Стало", "en": "After"}),
        ),
        changes_table, kinds=("complaint", "reversal"),
    ),
)
