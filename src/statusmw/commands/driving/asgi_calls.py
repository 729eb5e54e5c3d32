"""Requests to an ASGI application. Its loop runs in a thread of its own: one that blocks it for good is left behind."""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_to_bytes

from statusmw.commands.driving.answers import HOST, MOST_CONTENT, State, wait
from statusmw.commands.driving.loading import EndedError, told
from statusmw.exchange import Exchange
from statusmw.reading import asgi_request, asgi_response

if TYPE_CHECKING:
    from concurrent.futures import Future

    from statusmw.commands.driving.answers import Answer, Asking


class AsgiCalls:
    """Sends requests to an ASGI application, within its lifespan.

    Args:
        app: the application.
        timeout: seconds until a request is given up.
    """

    def __init__(self, app: Any, timeout: float) -> None:
        import asyncio  # noqa: PLC0415 - only an ASGI application needs a loop

        self._asyncio = asyncio
        self._app = app
        self._timeout = timeout
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._serve, daemon=True)
        self._lifespan = _Lifespan(app)

    def begin(self) -> None:
        """Start the loop, and the application's lifespan; one that knows none goes without."""
        self._thread.start()
        # The loop itself would not keep it from being collected.
        self._running = self._submit(self._lifespan.run(self._asyncio.Queue()))
        self._lifespan.begun.wait(self._timeout)

    def end(self) -> None:
        """Let the application shut down, and stop the loop; one that hangs is left behind."""
        self._loop.call_soon_threadsafe(self._lifespan.stop)
        self._lifespan.ended.wait(self._timeout)
        self._submit(self._stop())
        self._thread.join(self._timeout)

    def _serve(self) -> None:
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()

    async def _stop(self) -> None:
        others = self._asyncio.all_tasks() - {self._asyncio.current_task()}
        for task in others:
            task.cancel()
        await self._asyncio.wait(others, timeout=self._timeout) if others else None
        self._loop.stop()

    def _submit(self, coroutine: Any) -> Future[None]:
        return self._asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def __call__(self, asking: Asking, answer: Answer) -> None:
        """Send one request, and keep in *answer* what comes of it."""
        state, scope = State(), _scope(asking)
        done = self._submit(self._run(asking, scope, state))
        wait(done, self._timeout, answer, state)
        done.cancel()
        if state.response is not None:
            answer.exchange = Exchange(asgi_request(_scope(asking)), state.response, state.content)
        answer.errors[:0] = self._lifespan.failed
        self._lifespan.failed.clear()

    async def _run(self, asking: Asking, scope: dict[str, Any], state: State) -> None:
        messages = [{"type": "http.request", "body": asking.content, "more_body": False}]
        over = self._asyncio.Event()

        async def receive() -> dict[str, Any]:
            if messages:
                return messages.pop()
            await over.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            _note(message, state)
            if state.complete or state.length > MOST_CONTENT:
                over.set()

        try:
            await self._app({**scope, "state": self._lifespan.state.copy()}, receive, send)
        except (SystemExit, KeyboardInterrupt) as error:
            # As they are, these two end the loop.
            raise EndedError(told(error)) from None


def _note(message: dict[str, Any], state: State) -> None:
    if message["type"] == "http.response.start":
        state.response = asgi_response(message.get("status"), message.get("headers", ()))
    elif message["type"] == "http.response.body":
        state.take(message.get("body", b""))
        state.complete = not message.get("more_body", False)


class _Lifespan:
    """The application's lifespan, which lasts as long as requests are sent."""

    def __init__(self, app: Any) -> None:
        self.begun, self.ended = Event(), Event()
        self.state: dict[str, Any] = {}
        self.failed: list[str] = []
        self._app = app
        self._messages: Any = None

    def stop(self) -> None:
        self._messages.put_nowait({"type": "lifespan.shutdown"})

    async def run(self, messages: Any) -> None:
        self._messages = messages
        messages.put_nowait({"type": "lifespan.startup"})
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": self.state}
        # An application that raises here does not know the lifespan, which is its right.
        with suppress(Exception, SystemExit):
            await self._app(scope, messages.get, self._send)
        self.begun.set()
        self.ended.set()

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "lifespan.startup.failed":
            self.failed.append(f"failed to start: {message.get('message', '')[:200]!a}")
        if message["type"].startswith("lifespan.startup"):
            self.begun.set()


def _scope(asking: Asking) -> dict[str, Any]:
    path, _, query = asking.target.partition("?")
    length = (("content-length", str(len(asking.content))),) if asking.content else ()
    fields = (("host", HOST), *asking.fields, *length)
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": asking.method,
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": quote(path, safe="/%:@!$&'()*+,;=~").encode("ascii"),
        "root_path": "",
        "query_string": query.encode("ascii", "replace"),
        "scheme": "http",
        "server": (HOST, 80),
        "client": ("127.0.0.1", 1),
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in fields],
    }
