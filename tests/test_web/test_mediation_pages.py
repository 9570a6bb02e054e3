"""Staff pages of mediation and complaints: vacancies, matching, employers, the complaint's file."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from console.data.access import AccessLine
from console.data.actors import Person
from console.data.documents import Document
from tests.make import a_vacancy_form
from tests.people import a_bin
from tests.test_plugins.offers import FITS, searching
from tests.test_web.conftest import Browser, Web, fields_of, text_of

#: pages that rank; the first question of a process reads the blocks, which is not the page's doing
RANKING = "/matching/{v}"


@pytest.fixture(scope="module")
def desk(web: Web) -> Browser:
    """The specialist's browser."""
    return web.browser("specialist")


@pytest.fixture(scope="module")
def vacancy(web: Web) -> str:
    """A vacancy with room for many."""
    return web.world.a_vacancy(places=5).number


@pytest.fixture(scope="module")
def people(web: Web) -> list[Person]:
    """One who fits, one from a village, one without the education asked."""
    return [searching(web.world), searching(web.world, rural=True),
            searching(web.world, card={"education_level": "primary"})]


@pytest.mark.parametrize("page", [
    "/vacancies", "/vacancies?q=Сат&state=all", "/vacancies/new", "/vacancies/{v}", "/matching",
    "/matching/{v}", "/employers", "/employers?q=Дала", "/employers/EMP-1", "/employers/new",
    "/employers/EMP-1/edit", "/complaints", "/complaints?open=all", "/complaints/new",
])
def test_pages_open_for_the_specialist_within_their_budget(
    web: Web, desk: Browser, vacancy: str, people: list[Person], page: str
) -> None:
    """200 and few statements; people outside offices are refused."""
    address = page.format(v=vacancy)
    if page == RANKING:
        desk.get(address)
    answer, statements = web.sql(desk, address)
    assert answer.status_code == 200
    assert len(statements) <= 12, "\n".join(statements)
    assert web.browser("employer").get(address).status_code == 403


@pytest.mark.parametrize("page", ["/vacancies/{v}", "/matching/{v}", "/employers/EMP-1"])
def test_another_office_finds_nothing(web: Web, vacancy: str, page: str) -> None:
    """A vacancy or employer of another center is 404, not 403."""
    assert web.browser("specialist2").get(page.format(v=vacancy)).status_code == 404


def test_ranking_gives_a_reason_for_each_criterion(
    desk: Browser, vacancy: str, people: list[Person]
) -> None:
    """Par. 57: who fits is listed with sentences; who fails a hard criterion is not listed."""
    page = desk.get(f"/matching/{vacancy}").text
    assert f'value="{people[0].number}"' in page
    assert f'value="{people[2].number}"' not in page
    said = text_of(page).replace("\u00a0", " ")
    assert "Wage level: met. The person: 120 000 tenge. Required: 180 000 tenge." in said


def test_anybody_may_be_asked_about(
    desk: Browser, vacancy: str, people: list[Person]
) -> None:
    """The one who was left out is explained by the criterion that failed."""
    page = text_of(desk.get(f"/matching/{vacancy}?ask={people[2].number}").text)
    assert "Level of training and qualification: not met. The person: Primary." in page
    nobody = text_of(desk.get(f"/matching/{vacancy}?ask=Ешкімбаев").text)
    assert "No such person in your office." in nobody


def test_looking_at_candidates_is_written_down(
    web: Web, desk: Browser, vacancy: str, people: list[Person]
) -> None:
    """One access line with the ids of those shown."""
    desk.get(f"/matching/{vacancy}")
    with web.world.read() as session:
        line = session.scalars(select(AccessLine).order_by(AccessLine.id.desc())).first()
    assert line is not None
    assert line.what == f"matching {vacancy}"
    assert people[0].id in line.ids


def test_selection_is_kept_or_said_to_be_empty(
    web: Web, desk: Browser, people: list[Person]
) -> None:
    """Par. 56: neither is refused with its ground; a selection stops the term."""
    number = web.world.a_vacancy().number
    bare = desk.post(f"/matching/{number}/select")
    assert bare.status_code == 422
    assert "/law/56" in bare.text
    done = desk.post(f"/matching/{number}/select", {"person": [people[0].number]})
    assert done.status_code == 302
    assert web.world.due(number, "D-23") == "2021-04-19 met"
    other = web.world.a_vacancy().number
    assert desk.post(f"/matching/{other}/select", {"none": "1"}).status_code == 302
    assert "cancelled" in web.world.due(other, "D-24")


def test_offer_asks_the_checklist_and_refuses_against_the_card(
    web: Web, desk: Browser, vacancy: str, people: list[Person]
) -> None:
    """Par. 2(9), 57: "yes" against the card needs a reason; with one the offer goes out."""
    address = f"/matching/{vacancy}/offer/{people[2].number}"
    assert "What the card says" in text_of(desk.get(address).text)
    refused = desk.post(address, {"channel": "in_person", **FITS})
    assert refused.status_code == 422
    assert "The card says otherwise." in text_of(refused.text)
    done = desk.post(address, {"channel": "in_person", **FITS, "note": "Диплом көрсетті"})
    assert done.status_code == 302
    again = desk.post(address, {"channel": "in_person", **FITS, "note": "x"})
    assert again.status_code == 422
    assert "/law/58" in again.text


def test_a_villager_is_offered_through_the_assistant(
    web: Web, desk: Browser, vacancy: str, people: list[Person]
) -> None:
    """Par. 58: the channel is proposed, the message goes to the village."""
    address = f"/matching/{vacancy}/offer/{people[1].number}"
    assert '<option value="assistant" selected>' in desk.get(address).text
    assert desk.post(address, {"channel": "assistant", **FITS}).status_code == 302
    assert "Being delivered" in text_of(desk.get(f"/vacancies/{vacancy}").text)


def test_foreign_person_cannot_be_offered(web: Web, desk: Browser, vacancy: str) -> None:
    """Somebody of another center does not exist here."""
    stranger = searching(web.world, second=True)
    assert desk.get(f"/matching/{vacancy}/offer/{stranger.number}").status_code == 404
    assert desk.post(f"/matching/{vacancy}/offer/{stranger.number}").status_code == 404


def test_written_notice_is_registered(web: Web, desk: Browser) -> None:
    """Par. 54: for the employer of that BIN; an unknown one is refused."""
    form = fields_of(a_vacancy_form(received_on="2021-04-16", source="written"))
    done = desk.post("/vacancies/new", {**form, "employer": a_bin(901)})
    assert done.status_code == 302
    number = done.headers["Location"].rsplit("/", 1)[-1]
    assert web.world.state(number) == "published"
    missing = desk.post("/vacancies/new", form)
    assert missing.status_code == 422
    assert "/law/54" in missing.text


def test_employer_is_added_and_corrected(desk: Browser) -> None:
    """Faults by field; then the card of the employer, then a correction."""
    assert desk.post("/employers/new", {}).status_code == 422
    words = {"bin": a_bin(4321), "name": "«Жаңа» ЖШС", "address": "Есік, Абай 2"}
    page = desk.get("/employers/new").text
    sent = {k: v for k, v in words.items() if f'name="{k}"' in page}
    assert {"bin", "name"} <= set(sent)
    done = desk.post("/employers/new", sent)
    assert done.status_code in (302, 422)
    assert desk.post("/employers/EMP-1/edit", {"name": ""}).status_code == 422


def lodged(web: Web, **over: str) -> tuple[str, str, str]:
    """A complaint about a signed notice: its number, the notice's, the case's."""
    from forms.dictionaries import lookup_shipped

    made = web.world.a_registered_jobseeker()
    with web.world.read() as session:
        notice = session.scalars(
            select(Document.number).where(Document.case_id == web.world.case(made.case).id)
        ).one()
        count = session.scalar(select(func.count()).select_from(Document))
    own = web.account_for(f"complainant{count}{len(over)}", made.person)
    outcome = lookup_shipped("complaint_outcome")
    assert outcome is not None
    sent = own.post("/cabinet/complain", {
        "full_name.surname": "А", "full_name.given_name": "Б", "subject": "decision",
        "addressee": "local_authority_head", "against": "center", "text": "Кеш берілді",
        "outcome": outcome.entries[0].code, "decision_number": notice, "_confirmed": "1", **over,
    })
    assert sent.status_code == 302, text_of(sent.text)
    return sent.headers["Location"].split("?")[0].rsplit("/", 1)[-1], notice, made.case


def test_complaint_stands_beside_the_file_complained_of(web: Web) -> None:
    """Par. 46: words, term, the decision, its papers and who did what; not for the center."""
    number, notice, case = lodged(web)
    officer = web.browser("officer")
    assert number in officer.get("/complaints").text
    answer, statements = web.sql(officer, f"/complaints/{number}")
    said = text_of(answer.text)
    assert answer.status_code == 200
    assert len(statements) <= 12, "\n".join(statements)
    for words in ("Кеш берілді", notice, case, "Propose registration", "23.04.2021"):
        assert words in said
    assert web.browser("specialist").get(f"/complaints/{number}").status_code == 404
    assert web.browser("officer2").get(f"/complaints/{number}").status_code == 404


def test_answer_is_begun_from_the_file(web: Web) -> None:
    """The officer's next steps are links to the pages that perform them."""
    number, _notice, _case = lodged(web, addressee="local_authority_head")
    page = web.browser("officer").get(f"/complaints/{number}").text
    assert f"/cases/{number}/steps/complaints.draft_answer" in page
    assert web.browser("officer").get(
        f"/cases/{number}/steps/complaints.draft_answer").status_code == 200


def test_paper_complaint_is_registered_at_the_desk(web: Web, desk: Browser) -> None:
    """A complaint on paper is entered by the center for the body it addresses."""
    made = web.world.a_registered_jobseeker()
    from forms.dictionaries import lookup_shipped

    outcome = lookup_shipped("complaint_outcome")
    assert outcome is not None
    done = desk.post("/complaints/new", {
        "full_name.surname": "А", "full_name.given_name": "Б", "subject": "action",
        "iin": str(web.person(made.person).iin), "addressee": "quality_body",
        "against": "local_authority", "text": "Дөрекілік", "outcome": outcome.entries[0].code,
        "lodged_on": "2021-04-16",
    })
    assert done.status_code == 302
    assert done.headers["Location"].startswith("/complaints/C-")
