"""The offices, staff and employers of the tests' world."""

from __future__ import annotations

from datetime import UTC, datetime

from console.data.actors import Employer
from tests.people import TOWN, TOWN_2, VILLAGE, VILLAGE_2, a_bin

#: code, kind, parent, KATO
OFFICES = (
    ("region", "region", None, "190000000"),
    ("executive", "executive_body", "region", "190000000"),
    ("quality", "quality_body", "region", "190000000"),
    ("district", "district", "region", TOWN),
    ("center", "center", "district", TOWN),
    ("authority", "local_authority", "district", TOWN),
    ("akim", "akim_office", "district", VILLAGE),
    ("desk", "state_corporation_desk", "district", TOWN),
    ("district2", "district", "region", TOWN_2),
    ("center2", "center", "district2", TOWN_2),
    ("authority2", "local_authority", "district2", TOWN_2),
    ("akim2", "akim_office", "district2", VILLAGE_2),
    ("desk2", "state_corporation_desk", "district2", TOWN_2),
)
#: login, role, office code
STAFF = (
    ("specialist", "center_specialist", "center"),
    ("colleague", "center_specialist", "center"),
    ("director", "center_director", "center"),
    ("frontdesk", "center_frontdesk", "center"),
    ("frontdesk", "center_frontdesk", "desk"),
    ("operator", "state_corporation_operator", "desk"),
    ("assistant", "assistant", "akim"),
    ("akim", "village_akim", "akim"),
    ("officer", "authority_officer", "authority"),
    ("deputy", "authority_officer", "authority"),
    ("head", "authority_head", "authority"),
    ("executive", "executive_head", "executive"),
    ("quality", "quality_officer", "quality"),
    ("supervisor", "supervisor", "region"),
    ("egov", "egov_gateway", "region"),
    ("hotline", "contact_center", "region"),
    ("integrator", "integrator", "region"),
    ("admin", "administrator", "region"),
    ("specialist2", "center_specialist", "center2"),
    ("director2", "center_director", "center2"),
    ("officer2", "authority_officer", "authority2"),
    ("head2", "authority_head", "authority2"),
    ("assistant2", "assistant", "akim2"),
)
EMPLOYERS = (("employer", "center"), ("employer2", "center2"))
HEADS = frozenset({"director", "head", "executive", "director2", "head2"})


def an_employer(serial: int, office_id: int, login: str = "employer") -> Employer:
    """An employer's row (not yet added)."""
    return Employer(
        number=f"EMP-{serial}", state="published", version=1, bin=a_bin(900 + serial),
        id_kind="bin", name=f"«Дала-{serial}» ЖШС", address="Есік, Абай 1", kato=TOWN,
        contact_name=login, phone="+77010000000", email=f"{login}@example.kz", language="kk",
        office_id=office_id, created_at=datetime(2018, 1, 1, tzinfo=UTC),
    )
