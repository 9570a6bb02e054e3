"""Who is signed in, and for how long: sessions and tokens that end, rights from memberships.

The epoch of the account is copied into each cookie session and each token and compared at every
request. Logout, a new password, a change of rights and deactivation raise it or refuse at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, session
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_jwt_extended import verify_jwt_in_request
from flask_jwt_extended.exceptions import JWTExtendedException
from flask_limiter import Limiter
from flask_wtf import CSRFProtect
from jwt.exceptions import PyJWTError

from console.fab import accounts
from console.fab.memberships import MembershipView
from console.fab.models import ConsoleUser
from console.fab.roles import STANDS_FOR
from console.fab.signin import minute
from console.fab.views import (
    LoginView,
    MyPasswordView,
    PasswordView,
    ProfileView,
    RoleView,
    UserView,
)
from console.security import SYSTEM_ACTOR, seats_of
from console.web.refusals import problem
from console.web.running import read, running, today

TOKEN_LOGIN = "/api/v1/security/login"
TOKEN_REFRESH = "/api/v1/security/refresh"
METRICS = "/metrics"
#: Seconds after which an active session is signed anew.
TOUCH = 600


@dataclass(frozen=True)
class SeatRole:
    """A role held by membership, as the framework wants to see roles."""

    name: str
    id: int = 0


class ConsoleSecurityManager(SecurityManager):
    """Authentication, sessions and rights of the framework's views."""

    user_model = ConsoleUser
    authdbview = LoginView
    userdbmodelview = UserView
    rolemodelview = RoleView
    userinfoeditview = ProfileView
    resetmypasswordview = MyPasswordView
    resetpasswordview = PasswordView

    def __init__(self, appbuilder: Any) -> None:
        own = {view: view.datamodel for view in (self.userdbmodelview, self.rolemodelview)}
        super().__init__(appbuilder)
        for view, interface in own.items():
            view.datamodel = interface  # the framework has put its own, which commits by itself

    def register_views(self) -> None:
        """Only what the console shows; the framework would add a dozen more."""
        add = self.appbuilder.add_view_no_menu
        self.auth_view = self.authdbview()
        add(self.auth_view)
        self.user_view = add(self.userdbmodelview)
        for view in (self.rolemodelview, self.userinfoeditview, self.resetmypasswordview):
            add(view())
        add(self.resetpasswordview())
        add(MembershipView())

    def create_limiter(self, app: Flask) -> Limiter:
        """Tries are counted in the database (console.throttle); the stock limiter stays off."""
        limiter = Limiter(key_func=lambda: "", enabled=False, storage_uri="memory://")
        limiter.init_app(app)
        return limiter

    # --- sessions and tokens ---

    def load_user(self, pk: int | str) -> Any | None:
        user = super().load_user(int(pk))
        return user if user and session.get("epoch") == user.session_epoch else None

    def load_user_jwt(self, _header: Any, data: dict[str, Any]) -> Any | None:
        key = str(data.get("sub", ""))
        user = super().load_user(int(key)) if key.isdigit() else None
        if user is None or data.get("epoch") != user.session_epoch:
            return None
        g.user = user
        return user

    def create_jwt_manager(self, app: Flask) -> Any:
        manager = super().create_jwt_manager(app)

        @manager.additional_claims_loader
        def claims(identity: str) -> dict[str, Any]:
            return {"epoch": self.get_user_by_id(int(identity)).session_epoch}

        for refused in (
            manager.unauthorized_loader,
            manager.invalid_token_loader,
            manager.expired_token_loader,
            manager.user_lookup_error_loader,
        ):
            refused(_no_token)

        return manager

    # --- writes: each its own transaction ---

    def update_user_auth_stat(self, user: Any, success: bool = True) -> None:
        accounts.note_login(running().store, user.id, success=success)
        if success:
            self.on_user_login(user)
        else:
            self.on_user_login_failed(user)

    def noop_user_update(self, user: Any) -> None:
        """As much work for an unknown name as for a known one."""
        accounts.note_login(running().store, user.id, success=None)

    def on_user_logout(self, user: Any) -> None:
        accounts.end_sessions(running().store, user.id, "logout", g.get("actor") or SYSTEM_ACTOR)

    def reset_password(self, userid: Any, password: str) -> None:
        who = g.get("actor") or SYSTEM_ACTOR
        epoch = accounts.set_password(running().store, int(userid), password, who)
        if who.account_id == int(userid) and "epoch" in session:
            session["epoch"] = epoch  # the one who changed it stays signed in; all others end

    # --- rights ---

    def get_user_roles(self, user: Any) -> list[Any]:
        if not user.is_authenticated:
            return []
        own = super().get_user_roles(user)
        who = g.get("actor")
        if who is not None and who.account_id == user.id:
            held = who.roles
        else:
            held = {s.role for s in seats_of(read(), user.id, today())}
        names = {STANDS_FOR.get(code, code) for code in held} & set(self.builtin_roles)
        return [*own, *(SeatRole(name) for name in sorted(names))]

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        """Nothing of the framework is public; public pages are not its views."""
        return False


def _no_token(*_reasons: Any) -> Any:
    """The same answer for a missing, foreign, expired or ended token."""
    return problem(401, headers={"WWW-Authenticate": "Bearer"})


# --- every request -----------------------------------------------------------------------------


def init_security(app: Flask) -> None:
    """Central CSRF check and bearer tokens, before any view."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # the framework exempts its APIs; decide here
    csrf = CSRFProtect(app)

    @app.before_request
    def bearer() -> Any:
        if not request.headers.get("Authorization"):
            return None
        if request.path in (TOKEN_REFRESH, METRICS):
            return None  # carries a token of another kind, checked there
        try:
            verify_jwt_in_request()
        except (JWTExtendedException, PyJWTError):
            return problem(401, headers={"WWW-Authenticate": "Bearer"})
        # One identity per request: the token's, whatever cookie comes along.
        app.login_manager._update_request_context_with_user(g.user)
        return None

    @app.before_request
    def central_csrf() -> None:
        # A foreign site can set neither the header nor a JSON body without asking first.
        if "Authorization" in request.headers or request.path == TOKEN_LOGIN:
            return
        if app.config["WTF_CSRF_ENABLED"]:
            csrf.protect()

    @app.before_request
    def touch() -> None:
        if session.get("epoch") is not None and minute() - session.get("touched", 0) > TOUCH:
            session["touched"] = minute()  # signs the cookie anew: idle time counts from here
