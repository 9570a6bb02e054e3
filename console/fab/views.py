"""Sign-in, profile and password of everybody; users, roles and memberships of the administrator."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, g, redirect, request, session, url_for
from flask_appbuilder import action, expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.security.forms import LoginForm_db, ResetPasswordForm
from flask_appbuilder.security.views import AuthDBView, RoleModelView, UserDBModelView
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_login import logout_user
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from console.errors import Throttled
from console.fab import accounts
from console.fab.base import ConsoleModelView
from console.fab.interface import Accounts, ConsoleInterface
from console.fab.models import ConsoleUser, Role
from console.fab.signin import authenticate, start_session
from console.web.running import running
from console.web.shell import home_url
from console.web.theme import local_url

LANGUAGE_CHOICES = [
    SelectChoice("kk", "Қазақша"),
    SelectChoice("ru", "Русский"),
    SelectChoice("en", "English"),
]


class LoginView(AuthDBView):
    """``/login/`` and ``/logout/``. Leaving is a POST; a GET asks."""

    @expose("/login/", methods=["GET", "POST"])
    def login(self) -> Any:
        if g.get("actor") is not None:
            return redirect(local_url(request.args.get("next"), home_url()))
        form = LoginForm_db()
        if request.method != "POST":
            return self._page(form)
        if not form.validate():
            return self._page(form), 422
        try:
            user = authenticate(form.username.data, form.password.data)
        except Throttled:
            form.username.errors = [_("Too many tries. Wait five minutes and try again.")]
            return self._page(form), 429
        if user is None:
            form.username.errors = [_("The name or the password is wrong.")]
            return self._page(form), 422
        start_session(user)
        target = local_url(request.args.get("next"), "")
        answer: Any = redirect(target or current_app.extensions["jumys_home"](user))
        if user.language:
            secure = current_app.config["SESSION_COOKIE_SECURE"]
            answer.set_cookie("lang", user.language, samesite="Lax", secure=secure, httponly=True)
        return answer

    def _page(self, form: Any) -> Any:
        return self.render_template(self.login_template, title=_("Sign in"), form=form)

    @expose("/logout/", methods=["GET", "POST"])
    def logout(self) -> Any:
        if g.get("actor") is None:
            return redirect("/")
        if request.method != "POST":
            return self.render_template(
                "appbuilder/general/security/logout.html", title=_("Logout")
            )
        user = self._get_authenticated_user()
        logout_user()
        session.clear()
        if user is not None:
            self.appbuilder.sm.on_user_logout(user)
        answer = redirect("/")
        # drafts of an assistant, and the page that keeps them, do not outlive the session
        answer.headers["Clear-Site-Data"] = '"storage"'
        return answer


class ProfileForm(DynamicForm):
    """The own name and language."""

    last_name = StringField(lazy("Surname"), validators=[DataRequired(), Length(max=64)])
    first_name = StringField(lazy("Given name"), validators=[DataRequired(), Length(max=64)])
    language = SelectField(lazy("Language"), choices=LANGUAGE_CHOICES)


class _OwnForm(BaseView):
    """A form about the signed-in account itself: shown, checked, stored, said."""

    default_view = "edit"
    form: type[Any]
    template = "appbuilder/general/security/own_form.html"

    def _page(self, form: Any, title: str) -> Any:
        return self.render_template(self.template, title=title, form=form)

    def account(self) -> Any:
        """The signed-in account."""
        return g.user if g.get("actor") is not None else abort(401)


class ProfileView(_OwnForm):
    """``/profile``: name, language; what the account may do today; a new password."""

    route_base = "/profile"

    @expose("", methods=["GET", "POST"])
    @has_access
    def edit(self) -> Any:
        form = ProfileForm(obj=self.account())
        if request.method != "POST":
            return self._page(form, _("Profile"))
        if not form.validate():
            return self._page(form, _("Profile")), 422
        accounts.set_profile(
            running().store,
            self.account().id,
            first_name=form.first_name.data,
            last_name=form.last_name.data,
            language=form.language.data,
            actor=g.actor,
        )
        flash(_("Your profile is saved."), "success")
        answer: Any = redirect(url_for("ProfileView.edit"))
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie("lang", form.language.data, samesite="Lax", secure=secure, httponly=True)
        return answer


class MyPasswordView(_OwnForm):
    """``/profile/password``: a new password; ends the account's other sessions."""

    route_base = "/profile/password"

    @expose("", methods=["GET", "POST"])
    @has_access
    def edit(self) -> Any:
        form = ResetPasswordForm()
        if request.method != "POST":
            return self._page(form, _("New password"))
        if not form.validate():
            return self._page(form, _("New password")), 422
        self.appbuilder.sm.reset_password(self.account().id, form.password.data)
        flash(_("The password is changed. Other sessions of this account have ended."), "success")
        return redirect(url_for("ProfileView.edit"))


class PasswordView(_OwnForm):
    """``/admin/users/<id>/password``: the administrator sets a password for somebody."""

    route_base = "/admin/users"

    @expose("/<int:pk>/password", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: int) -> Any:
        user = self.appbuilder.sm.get_user_by_id(pk) or abort(404)
        title = _("New password for %(name)s", name=user.username)
        form = ResetPasswordForm()
        if request.method != "POST":
            return self._page(form, title)
        if not form.validate():
            return self._page(form, title), 422
        self.appbuilder.sm.reset_password(user.id, form.password.data)
        flash(_("The password is changed. Other sessions of this account have ended."), "success")
        return redirect(url_for("UserView.show", pk=user.id))


class UserView(ConsoleModelView, UserDBModelView):
    """``/admin/users``: who may sign in. What they may do is their membership."""

    route_base = "/admin/users"
    datamodel = ConsoleInterface(ConsoleUser, Accounts("account"))
    base_permissions = ["can_list", "can_show", "can_add", "can_edit"]
    list_title, show_title = lazy("Accounts"), lazy("Account")
    add_title, edit_title = lazy("New account"), lazy("Edit account")
    list_columns = ["username", "last_name", "first_name", "active", "last_login"]
    order_columns = ["username", "last_name", "last_login"]
    base_order = ("id", "desc")  # whoever was just added stands first, however many there are
    search_columns = ["username", "last_name", "first_name", "email"]
    edit_columns = ["last_name", "first_name", "username", "active", "email", "roles"]
    add_columns = [*edit_columns, "password", "conf_password"]
    validators_columns: dict[str, Any] = {}
    label_columns = {
        "username": lazy("User name"),
        "last_name": lazy("Surname"),
        "first_name": lazy("Given name"),
        "active": lazy("Is Active?"),
        "email": lazy("Email"),
        "roles": lazy("Roles"),
        "last_login": lazy("Last login"),
        "login_count": lazy("Login count"),
        "fail_login_count": lazy("Failed login count"),
        "created_on": lazy("Created on"),
        "changed_on": lazy("Changed on"),
    }
    description_columns = {
        "active": lazy("An account is never deleted: switch it off."),
        "roles": lazy("Only for administrators; other rights come from memberships."),
    }
    show_fieldsets = [
        (lazy("Account"), {"fields": ["username", "active", "roles", "email"]}),
        (lazy("Personal data"), {"fields": ["last_name", "first_name"]}),
        (
            lazy("Use"),
            {
                "fields": [
                    "last_login",
                    "login_count",
                    "fail_login_count",
                    "created_on",
                    "changed_on",
                ]
            },
        ),
    ]
    show_columns = [name for _title, part in show_fieldsets for name in part["fields"]]

    show = ConsoleModelView.show

    @expose("")
    @has_access
    @permission_name("list")
    def home(self) -> Any:
        return redirect(url_for("UserView.list"))

    def userinfo(self) -> Any:
        """The own page is the profile."""
        return redirect(url_for("ProfileView.edit"))

    def resetmypassword(self, item: Any) -> Any:
        """Not an action here: the own password is changed at the profile."""
        abort(404)

    def userinfoedit(self, item: Any) -> Any:
        """Not an action here: the own data are at the profile."""
        abort(404)

    def pre_update(self, item: Any) -> None:
        item.changed_on = accounts.stamp()
        item.changed_by_fk = g.actor.account_id

    def pre_add(self, item: Any) -> None:
        super().pre_add(item)  # hashes the password
        item.created_on = item.changed_on = accounts.stamp()
        item.session_epoch, item.language, item.theme = 0, "", ""

    @action("memberships", lazy("Roles"), "", "key", multiple=False)
    def memberships(self, item: Any) -> Any:
        return redirect(url_for("MembershipView.show", account=item.id))

    @action("resetpasswords", lazy("New password"), "", "key", multiple=False)
    def resetpasswords(self, item: Any) -> Any:
        return redirect(url_for("PasswordView.edit", pk=item.id))

    @action(
        "end_sessions",
        lazy("End all sessions"),
        lazy("End all sessions and tokens of this account?"),
        "logout",
        multiple=False,
    )
    def end_sessions(self, item: Any) -> Any:
        accounts.end_sessions(running().store, item.id, "administrator", g.actor)
        flash(_("All sessions of %(name)s have ended.", name=item.username), "success")
        return redirect(url_for("UserView.show", pk=item.id))


class RoleView(ConsoleModelView, RoleModelView):
    """``/admin/roles``: the declared roles; read-only, they come from the plugins."""

    route_base = "/admin/roles"
    datamodel = ConsoleInterface(Role)
    base_permissions = ["can_list", "can_show"]
    list_title, show_title = lazy("Roles"), lazy("Role")
    list_columns = show_columns = ["name", "permissions"]
    order_columns = search_columns = ["name"]
    add_columns = edit_columns = ["name"]
    label_columns = {"name": lazy("Name"), "permissions": lazy("Permissions")}

    @expose("")
    @has_access
    @permission_name("list")
    def home(self) -> Any:
        return redirect(url_for("RoleView.list"))

    def copy_role(self, items: Any) -> Any:
        """Not offered: a role is declared by a plugin."""
        abort(404)
