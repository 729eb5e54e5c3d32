"""One response on its way from an ASGI application to the server (ASGI HTTP)."""

from __future__ import annotations

import sys
from typing import Any, Final, NoReturn

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message

from statusmw.asgi_head import Head
from statusmw.asgi_messages import (
    BEFORE,
    BODY,
    HINT,
    NOTHING,
    START,
    TRAILERS,
    UNCOUNTED,
    State,
    as_given,
    exact_start,
    is_event_stream,
    is_unoffered,
    kind_of,
    lasting,
    may_pass,
    misuse_of,
)
from statusmw.failures import ResponseAborted, forget_frames, is_ours
from statusmw.mapping import leaves, opened
from statusmw.reading import asgi_request
from statusmw.rules import gateway

_STARLETTES: Final = b"Internal Server Error"


_WAITING, _HELD, _PARKED, _STREAMING, _COMPLETE, _DROPPING = State


class Responding(Head):
    """What stands between application and server for one response.

    The head is held until the first message with content, so that until then the response can still be mended or
    replaced; a policy that only reports holds nothing.

    Args:
        outcome: decides what becomes of findings and exceptions.
        stack: what is known of the application's middleware.
        scope: the request.
        receive: the server's.
        send: the server's.
    """

    _parked: Message = NOTHING
    _parked_for: BaseException | None = None
    _trailed = _answers = False

    async def run(self, app: ASGIApp) -> None:
        """Let *app* answer, and see that there is an answer."""
        try:
            await app(self._scope, self.receive, self.send)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - to answer whatever it is, is what this is for
            await self._failed(error)
        else:
            if self._state is not _COMPLETE or "trailers" in self._start:
                await self._returned()

    # What the application calls.

    async def receive(self) -> Message:
        """Pass on what the client sends, and notice when it leaves."""
        if self._state is _PARKED:
            # An application that waits for the client does not wait for what becomes of an exception.
            await self._settled(self._parked)
        message = await self._server_receive()
        if message["type"] == "http.disconnect":
            self._gone = True
        return message

    async def send(self, message: Message) -> None:
        """Hold the head until the first part of the content, judge both, and count the rest."""
        state = self._state
        try:
            if state is _STREAMING and type(message) is dict and message.get("more_body") is True:
                # Most of a stream; written out here because to call for it takes longer than all of it.
                body, tally = message.get("body"), self._tally
                if type(body) is bytes and tally.seen + len(body) <= tally.free and message.get("type") == BODY:
                    tally.seen += len(body)
                    await self._server_send(message)
                    return
            kind = message["type"] if type(message) is dict and "type" in message else kind_of(message)
            if kind == BODY and state is _HELD and self._leaves_at_once(message):
                self._state = _COMPLETE
                await self._server_send(as_given(self._given, self._start))
                await self._server_send(message)
                return
        except BaseException as error:
            self._lost(error)
            raise
        if kind == START and state is _WAITING:
            await self._begin(message)
        else:
            await self._send_other(message, kind_of(message))

    async def _begin(self, message: Message) -> None:
        self._state, self._given, self._start = _HELD, message, exact_start(message)
        self._fields = self._start.get("headers", ())
        if not self._outcome.holds or is_event_stream(self._fields):
            await self._commit(None)

    async def _send_other(self, message: Message, kind: str) -> None:
        if self._leaves:
            await self._left_head()
        state = self._state
        # Servers look up here whether the client has asked for content; nothing else of it is put back.
        if "HEAD" in (self._scope.get("method"), self._asked["method"]):
            self._scope["method"] = self._asked["method"]
        if kind == BODY and state is _HELD:
            await self._first(message)
        elif kind == BODY and state is _STREAMING:
            await self._next(message)
        elif kind in UNCOUNTED and state in (_HELD, _STREAMING):
            await self._uncounted(message)
        elif state is not _DROPPING:
            await self._unusual(message, kind)
        elif kind == BODY and message.get("more_body", False):
            self._stop()

    def _stop(self) -> None:
        """End an application whose content goes nowhere any more: nothing else holds it back."""
        if self._broken is not None:
            raise self._broken
        if self._replaced:
            raise ResponseAborted("another response has been sent")

    def _leaves_at_once(self, message: Message) -> bool:
        """Whether this is the whole response, and nothing can be said against it: nearly all of them."""
        body = message.get("body", b"")
        if type(body) is not bytes or message.get("more_body", False) or self._cut_short:
            return False
        status: Any = self._start.get("status")
        method: str = self._asked["method"]
        if (
            method == "HEAD"
            or (status == 500 and not self._answers and sys.exception() is not None)
            or self._scope.get("method") is not method
        ):
            return False
        # Not to be asked again: which content is read is drawn by lot.
        self._doubted = not self._outcome.checker.fine(self._asked, method, status, self._fields, len(body), body)
        return not self._doubted

    async def _first(self, message: Message) -> None:
        more = message.get("more_body", False)
        if not more and self._outcome.holds and self._may_become_another(message):
            self._state, self._parked, self._parked_for = _PARKED, message, sys.exception()
        else:
            await self._settled(message)

    def _may_become_another(self, message: Message) -> bool:
        """Whether an exception is on its way which the face has a better answer to than this."""
        if not self._outcome.policy.catch_exceptions:
            return False
        starlettes = self._start.get("status") == 500 and message.get("body") == _STARLETTES
        return self._is_cut_short() or (starlettes and sys.exception() is not None)

    async def _settled(self, message: Message) -> None:
        body = None if message.get("more_body", False) else self._octets(message)
        await self._commit(None if body is None else len(body), body)
        if self._state is not _DROPPING:
            await self._next(message)

    async def _next(self, message: Message) -> None:
        body = self._octets(message)
        kept = self._tally.take(body)
        if self._outcome.mends and kept is not message.get("body", b""):
            message = {**message, "body": kept}
        if not message.get("more_body", False):
            if self._is_whole():
                self._state = _COMPLETE
            else:
                # Without its end the response cannot look complete.
                message = {**message, "more_body": True}
        await self._pass(message)

    async def _uncounted(self, message: Message) -> None:
        """Pass on content that is named instead of sent: how much there is only the server sees."""
        if is_unoffered(message["type"], self._asked):
            self._misused(gateway.NOT_OFFERED)
            if self._outcome.holds:
                raise RuntimeError(f"{message['type']} cannot be sent: {gateway.NOT_OFFERED}")
        if self._state is _HELD:
            await self._commit(None)
        if self._state is not _DROPPING:
            self._judged, silent = True, self._is_silent()
            self._tally.limit = 0 if silent else None
            more = message.get("more_body", False)
            self._state = _STREAMING if more else _COMPLETE
            if self._outcome.mends and silent:
                message = {"type": BODY, "body": b"", "more_body": more}
            await self._pass(message)

    async def _unusual(self, message: Message, kind: str) -> None:
        """Pass on what is not the next part of the response, unless the server could make nothing of it."""
        ended = self._state is _COMPLETE
        if kind == TRAILERS and self._short:
            return  # behind an end that was held back, lest the response look complete
        if kind in (TRAILERS, HINT):
            message = lasting(message)
        misuse = misuse_of(kind, message, self._start, ended=ended)
        if kind == TRAILERS and self._trailed:
            misuse = gateway.AFTER_END
        unoffered = is_unoffered(kind, self._asked)
        for each in (gateway.NOT_OFFERED if unoffered else "", misuse):
            if each:
                self._misused(each)
        left_out = misuse == gateway.HINT_BROKEN or (unoffered and kind == TRAILERS and not misuse)
        if self._outcome.holds and not (left_out or may_pass(kind, misuse, ended=ended)):
            raise RuntimeError(f"{kind or 'a message without a type'} cannot be sent: {misuse}")
        if not (self._outcome.holds and left_out):  # the response can do without it
            await self._other(message, kind)
        self._trailed |= kind == TRAILERS and not message.get("more_trailers", False)

    async def _other(self, message: Message, kind: str) -> None:
        """Pass on what belongs to an extension, behind the head if that is its place; a server may refuse the rest."""
        if self._state is _HELD and kind in (self._asked.get("extensions") or ()) and kind not in BEFORE:
            await self._commit(None)
        if self._state is not _DROPPING:
            await self._pass(message)

    # What becomes of an application that ends too early, and of an exception.

    async def _returned(self) -> None:
        if self._broken is not None:
            raise self._broken
        if self._state is _PARKED and not self._is_cut_short():
            await self._settled(self._parked)
        elif self._state is _COMPLETE:
            if self._start["trailers"] and not (self._trailed or self._gone):
                self._left_without_trailers()
        elif self._state is not _DROPPING and not self._gone:
            await self._left_unfinished()

    def _left_without_trailers(self) -> None:
        self._misused(gateway.TRAILERS_MISSING)
        if self._outcome.holds and not self._is_silent() and not is_unoffered(TRAILERS, self._asked):
            raise ResponseAborted("the response ended before its trailers")

    async def _left_unfinished(self) -> None:
        if not self._short:
            self._misused(gateway.UNFINISHED)
        if self._state is not _STREAMING:
            if self._outcome.policy.catch_exceptions:
                await self._answer(RuntimeError("the application returned without having completed its response"))
            return
        if not self._outcome.holds:
            return
        if not self._short:
            error = RuntimeError("the application returned before the end of its response")
            self._outcome.failed(error, asgi_request(self._asked), "after the response had begun")
        raise ResponseAborted("the response ended before it was complete")

    async def _failed(self, error: BaseException) -> None:
        if self._broken is not None:
            raise self._broken from None
        if self._replaced and all(issubclass(type(leaf), ResponseAborted) for leaf in leaves(error)):
            return
        if self._state is _PARKED and not self._replaces_parked(error):
            await self._settled(self._parked)
        if self._state in (_COMPLETE, _DROPPING) or not self._catches(error):
            raise error
        if self._state is _STREAMING:
            self._cut(error)
        await self._answer(error)

    def _cut(self, error: BaseException) -> NoReturn:
        self._outcome.failed(error, asgi_request(self._asked), "after the response had begun")
        forget_frames(error)
        raise ResponseAborted("the response could not be finished") from None

    def _catches(self, error: BaseException) -> bool:
        kind = type(error)  # what an exception says about its class may be a lie
        left = self._gone or issubclass(kind, ClientDisconnect)
        users = self._stack.leaves_to_user(self._asked)
        return self._outcome.policy.catch_exceptions and not (left or is_ours(error) or users)

    def _replaces_parked(self, error: BaseException) -> bool:
        return self._is_cut_short() or self._parked_for is opened(error)

    async def _answer(self, error: BaseException) -> None:
        failed = self._exchange(None).response if self._start else None
        reply = self._outcome.answer(opened(error), asgi_request(self._asked), failed)
        self._state, self._answers = _WAITING, True
        try:
            await self._stack.around(reply, self._scope)(self._asked, self._server_receive, self.send)
        except (Exception, SystemExit) as unwritten:  # noqa: BLE001 - the reply's own code runs here
            await self._unwritten(unwritten)
        forget_frames(error)

    async def _unwritten(self, error: BaseException) -> None:
        """Answer in the place of an answer that has failed itself, as its stream may."""
        if self._state in (_COMPLETE, _DROPPING) or not self._catches(error):
            raise error
        if self._state is _STREAMING:
            self._cut(error)
        request = asgi_request(self._asked)
        await self._instead(self._outcome.last_resort(error, request, "when its answer was written"))
