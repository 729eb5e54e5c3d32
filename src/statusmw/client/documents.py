"""Problem documents read back, from JSON and XML (RFC 9457, Section 3 and Appendix B): values in, values out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from statusmw.problem import ProblemDetails
from statusmw.schema_types import Empty

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ESCAPED: Final = re.compile(r"_x([0-9A-F]{4,6})_")
_EMPTY_NAME: Final = "_x_"
_DEEPEST: Final = 100


def details_in(content: bytes, media_type: str) -> ProblemDetails | None:
    """What a problem document says.

    Args:
        content: the document.
        media_type: as the response gives it, without parameters.

    Returns:
        The problem details. None if the media type is none of a problem document, or the content cannot be read.

    >>> details_in(b'{"title": "No such order", "type": "/problems/order"}', "application/problem+json").title
    'No such order'
    """
    read = _READERS.get(media_type)
    if read is None:
        return None
    try:
        return ProblemDetails.from_mapping(read(content))
    except (ValueError, TypeError, RecursionError, SyntaxError):  # XML's ParseError is a SyntaxError
        return None


def absolute(reference: str, base: str) -> str:
    """*reference* resolved against *base*, as RFC 9457, Section 3.1.1, has it; as it is if it is no URI reference.

    >>> absolute("/problems/order", "https://shop.example/orders/7")
    'https://shop.example/problems/order'
    """
    try:
        return reference if urlsplit(reference).scheme else urljoin(base, reference)
    except ValueError:
        return reference


def message_in(content: bytes, media_type: str) -> str:
    """What an error response that is no problem document says, as far as it is text for people; empty if it is none.

    Args:
        content: the content.
        media_type: as the response gives it, without parameters.

    >>> message_in(b'{"detail": "No order 7"}', "application/json")
    'No order 7'
    """
    text = content.decode("utf-8", "replace").strip()
    if media_type != "application/json":
        return text[:_MOST] if media_type == "text/plain" else ""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if isinstance(said, dict):
        said = next((said[name] for name in _SAYING if isinstance(said.get(name), str)), None)
    return said[:_MOST] if isinstance(said, str) else ""


_SAYING: Final = ("detail", "message", "description", "error_description", "error", "title")
_MOST: Final = 1000


def _from_json(content: bytes) -> Any:
    return json.loads(content)


def _from_xml(content: bytes) -> Any:
    from xml.etree.ElementTree import TreeBuilder, XMLParser  # noqa: PLC0415 - few processes ever read XML

    class WithoutDoctype(TreeBuilder):
        """A document has no use for entities, and entities have been used for attacks."""

        def doctype(self, *named: object) -> None:
            raise ValueError(f"a problem document has no document type, such as {named[0]!r}")

    parser = XMLParser(target=WithoutDoctype())  # noqa: S314 - entities need a document type, which is refused
    parser.feed(content)
    root: Element = parser.close()
    return {_name(child): _value(child, 1) for child in root} if _name(root) == "problem" else None


def _value(element: Element, depth: int) -> Any:
    if depth > _DEEPEST:
        raise ValueError("the document is nested too deeply")
    if len(element) == 0:
        return element.text or Empty()
    if all(_local(child) == "i" for child in element):
        return [_value(child, depth + 1) for child in element]
    return {_name(child): _value(child, depth + 1) for child in element}


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _name(element: Element) -> str:
    """The member's name that the element's name stands for, as `statusmw.writers.xml` has written it."""
    local = _local(element)
    return "" if local == _EMPTY_NAME else _ESCAPED.sub(_unescaped, local)


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code <= 0x10FFFF else match[0]


_READERS: Final[dict[str, Callable[[bytes], Any]]] = {
    "application/problem+json": _from_json,
    "application/problem+xml": _from_xml,
}
