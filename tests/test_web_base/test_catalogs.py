"""Every word of the screens is there in Kazakh and Russian; one command keeps the catalogs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from babel.messages import pofile

from console import i18n

LANGUAGES = list(i18n.TRANSLATED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_msgid_is_missing(language: str) -> None:
    """Each msgid of templates and code is translated (python -m console.i18n update adds them)."""
    assert i18n.missing()[language] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_agree(language: str) -> None:
    """A translation uses the variables of its msgid, no more and no fewer."""
    wrong = []
    for message in i18n.read_catalog(language):
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        source = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = {v for text in source for v in re.findall(r"%\((\w+)\)", text)}
        for text in forms:
            if text and set(re.findall(r"%\((\w+)\)", text)) != wanted:
                wrong.append(message.id)
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalog_is_of_its_language(language: str) -> None:
    """The header names the language and its plural rule; nothing is marked as guessed."""
    catalog = i18n.read_catalog(language)
    assert catalog.locale is not None
    assert catalog.locale.language == language
    assert catalog.num_plurals == {"kk": 2, "ru": 3}[language]
    assert [m.id for m in catalog if m.fuzzy and m.id] == []


def test_kazakh_is_kazakh() -> None:
    """No Kazakh translation is simply the Russian one, whole sentences at least."""
    kazakh, russian = (i18n.read_catalog(code) for code in ("kk", "ru"))
    same = []
    for message in kazakh:
        other = russian.get(message.id) if message.id else None
        text = message.string
        if other and isinstance(text, str) and " " in text and text == other.string:
            same.append(message.id)
    assert same == []


def test_words_are_the_laws_own() -> None:
    """Par. 2(6) says карта; one letter for е in Russian, but in «всё», which is another word."""
    kazakh, russian = (i18n.read_catalog(code) for code in ("kk", "ru"))
    told = [str(m.string) for m in kazakh if m.id]
    assert [text for text in told if re.search("карточка|дербес карта", text)] == []
    odd = [w for m in russian for w in re.findall(r"\w*[ёЁ]\w*", str(m.string))]
    assert [word for word in odd if word.lower() != "всё"] == []


def test_update_adds_what_is_used(tmp_path: Path) -> None:
    """The command finds msgids in code and templates, plural ones too, and keeps the rest."""
    root, source = tmp_path / "app", tmp_path / "translations"
    shutil.copytree(i18n.CATALOGS, source)
    (root / "templates").mkdir(parents=True)
    (root / "x.py").write_text('title = _("A quite new word")\n', encoding="utf-8")
    page = "{{ _('From a page') }}{{ ngettext('%(num)s duck', '%(num)s ducks', 3) }}"
    (root / "templates" / "x.html").write_text(page, encoding="utf-8")
    before = len(i18n.read_catalog("kk", source))
    gaps = i18n.update(root, source)
    assert gaps["kk"] == gaps["ru"] == ["A quite new word", "From a page", "%(num)s duck"]
    assert len(i18n.read_catalog("kk", source)) == before + 3
    assert i18n.read_catalog("ru", source)["%(num)s duck"].pluralizable


def test_catalogs_are_compiled_once_and_again_when_they_change(tmp_path: Path) -> None:
    """Compiled catalogs live outside the sources and follow them."""
    source = tmp_path / "source"
    shutil.copytree(i18n.CATALOGS, source)
    target = i18n.compile_catalogs(tmp_path / "made", source)
    made = target / "kk" / "LC_MESSAGES" / "messages.mo"
    first = made.stat().st_mtime_ns
    i18n.compile_catalogs(target, source)
    assert made.stat().st_mtime_ns == first
    po = source / "kk" / "LC_MESSAGES" / "messages.po"
    with po.open("rb") as stream:
        catalog = pofile.read_po(stream, locale="kk")
    catalog.add("Fresh", "Жаңа")
    with po.open("wb") as stream:
        pofile.write_po(stream, catalog)
    i18n.compile_catalogs(target, source)
    assert "Жаңа".encode() in made.read_bytes()


@pytest.mark.parametrize(
    ("words", "language", "wanted"),
    [
        ({"kk": "Іс", "ru": "Дело", "en": "Case"}, "ru", "Дело"),
        ({"kk": "Іс", "ru": "", "en": "Case"}, "ru", "Іс"),
        ({"en": "Case"}, "kk", "Case"),
        ("plain", "kk", "plain"),
        (None, "kk", ""),
        ({}, "kk", ""),
    ],
)
def test_label(words: dict[str, str] | str | None, language: str, wanted: str) -> None:
    """A label falls back to Kazakh, then to what there is; it never fails a page."""
    assert i18n.label(words, language) == wanted


def test_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown word is told how to use the command."""
    assert i18n.main(["nonsense"]) == 2
    assert "usage" in capsys.readouterr().err


def test_a_state_register_is_one_kazakh_word() -> None:
    """Тізілім, as the Order says; the other word is that of registering people."""
    root = Path(__file__).resolve().parents[2]
    wrong = [
        str(path.relative_to(root)) for folder in ("console", "plugins", "forms", "reports")
        for ending in ("*.py", "*.toml", "*.po", "*.html", "*.txt")
        for path in (root / folder).rglob(ending)
        if "тіркелім" in path.read_text(encoding="utf-8").casefold()
    ]
    assert not wrong
