"""What atheris calls with bytes of its choice: each target ends, by a result or an error that is documented.

Whatever else is raised is a finding, and so is work that grows faster than its input.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from random import Random

from fuzz import asgi_programs, oracles, wsgi_programs
from fuzz.watching import Watched
from statusmw import challenges as challenging
from statusmw import fields as fielding
from statusmw import grammar, grammar_values, targets
from statusmw.commands.curl import Asked, read_curl
from statusmw.commands.feed import BrokenInputError, Feed
from statusmw.commands.har import read_har, read_report
from statusmw.commands.jsonl import read_jsonl
from statusmw.commands.judging import Seen, judge
from statusmw.exchange import Content, Exchange, Request, Response
from statusmw.negotiation import choose
from statusmw.rules import CATALOGUE
from statusmw.wire import format_exchange, parse_exchange

LONG = 1 << 16
PATIENCE = 2.0  # seconds of the processor for LONG characters; a linear reader takes some hundredths of one
EVERY = 64
JUDGES = tuple(
    getattr(module, name)
    for module in (grammar, grammar_values)
    for name in vars(module)
    if name.startswith(("is_", "has_")) or name in ("directives", "links", "list_members", "media_type_of", "scheme_of")
)
HELPERS = (
    *(getattr(fielding, name) for name in ("field_name", "field_value", "entity_tag", "allow", "list_of_tokens")),
    *(getattr(fielding, name) for name in ("protocols", "media_types", "media_type", "content_disposition")),
    *(targets.uri_reference, targets.http_reference, targets.redirect_target, challenging.challenge),
)


def _text(data: bytes) -> str:
    return data.decode("latin-1")


def _linear(call: Callable[[str], object], text: str) -> None:
    """Whether *call* takes no longer than it may for a long text made of *text*."""
    if not text or hash(text) % EVERY:
        return
    began = time.process_time()
    call((text * (LONG // len(text) + 1))[:LONG])
    taken = time.process_time() - began
    assert taken < PATIENCE, f"{call} took {taken:.1f} s for {LONG} characters of {text!r}"


def fields(data: bytes) -> None:
    """The grammar of field values, and the helpers that write fields: what they write must be one line."""
    text = _text(data)
    for judge_value in JUDGES:
        judge_value(text)
        _linear(judge_value, text)
    grammar.parameter(text, "charset")
    for helper in HELPERS:
        try:
            written = helper(text)
        except (TypeError, ValueError):
            continue
        assert not set(written) & set("\r\n\0"), (helper, text, written)
        written.encode("latin-1")


def negotiation(data: bytes) -> None:
    """Accept: one of what is offered comes out."""
    text = _text(data)
    assert choose(text, ("text/html", "application/problem+json")) in ("text/html", "application/problem+json")
    _linear(choose, text)


def wire(data: bytes) -> None:
    """Exchanges as text: read, written and read again they are the same."""
    try:
        exchange = parse_exchange(data.decode("utf-8", "replace"))
    except ValueError:
        return
    format_exchange(exchange)


def _read(reader: Callable[..., object], data: bytes, *more: object) -> None:
    try:
        for seen in reader(Feed(io.BytesIO(data)), "fuzzed", *more):
            if isinstance(seen, Seen):
                judge(seen, CATALOGUE)
    except BrokenInputError:
        pass


def har(data: bytes) -> None:
    """HAR files and reports."""
    _read(read_har, data)
    _read(read_report, data)


def jsonl(data: bytes) -> None:
    """JSON lines."""
    _read(read_jsonl, data)


def curl(data: bytes) -> None:
    """What curl prints."""
    _read(read_curl, data, Asked())


def rules(data: bytes) -> None:
    """The catalogue itself: no rule fails on any exchange."""
    draw = Random(data)
    lines = [line.partition(b":") for line in data.split(b"\n")]
    pairs = tuple((_text(name), _text(value)) for name, _, value in lines)
    half = draw.randrange(len(pairs) + 1)
    request = Request(draw.choice(["GET", "HEAD", "POST", "OPTIONS"]), "/a?b", pairs[:half])
    response = Response(draw.randrange(100, 600), pairs[half:])
    exchange = Exchange(request, response, draw.choice([None, Content(0), Content.of(data)]))
    for rule in CATALOGUE:
        if not rule.misuse:
            rule.broken_by(exchange)


_WATCHED: dict[str, Watched] = {}


def _face(interface: str, data: bytes) -> Watched:
    """The face, and what its application does: decided by the bytes."""
    return _WATCHED.setdefault(interface, Watched(interface))


def _spread(data: bytes) -> bytes:
    return data.replace(b"\\r", b"\r").replace(b"\\n", b"\n").replace(b"\\0", b"\0")


def _lines(data: bytes) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, _, value in (line.partition(b":") for line in data.split(b"|"))]


def asgi(data: bytes) -> None:
    """The middleware over ASGI: a status code, fields and content out of the bytes."""
    code, _, rest = data.partition(b" ")
    head, _, content = rest.partition(b"||")
    status = int(code) if grammar.is_content_length(_text(code)) and len(code) < 20 else _text(code)
    messages = [asgi_programs.start(status, tuple(_lines(_spread(head))))]
    parts = content.split(b"|")
    messages += (
        [*map(asgi_programs.chunk, parts), asgi_programs.body(b"")] if len(parts) > 1 else [asgi_programs.body(content)]
    )
    program = asgi_programs.Program(tuple(("send", each) for each in messages))
    watched = _face("asgi", data)
    answer, _ = asgi_programs.run(watched, program)
    _is_safe(answer, watched)


def wsgi(data: bytes) -> None:
    """The middleware over WSGI: a status line, fields and content out of the bytes."""
    head, _, content = data.partition(b"||")
    line, _, rest = _spread(head).partition(b"|")
    fields = tuple((_text(name), _text(value)) for name, value in (_lines(rest) if rest else ()))
    steps = wsgi_programs.give(*content.split(b"|"))
    manner = "list" if len(steps) == 1 else "iterator"
    watched = _face("wsgi", data)
    answer, _ = wsgi_programs.run(watched, wsgi_programs.Program((("start", (_text(line), fields)),), steps, manner))
    _is_safe(answer, watched)


def _is_safe(answer: object, watched: Watched) -> None:
    wrong = oracles.safety(answer, watched.findings, watched.records)
    assert not wrong, wrong


TARGETS = {target.__name__: target for target in (fields, negotiation, wire, har, jsonl, curl, rules, asgi, wsgi)}
