"""Problem documents in XML (RFC 9457 appendix B).

Members are elements, objects elements of elements, arrays elements of ``i`` elements; null and what is empty are empty
elements. A name XML cannot hold is written with ``_xHHHH_`` in place of each such character (its code point in
hexadecimal), and an empty name as ``_x_``, which can be undone; a character XML 1.0 cannot hold in text becomes U+FFFD.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from statusmw.writers.written import Written

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from statusmw.problem import ProblemDetails

MEDIA_TYPE: Final = "application/problem+xml"
NAMESPACE: Final = "urn:ietf:rfc:7807"

_EMPTY_NAME: Final = "_x_"
# All that is no Char of XML 1.0; the characters that are would take fifty times as long to compile.
_NOT_IN_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAME: Final = re.compile(
    r"""  ^[^A-Za-z_]                               # no name begins so
        | ^[Xx](?=[Mm][Ll])                         # names that begin so are reserved (XML 1.0 section 2.3)
        | ^i\Z                                      # would turn an object into an array
        | _(?=x[0-9A-F]{4,6}(?![0-9A-Za-z.\-]))     # would read as one of our own escapes
        | ^_(?=x_\Z)                                # would read as the empty name
        | [^0-9A-Za-z_.\-]                          # beyond ASCII, the editions of XML differ
    """,
    re.VERBOSE,
)


def write(details: ProblemDetails) -> Written:
    """The document, well-formed whatever the members hold.

    Args:
        details: what to say; its extensions have to be plain JSON values.

    Returns:
        The document in UTF-8, which its XML declaration says.

    >>> from statusmw.problem import ProblemDetails
    >>> print(write(ProblemDetails(404, "Not Found", extensions={"ids": [1, 2]})).content.decode())
    <?xml version='1.0' encoding='utf-8'?>
    <problem xmlns="urn:ietf:rfc:7807"><title>Not Found</title><status>404</status><ids><i>1</i><i>2</i></ids></problem>
    """
    from xml.etree.ElementTree import Element, tostring  # noqa: PLC0415 - few processes ever write XML

    root = Element("problem", {"xmlns": NAMESPACE})
    _fill(root, details.as_dict())
    return Written(tostring(root, encoding="utf-8", xml_declaration=True), MEDIA_TYPE)


def _fill(element: Element, value: object) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _add(element, _NOT_IN_NAME.sub(_escaped, name) or _EMPTY_NAME, inner)
    elif isinstance(value, list):
        for inner in value:
            _add(element, "i", inner)
    elif value is not None:
        element.text = _NOT_IN_TEXT.sub("\ufffd", value if isinstance(value, str) else json.dumps(value))


def _add(parent: Element, name: str, value: object) -> None:
    child = parent.makeelement(name, {})
    parent.append(child)
    _fill(child, value)


def _escaped(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"
