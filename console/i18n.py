"""Words of the screens: picking a label, compiling the catalogs, keeping them complete.

Two sources and no third: declared things (forms, steps, grounds, notices) carry their words as
``{"kk": …, "ru": …, "en": …}``; screen chrome has English msgids and the catalogs in
``console/translations``. No compiled catalog is kept in the repository: ``compile_catalogs``
writes them into the instance folder when the console starts.

    python -m console.i18n update     add missing msgids, empty, and list them
    python -m console.i18n check      exit 1 and list what is missing or empty
"""

from __future__ import annotations

import ast
import io
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog, Message
from jinja2 import Environment
from jinja2.ext import babel_extract

LANGUAGES = ("kk", "ru", "en")
DEFAULT_LANGUAGE = "kk"
TRANSLATED = ("kk", "ru")

_HOME = Path(__file__).resolve().parent
CATALOGS = _HOME / "translations"

#: Functions whose first argument (first two, for the plural ones) is a msgid.
_SINGULAR = {"_", "gettext", "lazy_gettext", "lazy", "pgettext", "N_"}
_PLURAL = {"ngettext", "lazy_ngettext"}

Words = str | tuple[str, str]


def label(words: Mapping[str, str] | str | None, language: str = DEFAULT_LANGUAGE) -> str:
    """The word of a Label in ``language``; Kazakh, then any other, where that one is missing."""
    if words is None:
        return ""
    if isinstance(words, str):
        return words
    for code in (language, *LANGUAGES):
        if words.get(code):
            return words[code]
    return next(iter(words.values()), "")


# --- compiled catalogs ---------------------------------------------------------------------


def compile_catalogs(target: Path, source: Path = CATALOGS) -> Path:
    """Compile every ``.po`` that is newer than its ``.mo`` under ``target``; return ``target``.

    Several processes may start at once: each file appears whole, by rename.
    """
    for po in sorted(source.glob("*/LC_MESSAGES/messages.po")):
        mo = target / po.relative_to(source).with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        mo.parent.mkdir(parents=True, exist_ok=True)
        with po.open("rb") as stream:
            catalog = pofile.read_po(stream, locale=po.parents[1].name)
        catalog.fuzzy = False  # a fuzzy header would leave the plural rule out
        handle, name = tempfile.mkstemp(dir=mo.parent)
        with os.fdopen(handle, "wb") as out:
            mofile.write_mo(out, catalog)
        stamp = po.stat().st_mtime_ns
        os.utime(name, ns=(stamp, stamp))
        os.replace(name, mo)
    return target


# --- extraction ----------------------------------------------------------------------------


@dataclass
class Usage:
    """A msgid and where the product uses it."""

    words: Words
    places: list[str] = field(default_factory=list)


def extract(root: Path = _HOME) -> dict[str, Usage]:
    """Every msgid of the templates and Python files under ``root``: singular -> Usage."""
    found: dict[str, Usage] = {}
    for path in sorted(root.rglob("*.py")):
        _collect(found, path, root, _python_messages(path))
    for path in sorted((root / "templates").rglob("*.html")):
        _collect(found, path, root, _template_messages(path))
    return found


def _collect(
    found: dict[str, Usage], path: Path, root: Path, messages: Iterable[tuple[int, Words]]
) -> None:
    for line, words in messages:
        key = words if isinstance(words, str) else words[0]
        usage = found.setdefault(key, Usage(words))
        if isinstance(words, tuple):
            usage.words = words
        usage.places.append(f"{path.relative_to(root.parent).as_posix()}:{line}")


def _python_messages(path: Path) -> Iterator[tuple[int, Words]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [_literal(a) for a in node.args[:2]]
        if name in _SINGULAR and texts[0]:
            yield node.lineno, texts[0]
        elif name in _PLURAL and len(texts) == 2 and texts[0] and texts[1]:
            yield node.lineno, (texts[0], texts[1])


def _literal(node: ast.expr) -> str:
    value = node.value if isinstance(node, ast.Constant) else ""
    return value if isinstance(value, str) else ""


def _template_messages(path: Path) -> Iterator[tuple[int, Words]]:
    keywords = [*_SINGULAR, *_PLURAL]
    with path.open("rb") as stream:
        rows = babel_extract(stream, keywords, [], {"silent": "false", "newstyle_gettext": "true"})
        for line, function, message, _comments in rows:
            if isinstance(message, str) and message:
                yield line, message
            elif function in _PLURAL and isinstance(message, tuple):
                singular, plural = message[0], message[1]
                if isinstance(singular, str) and isinstance(plural, str):
                    yield line, (singular, plural)
            elif isinstance(message, tuple) and isinstance(message[0], str):
                yield line, message[0]


# --- completeness --------------------------------------------------------------------------


def read_catalog(language: str, source: Path = CATALOGS) -> Catalog:
    """The ``.po`` of a language."""
    with _po(language, source).open("rb") as stream:
        return pofile.read_po(stream, locale=language)


def _po(language: str, source: Path) -> Path:
    return source / language / "LC_MESSAGES" / "messages.po"


def translated(message: Message | None) -> bool:
    """Whether a catalog entry says something in every plural form."""
    if message is None:
        return False
    text: Any = message.string
    return bool(text) and (isinstance(text, str) or all(text))


def missing(root: Path = _HOME, source: Path = CATALOGS) -> dict[str, list[str]]:
    """language -> msgids that the product uses and the catalog does not translate."""
    used = extract(root)
    gaps: dict[str, list[str]] = {}
    for language in TRANSLATED:
        catalog = read_catalog(language, source)
        gaps[language] = [key for key in used if not translated(catalog.get(key))]
    return gaps


def update(root: Path = _HOME, source: Path = CATALOGS) -> dict[str, list[str]]:
    """Add every missing msgid to the catalogs, empty, sorted; return what is still untranslated."""
    used = extract(root)
    for language in TRANSLATED:
        catalog = read_catalog(language, source)
        for key, usage in used.items():
            if catalog.get(key) is None:
                catalog.add(usage.words)
        buffer = io.BytesIO()
        pofile.write_po(buffer, catalog, width=100, sort_output=True, no_location=True)
        _po(language, source).write_bytes(buffer.getvalue())
    return missing(root, source)


def template_functions(environment: Environment) -> set[str]:
    """Names of gettext functions known to a template environment (used by the tests)."""
    return {name for name in environment.globals if name in _SINGULAR | _PLURAL}


def main(arguments: list[str] | None = None) -> int:
    """``update`` or ``check``; prints one line per gap, exit 1 while there are gaps."""
    words = sys.argv[1:] if arguments is None else arguments
    if words not in (["update"], ["check"]):
        print("usage: python -m console.i18n update|check", file=sys.stderr)
        return 2
    gaps = update() if words == ["update"] else missing()
    for language, keys in gaps.items():
        for key in keys:
            print(f"{language}: {key}")
    return 1 if any(gaps.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
