"""Files of vacancies at the center and in an employer's cabinet (par. 54, 55)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from console.web import vacancy_uploads as uploads
from console.web.access import roles
from console.web.outsiders import own_employer
from console.web.vacancy_uploads import Place

bp = Blueprint("vacancy_imports", __name__)
HIRING = ("employer", "employer_recruiter")


def _center() -> Place:
    return Place("/vacancies/import", ("/vacancies", _("Vacancies")), "appbuilder/base.html")


def _cabinet() -> Place:
    return Place("/employer/import", ("/employer", _("My vacancies")), "ui/public.html",
                 own_employer().id)


@bp.get("/vacancies/import")
@roles("center_specialist")
def at_center() -> str:
    """Where the center gives in a file of written notices."""
    return uploads.page(_center())


@bp.post("/vacancies/import")
@roles("center_specialist")
def upload_at_center() -> Any:
    """Have a file checked."""
    return uploads.upload(_center())


@bp.get("/vacancies/import/template.xlsx")
@roles("center_specialist")
def template_at_center() -> Any:
    """The empty workbook of the center."""
    return uploads.template(_center())


@bp.get("/vacancies/import/<number>")
@roles("center_specialist")
def result_at_center(number: str) -> str:
    """What a file does or did."""
    return uploads.result(_center(), number)


@bp.get("/vacancies/import/<number>/faults.xlsx")
@roles("center_specialist")
def faults_at_center(number: str) -> Any:
    """Every fault of a file."""
    return uploads.faults_file(_center(), number)


@bp.post("/vacancies/import/<number>/write")
@roles("center_specialist")
def write_at_center(number: str) -> Any:
    """Write a checked file."""
    return uploads.write(_center(), number)


@bp.post("/vacancies/import/<number>/cancel")
@roles("center_specialist")
def cancel_at_center(number: str) -> Any:
    """Stop a file."""
    return uploads.cancel(_center(), number)


@bp.get("/employer/import")
@roles(*HIRING)
def in_cabinet() -> str:
    """Where an employer gives in a file."""
    return uploads.page(_cabinet())


@bp.post("/employer/import")
@roles(*HIRING)
def upload_in_cabinet() -> Any:
    """Have a file checked."""
    return uploads.upload(_cabinet())


@bp.get("/employer/import/template.xlsx")
@roles(*HIRING)
def template_in_cabinet() -> Any:
    """The empty workbook of an employer."""
    return uploads.template(_cabinet())


@bp.get("/employer/import/<number>")
@roles(*HIRING)
def result_in_cabinet(number: str) -> str:
    """What a file does or did."""
    return uploads.result(_cabinet(), number)


@bp.get("/employer/import/<number>/faults.xlsx")
@roles(*HIRING)
def faults_in_cabinet(number: str) -> Any:
    """Every fault of a file."""
    return uploads.faults_file(_cabinet(), number)


@bp.post("/employer/import/<number>/write")
@roles(*HIRING)
def write_in_cabinet(number: str) -> Any:
    """Write a checked file."""
    return uploads.write(_cabinet(), number)


@bp.post("/employer/import/<number>/cancel")
@roles(*HIRING)
def cancel_in_cabinet(number: str) -> Any:
    """Stop a file."""
    return uploads.cancel(_cabinet(), number)
