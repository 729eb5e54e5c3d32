"""What has to arrive, behind any server, for each path of the faulty applications once statusmw is in front of them."""

from dataclasses import dataclass

import faulty_asgi
import faulty_wsgi
from examples.demo_rows import Outcome

PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Expected:
    """Status code, content (None: a problem), how it ends, and fields that have to have this value or be absent."""

    status_code: int
    content: bytes | None = b""
    ended: str = "whole"
    fields: tuple[tuple[str, str | None], ...] = ()


NO_CONTENT = Expected(204, fields=(("content-length", None), ("transfer-encoding", None)))
RESET = Expected(205, fields=(("content-length", "0"),))
HELLO = Expected(200, b"hello", fields=(("content-length", "5"),))
REFUSED = Expected(500, None, fields=(("set-cookie", None), ("x-note", None), ("cache-control", "no-store")))

EXPECTED = {
    "/fine": HELLO,
    "/204-content": NO_CONTENT,
    "/204-content-without-length": NO_CONTENT,
    "/204-content-streamed": NO_CONTENT,
    "/204-length": NO_CONTENT,
    "/204-promise": NO_CONTENT,
    "/204-chunked": NO_CONTENT,
    "/205-content": RESET,
    "/205-promise": RESET,
    "/304-content": Expected(304, fields=(("etag", '"v1"'), ("content-length", None))),
    "/head": Expected(200, fields=(("content-length", "44"),)),
    "/head-streamed": Expected(200, fields=(("content-length", "88"),)),
    "/long": HELLO,
    "/long-streamed": Expected(200, b"helloworldagain", "cut"),
    "/short": Expected(200, b"hello" + faulty_wsgi.FORGED),
    "/short-streamed": HELLO,
    "/no-number": HELLO,
    "/same-length-twice": HELLO,
    "/two-lengths": REFUSED,
    "/length-and-chunked": Expected(200, b"hello"),
    "/100": REFUSED,
    "/103": REFUSED,
    "/99": REFUSED,
    "/600": REFUSED,
    "/2000": REFUSED,
    "/abc": REFUSED,
    "/line-feed": REFUSED,
    "/carriage-return": REFUSED,
    "/null": REFUSED,
    "/not-latin": REFUSED,
    "/bad-name": REFUSED,
    "/bytes": REFUSED,
    "/text-field": REFUSED,
    "/phrase": REFUSED,
    "/text": REFUSED,
    "/raise": REFUSED,
    "/raise-after-start": REFUSED,
    "/no-start": REFUSED,
    "/start-twice": REFUSED,
    "/nothing": REFUSED,
    "/fail-at-once": REFUSED,
    "/fail-later": Expected(200, b"helloworld", "cut"),
    "/fail-later-with-length": Expected(200, b"helloworld", "cut"),
}

_WITHOUT_ANSWER = {"/raise", "/no-start", "/raise-after-start", "/nothing"}
PATHS = {
    "wsgi": [*faulty_wsgi.ANSWERS.keys() - {"/ping"}, *_WITHOUT_ANSWER, "/start-twice"],
    "asgi": [*faulty_asgi.ANSWERS.keys() - {"/ping"}, *_WITHOUT_ANSWER],
}


def method_for(path):
    return "HEAD" if path.startswith("/head") else "GET"


def ask(server, path):
    """The outcome of a request for *path*, and of one more on the same connection."""
    fields = {"If-None-Match": '"v1"'} if path.startswith("/304") else {}
    with server.connect(30) as connection:
        return Outcome(connection.ask(method_for(path), path, fields), connection.ask("GET", "/ping"))


def wrong(expected, outcome):
    """Everything in *outcome* that is not as *expected*."""
    answer, found = outcome.answer, []
    if (answer.status_code, answer.ended) != (expected.status_code, expected.ended):
        found.append(f"{answer.status_code} {answer.ended}, expected {expected.status_code} {expected.ended}")
    if expected.content is not None and answer.content != expected.content:
        found.append(f"content {answer.content!r}")
    if expected.content is None and (answer.value("content-type") != PROBLEM or b"secret" in answer.content):
        found.append(f"{answer.value('content-type')}: {answer.content!r}")
    found += [f"{name}: {answer.value(name)}" for name, value in expected.fields if answer.value(name) != value]
    return found + wrong_after(outcome)


def wrong_after(outcome):
    """What is wrong with the connection: the next request gets its own answer, or it was told that it gets none."""
    answer, after = outcome.answer, outcome.after
    if answer.ended != "whole":
        return [] if answer.closed and after.closed else ["the connection of a broken answer is still used"]
    if outcome.is_lost:
        return ["the connection went away and nothing had said so"]
    return [] if outcome.is_followed or after.closed else [f"the next request got {after}"]
