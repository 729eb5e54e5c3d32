"""What all pages have around what they say: self-contained, without scripts, allowed to load nothing."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import Final

_DOCUMENT: Final = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{head}<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""
_POLICY: Final = (
    "default-src 'none'; style-src 'sha256-{digest}'; {images}"
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Skeleton:
    """The frame of a kind of page, and the Content-Security-Policy that lets its style through and nothing else.

    Args:
        style: the only style of the page.
        head: what else is in its head, as lines of HTML.
        images: whether images may stand in the page itself, as ``data:``; it may load none.

    >>> plain = Skeleton("p{margin:0}")
    >>> b"<title>7 &lt; 8</title>" in plain.page("7 < 8", "<p>Indeed.</p>")
    True
    >>> plain.policy.partition(";")[0]
    "default-src 'none'"
    """

    def __init__(self, style: str, head: str = "", *, images: bool = False) -> None:
        self._style, self._head = style, head
        digest = b64encode(sha256(style.encode()).digest()).decode()
        self.policy = _POLICY.format(digest=digest, images="img-src data:; " if images else "")

    def page(self, title: str, body: str, language: str = "en") -> bytes:
        """The page in UTF-8.

        Args:
            title: as text.
            body: as HTML.
            language: as a tag of RFC 5646.
        """
        page = _DOCUMENT.format(
            language=escape(language), head=self._head, title=escape(title), style=self._style, body=body
        )
        return page.encode("utf-8", "replace")
