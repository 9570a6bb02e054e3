"""Repairs of the framework that hold for every view, applied once (``repair``).

ConsoleSchemaConverter  foreign keys in column lists under marshmallow 4; strict references
RequestFilters          the filters of a request belong to that request, not to the view
"""

from __future__ import annotations

from typing import Any

from flask import current_app, g, has_request_context
from flask_appbuilder import ModelRestApi
from flask_appbuilder.api.convert import Model2SchemaConverter
from flask_appbuilder.baseviews import BaseModelView
from flask_appbuilder.models.filters import Filters
from flask_babel import gettext as _
from marshmallow import ValidationError
from marshmallow_sqlalchemy import SQLAlchemyAutoSchema
from marshmallow_sqlalchemy import fields as model_fields
from sqlalchemy.exc import NoResultFound, SQLAlchemyError


class StrictRelated(model_fields.Related):
    """An unknown or invisible reference is an error; the stock field would invent a parent."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        key = value if isinstance(value, dict) else {self.related_keys[0].key: value}
        try:
            found: Any = self._get_existing_instance(  # type: ignore[no-untyped-call]
                self.related_model, key
            )
            return found
        except (NoResultFound, SQLAlchemyError, OverflowError, TypeError) as error:
            raise ValidationError(_("Unknown reference.")) from error


class ConsoleSchemaConverter(Model2SchemaConverter):
    """Schemas of the API. Without include_fk a foreign key in a list stops the start."""

    def _meta_schema_factory(
        self, columns: Any, model: Any, class_mixin: Any, parent_schema_name: str | None = None
    ) -> Any:
        meta: dict[str, Any] = {
            "model": model,
            "load_instance": True,
            "include_fk": True,
            "parent_schema_name": parent_schema_name,
            "sqla_session": current_app.appbuilder.session,
        }
        if columns:
            meta["fields"] = columns
        bases = (SQLAlchemyAutoSchema, class_mixin)
        return type("MetaSchema", bases, {"Meta": type("Meta", (), meta)})

    def _column2relation(self, *args: Any, **kwargs: Any) -> Any:
        field = super()._column2relation(*args, **kwargs)
        for part in (field, getattr(field, "inner", None)):
            if type(part) is model_fields.Related:
                part.__class__ = StrictRelated
        return field


class RequestFilters:
    """Stands for ``view._filters``: one copy per request. Threads mixed them up otherwise."""

    def __set__(self, view: Any, value: Any) -> None:
        view.__dict__["_shared_filters"] = value

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        if view is None:
            return self
        shared = view.__dict__.get("_shared_filters")
        if shared is None or not has_request_context():
            return shared
        mine = g.setdefault("_fab_filters", {})
        if id(view) not in mine:
            copy = Filters.__new__(Filters)
            copy.__dict__.update(shared.__dict__)
            copy.clear_filters()
            mine[id(view)] = copy
        return mine[id(view)]


def repair() -> None:
    """Before any view is made. Running it again changes nothing."""
    ModelRestApi.model2schemaconverter = ConsoleSchemaConverter
    for base in (ModelRestApi, BaseModelView):
        if not isinstance(base.__dict__.get("_filters"), RequestFilters):
            base._filters = RequestFilters()
