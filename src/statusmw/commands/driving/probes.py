"""What is asked of each resource: requests that change nothing, and with ``--unsafe`` some that may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from statusmw.commands.driving.answers import Asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusmw.commands.driving.offers import Offer
    from statusmw.exchange import Response

UNKNOWN_PATH: Final = "/no-such-path-b41d/"
"""What no application offers."""

_UNKNOWN_METHOD: Final = "NONSENSE"
_NOTHING_OF_THE_KIND: Final = "application/vnd.nothing-of-the-kind"
_JSON: Final = ("Content-Type", "application/json")
_BROKEN: Final = b'{"broken": '
_WRITING: Final = ("POST", "PUT", "PATCH")


def safe_probes(offer: Offer) -> Iterator[Asking]:
    """What every resource is asked: nothing of it changes anything."""
    path = offer.path
    yield Asking("GET", path)
    yield Asking("HEAD", path)
    yield Asking("OPTIONS", path)
    yield Asking(_UNKNOWN_METHOD, path)
    yield Asking("GET", path, (("Accept", _NOTHING_OF_THE_KIND),), note=f"Accept: {_NOTHING_OF_THE_KIND}")
    for wanted in ("bytes=0-0", "bytes=999999999999-"):
        yield Asking("GET", path, (("Range", wanted),), note=f"Range: {wanted}")


def conditional_probes(offer: Offer, response: Response) -> Iterator[Asking]:
    """What is asked with the validators that a first response to GET had."""
    etag, modified = response.value("etag"), response.value("last-modified")
    if etag:
        yield Asking("GET", offer.path, (("If-None-Match", etag),), note="If-None-Match: the ETag it has")
        yield Asking("GET", offer.path, (("If-Match", '"another"'),), note="If-Match: another ETag")
    if modified:
        yield Asking("GET", offer.path, (("If-Modified-Since", modified),), note="If-Modified-Since: its Last-Modified")


def unsafe_probes(offer: Offer) -> Iterator[Asking]:
    """What may change something: content that is broken, of an unknown type, or missing, an example, and DELETE."""
    for method in _WRITING:
        if method in offer.methods:
            yield Asking(method, offer.path, (_JSON,), _BROKEN, "malformed JSON")
            yield Asking(method, offer.path, (("Content-Type", _NOTHING_OF_THE_KIND),), b"?", _NOTHING_OF_THE_KIND)
            yield Asking(method, offer.path, note="no content")
            yield Asking(method, offer.path, (_JSON,), b"{}", "an empty object")
    for method, media_type, content in offer.content:
        yield Asking(method, offer.path, (("Content-Type", media_type),), content, "the documented example")
    if "DELETE" in offer.methods:
        yield Asking("DELETE", offer.path)
