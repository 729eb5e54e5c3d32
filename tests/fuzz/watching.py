"""A face under watch: what it reported and logged for one response, beside what the model of a server saw."""

from __future__ import annotations

import logging
from typing import Any

from fuzz.values import Unstable
from model_framing import Answer
from model_servers import AsgiServer, WsgiServer, drive, serve_asgi, serve_wsgi
from statusmw import Policy
from statusmw.asgi import StatusMiddleware as AsgiFace
from statusmw.wsgi import StatusMiddleware as WsgiFace

LOG = logging.getLogger("statusmw")


class Records(logging.Handler):
    """The records of the log, kept until the next response."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(record)


class Watched:
    """One face for many applications, so that what it remembers of one is there for the next.

    Args:
        interface: ``"asgi"`` or ``"wsgi"``.
        guarded: whether the middleware stands between; without it the oracles must find nearly everything.
        policy: what else the policy has.

    Attributes:
        findings: what was reported for the response.
        records: what was logged for it.
    """

    def __init__(self, interface: str, *, guarded: bool = True, **policy: Any) -> None:
        self.findings: list[Any] = []
        self._log = Records()
        self.guarded = guarded
        self._app: Any = None
        inner, face = (self._asgi, AsgiFace) if interface == "asgi" else (self._wsgi, WsgiFace)
        self.face: Any = face(inner, Policy(report=self.findings.append, **policy)) if guarded else inner
        LOG.propagate, LOG.handlers[:] = False, [self._log]

    async def _asgi(self, scope: Any, receive: Any, send: Any) -> None:
        await self._app(scope, receive, send)

    def _wsgi(self, environ: Any, start_response: Any) -> Any:
        return self._app(environ, start_response)

    def _begin(self, app: Any) -> None:
        self._app = app
        Unstable.plays += 1
        self.findings.clear()
        LOG.propagate, LOG.handlers[:] = False, [self._log]
        self._log.kept.clear()

    @property
    def records(self) -> list[logging.LogRecord]:
        return self._log.kept

    @property
    def ids(self) -> list[str]:
        return [finding.rule.id for finding in self.findings]

    def asgi(self, app: Any, server: AsgiServer, cancelled_at: int | None = None) -> Answer:
        """What became of the response of *app*, its calls behind its end included."""
        self._begin(app)
        answer = serve_asgi(self.face, server, cancelled_at)
        for late in getattr(app, "later", list)():
            try:
                drive(late)
            except BaseException as error:
                answer.after.append(error)
        return answer

    def wsgi(self, app: Any, server: WsgiServer) -> Answer:
        """What became of the response of *app*."""
        self._begin(app)
        return serve_wsgi(self.face, server)
