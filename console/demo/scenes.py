"""Scenes told once the region is peopled, so that no screen of the console is empty.

They go on with people of the stories, and are never repeated: what they add costs nothing for
each of the many. A scene that broke off is not begun again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from console.data.access import Membership
from console.demo import papers
from console.demo.arranged import invite_recruiter, share_report
from console.demo.exchange import exchange_speaks
from console.demo.fill import mark, stamp_of
from console.demo.hero import complaint_of
from console.demo.people import person
from console.demo.places import REGION, SIDES
from console.demo.region import SINCE, seat_seeker
from console.demo.stage import Stage
from console.demo.stories import KEY, anchor_of, kept
from console.demo.teller import ZONE, Teller
from console.errors import Refusal
from console.fab import accounts
from console.scope import SYSTEM

#: the login of somebody who placed a resume without coming to a center, and their number
NEWCOMER, NUMBER = "newcomer", 9_200
SHOWN = ("mediation.make_resume", "mediation.publish_resume")
MEASURE, PLACES = "almm_training", "measure_offer"


@dataclass(frozen=True)
class Scene:
    """``needs``: steps that must be installed; ``of``: stories whose people take part."""

    name: str
    needs: tuple[str, ...]
    tell: Callable[[Stage], object]
    of: tuple[str, ...] = ()


def newcomers(t: Teller) -> int:
    """How many people the scenes add to those of the stories."""
    return int(t.has(*SHOWN))


def tell(t: Teller, seed: int, real: datetime) -> None:
    """Play what was not begun yet."""
    stage = Stage(t, seed, real.astimezone(ZONE).date(), anchor_of(t, real), kept(t, KEY))
    begun = list((stamp_of(t.store) or {}).get("scenes", ()))
    for scene in SCENES:
        if scene.name in begun or not t.has(*scene.needs) or not all(map(stage.has, scene.of)):
            continue
        begun.append(scene.name)
        with t.store.write(SYSTEM) as session:
            mark(session, scenes=begun)
        try:
            scene.tell(stage)
        except Refusal as error:
            grounds = "; ".join(f"{g.code} {dict(g.facts)}" for g in error.grounds)
            raise RuntimeError(
                f"The scene {scene.name} cannot be told: {error} {grounds} {error.fields or ''}"
            ) from error


# ---- people by themselves (par. 64)
def _resume(s: Stage, by: str, code: str, title: str) -> str:
    number = s.do("mediation.make_resume", None, by, {
        "desired_profession": {"code": code, "text": title}, "work_regime": ["full_time"],
        "region": REGION, "education_level": "technical_vocational", "experience_years": 4,
        "desired_wage_min": 180_000, "skills": "Кассалық аппарат, 1С, тауар есебі",
        "about": "Жауапты, ауысыммен жұмыс істей аламын."})
    s.do("mediation.publish_resume", number, by, visible=True)
    return number


def own_resume(s: Stage) -> None:
    """The jobseeker shows a resume, keeps a search, and an employer asks for the contact."""
    who = s.invented("offer_waits:0:0")
    code, title = who.occupation
    number = _resume(s.on(0, "16:05"), "jobseeker", code, title)
    s.on(0, "16:15").do("mediation.save_search", None, "jobseeker", name=f"{title}, Алматы облысы",
                        query=f"q={title}&region={REGION}", frequency="day", channel="sms")
    s.on(0, "17:10").do("mediation.ask_contact", None, "employer", resume=number,
                        purpose=f"Бізге {title.lower()} керек, сұхбатқа шақырғымыз келеді.")


def nobody_registered(s: Stage) -> None:
    """Somebody who never came to a center places a resume from home."""
    who, t = person(NUMBER, s.seed, s.today, side=SIDES[0], rural=False), s.t
    account = accounts.find_account(t.store, NEWCOMER)
    assert account is not None
    with t.store.write(SYSTEM) as session:
        session.add(Membership(account_id=account, role="applicant", iin=who.iin, title="",
                               valid_from=SINCE, valid_to=None, basis="25-тармақ: ЭЦҚ"))
    t.names[NEWCOMER] = f"{who.surname} {who.given_name}"
    code, title = who.occupation
    s.on(0, "11:20")
    number = s.do("mediation.make_resume", None, NEWCOMER, {
        "desired_profession": {"code": code, "text": title}, "work_regime": [who.regime],
        "region": REGION, "education_level": who.education, "experience_years": who.experience})
    seat_seeker(t.store, NEWCOMER, t.person_of(number))
    t.forget(NEWCOMER)
    s.on(0, "11:26").do("mediation.publish_resume", number, NEWCOMER, visible=True,
                        mobile=who.mobile)


# ---- the plan and active measures (par. 49, 52)
def amended_plan(s: Stage) -> None:
    """The specialist amends a plan in force: it waits for the person's signature."""
    who, plan = s.invented("change_reported:0:0"), s.case("change_reported:0:0", "plan")
    later = s.on(0, "15:40").ahead(10, 20, 40)
    s.do("mediation.amend_plan", plan.number, "specialist", **papers.plan(who, later) | {
        "goal": "Өз мамандығы бойынша тұрақты жұмысқа орналасу",
        "amendment_reason": "Мүгедектік тобы белгіленді, шаралардың күндері жылжытылды."})


def measures(s: Stage) -> None:
    """Places of two trainings; one person attends the first, one is invited to the second."""
    place = _places(s.on(5, "09:30"), "Сатушы-кассир курсы", "Курс продавца-кассира", 3)
    number = _invited(s.on(4, "11:00"), "certificate_issued:0:0", place)
    day = s.on(3, "10:20").t.today.isoformat()
    s.do("mediation.record_measure_visit", number, "specialist", came_on=day, answer="agrees")
    day = s.on(2, "09:20").t.today.isoformat()
    s.do("mediation.refer_to_measure", number, "specialist", offer=place, begin_on=day)
    s.on(2, "16:00").do("mediation.start_measure", number, "specialist", started_on=day,
                        document="Колледждің № 9 бұйрығы")
    place = _places(s.on(0, "09:30"), "Аспаздар курсы", "Курс поваров", 15)
    _invited(s.on(0, "16:50"), "certificate_waits:0:0", place)


def _places(s: Stage, kk: str, ru: str, until: int) -> str:
    """Published places of a training that begins ``until`` working days later."""
    begin, end = s.ahead(until, until + 45)
    number = s.do(f"content.create_{PLACES}", None, "specialist", {
        "measure": MEASURE, "title_kk": kk, "title_ru": ru, "places": 15,
        "provider": "Есік гуманитарлық-экономикалық колледжі",
        "place": "Есік қ., Алматы көшесі, 110", "apply_until": begin.isoformat(),
        "starts_on": begin.isoformat(), "ends_on": end.isoformat()})
    s.do(f"content.publish_{PLACES}", number, "specialist")
    return number


def _invited(s: Stage, key: str, place: str) -> str:
    return s.do("mediation.invite_to_measure", None, "specialist", {
        "person": s.someone(key).number, "measure": MEASURE, "offer": place,
        "why": "Лайықты бос орын табылмады", "informed_on": s.t.today.isoformat(),
        "channel": "in_person", "told": True})


# ---- work
def interview_times(s: Stage) -> None:
    """The employer offers a candidate two times for the interview (par. 60)."""
    offer = s.case("resume_sent:0:0", "offer")
    first, second = s.on(0, "15:10").ahead(2, 3)
    s.do("mediation.propose_times", offer.number, "employer", place="Кеңсе, 2-қабат", options=[
        {"interview_on": first.isoformat(), "interview_time": "10:00"},
        {"interview_on": second.isoformat(), "interview_time": "15:30"}])


def agency(s: Stage) -> None:
    """The center's contract with a private employment agency (annex 1.1)."""
    year = s.on(0, "09:10").t.today.year
    number = s.do("content.create_private_agency", None, "director", {
        "bin": "100140000777", "name": "«Еңбек» жеке жұмыспен қамту агенттігі",
        "contract": f"7/{year}", "valid_from": f"{year}-01-01", "valid_to": f"{year + 1}-12-31",
        "keeps_data_law": True})
    s.on(0, "09:12").do("content.publish_private_agency", number, "director")


# ---- complaints (par. 46)
def granted(s: Stage) -> None:
    """A complaint about a refusal is granted: the duty to reverse stands open."""
    _decided(s, "status_refused:0:0", "unemployed_status", ("deputy", "deputy"), "granted")


def granted_in_part(s: Stage) -> None:
    """Granted in part, and satisfied by an explanation in writing."""
    case = _decided(s, "refused:1:0", "registration", ("officer2", "head2"), "partly_granted")
    parent = s.t.case(case)
    duty = s.case("refused:1:0", "reversal")
    assert duty.parent_id == parent.id
    s.on(0, "18:10").do(
        "complaints.satisfy_otherwise", duty.number,
        "director2" if duty.facts["by_center"] else "head2",
        measures="Бас тарту негіздері жазбаша түсіндірілді.", document="№ 14 хат")


def _decided(s: Stage, key: str, kind: str, by: tuple[str, str], result: str) -> str:
    who, case = s.invented(key), s.case(key, kind)
    desk = "specialist" + SIDES[int(key.split(":")[1])].suffix
    data = complaint_of(who, s.on(0, "14:30").t.today) | {
        "subject": "decision", "outcome": "cancel_decision",
        "against": "local_authority" if kind == "unemployed_status" else "center",
        "decision_number": s.decision(case), "text": "Бас тартумен келіспеймін."}
    number = s.do("complaints.lodge", None, desk, **data)
    s.on(0, "16:20").do("complaints.draft_answer", number, by[0], {
        "result": result, "paragraphs": "34", "answer": "Шағым дәлелдері расталды.",
        "measures": "Шешім қайта қаралады."})
    s.on(0, "17:30").t.sign("complaints.sign_answer", number, by[1])
    return number


# ---- figures
def closed_month(s: Stage) -> None:
    """The month that is over is counted for the district and signed by its head."""
    from console.work.closing import prepare

    t = s.on(0, "18:15").t
    month = t.today.replace(day=1).toordinal() - 1
    who = t.actor("supervisor")
    done = prepare(t.process, who, t.scope(who), t.now, {
        "office": "district", "month": f"{date.fromordinal(month):%Y-%m}",
        "report": "registrations"}, "kk")
    s.on(0, "18:20").t.sign("general.sign_close", done.number, "head")


SCENES = (
    Scene("own_resume", (*SHOWN, "mediation.save_search", "mediation.ask_contact"), own_resume,
          ("offer_waits:0:0",)),
    Scene("nobody_registered", SHOWN, nobody_registered),
    Scene("amended_plan", ("mediation.amend_plan",), amended_plan, ("change_reported:0:0",)),
    Scene("measures", ("mediation.invite_to_measure", f"content.create_{PLACES}"), measures,
          ("certificate_issued:0:0", "certificate_waits:0:0")),
    Scene("interview_times", ("mediation.propose_times",), interview_times,
          ("resume_sent:0:0",)),
    Scene("agency", ("content.create_private_agency",), agency),
    Scene("granted", ("complaints.sign_answer",), granted, ("status_refused:0:0",)),
    Scene("granted_in_part", ("complaints.satisfy_otherwise",), granted_in_part,
          ("refused:1:0",)),
    Scene("recruiter", (), invite_recruiter),
    Scene("exchange", ("mediation.post_vacancy", "mediation.ask_about_exchange"),
          exchange_speaks),
    Scene("closed_month", ("general.prepare_close", "registration.accept_application"),
          closed_month),
    Scene("shared_report", ("registration.accept_application",), share_report),
)
