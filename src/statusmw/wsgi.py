"""The WSGI face: `StatusMiddleware` looks at every response just before the server gets it (PEP 3333)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from statusmw.bodies import KEY, PLAIN
from statusmw.interfaces import check_app
from statusmw.outcome import Outcome
from statusmw.policy import Policy, policy_of
from statusmw.request_ids import checked_request_id
from statusmw.wsgi_response import Responding

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class StatusMiddleware:
    """Checks, mends and completes every response of *app*; answers every exception it lets out.

    A response that breaks no rule passes as the same objects. Put it outermost.

    Args:
        app: a WSGI application.
        policy: what to do with what is found; the default if None.

    Raises:
        TypeError: *app* cannot be called, or *policy* is none.

    >>> from statusmw import Policy
    >>> def app(environ, start_response):
    ...     start_response("204 No Content", [("Content-Length", "0")])
    ...     return []
    >>> def start(status, fields, exc_info=None): print(status, fields)
    >>> checked = StatusMiddleware(app, Policy(report=lambda finding: print(finding.rule.id)))
    >>> list(checked({"REQUEST_METHOD": "PUT", "PATH_INFO": "/7"}, start))
    content-length-without-content
    204 No Content []
    []
    """

    def __init__(self, app: WSGIApplication, policy: Policy | None = None) -> None:
        check_app(app, "wsgi")
        self.app = app
        self.policy = policy_of(policy)
        self.outcome = Outcome(self.policy, self.policy.checker("wsgi"))
        ids = checked_request_id(self.policy.request_id)
        self._responding: Callable[..., Responding] = Responding if ids is None else ids.around_wsgi(Responding)

    @property
    def unread(self) -> int:
        """How many responses had content that a rule asks for and that was too long to be read, or left out."""
        return self.outcome.checker.unread

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        if self.policy.bodies is not PLAIN:
            environ[KEY] = self.policy.bodies
        responding = self._responding(self.outcome, environ, start_response)
        try:
            return responding.begun(self.app(environ, responding.start))
        except BaseException as error:  # noqa: BLE001 - even where it only passes, what was returned has to be closed
            return responding.failed(error)
