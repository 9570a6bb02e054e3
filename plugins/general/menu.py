"""The sidebar: at most seven lines a role, the first is the role's home (see the roles)."""

from __future__ import annotations

from console.declare import MenuItem

SPECIALISTS = frozenset({"center_specialist", "center_frontdesk"})
RURAL = frozenset({"assistant", "village_akim"})
HEADS = frozenset({"center_director", "authority_head"})
OFFICERS = frozenset({"authority_officer", "authority_head"})
REVIEWERS = frozenset({"executive_head", "quality_officer"})
SYSTEM = frozenset({"integrator", "administrator"})
OPERATOR = frozenset({"state_corporation_operator"})
HIRING = frozenset({"employer", "employer_recruiter"})
EMPLOYERS = HIRING | {"employer_viewer"}


def _item(
    key: str, url: str, icon: str, order: int, roles: frozenset[str], kk: str, ru: str, en: str
) -> MenuItem:
    return MenuItem(key, {"kk": kk, "ru": ru, "en": en}, url, icon, roles, order)


MENU = (
    _item("sign", "/sign", "signature", 10, HEADS, "Қол қою", "На подпись", "To sign"),
    _item("incoming", "/incoming", "inbox", 12, frozenset({"authority_officer"}),
          "Келіп түскен", "Поступившие", "Incoming"),
    _item("village", "/village", "home", 14, RURAL, "Менің ауылым", "Мое село", "My village"),
    _item("register", "/register/new", "plus", 16,
          OPERATOR | frozenset({"assistant", "center_frontdesk"}),
          "Жаңа өтініш", "Новое заявление", "New application"),
    _item("desk", "/desk", "users", 15, OPERATOR | frozenset({"center_frontdesk"}),
          "Кезек", "Очередь", "Queue"),
    _item("worklist", "/worklist", "list-check", 18,
          SPECIALISTS | OPERATOR | RURAL | OFFICERS | frozenset({"center_director"}),
          "Тапсырмаларым", "Мои задачи", "My tasks"),
    _item("cases", "/cases", "folder", 20,
          SPECIALISTS | OPERATOR | frozenset({"assistant", "authority_officer", "supervisor"}),
          "Істер", "Дела", "Cases"),
    _item("persons", "/persons", "users", 22,
          SPECIALISTS | frozenset({"assistant", "authority_officer"}),
          "Жұмыс іздеушілер", "Ищущие работу", "Jobseekers"),
    _item("vacancies", "/vacancies", "briefcase", 24, frozenset({"center_specialist"}),
          "Бос орындар", "Вакансии", "Vacancies"),
    _item("matching", "/matching", "copy-check", 26, frozenset({"center_specialist"}),
          "Іріктеу", "Подбор", "Matching"),
    _item("employers", "/employers", "building", 28, frozenset({"center_specialist"}),
          "Жұмыс берушілер", "Работодатели", "Employers"),
    _item("overdue", "/overdue", "clock-alert", 30, HEADS | frozenset({"supervisor"}),
          "Мерзімі өткендер", "Просроченные", "Overdue"),
    _item("monitoring", "/monitoring", "chart-bar", 32,
          HEADS | REVIEWERS | frozenset({"supervisor"}),
          "Мониторинг", "Мониторинг", "Monitoring"),
    _item("reports", "/reports", "download", 34,
          HEADS | REVIEWERS | frozenset({"supervisor"}), "Есептер", "Отчеты", "Reports"),
    _item("complaints", "/complaints", "message", 36,
          HEADS | REVIEWERS | frozenset({"center_specialist", "authority_officer"}),
          "Шағымдар", "Жалобы", "Complaints"),
    _item("delegations", "/admin/delegations", "key", 38, HEADS | frozenset({"executive_head"}),
          "Өкілеттіктер", "Полномочия", "Powers"),
    _item("cabinet", "/cabinet", "home", 10, frozenset({"jobseeker"}),
          "Менің жағдайым", "Мой статус", "My status"),
    _item("offers", "/cabinet/offers", "briefcase", 20, frozenset({"jobseeker"}),
          "Жұмыс ұсыныстары", "Предложения работы", "Offers"),
    _item("plan", "/cabinet/plan", "list-check", 30, frozenset({"jobseeker"}),
          "Менің жоспарым", "Мой план", "My plan"),
    _item("notices", "/cabinet/notices", "bell", 40, frozenset({"jobseeker"}),
          "Хабарламалар", "Уведомления", "Notices"),
    _item("documents", "/cabinet/documents", "file", 44, frozenset({"jobseeker"}),
          "Құжаттарым", "Документы", "Documents"),
    _item("access", "/cabinet/access", "history", 46, frozenset({"jobseeker"}),
          "Кім қарады", "Кто смотрел", "Who looked"),
    _item("complain", "/cabinet/complain", "message", 50, frozenset({"jobseeker"}),
          "Шағым беру", "Подать жалобу", "Complain"),
    _item("employer", "/employer", "briefcase", 10, EMPLOYERS,
          "Менің бос орындарым", "Мои вакансии", "My vacancies"),
    _item("candidates", "/employer/candidates", "users", 20, EMPLOYERS,
          "Кандидаттар", "Кандидаты", "Candidates"),
    _item("post_vacancy", "/employer/vacancies/new", "plus", 30, HIRING,
          "Бос орын қосу", "Разместить вакансию", "Post a vacancy"),
    _item("resumes", "/employer/resumes", "search", 24, HIRING,
          "Қызметкер іздеу", "Поиск персонала", "Find staff"),
    _item("employer_members", "/employer/members", "user", 50, frozenset({"employer"}),
          "Ұйым мүшелері", "Участники организации", "Members"),
    _item("employer_notices", "/employer/notices", "bell", 40, EMPLOYERS,
          "Хабарламалар", "Уведомления", "Notices"),
    _item("system", "/admin", "settings", 10, SYSTEM, "Жүйе", "Система", "System"),
    _item("admin_users", "/admin/users", "users", 20, frozenset({"administrator"}),
          "Пайдаланушылар", "Пользователи", "Users"),
    _item("admin_calendar", "/admin/calendar", "calendar", 30, frozenset({"administrator"}),
          "Күнтізбе", "Календарь", "Calendar"),
    _item("admin_dictionaries", "/admin/dictionaries", "file", 40, SYSTEM,
          "Анықтамалықтар", "Справочники", "Dictionaries"),
    _item("admin_plugins", "/admin/plugins", "plug", 50, SYSTEM,
          "Модульдер", "Модули", "Plugins"),
    _item("admin_audit", "/admin/audit", "history", 60, SYSTEM | frozenset({"supervisor"}),
          "Журнал", "Журнал", "Audit"),
    _item("law", "/law", "school", 90,
          RURAL | REVIEWERS | OPERATOR | SYSTEM
          | frozenset({"center_frontdesk", "authority_officer", "supervisor"}),
          "Қағидалар", "Правила", "The Rules"),
)
