"""Rights of labour mediation: who may do which act of chapter 5, by paragraph."""

from __future__ import annotations

from console.declare import Action

SPECIALIST = frozenset({"center_specialist"})
RELAY = frozenset({"assistant", "village_akim"})
EMPLOYER = frozenset({"employer"})
JOBSEEKER = frozenset({"jobseeker"})

ACTIONS = (
    Action("mediation.post_vacancy", "55",
           {"kk": "Бос орынды кабинет арқылы орналастыру", "ru": "Размещать вакансии в кабинете",
            "en": "Post vacancies through the cabinet"}, EMPLOYER),
    Action("mediation.register_vacancy", "54",
           {"kk": "Жазбаша бос орындарды тіркеу", "ru": "Регистрировать письменные вакансии",
            "en": "Register vacancies received in writing"}, SPECIALIST),
    Action("mediation.manage_vacancy", "54",
           {"kk": "Бос орындарды өзгерту және жабу", "ru": "Изменять и закрывать вакансии",
            "en": "Amend and close vacancies"}, SPECIALIST | EMPLOYER),
    Action("mediation.select_candidates", "56",
           {"kk": "Кандидаттарды таңдау", "ru": "Подбирать кандидатов",
            "en": "Select candidates"}, SPECIALIST),
    Action("mediation.offer_work", "58",
           {"kk": "Лайықты жұмысты ұсыну", "ru": "Предлагать подходящую работу",
            "en": "Offer suitable work"}, SPECIALIST),
    Action("mediation.deliver_offer", "58",
           {"kk": "Ұсынысты жеткізу", "ru": "Вручать предложения", "en": "Deliver offers"},
           SPECIALIST | RELAY),
    Action("mediation.answer_offer", "59",
           {"kk": "Ұсынысқа жауап беру немесе жауапты жазу",
            "ru": "Отвечать на предложение или записывать ответ",
            "en": "Answer an offer or record the answer"}, SPECIALIST | RELAY | JOBSEEKER),
    Action("mediation.respond_vacancy", "60",
           {"kk": "Бос орынға өтініш білдіру", "ru": "Откликаться на вакансии",
            "en": "Respond to vacancies"}, JOBSEEKER),
    Action("mediation.refer_candidate", "60",
           {"kk": "Кандидатты жұмыс берушіге жіберу", "ru": "Направлять кандидата работодателю",
            "en": "Refer the candidate to the employer"}, SPECIALIST),
    Action("mediation.answer_for_employer", "62",
           {"kk": "Жұмысқа қабылдау туралы жауап беру", "ru": "Отвечать о приеме на работу",
            "en": "Answer on hiring"}, EMPLOYER | SPECIALIST),
    Action("mediation.draw_up_plan", "48",
           {"kk": "Жеке жоспар жасау", "ru": "Составлять индивидуальный план",
            "en": "Draw up the individual plan"}, SPECIALIST),
    Action("mediation.sign_plan", "49",
           {"kk": "Жеке жоспарға қол қою", "ru": "Подписывать индивидуальный план",
            "en": "Sign the individual plan"}, SPECIALIST | JOBSEEKER),
    Action("mediation.report_on_plan", "50",
           {"kk": "Жоспардың орындалғанын немесе орындалмау себебін хабарлау",
            "ru": "Сообщать о выполнении плана или о причине невыполнения",
            "en": "Report on the plan: what was done, or why not"},
           SPECIALIST | RELAY | JOBSEEKER),
    Action("mediation.settle_exchange", "55",
           {"kk": "Биржамен айырмашылықты шешу", "ru": "Решать расхождения с биржей",
            "en": "Settle differences from the exchange"}, SPECIALIST),
    Action("mediation.consent_to_agencies", "annex-1.1",
           {"kk": "Жекеше агенттіктерге келісімді басқару",
            "ru": "Распоряжаться согласием для частных агентств",
            "en": "Give and withdraw consent to private agencies"}, SPECIALIST | JOBSEEKER),
    Action("mediation.manage_agencies", "annex-1.1",
           {"kk": "Жекеше агенттіктердің тізілімін жүргізу",
            "ru": "Вести реестр частных агентств", "en": "Keep the register of private agencies"},
           frozenset({"center_director"})),
)
