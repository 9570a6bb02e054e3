"""The account: Flask-AppBuilder's user with what a session needs to end in time."""

from __future__ import annotations

from flask_appbuilder import Model
from flask_appbuilder.security.sqla.models import Group, Role, User
from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ["ConsoleUser", "Group", "Role", "metadata"]

#: Metadata of all ``ab_*`` tables: same database, other metadata than console.data.base.
metadata = Model.metadata


class ConsoleUser(User):
    """One sign-in name. What it may do comes from dated memberships, not from here.

    ``session_epoch`` is copied into each session and token and compared at every request:
    raising it ends them all. ``language`` and ``theme`` are preferences, '' for none.
    """

    __tablename__ = "ab_user"

    session_epoch: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    language: Mapped[str] = mapped_column(String(2), default="", server_default="")
    theme: Mapped[str] = mapped_column(String(5), default="", server_default="")
