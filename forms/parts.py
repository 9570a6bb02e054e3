"""Words for the parts of composite fields, which the printed forms name only in brackets."""

from __future__ import annotations

from forms.model import Label

PART_LABELS: dict[str, Label] = {
    "surname": {"kk": "Тегі", "ru": "Фамилия", "en": "Surname"},
    "given_name": {"kk": "Аты", "ru": "Имя", "en": "Given name"},
    "patronymic": {
        "kk": "Әкесінің аты (бар болса)",
        "ru": "Отчество (при наличии)",
        "en": "Patronymic (if any)",
    },
    "country": {"kk": "Ел", "ru": "Страна", "en": "Country"},
    "region": {"kk": "Облыс", "ru": "Область", "en": "Oblast"},
    "city": {"kk": "Қала", "ru": "Город", "en": "City"},
    "district": {"kk": "Аудан", "ru": "Район", "en": "District"},
    "settlement": {"kk": "Елді мекен", "ru": "Населенный пункт", "en": "Settlement"},
    "street": {"kk": "Көшенің атауы", "ru": "Улица", "en": "Street"},
    "house": {"kk": "Үйдің нөмірі", "ru": "Номер дома", "en": "House number"},
    "flat": {"kk": "Пәтердің нөмірі", "ru": "Номер квартиры", "en": "Flat number"},
    "kato": {"kk": "ӘАОЖ коды", "ru": "Код КАТО", "en": "KATO code"},
    "code": {"kk": "Код", "ru": "Код", "en": "Code"},
    "text": {"kk": "Атауы", "ru": "Название", "en": "Name"},
}

YES_NO: dict[str, Label] = {
    "yes": {"kk": "Иә", "ru": "Да", "en": "Yes"},
    "no": {"kk": "Жоқ", "ru": "Нет", "en": "No"},
}
