"""Figures for programs: JSON, CSV and files, scope, reasons, clear refusals, jobs."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from console.data.access import AccessLine
from console.data.outbox import Job
from console.web.running import KEY
from console.work import jobs
from console.work.jobs import Work
from tests.test_api.conftest import Api

WHY = "Quarterly statistics of the district"


@pytest.fixture(scope="module")
def region(api: Api) -> Api:
    """Two jobseekers of the first district in April 2021, one of the second."""
    api.world.at("2021-04-05 11:00")
    api.world.a_registered_jobseeker()
    api.world.a_registered_jobseeker()
    api.world.a_registered_jobseeker(second=True)
    api.world.at("2021-05-04 10:00")
    return api


def asked(api: Api, login: str, path: str, **given: str) -> Any:
    """A GET with a period and a reason unless others are given."""
    query = {"period": "2021-04", "why": WHY, "language": "en", **given}
    kept = {k: v for k, v in query.items() if v}
    return api.program(login).get(f"{path}?{urlencode(kept)}")


def came(answer: Any) -> int:
    """The sum of a measure by office."""
    rows = answer.get_json()["measures"][0]["rows"]
    return sum(row["came"] for row in rows)


def test_every_measure_answers(region: Api) -> None:
    """All that is declared, a plugin's too, is listed and answers with columns and rows."""
    listed = region.program("supervisor").get("/measures", Accept_Language="en").get_json()["items"]
    assert {m["name"] for m in listed} == set(region.world.catalog.measures)
    for measure in listed:
        answer = asked(region, "supervisor", f"/measures/{measure['name']}")
        assert answer.status_code == 200, (measure["name"], answer.text)
        body = answer.get_json()["measures"][0]
        keys = {"office" if c["key"] == "office_id" else c["key"] for c in body["columns"]}
        assert all(set(row) == keys for row in body["rows"])
        assert body["definition"] == measure["definition"], measure["name"]


def test_scope_holds_in_every_figure(region: Api) -> None:
    """A director's total is of the own center; a foreign office is not found."""
    path = "/measures/jobseeker.came"
    assert came(asked(region, "supervisor", path)) == 3
    assert came(asked(region, "director", path)) == 2
    assert came(asked(region, "supervisor", path, office="district2")) == 1
    assert asked(region, "director", path, office="center2").status_code == 404
    assert asked(region, "supervisor", path, office="nowhere").status_code == 404
    text = asked(region, "supervisor", path).text
    assert '"office": "center"' in text or '"office":"center"' in text


def test_a_measure_is_cut_by_its_dimensions(region: Api) -> None:
    """Known dimensions only, at most three."""
    answer = asked(region, "supervisor", "/measures/jobseeker.came", by="office,sex")
    assert {"office", "sex", "came"} <= set(answer.get_json()["measures"][0]["rows"][0])
    for by in ("nothing", "sex,sex,nothing", "office,sex,age,education"):
        refused = asked(region, "supervisor", "/measures/jobseeker.came", by=by)
        assert refused.status_code == 400, by
        assert refused.get_json()["argument"] == "by"


@pytest.mark.parametrize(("file", "start"), [
    ("csv", "\ufeff".encode()), ("pdf", b"%PDF"), ("xlsx", b"PK"), ("json", b"{"),
])
def test_a_report_comes_in_every_format(region: Api, file: str, start: bytes) -> None:
    """And each leaves its line: who, filter, rows, why."""
    answer = asked(region, "director", "/reports/registrations", format=file)
    assert answer.status_code == 200, answer.text
    assert answer.data.startswith(start)
    with region.world.read() as session:
        line = session.scalars(select(AccessLine).where(AccessLine.kind == "export")
                               .order_by(AccessLine.id.desc())).first()
    assert line is not None
    assert (line.login, line.what) == ("director", "report registrations")
    assert WHY in line.purpose and "rows" in line.purpose and file in line.purpose


def test_the_csv_holds_the_figures_of_the_json(region: Api) -> None:
    """The same rows, whichever way they leave."""
    sums = came(asked(region, "supervisor", "/measures/jobseeker.came"))
    text = asked(region, "supervisor", "/measures/jobseeker.came", format="csv").data
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    head = next(at for at, row in enumerate(rows) if len(row) > 1 and row[0] == "Office")
    table = [row for row in rows[head + 1:] if len(row) == len(rows[head])]
    assert sum(int(row[1]) for row in table) == sums


@pytest.mark.parametrize(("over", "status", "code"), [
    ({"why": ""}, 422, "invalid"), ({"why": "short"}, 422, "invalid"),
    ({"period": "2021-13"}, 400, "bad_argument"), ({"period": "someday"}, 400, "bad_argument"),
    ({"period": "", "from": "2021-04-30", "to": "2021-04-01"}, 400, "bad_argument"),
    ({"period": "", "from": "2021-04-31", "to": "2021-05-01"}, 400, "bad_argument"),
    ({"period": "", "from": "2021-04-01"}, 400, "bad_argument"),
    ({"period": "2021-04", "from": "2021-04-01"}, 400, "bad_argument"),
    ({"format": "doc"}, 400, "bad_argument"), ({"nothing": "1"}, 400, "bad_argument"),
    ({"language": "de"}, 400, "bad_argument"),
])
def test_what_is_wrong_is_said(
    region: Api, over: dict[str, str], status: int, code: str
) -> None:
    """A problem with its code, nothing counted and nothing logged."""
    before = region.world.count(AccessLine)
    answer = asked(region, "director", "/reports/monitoring", **over)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code), answer.text
    assert answer.mimetype == "application/problem+json"
    assert region.world.count(AccessLine) == before


def test_an_unknown_report_is_a_clear_404(region: Api) -> None:
    """And a caller who reads no reports is forbidden."""
    answer = asked(region, "director", "/reports/nothing")
    assert answer.status_code == 404 and answer.get_json()["title"]
    assert asked(region, "director", "/measures/nothing").status_code == 404
    for login in ("specialist", "employer", "admin"):
        for path in ("/reports/monitoring", "/measures", "/reports", "/measures/general.duties"):
            answer = asked(region, login, path) if path.count("/") > 1 else (
                region.program(login).get(path))
            assert answer.status_code == 403, (login, path)
    assert region.program("").get("/measures").status_code == 401


def test_too_many_rows_are_refused(region: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """413 with how many and how many may be; the workbook holds them."""
    monkeypatch.setattr("reports.files.MOST_ROWS", 0)
    answer = asked(region, "supervisor", "/measures/jobseeker.came")
    assert answer.status_code == 413
    assert "rows" in answer.get_json()["facts"]["told"]
    whole = asked(region, "supervisor", "/measures/jobseeker.came", format="xlsx")
    assert whole.status_code == 200


def test_a_future_period_is_marked(region: Api) -> None:
    """Figures to date, said in the answer; an empty period has rows of nothing."""
    ahead = asked(region, "supervisor", "/reports/monitoring", period="2021-06").get_json()
    assert ahead["to_date"] is True
    empty = asked(region, "supervisor", "/measures/jobseeker.came", period="2019-01").get_json()
    assert empty["to_date"] is False
    assert sum(row["came"] for row in empty["measures"][0]["rows"]) == 0


# ---- jobs


def started(api: Api, login: str = "director") -> dict[str, Any]:
    """A job of the worker."""
    answer = api.program(login).post("/reports/monitoring", {
        "why": WHY, "period": "2021-04", "format": "csv"})
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def path_of(job: dict[str, Any]) -> str:
    """Its address below the root."""
    return str(job["href"]).removeprefix("/api/v1")


def worked(api: Api, number: str) -> str | None:
    """What the worker makes of it."""
    parts = api.web.app.extensions[KEY]

    def make(row: Job) -> Work:
        return Work(row.number, row.params, row.account_id, parts.store, parts.catalog,
                    parts.process, parts.outside, Path(parts.settings.instance), api.world.now)

    return jobs.run(parts.store, number, make, lambda: api.world.now)


def test_a_job_is_watched_and_its_file_taken_by_its_owner(region: Api) -> None:
    """Unfinished 409, done the bytes; nobody else's."""
    job, program = started(region), region.program("director")
    assert program.get(f"{path_of(job)}/file").status_code == 409
    assert worked(region, job["number"]) == "done"
    assert program.get(path_of(job)).get_json()["state"] == "done"
    assert program.get(f"{path_of(job)}/file").data.startswith("\ufeff".encode())
    for login in ("supervisor", "director2"):
        assert region.program(login).get(path_of(job)).status_code == 404
        assert region.program(login).get(f"{path_of(job)}/file").status_code == 404
        assert region.program(login).call("DELETE", path_of(job)).status_code == 404


def test_a_cancelled_job_says_so(region: Api) -> None:
    """410 with its own code; an expired file too."""
    job, program = started(region), region.program("director")
    assert program.call("DELETE", path_of(job)).get_json()["state"] == "cancelled"
    gone = program.get(f"{path_of(job)}/file")
    assert (gone.status_code, gone.get_json()["code"]) == (410, "job_cancelled")
    done = started(region)
    worked(region, done["number"])
    folder = Path(region.web.app.extensions[KEY].settings.instance) / "jobs" / done["number"]
    for one in folder.iterdir():
        one.unlink()
    gone = program.get(f"{path_of(done)}/file")
    assert (gone.status_code, gone.get_json()["code"]) == (410, "job_expired")


def test_programs_wait_in_the_same_short_queue(region: Api) -> None:
    """The sixth of one account is told to wait."""
    made = [started(region, "head") for _n in range(5)]
    answer = region.program("head").post("/reports/monitoring", {"why": WHY})
    assert answer.status_code == 429
    for job in made:
        region.program("head").call("DELETE", path_of(job))
