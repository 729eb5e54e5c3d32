"""Requests to a WSGI application (PEP 3333). Each runs in a thread of its own: one that never ends is left behind."""

from __future__ import annotations

from concurrent.futures import Future
from io import BytesIO, StringIO
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from statusmw.commands.driving.answers import HOST, MOST_CONTENT, State, wait
from statusmw.exchange import Exchange
from statusmw.reading import wsgi_request, wsgi_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusmw.commands.driving.answers import Answer, Asking


class WsgiCalls:
    """Sends requests to a WSGI application.

    Args:
        app: the application.
        timeout: seconds until a request is given up.
    """

    def __init__(self, app: Any, timeout: float) -> None:
        self._app = app
        self._timeout = timeout

    def begin(self) -> None:
        """WSGI applications are not told that the server begins."""

    def end(self) -> None:
        """WSGI applications are not told that the server ends."""

    def __call__(self, asking: Asking, answer: Answer) -> None:
        """Send one request, and keep in *answer* what comes of it."""
        done = Future[None]()
        state = State()
        Thread(target=self._run, args=(asking, state, done), daemon=True).start()
        wait(done, self._timeout, answer, state)
        if state.response is not None:
            answer.exchange = Exchange(wsgi_request(_environ(asking)), state.response, state.content)

    def _run(self, asking: Asking, state: State, done: Future[None]) -> None:
        try:
            self._take(asking, state)
            done.set_result(None)
        except BaseException as error:  # noqa: BLE001 - whatever it raises is what is told of it
            done.set_exception(error)

    def _take(self, asking: Asking, state: State) -> None:
        def start(line: object, fields: object, exc_info: object = None) -> Callable[[bytes], None]:  # noqa: ARG001 - PEP 3333's
            state.response = wsgi_response(line, fields)
            return state.take

        parts = self._app(_environ(asking), start)
        try:
            for part in parts:
                state.take(part)
                if state.length > MOST_CONTENT:
                    return
            state.complete = True
        finally:
            getattr(parts, "close", int)()


def _environ(asking: Asking) -> dict[str, Any]:
    path, _, query = asking.target.partition("?")
    fields = {name.upper().replace("-", "_"): value for name, value in (("host", HOST), *asking.fields)}
    content_type, length = fields.pop("CONTENT_TYPE", ""), str(len(asking.content)) if asking.content else ""
    return {
        "REQUEST_METHOD": asking.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": length,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        **{f"HTTP_{name}": value for name, value in fields.items()},
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(asking.content),
        "wsgi.errors": StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
