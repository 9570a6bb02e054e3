"""Roles: who somebody is in the Rules, and what a membership ties that role to."""

from __future__ import annotations

from console.declare import Role

CENTER = ("center",)

ROLES = (
    Role(
        "center_specialist",
        {"kk": "Жұмыспен қамту орталығының маманы", "ru": "Специалист центра занятости",
         "en": "Center specialist"},
        office_kinds=CENTER,
    ),
    Role(
        "center_director",
        {"kk": "Жұмыспен қамту орталығының директоры", "ru": "Директор центра занятости",
         "en": "Center director"},
        office_kinds=CENTER,
        signs_as="head",
        home="/sign",
    ),
    Role(
        "center_frontdesk",
        {"kk": "Орталықтың Мемлекеттік корпорациядағы қызметкері",
         "ru": "Работник центра в Государственной корпорации",
         "en": "Center employee at the State Corporation"},
        office_kinds=(*CENTER, "state_corporation_desk"),
    ),
    Role(
        "state_corporation_operator",
        {"kk": "Мемлекеттік корпорацияның қызметкері",
         "ru": "Работник Государственной корпорации",
         "en": "State Corporation operator"},
        office_kinds=("state_corporation_desk",),
    ),
    Role(
        "assistant",
        {"kk": "Ассистент", "ru": "Ассистент", "en": "Assistant"},
        office_kinds=("akim_office",),
        path="village",
        home="/village",
    ),
    Role(
        "village_akim",
        {"kk": "Кенттің, ауылдың, ауылдық округтің әкімі",
         "ru": "Аким поселка, села, сельского округа",
         "en": "Akim of the settlement, village or rural district"},
        office_kinds=("akim_office",),
        path="village",
        home="/village",
    ),
    Role(
        "authority_officer",
        {"kk": "Жергілікті органның маманы", "ru": "Специалист местного органа",
         "en": "Local authority officer"},
        office_kinds=("local_authority",),
        path="authority",
        home="/incoming",
    ),
    Role(
        "authority_head",
        {"kk": "Жергілікті органның бірінші басшысы", "ru": "Первый руководитель местного органа",
         "en": "First head of the local authority"},
        office_kinds=("local_authority",),
        signs_as="head",
        path="authority",
        home="/sign",
    ),
    Role(
        "executive_head",
        {"kk": "Жергілікті атқарушы органның басшысы",
         "ru": "Руководитель местного исполнительного органа",
         "en": "Head of the local executive body"},
        office_kinds=("executive_body",),
        signs_as="head",
        path="authority",
        home="/complaints",
    ),
    Role(
        "quality_officer",
        {"kk": "Қызмет сапасын бақылау жөніндегі маман",
         "ru": "Специалист по контролю качества услуг",
         "en": "Quality of services officer"},
        office_kinds=("quality_body",),
        path="authority",
        home="/complaints",
    ),
    Role(
        "employer",
        {"kk": "Жұмыс беруші", "ru": "Работодатель", "en": "Employer"},
        side="employer",
        home="/employer",
    ),
    Role(
        "jobseeker",
        {"kk": "Жұмыс іздеп жүрген адам", "ru": "Лицо, ищущее работу", "en": "Jobseeker"},
        side="person",
        home="/cabinet",
    ),
    Role(
        "supervisor",
        {"kk": "Қадағалаушы", "ru": "Наблюдатель", "en": "Supervisor"},
        office_kinds=("region", "ministry", "executive_body"),
        reads="tree",
        home="/monitoring",
    ),
    Role(
        "integrator",
        {"kk": "Интегратор", "ru": "Интегратор", "en": "Integrator"},
        office_kinds=("region", "ministry"),
        reads="none",
        home="/admin",
    ),
    Role(
        "administrator",
        {"kk": "Әкімші", "ru": "Администратор", "en": "Administrator"},
        office_kinds=("region", "ministry", "center", "local_authority"),
        reads="none",
        home="/admin",
    ),
)
