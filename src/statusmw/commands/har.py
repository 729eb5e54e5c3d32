"""HAR files, as browsers and proxies export them (HAR 1.2), and our own reports, which hold exchanges as well.

A HAR tells what a browser made of a response, not what came over the wire. Entries that came from a cache are passed
over, content that the browser does not keep is taken for unknown, and so is a request whose fields are not all there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from statusmw.commands.jsonl import exchange_of, octets
from statusmw.commands.judging import UNSEEN, Fault, Place, Seen
from statusmw.commands.page import CommandError
from statusmw.commands.scope import NOT_IN_A_HAR, NOT_OF_INTERIM
from statusmw.commands.strings import Shortened
from statusmw.exchange import Content, Exchange, Request, Response, forbids_content
from statusmw.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusmw.commands.feed import Feed
    from statusmw.exchange import FieldLine

_UNREAD: Final = ("response.content.text", "request.postData", "_initiator", "_webSocketMessages", "timings")
_FROM_CACHE: Final = ("_fromCache", "_fetchedViaServiceWorker", "_fromServiceWorker")
# Every event has the whole path to it, and those of one piece are all made before the first is seen.
_AT_ONCE: Final = 4096
_LONGEST_PATH: Final = 10_000
_DEEPEST: Final = 200
_MOST_HELD: Final = 16 << 20
_OVERHEAD: Final = 128
_TOO_DEEP: Final = "is nested so deeply that nobody can have meant it"
_TOO_LARGE: Final = f"holds more than {_MOST_HELD >> 20} MB beside its content; take it out, so that the rest is read"
_ENDS_OF_REQUEST: Final = ("host", ":authority")


class _Event(NamedTuple):
    prefix: str
    kind: str
    value: Any


def read_har(feed: Feed, source: str) -> Iterator[Seen | Fault]:
    """The exchanges in a HAR.

    Args:
        feed: its bytes.
        source: its name.

    Returns:
        The exchanges, in order; what came from a cache is left out.
    """
    for number, entry in enumerate(_objects(feed, "log.entries.item", _UNREAD), 1):
        place = Place(source, label=f"entry {number}")
        if isinstance(entry, str):
            yield Fault(entry, place if number > 1 else Place(source))
            return
        try:
            seen = _entry(entry, place)
        except (AttributeError, KeyError, TypeError, ValueError):
            yield Fault("is no entry of a HAR: request or response lacks a member, or it is of another type", place)
            continue
        if seen is not None:
            yield seen


def read_report(feed: Feed, source: str) -> Iterator[Seen | Fault]:
    """The exchanges in what ``--format json`` has written; each one once.

    Args:
        feed: its bytes.
        source: its name.

    Returns:
        The exchanges that had findings, in order.
    """
    before = None
    for number, each in enumerate(_objects(feed, "findings.item", ()), 1):
        place = Place(source, label=f"finding {number}")
        if isinstance(each, str):
            yield Fault(each, place)
            return
        known = (each.get("place"), each.get("request"), each.get("response"))
        if known != before and each.get("response"):
            yield exchange_of(each, place)
        before = known


def _objects(feed: Feed, path: str, unread: tuple[str, ...]) -> Iterator[dict[str, Any] | str]:
    """The objects at *path*, one at a time; a text says why there are no more of them."""
    try:
        import ijson  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra
    except ImportError:
        raise CommandError("reading this takes ijson; install it: pip install 'statusmw[cli]'") from None
    skipped = tuple(f"{path}.{name}" for name in unread)
    building: _Building | None = None
    try:
        for event in map(_event, ijson.parse(Shortened(feed), use_float=True, buf_size=_AT_ONCE)):
            if event.prefix == path and event.kind == "start_map":
                building = _Building(ijson.ObjectBuilder())
            if building is None or event.prefix.startswith(skipped):
                continue
            building.add(event)
            if event.prefix == path and event.kind == "end_map":
                yield building.builder.value
                building = None
    except _TooMuchError as error:
        yield str(error)
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        yield f"is cut off or no JSON: {plain(str(error).splitlines()[0])}"


class _TooMuchError(Exception):
    """An object is not read any further; the text says why."""


def _event(told: tuple[str, str, Any]) -> _Event:
    if len(told[0]) > _LONGEST_PATH:
        raise _TooMuchError(_TOO_DEEP)
    return _Event._make(told)


class _Building:
    """An object that grows, within bounds."""

    def __init__(self, builder: Any) -> None:
        self.builder = builder
        self._held = self._depth = 0

    def add(self, event: _Event) -> None:
        self._held += _OVERHEAD + (len(event.value) if isinstance(event.value, str) else 0)
        self._depth += event.kind.startswith("start_") - event.kind.startswith("end_")
        if self._held > _MOST_HELD:
            raise _TooMuchError(_TOO_LARGE)
        if self._depth > _DEEPEST:
            raise _TooMuchError(_TOO_DEEP)
        self.builder.event(event.kind, event.value)


def _entry(entry: dict[str, Any], place: Place) -> Seen | None:
    request, response = entry["request"], entry["response"]
    status_code, url = response["status"], str(request["url"])
    if type(status_code) is not int:
        raise TypeError(status_code)
    if not 1 <= status_code <= 999 or not url.startswith(("http:", "https:")) or _is_cached(entry, response):
        return None
    asked = _request(request, response, url)
    answer = Response(status_code, _fields(response["headers"]))
    exchange = Exchange(asked, answer, _content(asked, answer, response))
    return Seen(exchange, place, unasked={*NOT_IN_A_HAR, *(NOT_OF_INTERIM if status_code == 101 else ())})


def _is_cached(entry: dict[str, Any], response: dict[str, Any]) -> bool:
    # Firefox tells by `afterRequest`, Safari by `_fetchType`, Chromium by members of its own.
    marks = (*(entry.get(name) for name in _FROM_CACHE), *(response.get(name) for name in _FROM_CACHE))
    is_old = "afterRequest" in (entry.get("cache") or {}) and response["status"] != 304
    fetched = str(response.get("_fetchType", "Network Load"))
    return any(marks) or is_old or fetched != "Network Load"


def _request(request: dict[str, Any], response: dict[str, Any], url: str) -> Request:
    fields = _lines(request["headers"])
    names = {name.lower() for name, _ in fields}
    kept = tuple(line for line in fields if not line[0].startswith(":"))
    version = _version(str(request.get("httpVersion") or ""), str(response.get("httpVersion") or ""))
    is_whole = not names.isdisjoint(_ENDS_OF_REQUEST)
    return Request(str(request["method"]), _target(url), kept if is_whole else UNSEEN, version)


def _target(url: str) -> str:
    rest = url.partition("://")[2].partition("#")[0]
    _, slash, target = rest.partition("/")
    return slash + target or "/"


def _version(*told: str) -> str:
    """The version as we write it; browsers write it in many ways, and none of them asks by HTTP/1.0."""
    for each in told:
        digits = each.lower().removeprefix("http/").removeprefix("h")
        if digits[:1] in {"2", "3"}:
            return digits[0]
    return "1.1"


def _fields(headers: Any) -> tuple[FieldLine, ...]:
    return tuple(line for line in _lines(headers) if not line[0].startswith(":"))


def _lines(headers: Any) -> tuple[FieldLine, ...]:
    # Several lines of one field may stand in one value, one below the other.
    pairs = ((str(each["name"]), str(each.get("value") or "")) for each in headers)
    return tuple((octets(name), octets(line.strip())) for name, value in pairs for line in value.split("\n"))


def _content(request: Request, response: Response, told: dict[str, Any]) -> Content | None:
    """What is known of the content: browsers show that of a cache with 304, and none with a redirect."""
    size, received = (told.get("content") or {}).get("size", -1), told.get("bodySize", -1)
    code = response.status_code
    if request.method in {"HEAD", "CONNECT"} or forbids_content(code) or 300 <= code < 400:
        return None
    if not isinstance(size, (int, float)) or size < 0:
        return None
    return Content(int(size)) if size or (received == 0 and response.value("content-length") in (None, "0")) else None
