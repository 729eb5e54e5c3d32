"""What an exception costs, until a client has its answer and an operator the log record.

The plain framework is Starlette with its own 500; its traceback is logged by the server, so that is measured with it
(as uvicorn does it, into a handler that formats and throws away). statusmw logs by itself, one record.
"""

from __future__ import annotations

import contextlib
import logging

from starlette.applications import Starlette
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.routing import Route

from faces import formatting, quiet
from heads import asgi_app, asgi_run
from measuring import Part, Taken, Target, by_turns, shown
from statusmw.asgi import StatusMiddleware

EACH = 50
_server = logging.getLogger("benchmark.server")
_ours = logging.getLogger("statusmw")


class LoggedByServer:
    """What a server does with what an application lets out."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            _server.error("Exception in ASGI application\n", exc_info=error)


async def fails(request):
    raise ValueError("no")


def storming(own: bool):
    """A Starlette application whose every request fails, without and with statusmw."""
    app = Starlette(routes=[Route("/orders", fails, methods=["POST"])])
    if own:
        app.add_middleware(StatusMiddleware, policy=quiet())
    return LoggedByServer(app)


def part(rounds: int) -> Part:
    """All ways, with and without a handler that formats."""
    app = asgi_app("fails")
    cases = {
        "Starlette's own 500, traceback logged": LoggedByServer(ServerErrorMiddleware(app)),
        "statusmw": StatusMiddleware(app, quiet()),
        "storm: Starlette alone": storming(own=False),
        "storm: Starlette with statusmw": storming(own=True),
    }
    bare = {"bare": app}
    made = Part("An exception", __doc__.split("\n\n", 1)[1], ("", "record only, µs", "record formatted, µs"))
    by_handler = {}
    for name, handler in (("only", logging.NullHandler()), ("formatted", formatting())):
        with handled(handler):
            runs = {name: asgi_run(each, EACH) for name, each in {**bare, **cases}.items()}
            by_handler[name] = by_turns(runs, rounds, EACH)
    for name in cases:
        least = [by_handler[each][name].beyond(by_handler[each]["bare"]).least for each in ("only", "formatted")]
        made.rows.append((name, *map(shown, least)))
    made.targets = _targets(by_handler["only"], by_handler["formatted"])
    return made


def _targets(only: dict[str, Taken], formatted: dict[str, Taken]) -> list[Target]:
    starlettes = formatted["Starlette's own 500, traceback logged"].least
    storm = formatted["storm: Starlette alone"].least / formatted["storm: Starlette with statusmw"].least
    return [
        Target(
            "An exception: Starlette's 500 with a logged traceback, to ours",
            2,
            starlettes / only["statusmw"].least,
            " x",
            at_least=True,
        ),
        Target("A storm of exceptions: requests per second, to Starlette alone", 1, storm, " x", at_least=True),
    ]


@contextlib.contextmanager
def handled(handler: logging.Handler):
    """Both loggers write to *handler* only."""
    before = [(each, each.handlers, each.propagate) for each in (_server, _ours)]
    for each, _, _ in before:
        each.handlers, each.propagate = [handler], False
    try:
        yield
    finally:
        for each, handlers, propagate in before:
            each.handlers, each.propagate = handlers, propagate
