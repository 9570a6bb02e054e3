"""Rules of chapter 4: who may be complained to, and who may not answer (par. 46, 47)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from console.act import Act
from console.data.case import Case
from console.data.documents import Decision
from console.declare import Ground
from plugins.complaints import conflicts
from plugins.complaints.actions import PREPARERS, SIGNERS
from plugins.complaints.subjects import BODY_ROLES, body_of, complainant
from plugins.complaints.tables import Complaint

CENTER_ROLES = ("center_director",)

NO_BODY = Ground("no_such_body", "46", {
    "kk": "Бұл аумақта мұндай орган тіркелмеген.",
    "ru": "На этой территории такой орган не заведен.",
    "en": "No such body is recorded for this territory.",
}, field="addressee")
NO_PERSON = Ground("person_not_named", "46", {
    "kk": "Шағым берушінің ЖСН көрсетіңіз.", "ru": "Укажите ИИН заявителя.",
    "en": "Give the complainant's IIN.",
}, field="iin")
OWN_POST = Ground("addressed_elsewhere", "46", {
    "kk": "Орган өзіне жолданған шағымды ғана тіркейді.",
    "ru": "Орган регистрирует только жалобы, адресованные ему.",
    "en": "A body registers only what is addressed to itself.",
}, field="addressee")
NO_SCAN = Ground("letter_not_attached", "46", {
    "kk": "Поштамен келген шағымның көшірмесін тіркеңіз.",
    "ru": "Приложите скан жалобы, пришедшей по почте.",
    "en": "Attach a scan of the letter that came by post.",
}, field="attachments")
NOT_READ_BACK = Ground("not_read_back", "46", {
    "kk": "Ауызша айтылған шағымды адамға оқып беріп, растатыңыз.",
    "ru": "Прочитайте записанное лицу и получите подтверждение.",
    "en": "Read back to the person what you wrote, and have it confirmed.",
}, field="read_back")
WRITTEN_LATER = Ground("letter_dated_later", "46", {
    "kk": "Хаттың күні ол тіркелген күннен кеш бола алмайды.",
    "ru": "Дата жалобы не может быть позже дня регистрации.",
    "en": "The date of the letter cannot be after the day it was registered.",
}, field="lodged_on")
PREPARED_IT = Ground("took_part_in_decision", "46", {
    "kk": "Сіз шағым берілген шешімге қатыстыңыз: жауапты басқа адам дайындайды. Мерзім "
          "тоқтамайды.",
    "ru": "Вы участвовали в обжалуемом решении: ответ готовит другое лицо. Срок не ждет.",
    "en": "You took part in the decision complained of: somebody else prepares the answer. "
          "The clock does not wait.",
})
SIGNED_IT = Ground("signed_the_decision", "46", {
    "kk": "Шағым берілген шешімге сіз қол қойғансыз немесе қатысқансыз: жауапқа алмастыратын адам "
          "қол қояды. Мерзім тоқтамайды.",
    "ru": "Вы подписали обжалуемое решение или участвовали в нем: ответ подписывает замещающее "
          "лицо. Срок не ждет.",
    "en": "You signed the decision complained of or took part in it: the replacing person signs "
          "the answer. The clock does not wait.",
})
NOT_ANSWERED = Ground("earlier_not_answered", "46", {
    "kk": "Мұндай нөмірмен осы мәселе бойынша жауап берілген шағым жоқ.",
    "ru": "Под этим номером нет жалобы о том же, на которую уже дан ответ.",
    "en": "No complaint of that number about the same matter was answered.",
}, field="earlier")
NO_REQUEST = Ground("withdrawal_not_written", "46", {
    "kk": "Адамның жазбаша өтінішін көрсетіңіз.", "ru": "Укажите письменную просьбу лица.",
    "en": "Name the person's written request.",
}, field="document")
NOT_ASKED = Ground("explanation_not_asked", "46", {
    "kk": "Түсініктеме сұралған жоқ.", "ru": "Объяснение не запрашивалось.",
    "en": "No explanation was asked for.",
})


def addressee_known(act: Act) -> Iterator[Ground]:
    """Par. 46, 47: the person chooses the addressee; it must exist here."""
    person = complainant(act)
    if person is None:
        yield NO_PERSON
    elif body_of(act, person) is None:
        yield NO_BODY.because(addressee=act.data["addressee"])


def taken_in_rightly(act: Act) -> Iterator[Ground]:
    """Post comes with its scan, words by telephone are read back, no letter is of tomorrow."""
    data, seat = act.data, act.seat
    if seat is None or seat.office_id is None:
        return
    if data.get("way") == "post" and not data.get("attachments"):
        yield NO_SCAN
    if data.get("way") in ("phone", "oral") and not data.get("read_back"):
        yield NOT_READ_BACK
    if data.get("lodged_on") and data["lodged_on"] > act.today.isoformat():
        yield WRITTEN_LATER


def addressed_to_own_body(act: Act) -> Iterator[Ground]:
    """An anonymous letter is recorded by the body it came to, or by the center for it."""
    from console.data.actors import Office
    from console.data.office_tree import nearest
    from plugins.complaints.subjects import BODIES

    body = nearest(act.session, act.office, BODIES[act.data["addressee"]])
    if body is None:
        yield NO_BODY.because(addressee=act.data["addressee"])
    elif act.seat is not None and act.seat.role in BODY_ROLES:
        own = act.session.get_one(Office, act.seat.office_id)
        if own.id != body.id:
            yield OWN_POST


def preparer_is_free(act: Act) -> Iterator[Ground]:
    """Whoever took part in the decision complained of prepares no answer while others can."""
    did = conflicts.conflict_of(act.session, act.case, conflicts.actor_of(act))
    if did and conflicts.somebody_else(act.session, act.case, PREPARERS, act.today):
        yield PREPARED_IT.because(did=did)


def signer_is_free(act: Act) -> Iterator[Ground]:
    """Whoever took part signs no answer; a replacing person does, where there is one."""
    did = conflicts.conflict_of(act.session, act.case, conflicts.actor_of(act))
    if did and conflicts.somebody_else(act.session, act.case, SIGNERS, act.today):
        yield SIGNED_IT.because(did=did)


def earlier_was_answered(act: Act) -> Iterator[Ground]:
    """An answer by reference needs an answered complaint of the same person and matter."""
    if act.data["result"] != "repeated":
        return
    number = str(act.data.get("earlier") or "").strip().upper()
    found = act.session.execute(
        select(Complaint, Case).join(Case, Case.id == Complaint.case_id)
        .where(Case.number == number, Case.person_id == act.case.person_id)
        .where(Case.state == "answered")
    ).one_or_none()
    mine = act.session.scalars(select(Complaint).where(Complaint.case_id == act.case.id)).one()
    if found is None or found[0].decided_case_id != mine.decided_case_id:
        yield NOT_ANSWERED.because(earlier=number)


def request_is_written(act: Act) -> Iterator[Ground]:
    """An official takes a complaint back only on the person's written request."""
    if act.seat is not None and act.seat.office_id is not None and not act.data.get("document"):
        yield NO_REQUEST


def explanation_asked(act: Act) -> Iterator[Ground]:
    """An explanation answers a question."""
    if not act.case.facts.get("explanation"):
        yield NOT_ASKED


# ---- the duty that a granted complaint opens
OTHER_BODY = Ground("other_body_decided", "46", {
    "kk": "Шешімнің күшін оны қабылдаған орган жояды.",
    "ru": "Решение отменяет тот орган, который его принял.",
    "en": "A decision is reversed by the body that took it.",
})
NOTHING_DECIDED = Ground("nothing_to_reverse", "46", {
    "kk": "Мұнда шешім қабылданбаған: жасалмаған нәрсені жасап, «Басқаша орындау» деп белгілеңіз.",
    "ru": "Решения здесь нет: сделайте несделанное и отметьте «Исполнить иначе».",
    "en": "No decision was taken: do what was not done, and record it as satisfied otherwise.",
})
OVERTAKEN = Ground("later_decision_stands", "46", {
    "kk": "Бұл істе кейінгі шешім күшінде тұр; бұл шешімнің күшін жою ештеңені өзгертпейді.",
    "ru": "В деле действует более позднее решение; отмена этого ничего не изменит.",
    "en": "A later decision stands in that case; reversing this one would change nothing.",
})
REVERSED_BEFORE = Ground("reversed_before", "46", {
    "kk": "Бұл шешімнің күші бұрын жойылған.", "ru": "Это решение уже отменено.",
    "en": "This decision was reversed before.",
})


def own_decision(act: Act) -> Iterator[Ground]:
    """A reversing act comes from the body that decided: the center, or the body above it."""
    by_center = act.case.facts.get("by_center", False)
    seat = act.seat
    role = seat.role if seat else ""
    own = seat is not None and seat.office_id == (
        act.case.office_id if by_center else act.case.authority_id)
    if by_center != (role in CENTER_ROLES) or not own:
        yield OTHER_BODY.because(decided_by=act.case.facts.get("decided_by"))


def still_stands(act: Act) -> Iterator[Ground]:
    """What is reversed is the decision that stands, and only once."""
    number = act.case.facts.get("reversed_number")
    if not number:
        yield NOTHING_DECIDED
        return
    again = act.session.scalars(
        select(Complaint.id).where(Complaint.decision_number == number)
        .where(Complaint.remedy == "reversed")
    ).first()
    if again is not None:
        yield REVERSED_BEFORE.because(decision=number)
    row = act.session.scalars(select(Decision).where(Decision.number == number)).one_or_none()
    later = act.session.scalars(
        select(Decision.number).where(Decision.case_id == row.case_id, Decision.id > row.id)
        .where(Decision.kind != "draft_decision").order_by(Decision.id.desc())
    ).first() if row is not None else None
    if later is not None:
        yield OVERTAKEN.because(decision=later)
