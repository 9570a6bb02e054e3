"""Every finding of a signature check, in three languages, and what it makes of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

Finding = tuple[Literal["invalid", "indeterminate"], Mapping[str, str]]


def _no(kk: str, ru: str, en: str) -> Finding:
    return ("invalid", {"kk": kk, "ru": ru, "en": en})


def _unsure(kk: str, ru: str, en: str) -> Finding:
    return ("indeterminate", {"kk": kk, "ru": ru, "en": en})


REASONS: Final[Mapping[str, Finding]] = {
    "malformed": _no(
        "Файл электрондық цифрлық қолтаңба емес.",
        "Файл не является электронной цифровой подписью.",
        "The file is not an electronic digital signature.",
    ),
    "attached": _no(
        "Қолтаңба құжаттан бөлек берілуі керек.",
        "Подпись должна быть отделена от документа.",
        "The signature must be detached from the document.",
    ),
    "signer_count": _no(
        "Бір файлда дәл бір қолтаңба болуы керек.",
        "В одном файле должна быть ровно одна подпись.",
        "One file must hold exactly one signature.",
    ),
    "signed_attributes": _no(
        "Қолтаңбаның қол қойылған атрибуттары жоқ немесе қате.",
        "Подписанные атрибуты отсутствуют или неверны.",
        "The signed attributes are missing or wrong.",
    ),
    "weak_algorithm": _no(
        "Қолтаңба ескірген, сенімсіз алгоритммен жасалған.",
        "Подпись создана устаревшим, ненадежным алгоритмом.",
        "The signature uses an outdated, weak algorithm.",
    ),
    "digest_mismatch": _no(
        "Басқа құжатқа қол қойылған.",
        "Подписан другой документ.",
        "Another document was signed.",
    ),
    "certificate_missing": _no(
        "Қолтаңбада қол қоюшының сертификаты жоқ.",
        "В подписи нет сертификата подписавшего.",
        "The signature does not hold the signer's certificate.",
    ),
    "signature_wrong": _no(
        "Қолтаңба сертификаттың кілтіне сәйкес келмейді.",
        "Подпись не соответствует ключу сертификата.",
        "The signature does not match the certificate's key.",
    ),
    "untrusted_chain": _no(
        "Сертификатты сенімді куәландырушы орталық бермеген.",
        "Сертификат выдан не доверенным удостоверяющим центром.",
        "The certificate was not issued by a trusted certification authority.",
    ),
    "outside_validity": _no(
        "Құжат түскен сәтте сертификат жарамсыз болған.",
        "На момент получения сертификат не действовал.",
        "The certificate was not in force at the moment of receipt.",
    ),
    "not_for_signing": _no(
        "Бұл кілт қол қоюға арналмаған; қол қою кілтін таңдаңыз.",
        "Этот ключ не предназначен для подписи; выберите ключ подписи.",
        "This key is not meant for signing; choose the signing key.",
    ),
    "not_for_login": _no(
        "Бұл кілт жүйеге кіруге арналмаған; аутентификация кілтін таңдаңыз.",
        "Этот ключ не предназначен для входа; выберите ключ аутентификации.",
        "This key is not meant for signing in; choose the authentication key.",
    ),
    "iin_mismatch": _no(
        "Сертификаттағы ЖСН қол қоюшының ЖСН-іне сәйкес келмейді.",
        "ИИН в сертификате не совпадает с ИИН подписывающего.",
        "The IIN in the certificate is not the signer's.",
    ),
    "bin_mismatch": _no(
        "Сертификаттағы БСН ұйымның БСН-іне сәйкес келмейді.",
        "БИН в сертификате не совпадает с БИН организации.",
        "The BIN in the certificate is not the organisation's.",
    ),
    "role_missing": _no(
        "Сертификат мұндай құжатқа қол қою құқығын бермейді.",
        "Сертификат не дает права подписывать такой документ.",
        "The certificate gives no right to sign such a document.",
    ),
    "revoked": _no(
        "Сертификат кері қайтарып алынған.",
        "Сертификат отозван.",
        "The certificate has been revoked.",
    ),
    "refused_by_service": _no(
        "Тексеру қызметі қолтаңбаны жарамсыз деп тапты.",
        "Служба проверки признала подпись недействительной.",
        "The checking service found the signature invalid.",
    ),
    "unsupported_algorithm": _unsure(
        "Бұл алгоритмді осы жүйе тексере алмайды; тексеру кейін қайталанады.",
        "Этот алгоритм здесь проверить нельзя; проверка будет повторена.",
        "This algorithm cannot be checked here; the check will be repeated.",
    ),
    "no_roots": _unsure(
        "Сенімді куәландырушы орталықтар бапталмаған.",
        "Доверенные удостоверяющие центры не настроены.",
        "No trusted certification authorities are set up.",
    ),
    "revocation_unknown": _unsure(
        "Сертификаттың кері қайтарылмағаны расталмады; тексеру қайталанады.",
        "Не подтверждено, что сертификат не отозван; проверка будет повторена.",
        "Whether the certificate is revoked is not known; the check will be repeated.",
    ),
    "service_down": _unsure(
        "Қолтаңбаны тексеру қызметі жауап бермейді; тексеру қайталанады.",
        "Служба проверки подписи не отвечает; проверка будет повторена.",
        "The signature checking service does not answer; the check will be repeated.",
    ),
    "service_unclear": _unsure(
        "Қолтаңбаны тексеру қызметінің жауабы толық емес; тексеру қайталанады.",
        "Ответ службы проверки подписи неполон; проверка будет повторена.",
        "The checking service's answer is incomplete; the check will be repeated.",
    ),
}
