"""The one session the framework sees: the read session of the request, under the reader's scope.

The framework wants an object like a scoped_session. It gets a proxy: queries go to the read
session (which refuses to write); commits end nothing, because writes never happen here but in
transactions of their own (interface, accounts).
"""

from __future__ import annotations

from typing import Any

from console.web.running import close_read, read


class RequestSession:
    """Stands for the read session of the current application context."""

    def __call__(self) -> Any:
        return read()

    def __getattr__(self, name: str) -> Any:
        return getattr(read(), name)

    def __contains__(self, item: object) -> bool:
        return item in read()

    def remove(self) -> None:
        """Close the session of this context."""
        close_read()
