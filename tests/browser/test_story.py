"""The whole story through every role: from the application to the head's last signature.

The tests are the chapters of one story and run in their order; each goes on where the one before
it ended. A walk is in Kazakh, with looks in Russian and English.
"""

from __future__ import annotations

import re

import pytest
from openpyxl import load_workbook

from tests.browser import people
from tests.browser.people import AIGERIM, ARMAN, DAUREN, KENZHE, NURIA
from tests.browser.site import PASSWORD, PIN
from tests.browser.telling import (
    CARD,
    REGISTER,
    Story,
    accepted,
    applies,
    asks,
    card_of,
    documents,
    newest,
    offers,
    posts,
    proposed,
    registered,
)

pytestmark = pytest.mark.browser


# ---- 1. registration
def test_the_registers_fill_in_the_identity(story: Story) -> None:
    """Par. 10, 22: the check on the twelfth digit, consent, then read-only data with source."""
    desk = asks(story, AIGERIM)
    desk.sees("Нөмір дұрыс").send()
    desk.sees("Мемлекеттік тізілімдерден", AIGERIM.full_name, AIGERIM.iin, "Есік қ.")
    assert desk.page.locator('main input[type="text"][name="iin"]').count() == 0
    assert desk.page.locator('main a[href*="edit=1"]').count() == 1
    story.case["query"] = desk.path.split("query=")[1]


def test_an_expired_document_is_refused_with_row_nine(story: Story) -> None:
    """Annex 1, row 9: acceptance is refused for an expired document, values kept, rule linked."""
    desk = applies(story, AIGERIM, documents=documents(story, valid="2020-01-01"))
    desk.press('main button[name="_act"][value="accept"]', 422)
    assert desk.page.locator('.errsum a[href="/law/annex-1"]').count()
    assert desk.page.locator('main [name="mobile"]').input_value().endswith("56 78")
    assert desk.page.locator('main details[open] button[value="refuse"]').count() == 1


def test_the_card_is_kept_as_a_draft_and_resumed(story: Story) -> None:
    """Par. 10, annex 1.2: the full set is accepted; the card left half-way is there again."""
    desk = applies(story, AIGERIM)
    case = story.case["first"] = accepted(desk)
    assert desk.path == f"/cases/{case}/steps/registration.fill_card"
    assert desk.page.locator('main [name="iin"]').input_value() == AIGERIM.iin
    desk.fill({"ethnicity": "қазақ", "hobby": "Кітап оқу", **CARD})
    desk.page.wait_for_selector("[data-saved]:not([hidden])")
    desk.page.wait_for_timeout(1_000)
    desk.go("/worklist").sees(case).go(f"/cases/{case}/steps/registration.fill_card")
    assert desk.page.locator('main [name="hobby"]').input_value() == "Кітап оқу"
    assert desk.page.locator('main [name="work_regime"][value="full_time"]').is_checked()
    desk.sees("Мобиль").send()
    assert desk.path == f"/cases/{case}/category"


def test_the_category_is_explained_and_may_be_disputed(story: Story) -> None:
    """Par. 11: reasons, what would change it, and a reasoned disagreement kept beside it."""
    desk, case = story.team("specialist"), story["first"]
    desk.go(f"/cases/{case}/category").sees("Неліктен", "ұпай")
    assert desk.page.locator("main .card-x.next li").count() >= 5
    reason = "Соңғы үш айда сатушыларға сұраныс азайды."
    desk.step(case, "registration.dispute_category",
              {"raised_by": "person", "expected": "medium", "reason": reason})
    desk.go(f"/cases/{case}/category").sees(reason)
    story.team("specialist", "ru").go(f"/cases/{case}/category").sees("балл", reason)


def test_the_director_registers_with_a_signature(story: Story) -> None:
    """Par. 12: annex 3 with its QR; the term of registering stops, the day of par. 24 begins."""
    case, director = story["first"], story.team("director")
    proposed(story, case)
    director.go("/sign").sees(case)
    number = director.prepare(case, REGISTER)
    director.page.fill("#_pin", "000000")
    director.press("[data-sign-submit]", 422)
    assert director.page.locator('#_pin[aria-invalid="true"]').count() == 1
    director.page.fill("#_pin", PIN)
    director.press("[data-sign-submit]").sees("3-қосымша")
    words = director.pdf(number, story.papers)
    assert number in words and AIGERIM.surname in words
    director.go(f"/cases/{case}").sees(
        "Мерзім сақталды: Ізденушіні жұмыс іздеп жүрген адам ретінде тіркеу", number,
    )
    story.case["D-08"] = director.due("Лайықты жұмыс таңдауда жәрдем көрсету")
    story.case["card aigerim"] = card_of(director)
    story.team("specialist").go(story["card aigerim"]).sees("Жұмыс іздеп жүрген адам", AIGERIM.iin)


def test_registers_that_are_down_stop_nobody(story: Story) -> None:
    """Par. 10: a register that does not answer leaves the form to be typed; the term runs."""
    story.site.registers("down")
    desk = asks(story, NURIA).send()
    story.site.registers("up")
    desk.sees("Тізілім жауап бермеді")
    desk.fill({
        "full_name": {"surname": NURIA.surname, "given_name": NURIA.name,
                      "patronymic": NURIA.patronymic},
        "iin": NURIA.iin, "birth_date": NURIA.born, "sex": "f", "citizenship": "kz",
        "address": {"region": "Алматы облысы", "settlement": "Есік қ.", "street": "Абай",
                    "house": "7", "kato": people.TOWN["kato"]},
        "consent_text": True, "mobile": "+7 701 234 56 79", "language": "kk", "rural": False,
        "documents": documents(story),
    })
    story.case["typed"] = accepted(desk)


def test_a_refusal_names_every_ground(story: Story) -> None:
    """Par. 8: each unreliable document and its reason stand in annex 2, signed."""
    case, reasons = story["typed"], ("Куәлік мерзімі бұзылған.", "Диплом тізімде табылмады.")
    story.team("specialist").step(case, "registration.propose_refusal", {"findings": [
        {"ground": "documents_unreliable", "document": "identity_document", "reason": reasons[0]},
        {"ground": "documents_unreliable", "document": "education_document",
         "reason": reasons[1]},
    ]})
    director = story.team("director")
    number = director.sign(case, "registration.refuse_jobseeker")
    words = " ".join(director.pdf(number, story.papers).split())
    assert number in words and all(reason in words for reason in reasons), words
    director.go(f"/cases/{case}").sees("Тіркеуден бас тартылған", number)


def test_an_incomplete_set_is_not_accepted(story: Story) -> None:
    """Annex 1, row 9: acceptance refused with a note and the paper that says why."""
    desk = asks(story, ARMAN).send()
    desk.fill({"mobile": "+7 701 234 56 80", "language": "kk", "consent_text": True,
               "documents": [{"kind": "education_document"}]})
    desk.press('main button[name="_act"][value="accept"]', 422)
    desk.fill({"_note": "Жеке куәлікті алып келіңіз."})
    desk.press('main button[name="_act"][value="refuse"]')
    case = desk.path.split("/")[2]
    desk.sees("Қабылданбаған")
    number = desk.page.locator('main a[href$=".pdf"]').first.get_attribute("href")
    assert case and "алып келіңіз" in " ".join(
        desk.pdf(number.split("/")[2][:-4], story.papers).split())


# ---- 2. registration as unemployed
STATUS = "unemployed_status"


def test_the_day_of_24_opens_cases_by_itself(story: Story) -> None:
    """Par. 24, 31: no suitable work by the day after, so the documents go on without a click."""
    registered(story, DAUREN)
    registered(story, KENZHE)
    story.site.past(story["D-08"])
    swept = story.site.sweep()
    assert swept.count(f"{STATUS}.open_case") >= 3, swept
    for who in (AIGERIM, DAUREN, KENZHE):
        story.case[f"status {who.login}"] = newest(story, who, "U")
    assert f"{STATUS}.open_case" not in story.site.sweep()


def test_the_file_goes_to_the_local_authority(story: Story) -> None:
    """Par. 31, 32: the director signs the draft, the officer asks the registers."""
    for who in (AIGERIM, DAUREN, KENZHE):
        case = story[f"status {who.login}"]
        story.team("director").sign(case, f"{STATUS}.approve_draft")
        story.team("officer").step(case, f"{STATUS}.check_registers", {"claims_measures": False})
    story.team("officer").go(f"/cases/{story['status aigerim']}").sees("Тексерілді")


def test_every_ground_of_34_is_shown_at_once(story: Story) -> None:
    """Par. 34: who works and is of pension age is refused on both; annex 5 tells why."""
    case, head = story["status kenzhe"], story.team("head")
    head.go(f"/sign/{case}/{STATUS}.sign_decision")
    head.sees("Сапалы нан", "зейнет")
    head.press('main form[action$="/prepare"] button.btn >> nth=-1', 422)
    head.sees("Сапалы нан", "зейнет")
    head.sign(case, f"{STATUS}.refuse_status")
    number = story.team("director").sign(case, f"{STATUS}.give_refusal_notice")
    words = " ".join(story.team("director").pdf(number, story.papers).split())
    assert number in words and "«Сапалы нан» ЖШС" in words and "зейнеткерлік жас" in words
    story.team("specialist").step(case, f"{STATUS}.inform_person", {"channel": "mobile"})
    story.team("specialist", "ru").go(f"/cases/{case}").sees("Отказано")
    story.case["annex 5"] = number


def test_the_head_registers_the_unemployed(story: Story) -> None:
    """Par. 21, 32, 33, 35: decision, annex 4; told by the center in town, at home in a village."""
    for who in (AIGERIM, DAUREN):
        case = story[f"status {who.login}"]
        story.team("head").sign(case, f"{STATUS}.sign_decision")
        number = story.team("director").sign(case, f"{STATUS}.give_notice")
        assert number in story.team("director").pdf(number, story.papers)
    town, village = story["status aigerim"], story["status dauren"]
    story.team("specialist").step(town, f"{STATUS}.inform_person", {"channel": "mobile"})
    story.team("specialist").step(village, f"{STATUS}.relay_information")
    assistant = story.team("assistant").go("/village").sees(DAUREN.surname)
    assert assistant.page.locator(f'main a[href="/village/tell/{village}"]').count()
    assistant.go(f"/village/tell/{newest(story, DAUREN, 'R')}").press('main button[name="told"]')
    assistant.step(village, f"{STATUS}.inform_person", {"channel": "assistant"})
    page = assistant.go("/village").page
    assert not page.locator(f'main a[href="/village/tell/{village}"]').count()
    story.team("specialist").go(story["card aigerim"]).sees("Жұмыссыз")


def test_the_administrator_opens_logins(story: Story) -> None:
    """Whoever was registered gets a login at the desk: account, role, the person's own IIN."""
    admin = story.team("admin")
    for who in (AIGERIM, KENZHE):
        admin.go("/admin/users/add").fill({
            "last_name": who.surname, "first_name": who.name, "username": who.login,
            "email": f"{who.login}@example.kz", "password": PASSWORD, "conf_password": PASSWORD,
        })
        admin.press("main form .btn-primary")
        admin.go("/admin/users/list/")
        row = admin.page.locator("main tr", has_text=who.login)
        link = str(row.locator('a[href*="/show/"], a[href*="/edit/"]').first.get_attribute("href"))
        account = re.sub(r"\D", "", link)
        admin.go(f"/admin/users/{account}/memberships").fill({
            "role": "jobseeker", "place": who.iin, "iin": who.iin,
            "basis": "Қолхатпен, орталықта",
        })
        admin.press('main form[novalidate] .btn-primary').sees("Рөл берілді")
        story.site.key(who.login, who.iin, who.surname, who.name)
        story.team(who.login).go("/cabinet").sees(who.name)


# ---- 3. plan, vacancy, offer, work
def test_the_plan_is_signed_by_both(story: Story) -> None:
    """Par. 48, 49: drawn up in time, signed in the cabinet, then by the specialist."""
    desk, seeker = story.team("specialist"), story.team(AIGERIM.login)
    case = story.case["plan"] = newest(story, AIGERIM, "P")
    days = [story.later(n).isoformat() for n in (10, 20, 80)]
    desk.step(case, "mediation.draw_up_plan", {
        "goal": "Тұрақты жұмысқа орналасу", "education": "Техникалық және кәсіптік",
        "specialty": "Сатушы", "plan_valid_until": days[2],
        "measures": [{"completion_date": days[0]}],
        "schedule": [{"schedule_date": days[1], "schedule_action": "Орталыққа келу"}],
    })
    seeker.go("/cabinet/plan/sign").press('main button[name="_prepare"]')
    seeker.page.fill("#_pin", PIN)
    seeker.press("[data-sign-submit]")
    number = desk.sign(case, "mediation.sign_plan_specialist")
    words = desk.pdf(number, story.papers)
    assert AIGERIM.surname in words and "Оспанова" in words
    desk.go(f"/cases/{case}").sees("Мерзім сақталды: Жұмысқа орналастырудың жеке жоспарын жасау")


def test_a_vacancy_is_public_at_once(story: Story) -> None:
    """Par. 54, 55: posted by the employer's own form, on /jobs without any sign-in."""
    number = story.case["vacancy"] = posts(story)
    visitor = story.team("").go(f"/jobs/{number}").sees("Сатушы", "180 000")
    visitor.go("/jobs?q=сатушы")
    assert visitor.page.locator(f'main a[href*="{number}"]').count()
    story.team("", "en").go(f"/jobs/{number}").sees("Places 1", "Sign in to respond")


def test_suitable_work_is_offered_with_reasons(story: Story) -> None:
    """Par. 56 to 59: candidates with the reason per criterion; she accepts in her cabinet."""
    desk, vacancy = story.team("specialist"), story["vacancy"]
    desk.go(f"/matching/{vacancy}").sees(AIGERIM.surname)
    offer = story.case["offer"] = offers(story, vacancy, AIGERIM, "ele_cabinet")
    seeker = story.team(AIGERIM.login).go("/cabinet/offers").sees("Сатушы")
    seeker.go(f"/cabinet/offers/{offer}").sees("180 000")
    seeker.go(f"/cabinet/offers/{offer}/accept").send()
    assert seeker.path == f"/cabinet/offers/{offer}"


def test_the_employer_hires_and_the_vacancy_goes(story: Story) -> None:
    """Par. 60 to 63: resume, interview, confirmation; a filled vacancy leaves the list."""
    desk, offer = story.team("specialist"), story["offer"]
    desk.step(offer, "mediation.send_resume", {"conditions_suit": True, "way": "system"})
    today = story.site.now.date().isoformat()
    desk.step(offer, "mediation.arrange_interview", {
        "interview_on": story.later(1).isoformat(), "interview_time": "11:00",
        "place": "Дүкен, 2-қабат", "interview_informed_on": today,
    })
    employer = story.team("employer").go("/employer/candidates").sees(AIGERIM.surname)
    employer.go(f"/employer/candidates/{offer}").sees("62")
    employer.go(f"/employer/candidates/{offer}/hire").fill({"employed_on": today}).send()
    visitor = story.team("").go("/jobs?q=сатушы")
    assert visitor.page.locator(f'main a[href*="{story["vacancy"]}"]').count() == 0


def test_the_status_ends_only_with_a_signature(story: Story) -> None:
    """Par. 45: a job does not end the status by itself; the head's decision does."""
    case, head = story["status aigerim"], story.team("head")
    story.team("specialist").go(story["card aigerim"]).sees("Жұмыссыз")
    head.go("/sign").sees(AIGERIM.surname)
    head.sign(case, f"{STATUS}.end_status")
    story.team("specialist").go(f"/cases/{case}").sees("Мәртебе тоқтатылды")


# ---- 4. complaint
def test_the_complaint_is_answered_by_somebody_else(story: Story) -> None:
    """Par. 46: whoever decided is barred from preparing and signing; the deputy answers."""
    seeker = story.team(KENZHE.login)
    seeker.go(f"/cabinet/complain?about={story['annex 5']}").fill({
        "addressee": "local_authority_head", "subject": "decision", "against": "local_authority",
        "text": "Шартым былтыр бұзылған, жұмыс істемеймін.", "outcome": "cancel_decision",
    }).send()
    seeker.press('main button[name="_confirmed"]')
    case = story.case["complaint"] = seeker.path.split("/")[3].split("?")[0]
    seeker.sees(case)
    draft = {"result": "denied", "paragraphs": "34", "answer": "Шарт күшінде, негіз сақталады."}
    officer = story.team("officer").go(f"/cases/{case}/steps/complaints.draft_answer")
    officer.fill(draft).send(422)
    officer.sees("Сіз шағым берілген шешімге қатыстыңыз")
    deputy = story.team("deputy").step(case, "complaints.draft_answer", draft)
    head = story.team("head").go(f"/sign/{case}/complaints.sign_answer")
    head.sees("алмастыратын адам қол қояды")
    head.press('main form[action$="/prepare"] button.btn >> nth=-1', 422)
    number = deputy.sign(case, "complaints.sign_answer")
    assert number in deputy.pdf(number, story.papers)
    deputy.go(f"/cases/{case}").sees("Мерзім сақталды: Жергілікті органға келіп түскен шағымды")
    seeker.go(f"/cabinet/complaints/{case}").sees("Жауап берілді")



# ---- 5. silence and lateness
ANSWER = "Жұмысқа қабылдау немесе одан бас тарту туралы орталықты хабардар ету"
PLAN = "Жұмысқа орналастырудың жеке жоспарын жасау"


def test_what_silence_decides_is_listed_the_day_before(story: Story) -> None:
    """Par. 62: the employer's term ends tomorrow, all who answer for it read it today."""
    desk = story.team("specialist")
    vacancy = posts(story, settlement="Түрген а.")
    offer = story.case["silent"] = offers(story, vacancy, DAUREN, "in_person")
    desk.step(offer, "mediation.accept_offer", {"channel": "in_person"})
    desk.step(offer, "mediation.send_resume", {"conditions_suit": True, "way": "system"})
    story.case["D-29"] = desk.go(f"/cases/{offer}").due(ANSWER)
    story.site.before(story["D-29"])
    for login in ("specialist", "director", "supervisor"):
        watcher = story.team(login).go("/monitoring/silence").sees(DAUREN.surname, ANSWER)
        watcher.sees("Жұмысқа қабылдау туралы хабарлама болмаса")
    assert f"{offer}: mediation.employer_silence" not in story.site.sweep()


def test_silence_takes_effect_once(story: Story) -> None:
    """Par. 62: after the term no notice is a refusal: one journal line, never a second one."""
    offer = story["silent"]
    story.site.past(story["D-29"])
    swept = story.site.sweep()
    assert swept.count(f"{offer}: mediation.employer_silence") == 1, swept
    assert f"{offer}: mediation.employer_silence" not in story.site.sweep()
    supervisor = story.team("supervisor").go("/monitoring/silence?view=past")
    supervisor.sees(DAUREN.surname, "Хабарлама болмауы бас тарту болып саналады")
    lines = story.team("specialist").go(f"/cases/{offer}").page.locator("main .tl li, main li")
    told = [text for text in lines.all_inner_texts() if "автоматты түрде" in text]
    assert sum("Хабарлама болмауы бас тарту болып саналады" in text for text in told) == 1, told


def test_late_duties_are_seen_by_those_who_answer(story: Story) -> None:
    """Par. 48: a late plan is seen by specialist, director and supervisor."""
    consequence = "Қағидаларда мерзімді бұзудың салдары белгіленбеген."
    for login in ("specialist", "director", "supervisor"):
        desk = story.team(login).go("/overdue?deadline=D-19&office=center")
        desk.sees(PLAN, DAUREN.surname, consequence)


# ---- 6. supervision
def test_the_supervisor_reads_terms_and_drills_down(story: Story) -> None:
    """In time, due and late by office and paragraph; every figure leads to its cases."""
    desk = story.team("supervisor").go("/monitoring?p=quarter")
    desk.sees(PLAN, "48-тармақ", "Мерзімінде", "Мерзімі өткен", "Еңбекшіқазақ ауданының")
    link = desk.page.locator('main a[href*="deadline=D-19"][href*="band=overdue"]').first
    desk.go(str(link.get_attribute("href"))).sees(DAUREN.surname)
    case = desk.page.locator('main a[href^="/cases/"]').first.get_attribute("href")
    desk.go(str(case)).sees("48-тармақ")
    story.team("supervisor", "ru").go("/monitoring").sees("Мониторинг", "48")


def test_the_workbook_is_a_workbook(story: Story) -> None:
    """The export: sheets, frozen header, filters, typed cells and a native chart."""
    desk = story.team("supervisor").go("/reports/monitoring")
    desk.page.fill("main #why", "Ай сайынғы шолу үшін")
    with desk.page.expect_download(timeout=60_000) as waiting:
        desk.page.click('main form[action="/reports/monitoring"] button')
    file = story.papers / "monitoring.xlsx"
    waiting.value.save_as(file)
    book = load_workbook(file)
    figures = max(book.worksheets, key=lambda sheet: sheet.max_row * sheet.max_column)
    kinds = {type(cell.value) for row in figures.iter_rows() for cell in row}
    assert len(book.sheetnames) >= 3, book.sheetnames
    assert any(sheet.freeze_panes and sheet.auto_filter.ref for sheet in book.worksheets)
    assert int in kinds and str in kinds, kinds
    assert any(sheet._charts for sheet in book.worksheets)


def test_nobody_met_a_broken_script(story: Story) -> None:
    """No script error and no policy violation in anybody's browser on the whole way."""
    assert story.team.faults == []
