"""The only classes a plugin may use instead of the framework's views and APIs.

``ConsoleModelView`` pages that keep what was entered when a change is refused;
``ConsoleRestApi`` a strict JSON interface. Both read and write through ConsoleInterface.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from dateutil import parser as dates
from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import ModelRestApi, ModelView, expose
from flask_appbuilder.api import rison, safe
from flask_appbuilder.exceptions import FABException
from flask_appbuilder.fieldwidgets import DateTimePickerWidget
from flask_appbuilder.security.decorators import has_access, permission_name, protect
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from sqlalchemy import DateTime
from werkzeug.exceptions import BadRequest
from wtforms.fields import DateTimeLocalField
from wtforms.validators import Optional

from console.fab.convert import ConsoleSchemaConverter, repair
from console.fab.interface import ConsoleInterface, Journalled, Rejected, key_number
from console.web.refusals import problem

__all__ = ["ConsoleInterface", "ConsoleModelView", "ConsoleRestApi", "Journalled", "Rejected"]

MAX_PAGE_SIZE = 100
MAX_PAGE = 1000
MAX_BULK = 100
LARGEST = 2**63

repair()


class ConsoleModelView(ModelView):
    """List, show, add, edit and delete of one table, under the reader's scope."""

    page_size = 25
    add_row_message = lazy("Added Row")
    edit_row_message = lazy("Changed Row")
    delete_row_message = lazy("Deleted Row")

    def _init_properties(self) -> None:
        super()._init_properties()
        for name in {*self.add_columns, *self.edit_columns, *self.search_columns}:
            if not self.datamodel.is_relation(name):
                continue
            if getattr(self.datamodel.get_related_model(name), "__large__", False):
                raise RuntimeError(
                    f"{type(self).__name__}.{name}: a list of choices over a large table"
                )
        for column in self.datamodel.obj.__table__.columns:
            if isinstance(column.type, DateTime):
                self._local_times(column.name)

    def _local_times(self, name: str) -> None:
        """The stock field cannot read the "T" that <input type=datetime-local> sends."""
        label = self.label_columns.get(name, name)
        for extra in (self.add_form_extra_fields, self.edit_form_extra_fields):
            widget = DateTimePickerWidget()
            extra.setdefault(
                name, DateTimeLocalField(label, validators=[Optional()], widget=widget)
            )

    # --- lists ---

    def _list(self, **kwargs: Any) -> Any:
        for name, value in request.args.items():
            paging = name.startswith(("page_", "psize_"))
            if paging and not (value.isascii() and value.isdigit() and len(value) < 6):
                abort(400)
        return super()._list(**kwargs)

    def _get_list_widget(
        self,
        filters: Any,
        actions: Any = None,
        order_column: str = "",
        order_direction: str = "",
        page: int | None = None,
        page_size: int | None = None,
        widgets: Any = None,
        **kwargs: Any,
    ) -> Any:
        if order_column and order_column not in self.order_columns:
            abort(400)  # ordering by a hidden column tells its contents
        if page and page > MAX_PAGE:
            abort(400)
        return super()._get_list_widget(
            filters,
            actions=actions,
            order_column=order_column,
            order_direction=order_direction,
            page=page,
            page_size=min(page_size or self.page_size, MAX_PAGE_SIZE),
            widgets=widgets,
            **kwargs,
        )

    # --- changes ---

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        form = self.add_form.refresh()
        if request.method != "POST":
            return self._form_page("add", form)
        if not form.validate():
            return self._form_page("add", form), 422
        item = self.datamodel.obj()
        return self._save("add", form, item)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> Any:
        item = self._visible(pk)
        if request.method != "POST":
            form = self.edit_form.refresh(obj=item)
            self.prefill_form(form, pk)
            return self._form_page("edit", form)
        form = self.edit_form.refresh(request.form)
        form._id = self.datamodel.get_pk_value(item)  # a unique value may stay as it is
        if not form.validate():
            return self._form_page("edit", form), 422
        return self._save("edit", form, item)

    def _save(self, verb: str, form: Any, item: Any) -> Any:
        """Write; on a refusal show the same page with everything that was entered."""
        before, after = ("pre_add", "post_add") if verb == "add" else ("pre_update", "post_update")
        try:
            self.process_form(form, verb == "add")
            form.populate_obj(item)
            getattr(self, before)(item)
            getattr(self.datamodel, verb)(item)
        except Rejected as error:
            self.datamodel.session.rollback()
            flash(error.text, "danger")
            return self._form_page(verb, form), error.status
        getattr(self, after)(item)
        flash(self.add_row_message if verb == "add" else self.edit_row_message, "success")
        return self.post_add_redirect() if verb == "add" else self.post_edit_redirect()

    def _form_page(self, verb: str, form: Any) -> Any:
        make = self._get_add_widget if verb == "add" else self._get_edit_widget
        template = self.add_template if verb == "add" else self.edit_template
        title = self.add_title if verb == "add" else self.edit_title
        return self.render_template(
            template, title=title, widgets=make(form=form), related_views=[]
        )

    @expose("/delete/<pk>", methods=["POST"])
    @has_access
    def delete(self, pk: str) -> Any:
        item = self._visible(pk)
        try:
            self.pre_delete(item)
            self.datamodel.delete(item)
        except Rejected as error:
            flash(error.text, "danger")
        except FABException as error:
            flash(_(str(error)), "danger")
        else:
            self.post_delete(item)
            flash(self.delete_row_message, "success")
        return self.post_delete_redirect()

    def _visible(self, pk: str) -> Any:
        key = self._key(pk)
        return self.datamodel.get(key, self._base_filters) or abort(404)

    def _key(self, pk: str) -> Any:
        key = self._deserialize_pk_if_composite(pk)
        name = self.datamodel.get_pk_name()
        if isinstance(name, str) and self.datamodel.is_integer(name):
            number = key_number(pk)
            return abort(404) if number is None else number
        return key

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> Any:
        widgets = self._show(self._key(pk))
        return self.render_template(
            self.show_template,
            pk=pk,
            title=self.show_title,
            widgets=widgets,
            related_views=self._related_views,
        )

    @expose("/download/<string:filename>")
    @has_access
    def download(self, filename: str) -> Any:
        abort(404)  # the stock one gives any file of the upload folder to anybody with the right

    # --- actions ---

    def _run_action(self, name: str, keys: list[str], *, single: bool) -> Any:
        act = self.actions.get(name)
        if act is None or not (act.single if single else act.multiple):
            abort(404)
        right = self.get_action_permission_name(name)
        if not self.appbuilder.sm.has_access(right, self.class_permission_name):
            abort(403)
        chosen = list(dict.fromkeys(keys))
        if len(chosen) > MAX_BULK:
            abort(413)  # cutting silently would leave rows undone
        items = [self.datamodel.get(self._key(k), self._base_filters) for k in chosen]
        if not items or any(item is None for item in items):
            abort(404)  # all or nothing, and no oracle
        return act.func(items[0] if single else items)

    @expose("/action/<string:name>/<pk>", methods=["POST"])
    def action(self, name: str, pk: str) -> Any:
        return self._run_action(name, [pk], single=True)

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> Any:
        keys = request.form.getlist("rowid")
        return self._run_action(request.form.get("action", ""), keys, single=False)

    # --- the way back: its own list, not the framework's stack of pages ---

    def update_redirect(self) -> None:
        """Nothing is kept in the session: pages say themselves where they lead."""

    def get_redirect(self) -> str:
        return url_for(f"{self.endpoint}.list")

    def post_add_redirect(self) -> Any:
        return redirect(self.get_redirect())

    post_edit_redirect = post_delete_redirect = post_add_redirect


def _strict(method: Callable[..., Any]) -> Callable[..., Any]:
    """Body must be an object; refusals of the data layer become their own status."""

    @wraps(method)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        if request.method in ("POST", "PUT") and not isinstance(
            request.get_json(silent=True), dict
        ):
            return self.response_400(message="The body must be a JSON object.")
        try:
            return method(self, *args, **kwargs)
        except Rejected as error:
            return self.response(error.status, message=error.text)

    return wrapper


class ConsoleRestApi(ModelRestApi):
    """A JSON interface of one table. Columns must be listed; nothing is dropped silently."""

    model2schemaconverter = ConsoleSchemaConverter
    allow_browser_login = True  # safe with the central CSRF check
    csrf_exempt = False
    post_headless = _strict(ModelRestApi.post_headless)
    put_headless = _strict(ModelRestApi.put_headless)
    delete_headless = _strict(ModelRestApi.delete_headless)

    @staticmethod
    def response(code: int, **kwargs: Any) -> Any:
        """Refusals as problem+json, like everything else under /api/."""
        if code < 400:
            return ModelRestApi.response(code, **kwargs)
        message = kwargs.pop("message", None)
        if isinstance(message, dict):
            return problem(code, fields=message)
        return problem(code, detail=str(message) if message else None)

    def _handle_filters_args(self, rison_args: dict[str, Any]) -> Any:
        """A filter that cannot be read is an error; the stock answer is the unfiltered list."""
        for flt in rison_args.get("filters", []):
            if not {"col", "opr", "value"} <= set(flt):
                raise FABException("A filter needs col, opr and value.")
            values = flt["value"] if isinstance(flt["value"], list) else [flt["value"]]
            for value in values:
                self._readable(flt["col"], value)
        return super()._handle_filters_args(rison_args)

    def _readable(self, column: str, value: Any) -> None:
        model = self.datamodel
        parse: Callable[[Any], Any] = str
        if model.is_integer(column):
            parse = int
        elif model.is_float(column):
            parse = float
        elif model.is_date(column) or model.is_datetime(column):
            parse = dates.parse
        try:
            parsed = parse(value)
            if isinstance(parsed, int) and abs(parsed) >= LARGEST:
                raise OverflowError
        except (ValueError, TypeError, OverflowError) as error:
            raise FABException(f"Bad value for {column}.") from error

    def _sanitize_page_args(self, page: int, page_size: int) -> Any:
        if not 0 <= (page or 0) <= MAX_PAGE:
            raise BadRequest("page is out of range; use /scroll")
        return super()._sanitize_page_args(page, page_size)

    @expose("/scroll", methods=["GET"])
    @protect()
    @safe
    @permission_name("get")
    @rison(
        {
            "type": "object",
            "properties": {
                "after": {"type": "integer"},
                "filters": {"type": "array", "items": {"type": "object"}},
                "size": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE},
            },
        }
    )
    def scroll(self, **kwargs: Any) -> Any:
        """Rows by key: ``after`` the last key, ``size`` up to 100; ``next`` is null at the end."""
        args = kwargs["rison"]
        try:
            filters = self._handle_filters_args(args)
        except FABException as error:
            return self.response_400(message=str(error))
        rows, after = self.datamodel.keyset(args.get("after"), args.get("size", 25), filters)
        return self.response(200, result=self.list_model_schema.dump(rows, many=True), next=after)
