"""Words that every printed form shares: Kazakh months in the cases they need, the foot strip."""

from __future__ import annotations

MONTHS: tuple[tuple[str, str, str, str], ...] = (
    ("қаңтар", "қаңтардан", "қаңтарды", "қаңтарға"),
    ("ақпан", "ақпаннан", "ақпанды", "ақпанға"),
    ("наурыз", "наурыздан", "наурызды", "наурызға"),
    ("сәуір", "сәуірден", "сәуірді", "сәуірге"),
    ("мамыр", "мамырдан", "мамырды", "мамырға"),
    ("маусым", "маусымнан", "маусымды", "маусымға"),
    ("шілде", "шілдеден", "шілдені", "шілдеге"),
    ("тамыз", "тамыздан", "тамызды", "тамызға"),
    ("қыркүйек", "қыркүйектен", "қыркүйекті", "қыркүйекке"),
    ("қазан", "қазаннан", "қазанды", "қазанға"),
    ("қараша", "қарашадан", "қарашаны", "қарашаға"),
    ("желтоқсан", "желтоқсаннан", "желтоқсанды", "желтоқсанға"),
)
"""Nominative, ablative (бастап), accusative (қоса алғанға дейін) and dative (дейін)."""

STRIP: dict[str, dict[str, str]] = {
    "kk": {
        "verify": "Түпнұсқалығын тексеру:",
        "made": "«Jumys» жүйесінде жасалды",
        "own": "Бұл құжаттың нысаны Қағидаларда белгіленбеген",
        "unofficial": "Бейресми аударма",
        "kazakh-prevails": "Қазақ тіліндегі мәтін басым.",
    },
    "ru": {
        "verify": "Проверка подлинности:",
        "made": "Сформировано в системе «Jumys»",
        "own": "Форма этого документа Правилами не установлена",
        "unofficial": "Неофициальный перевод",
        "kazakh-prevails": "Перевод приведен для удобства. Юридическую силу имеет документ на "
        "казахском языке (первая страница).",
    },
    "en": {
        "verify": "Check that it is genuine:",
        "made": "Made in the “Jumys” system",
        "own": "The Rules do not set the form of this document",
        "unofficial": "Unofficial translation",
        "kazakh-prevails": "This translation is given for convenience. The document in Kazakh "
        "(first page) is the legal text.",
    },
}

SIGNATURES: dict[str, str] = {
    "title": "Электрондық қолтаңбалар парағы",
    "signer": "Қол қойған",
    "position": "Лауазымы",
    "organisation": "Ұйым",
    "method": "Қол қою тәсілі",
    "at": "Қол қойылған уақыты",
    "serial": "Сертификаттың нөмірі",
}
