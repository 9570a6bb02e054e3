"""What an untrusted workbook must not be. Checked on the raw bytes, before anything is parsed.

The sizes in a zip directory are sums of claims: each part is unpacked in pieces and counted too.
"""

from __future__ import annotations

import io
import re
import zipfile

from console.errors import Refusal, TooLarge

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS, MOST_COLUMNS = 5002, 200
PIECE = 256 * 1024
OVERLAP = 64
_FORBIDDEN = re.compile(rb"<!(DOCTYPE|ENTITY)", re.I)
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,7})([0-9]{1,12})"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="([0-9]{1,12})"')


class NotWorkbook(Refusal):
    """The file is no workbook this console reads."""

    code = "not_workbook"
    default = {  # noqa: RUF012
        "kk": "Бұл файл Excel (.xlsx) кітабы емес немесе бүлінген.",
        "ru": "Это не книга Excel (.xlsx), или файл поврежден.",
        "en": "This is not an Excel (.xlsx) workbook, or it is damaged.",
    }


class Unsafe(Refusal):
    """The workbook holds something no form needs (entities, foreign encodings)."""

    code = "unsafe_workbook"
    default = {  # noqa: RUF012
        "kk": "Файлда рұқсат етілмеген мазмұн бар. Үлгіні жүктеп алып, соны толтырыңыз.",
        "ru": "В файле недопустимое содержимое. Скачайте шаблон и заполните его.",
        "en": "The file holds content that is not allowed. Download the template and fill it in.",
    }


TOO_MANY = {
    "kk": "Файлда жолдар немесе бағандар тым көп.",
    "ru": "В файле слишком много строк или столбцов.",
    "en": "The file has too many rows or columns.",
}


def check_workbook(
    content: bytes, *, rows: int = MOST_ROWS, unpacked: int = LARGEST_UNPACKED
) -> None:
    """Refuse what is no workbook (422), unsafe (422) or too large (413)."""
    if len(content) > LARGEST_FILE:
        raise TooLarge()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > unpacked:
                raise TooLarge()
            if "xl/workbook.xml" not in archive.namelist():
                raise NotWorkbook()
            left = unpacked
            for part in parts:
                left = _check_part(archive, part, left, rows)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError,
            RuntimeError, ValueError) as error:
        raise NotWorkbook() from error


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, rows: int) -> int:
    """Unpack one part in pieces; the bytes still allowed after it."""
    markup = part.filename.endswith((".xml", ".rels", ".vml"))
    sheet = part.filename.startswith("xl/worksheets/")
    tail, first = b"", True
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            left -= len(piece)
            if left < 0:
                raise TooLarge()
            if not markup:
                continue
            if first and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in piece[:200]):
                raise Unsafe()  # another encoding would hide what is looked for below
            first = False
            text = tail + piece
            if _FORBIDDEN.search(text):
                raise Unsafe()
            if sheet:
                _check_places(text, rows)
            tail = text[-OVERLAP * 16:]
    return left


def _check_places(text: bytes, rows: int) -> None:
    """A cell far away makes a reader walk through millions of empty ones."""
    for hit in _ROW.finditer(text):
        if int(hit[1]) > rows:
            raise TooLarge(TOO_MANY)
    for hit in _CELL.finditer(text):
        if int(hit[2]) > rows or _column_number(hit[1]) > MOST_COLUMNS:
            raise TooLarge(TOO_MANY)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
