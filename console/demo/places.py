"""Where the demonstration happens: two districts of one region, their offices and settlements."""

from __future__ import annotations

from typing import NamedTuple

REGION = "190000000"
HOURS = {"text": "9:00-18:30", "scheme": "5day"}
DESK_HOURS = {"text": "9:00-18:00", "scheme": "6day"}


class Settlement(NamedTuple):
    """A place of the KATO classifier: code, level, parent's code, rural or not, names."""

    kato: str
    level: str
    parent: str
    rural: bool
    kk: str
    ru: str


SETTLEMENTS = (
    Settlement("190000000", "oblast", "", False, "Алматы облысы", "Алматинская область"),
    Settlement("194000000", "district", "190000000", False, "Еңбекшіқазақ ауданы",
               "Енбекшиказахский район"),
    Settlement("194020100", "settlement", "194000000", False, "Есік қ.", "г.Есик"),
    Settlement("194081100", "settlement", "194000000", True, "Түрген а.", "с.Тургень"),
    Settlement("194083100", "settlement", "194000000", True, "Шелек а.", "с.Шелек"),
    Settlement("194067100", "settlement", "194000000", True, "Бәйтерек а.", "с.Байтерек"),
    Settlement("194041100", "settlement", "194000000", True, "Бөлек а.", "с.Болек"),
    Settlement("196200000", "district", "190000000", False, "Талғар ауданы", "Талгарский район"),
    Settlement("196220100", "settlement", "196200000", False, "Талғар қ.", "г.Талгар"),
    Settlement("196245100", "settlement", "196200000", True, "Тұздыбастау а.", "с.Туздыбастау"),
    Settlement("196243100", "settlement", "196200000", True, "Бесағаш а.", "с.Бесагаш"),
    Settlement("196235100", "settlement", "196200000", True, "Белбұлақ а.", "с.Белбулак"),
)
BY_KATO = {place.kato: place for place in SETTLEMENTS}


class OfficeRow(NamedTuple):
    """An office of the demonstration: its code, kind, parent's code, KATO and names."""

    code: str
    kind: str
    parent: str | None
    kato: str
    kk: str
    ru: str
    en: str


OFFICES = (
    OfficeRow("region", "region", None, "190000000", "Алматы облысы", "Алматинская область",
              "Almaty oblast"),
    OfficeRow("executive", "executive_body", "region", "190000000", "Алматы облысының әкімдігі",
              "Акимат Алматинской области", "Akimat of Almaty oblast"),
    OfficeRow("quality", "quality_body", "region", "190000000",
              "Қызмет көрсету сапасын бағалау жөніндегі уәкілетті орган",
              "Уполномоченный орган по оценке качества услуг",
              "Body that assesses the quality of public services"),
    OfficeRow("district", "district", "region", "194000000", "Еңбекшіқазақ ауданы",
              "Енбекшиказахский район", "Enbekshikazakh district"),
    OfficeRow("center", "center", "district", "194000000",
              "Еңбекшіқазақ ауданының халықты жұмыспен қамту орталығы",
              "Центр занятости населения Енбекшиказахского района",
              "Employment center of Enbekshikazakh district"),
    OfficeRow("authority", "local_authority", "district", "194000000",
              "Еңбекшіқазақ ауданының жұмыспен қамту және әлеуметтік бағдарламалар бөлімі",
              "Отдел занятости и социальных программ Енбекшиказахского района",
              "Employment and social programmes department of Enbekshikazakh district"),
    OfficeRow("akim", "akim_office", "district", "194081100",
              "Түрген ауылдық округі әкімінің аппараты",
              "Аппарат акима Тургенского сельского округа",
              "Office of the akim of Turgen rural district"),
    OfficeRow("akim-shelek", "akim_office", "district", "194083100",
              "Шелек ауылдық округі әкімінің аппараты",
              "Аппарат акима Шелекского сельского округа",
              "Office of the akim of Shelek rural district"),
    OfficeRow("desk", "state_corporation_desk", "district", "194000000",
              "Мемлекеттік корпорацияның Еңбекшіқазақ ауданындағы бөлімі",
              "Отдел Государственной корпорации по Енбекшиказахскому району",
              "State Corporation desk of Enbekshikazakh district"),
    OfficeRow("district2", "district", "region", "196200000", "Талғар ауданы",
              "Талгарский район", "Talgar district"),
    OfficeRow("center2", "center", "district2", "196200000",
              "Талғар ауданының халықты жұмыспен қамту орталығы",
              "Центр занятости населения Талгарского района",
              "Employment center of Talgar district"),
    OfficeRow("authority2", "local_authority", "district2", "196200000",
              "Талғар ауданының жұмыспен қамту және әлеуметтік бағдарламалар бөлімі",
              "Отдел занятости и социальных программ Талгарского района",
              "Employment and social programmes department of Talgar district"),
    OfficeRow("akim2", "akim_office", "district2", "196245100",
              "Тұздыбастау ауылдық округі әкімінің аппараты",
              "Аппарат акима Туздыбастауского сельского округа",
              "Office of the akim of Tuzdybastau rural district"),
    OfficeRow("akim2-besagash", "akim_office", "district2", "196243100",
              "Бесағаш ауылдық округі әкімінің аппараты",
              "Аппарат акима Бесагашского сельского округа",
              "Office of the akim of Besagash rural district"),
    OfficeRow("desk2", "state_corporation_desk", "district2", "196200000",
              "Мемлекеттік корпорацияның Талғар ауданындағы бөлімі",
              "Отдел Государственной корпорации по Талгарскому району",
              "State Corporation desk of Talgar district"),
)


class Side(NamedTuple):
    """One district from the inside: office codes, who works there, towns and villages."""

    center: str
    authority: str
    akim: str
    desk: str
    suffix: str
    town: str
    villages: tuple[str, ...]

    def login(self, name: str) -> str:
        """The demonstration login of that name in this district."""
        return f"{name}{self.suffix}"


SIDES = (
    Side("center", "authority", "akim", "desk", "", "194020100", ("194081100",)),
    Side("center2", "authority2", "akim2", "desk2", "2", "196220100", ("196245100",)),
)
