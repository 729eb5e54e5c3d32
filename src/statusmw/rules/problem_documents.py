"""Problem details, as far as the content tells (RFC 9457)."""

from __future__ import annotations

from typing import Any, Final

from statusmw.exchange import Exchange
from statusmw.grammar import is_uri_reference
from statusmw.rule import Level, Rule, Source
from statusmw.rules.documents import NO_JSON, document, members
from statusmw.rules.shared import MAY_HAVE_CONTENT
from statusmw.status import STATUS_CODES

_PROBLEM: Final = "application/problem+json"
_TEXTS: Final = ("type", "title", "detail", "instance")


def _is_number(value: Any) -> bool:
    return type(value) is int or (type(value) is float and value.is_integer())


def _differs(exchange: Exchange) -> bool:
    status = members(exchange).get("status")
    return _is_number(status) and status != exchange.response.status_code


def _is_no_status_code(exchange: Exchange) -> bool:
    status = members(exchange).get("status")
    return status is not None and not (_is_number(status) and 100 <= status <= 599)


def _is_no_object(exchange: Exchange) -> bool:
    return not isinstance(document(exchange), dict)


def _has_another_type(exchange: Exchange) -> bool:
    found = [members(exchange).get(name) for name in _TEXTS]
    return any(value is not None and not isinstance(value, str) for value in found)


def _has_null(exchange: Exchange) -> bool:
    found = members(exchange)
    return any(name in found and found[name] is None for name in (*_TEXTS, "status"))


def _type(exchange: Exchange) -> str:
    found = members(exchange).get("type")
    return found if isinstance(found, str) else ""


def _is_no_reference(exchange: Exchange) -> bool:
    instance = members(exchange).get("instance")
    return not (is_uri_reference(_type(exchange)) and (not isinstance(instance, str) or is_uri_reference(instance)))


def _depends_on_place(exchange: Exchange) -> bool:
    found = _type(exchange)
    return bool(found) and is_uri_reference(found) and found[0] != "/" and ":" not in found.partition("/")[0]


def _has_another_title(exchange: Exchange) -> bool:
    title, status = members(exchange).get("title"), STATUS_CODES.get(exchange.response.status_code)
    phrases = (status.reason_phrase, *status.old_names) if status else ()
    is_blank = _type(exchange) in ("", "about:blank") and not exchange.response.has("content-language")
    return is_blank and isinstance(title, str) and bool(phrases) and title not in phrases


def _is_plain_problem(exchange: Exchange) -> bool:
    found = members(exchange)
    return isinstance(found.get("title"), str) and found.get("status") == exchange.response.status_code


def _is_no_json(exchange: Exchange) -> bool:
    return document(exchange) is NO_JSON


def _example(content: str, media_type: str = _PROBLEM) -> str:
    return f"GET /orders/8\n\n404 Not Found\nContent-Type: {media_type}\n\n{content}\n"


_GOOD: Final = _example('{"title": "Not Found", "status": 404, "detail": "There is no order 8."}')

RULES: Final = (
    Rule(
        id="problem-not-an-object",
        source=Source("RFC 9457", "3"),
        level=Level.MUST,
        says="A problem document is a JSON object.",
        why="A client looks for members and finds none, or fails on the text itself instead of telling the problem.",
        status_codes=MAY_HAVE_CONTENT,
        reads=_PROBLEM,
        check=_is_no_object,
        bad=_example('"There is no order 8."'),
        good=_GOOD,
    ),
    Rule(
        id="problem-with-other-status",
        source=Source("RFC 9457", "3.1.2"),
        level=Level.MUST,
        says="The status member of a problem is the status code of the response.",
        why="One client goes by the head and the next by the document: they disagree about what happened.",
        status_codes=MAY_HAVE_CONTENT,
        reads=_PROBLEM,
        check=_differs,
        bad=_example('{"title": "Conflict", "status": 409}'),
        good=_GOOD,
    ),
    Rule(
        id="problem-status-not-a-code",
        source=Source("RFC 9457", "3.1.2"),
        level=Level.MUST,
        says="The status member of a problem is a number, and a status code.",
        why="Clients have to ignore a member of another type, and typed ones fail on it.",
        status_codes=MAY_HAVE_CONTENT,
        reads=_PROBLEM,
        check=_is_no_status_code,
        bad=_example('{"title": "Not Found", "status": "404"}'),
        good=_GOOD,
    ),
    Rule(
        id="problem-member-not-text",
        source=Source("RFC 9457", "3.1"),
        level=Level.MUST,
        says="The members type, title, detail and instance of a problem are strings.",
        why="Clients have to ignore a member of another type: what it says is lost, and typed ones fail on it.",
        status_codes=MAY_HAVE_CONTENT,
        reads=_PROBLEM,
        check=_has_another_type,
        bad=_example('{"title": "Not Found", "detail": ["There is no order 8."]}'),
        good=_GOOD,
    ),
    Rule(
        id="problem-member-null",
        source=Source("RFC 9457", "3.1"),
        level=Level.SHOULD,
        says="A member of a problem that has nothing to say is left out, not null.",
        why="Null is none of the types of these members; clients with typed models fail on it.",
        status_codes=MAY_HAVE_CONTENT,
        reads=_PROBLEM,
        check=_has_null,
        bad=_example('{"title": "Not Found", "detail": null}'),
        good=_GOOD,
    ),
    Rule(
        id="problem-type-malformed",
        source=Source("RFC 9457", "3.1.1"),
        level=Level.MUST,
        says="The members type and instance of a problem are URI references.",
        why="Clients compare and follow them as such; free text belongs in title and detail.",
        status_codes=MAY_HAVE_CONTENT,
        reads=_PROBLEM,
        check=_is_no_reference,
        bad=_example('{"type": "order not found", "title": "Not Found"}'),
        good=_example('{"type": "/problems/order-not-found", "title": "There is no such order"}'),
    ),
    Rule(
        id="problem-type-relative",
        source=Source("RFC 9457", "3.1.1"),
        level=Level.SHOULD,
        says="The type of a problem that is a relative reference has the whole path.",
        why="Under another path the same text is another type, so clients cannot know it again.",
        status_codes=MAY_HAVE_CONTENT,
        reads=_PROBLEM,
        check=_depends_on_place,
        bad=_example('{"type": "order-not-found", "title": "There is no such order"}'),
        good=_example('{"type": "/problems/order-not-found", "title": "There is no such order"}'),
    ),
    Rule(
        id="problem-titled-otherwise",
        source=Source("RFC 9457", "4.2.1"),
        level=Level.ADVICE,
        says="A problem without a type of its own has the reason phrase as title.",
        why="What the title tells beyond the status code is a type that clients cannot name; translations aside.",
        status_codes=MAY_HAVE_CONTENT,
        reads=_PROBLEM,
        check=_has_another_title,
        bad=_example('{"title": "Order not found", "status": 404}'),
        good=_GOOD,
    ),
    Rule(
        id="problem-as-plain-json",
        source=Source("RFC 9457", "3"),
        level=Level.ADVICE,
        says="A document with the members of a problem is labelled as one.",
        why="Clients that know problem details do not look into other JSON.",
        status_codes=range(400, 600),
        reads="application/json",
        check=_is_plain_problem,
        bad=_example('{"title": "Not Found", "status": 404}', "application/json"),
        good=_GOOD,
    ),
    Rule(
        id="json-malformed",
        source=Source("RFC 9110", "8.3"),
        level=Level.ADVICE,
        says="Content that is labelled as JSON is a JSON text.",
        why="Clients fail when they parse it, and report that instead of what the response says.",
        status_codes=MAY_HAVE_CONTENT,
        except_methods={"HEAD"},
        reads="application/json",
        check=_is_no_json,
        bad=_example("{'order': 8}", "application/json"),
        good=_example('{"order": 8}', "application/json"),
    ),
)
