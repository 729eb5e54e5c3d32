"""`respond.*` beside the same response written by hand with the framework's own means, built and sent."""

from __future__ import annotations

import json

from flask import Flask, jsonify
from starlette.responses import JSONResponse, Response

from heads import ENVIRON, asgi_run
from measuring import Part, Target, by_turns, shown
from statusmw import respond
from statusmw.encoding import json_bytes

EACH = 300
CONTENT = {"id": 7, "name": "Rope", "left": 17, "price": "4.20", "tags": ["new", "long"]}


async def by_starlette(scope, receive, send):
    await JSONResponse(CONTENT, 201, headers={"location": "/orders/7"})(scope, receive, send)


async def by_us(scope, receive, send):
    await respond.created("/orders/7", CONTENT)(scope, receive, send)


async def nothing_by_starlette(scope, receive, send):
    await Response(status_code=204)(scope, receive, send)


async def nothing_by_us(scope, receive, send):
    await respond.no_content()(scope, receive, send)


def flasks(make):
    """A run of what *make* returns, as a WSGI application, inside of one request of Flask's."""
    app = Flask("benchmark")

    def start_response(status, headers, exc_info=None):
        return lambda data: None

    def run():
        with app.test_request_context():
            for _ in range(EACH):
                for _ in make()(dict(ENVIRON), start_response):
                    pass

    return run


def by_jsonify():
    response = jsonify(CONTENT)
    response.status_code = 201
    response.headers["Location"] = "/orders/7"
    return response


def part(rounds: int) -> Part:
    """A 201 with a small body, and a 204."""
    taken = by_turns(
        {
            "JSONResponse": asgi_run(by_starlette, EACH),
            "respond.created, ASGI": asgi_run(by_us, EACH),
            "Response(status_code=204)": asgi_run(nothing_by_starlette, EACH),
            "respond.no_content, ASGI": asgi_run(nothing_by_us, EACH),
            "jsonify": flasks(by_jsonify),
            "respond.created, WSGI": flasks(lambda: respond.created("/orders/7", CONTENT).wsgi),
        },
        rounds,
        EACH,
    )
    made = Part("The helpers", f"{__doc__}\n\n{encoders(rounds)}", ("", "µs, least", "median"))
    made.rows = [(name, shown(each.least), shown(each.median)) for name, each in taken.items()]
    created = taken["respond.created, ASGI"].least / taken["JSONResponse"].least
    made.targets = [
        Target("respond.created: to JSONResponse", 1, created, " x"),
        Target("respond.created: to jsonify", 1, taken["respond.created, WSGI"].least / taken["jsonify"].least, " x"),
    ]
    return made


def encoders(rounds: int) -> str:
    """What another encoder would bring, and where its bytes would be others."""
    runs = {"ours": lambda: [json_bytes(CONTENT) for _ in range(EACH)]}
    runs["json"] = lambda: [json.dumps(CONTENT, separators=(",", ":")) for _ in range(EACH)]
    others = {}
    try:
        import orjson

        others["orjson"] = orjson.dumps
    except ImportError:
        pass
    try:
        import msgspec.json

        others["msgspec"] = msgspec.json.encode
    except ImportError:
        pass
    for name, encode in others.items():
        runs[name] = lambda encode=encode: [encode(CONTENT) for _ in range(EACH)]
    taken = by_turns(runs, rounds, EACH)
    told = ", ".join(f"{name} {shown(each.least)} µs" for name, each in taken.items())
    odd = [1e16, 1e-7, 1.0e300, 2**70, "\x7f", "\ud83d"]
    differing = {name: [repr(each) for each in odd if not _agree(encode, each)] for name, encode in others.items()}
    said = "; ".join(f"{name}: {', '.join(each)}" for name, each in differing.items() if each)
    return (
        f"The body of the 201 alone: {told}. Other encoders are not used for it: what they write, or refuse, differs "
        f"from what `statusmw.encoding` promises ({said or 'none is installed here'}), so that an entity-tag over the "
        "content would hang on what happens to be installed."
    )


def _agree(encode, value) -> bool:
    try:
        ours = json_bytes({"a": value})
    except ValueError:
        ours = b"refused"
    try:
        return encode({"a": value}) == ours
    except Exception:
        return ours == b"refused"
