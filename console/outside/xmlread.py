"""Reading XML that strangers sent: no document type, no entities, bounded depth and size."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers import expat

MAX_DEPTH = 64


class BadXml(ValueError):
    """The document is malformed or uses what we refuse to read."""


def read_xml(data: bytes) -> Element:
    """The root element of ``data``; names are ``{namespace}local`` as ElementTree has them.

    Raises BadXml for malformed text, any DOCTYPE (and so every entity), or nesting over 64.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    depth = 0

    def refuse(*_: Any) -> None:
        raise BadXml("A document type is not allowed.")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise BadXml("Too deeply nested.")
        builder.start(_full(name), {_full(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_full(name))

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, ParseError, ValueError, LookupError) as fault:
        raise fault if isinstance(fault, BadXml) else BadXml("The document is not XML.") from fault


def _full(name: str) -> str:
    return "{" + name if "}" in name else name


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def child(element: Element | None, path: str) -> Element | None:
    """The first descendant along ``a/b/c`` of local names, namespaces aside; None if missing."""
    for name in path.split("/"):
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def children(element: Element | None, path: str) -> list[Element]:
    """All elements at ``a/b/c`` whose last name repeats."""
    before, _, last = path.rpartition("/")
    parent = child(element, before) if before else element
    return [] if parent is None else [one for one in parent if local(one) == last]


def text(element: Element | None, path: str = "") -> str:
    """Text at ``path`` without outer spaces; empty if there is none."""
    found = child(element, path) if path else element
    return (found.text or "").strip() if found is not None else ""
