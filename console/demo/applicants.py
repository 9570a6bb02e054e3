"""Invented people with digital signatures who have not applied yet: for the portal entrance."""

from __future__ import annotations

from datetime import date

from console.demo.people import Invented, person
from console.demo.places import SIDES
from console.demo.region import PIN
from console.outside.eds.demo import DemoCa, DemoPerson

#: logins of the demonstration keys; each signs, and with ``auth-`` before it signs in
KEYS = ("applicant", "applicant2", "applicant3")
FIRST = 9_100
#: ages of somebody whose legal representative must write too (par. 6)
YOUNG = (15, 6)


def applicants(seed: int, today: date) -> list[Invented]:
    """Somebody in a town, somebody in a village of the other district, somebody under sixteen."""
    young = (today.year - YOUNG[0], today.year - YOUNG[1])
    return [
        person(FIRST, seed, today, side=SIDES[0], rural=False),
        person(FIRST + 1, seed, today, side=SIDES[1], rural=True),
        person(FIRST + 2, seed, today, side=SIDES[0], rural=False, years=young),
    ]


def issue_applicants(authority: DemoCa, seed: int, today: date) -> None:
    """Two keys for each under the common PIN: to sign in, and to sign."""
    for login, who in zip(KEYS, applicants(seed, today), strict=True):
        for mark, purpose in (("auth-", "login"), ("", "sign")):
            authority.issue(
                DemoPerson(f"{mark}{login}", who.iin, who.surname, who.given_name,
                           who.patronymic, purpose=purpose),
                PIN,
            )
