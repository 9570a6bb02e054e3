"""Settings: the environment first, then ``instance/config.py``, then defaults that are safe.

``load_settings`` gives a frozen Settings; ``check`` refuses what a production instance must not
run with, in one sentence. An instance is in production unless its database carries the stamp that
``jumys demo`` writes.

Names (in the environment with the prefix ``JUMYS_``):

    SECRET_KEY       at least 32 bytes; signs sessions and tokens
    DATABASE_URL     default sqlite:///<instance>/jumys.db
    PUBLIC_URL       address people type; https unless it is loopback
    PROXY_HOPS       reverse proxies in front that set X-Forwarded-For (default 0)
    METRICS_TOKEN    bearer token for /metrics from elsewhere than loopback
    TIMEZONE         default zone of screens (Asia/Almaty)
    MAX_UPLOAD_MB    largest request body (default 16)
    SESSION_HOURS    idle life of a browser session (default 10)
    LOGIN_TRIES      wrong passwords per name in five minutes (default 5)
    ADDRESS_TRIES    wrong passwords per network address in five minutes (default 50)
    POOL_SIZE        database connections of one process (default 8; PostgreSQL)
    MODE             "production" to refuse a database with demo data whatever else is set
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from console.errors import JumysError

HOME = Path(__file__).resolve().parent.parent
PREFIX = "JUMYS_"
KEY_BYTES = 32

#: Keys published in manuals and skeletons: a cookie can be forged with them.
KNOWN_KEYS = ("thisismyscretkey", "thisismysecretkey", "change-me", "changeme", "secretsecret")

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class ConfigError(JumysError):
    """The instance must not start like this. The message is one sentence."""


@dataclass(frozen=True)
class Settings:
    """Everything the console is told from outside. See the module's docstring."""

    instance: Path
    secret_key: str = field(default="", repr=False)
    database_url: str = field(default="", repr=False)
    public_url: str = "http://127.0.0.1:8080"
    proxy_hops: int = 0
    metrics_token: str = field(default="", repr=False)
    timezone: str = "Asia/Almaty"
    max_upload_mb: int = 16
    session_hours: int = 10
    login_tries: int = 5
    address_tries: int = 50
    pool_size: int = 8
    mode: str = ""
    testing: bool = False
    #: anything else of instance/config.py, in capitals: for plugins and outside adapters
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def https(self) -> bool:
        """Whether people reach the console by https."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def cookie_name(self) -> str:
        """``__Host-`` binds the cookie to this host and https; a browser refuses it on http."""
        return "__Host-jumys" if self.https else "jumys"

    def outside_config(self, *, demo: bool) -> dict[str, Any]:
        """Configuration of the outside adapters (``OUTSIDE`` in config.py); console.outside."""
        base = {"production": not demo, "folder": str(self.instance / "outside")}
        return {**base, **self.extra.get("OUTSIDE", {})}


def load_settings(
    overrides: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """Settings from ``overrides`` (tests), the environment and the instance's ``config.py``."""
    env = os.environ if environ is None else environ
    given = dict(overrides or {})
    instance = Path(
        given.pop("instance", None) or env.get(f"{PREFIX}INSTANCE") or HOME / "instance"
    )
    values = _read_file(instance / "config.py")
    known = {f.name for f in fields(Settings)} - {"instance", "extra"}
    for name in known:
        if f"{PREFIX}{name.upper()}" in env:
            values[name.upper()] = env[f"{PREFIX}{name.upper()}"]
    chosen = {name: values.pop(name.upper()) for name in known if name.upper() in values}
    chosen |= {key: given.pop(key) for key in list(given) if key in known}
    extra = values | {key.upper(): value for key, value in given.items()}
    settings = Settings(instance.resolve(), **_typed(chosen), extra=extra)
    if not settings.database_url:
        settings = replace(settings, database_url=f"sqlite:///{settings.instance / 'jumys.db'}")
    return settings


def _read_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    names: dict[str, Any] = {"__file__": str(path)}
    try:
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), names)  # noqa: S102
    except Exception as error:
        raise ConfigError(f"{path.name} of the instance cannot be read: {error}.") from error
    return {k: v for k, v in names.items() if k.isupper()}


def _typed(chosen: dict[str, Any]) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for name, value in chosen.items():
        sample = next(f.default for f in fields(Settings) if f.name == name)
        try:
            if isinstance(sample, bool):
                typed[name] = str(value).lower() in ("1", "true", "yes", "on")
            else:
                typed[name] = int(value) if isinstance(sample, int) else str(value)
        except (TypeError, ValueError) as error:
            raise ConfigError(f"The setting {name.upper()} must be a number.") from error
    return typed


def check(settings: Settings, *, demo: bool) -> None:
    """Refuse settings that would make the instance unsafe.

    ``demo``: whether the database carries the demo stamp. Demo instances answer on loopback only.
    """
    if demo and settings.mode == "production":
        raise ConfigError("This database holds demo data: a production instance refuses it.")
    key = settings.secret_key
    if not key:
        raise ConfigError("SECRET_KEY is missing: set JUMYS_SECRET_KEY or run 'jumys init'.")
    if len(key.encode()) < KEY_BYTES:
        raise ConfigError(f"SECRET_KEY is shorter than {KEY_BYTES} bytes.")
    if len(set(key)) < 8 or any(known in key.lower() for known in KNOWN_KEYS):
        raise ConfigError("SECRET_KEY is a published or trivial value: make a new one.")
    address = urlsplit(settings.public_url)
    loopback = (address.hostname or "") in LOOPBACK
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ConfigError("PUBLIC_URL must be an http or https address.")
    if address.scheme == "http" and not loopback:
        raise ConfigError("PUBLIC_URL must be https unless it is a loopback address.")
    if demo and not loopback:
        raise ConfigError("A database with demo data must not serve a public address.")


def with_secret(settings: Settings, *, demo: bool) -> Settings:
    """A demo instance without SECRET_KEY takes the one kept in its folder; production never."""
    if settings.secret_key or not demo:
        return settings
    return replace(settings, secret_key=instance_secret(settings.instance))


def instance_secret(instance: Path) -> str:
    """The instance's own key, made at the first start and readable by its owner only."""
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()
