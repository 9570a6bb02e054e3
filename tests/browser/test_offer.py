"""An offer from the center's page to the person's answer by a link, and on to a complaint.

The person's side in a telephone's width: the link without signing in, the cabinet, the complaint.
"""

from __future__ import annotations

import re
import sqlite3

import pytest

from tests.browser.looks import NARROW, fits
from tests.browser.site import Site
from tests.browser.walk import Team

pytestmark = pytest.mark.browser

FITS = {"fits_training": "yes", "fits_experience": "yes", "fits_regime": "yes",
        "note": "Адаммен келісілді", "channel": "mobile", "reached": False}


def told(site: Site, question: str, *given: str) -> str:
    """One value of the instance's database, read only."""
    with sqlite3.connect(f"file:{site.folder / 'jumys.db'}?mode=ro", uri=True) as database:
        row = database.execute(question, given).fetchone()
    assert row is not None, question
    return str(row[0])


def test_from_the_offer_to_the_complaint(site: Site, team: Team) -> None:
    """Par. 46, 57-60: offered, answered by the link, consent withdrawn, complained of."""
    specialist, seeker, visitor = team("specialist"), team("jobseeker"), team("")
    person = told(site, "select p.number from person p join membership m on m.person_id = p.id "
                        "join ab_user u on u.id = m.account_id where u.username = ?", "jobseeker")
    specialist.go("/matching")
    job = str(specialist.page.locator('main a.who[href^="/matching/V-"]').first.get_attribute(
        "href")).rsplit("/", 1)[-1]
    specialist.go(f"/matching/why?person={person}&vacancy={job}").sees("Денсаулық жағдайы")
    specialist.go(f"/matching/{job}/offer/{person}").fill(FITS).send()
    specialist.go(f"/matching/{job}?ask={person}")
    specialist.press('#ask form[action*="/link/"] button').sees("сілтеме")
    body = told(site, "select body from message where notice = 'offer_link' "
                      "order by id desc limit 1")
    link = re.search(r"/answer/(O-[\w-]+)/[\w-]+", body)
    assert link is not None, body
    visitor.page.set_viewport_size(NARROW)
    fits(visitor.go(link[0]))
    visitor.press('main button[value="accept"]').sees("Адам келісті")
    offer = link[1]
    seeker.page.set_viewport_size(NARROW)
    fits(seeker.go(f"/cabinet/offers/{offer}").sees("Адам келісті", "келісімді кері алу"))
    fits(seeker.go("/cabinet/vacancies"))
    fits(seeker.go("/cabinet/limits").sees("күшінде"))
    seeker.go(f"/cabinet/arrangements/{offer}/consent").send().sees("Қайтарып алынды")
    assert specialist.status(f"/cases/{offer}/steps/mediation.send_resume") != 200
    fits(seeker.go("/cabinet/complain/about"))
    assert visitor.status(link[0].replace(offer, "O-00000-00000")) == 404
    assert team.faults == []
