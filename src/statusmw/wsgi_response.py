"""One response on its way from a WSGI application to the server (PEP 3333)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, NoReturn
from weakref import finalize

from werkzeug.exceptions import HTTPException

from statusmw.exchange import READ_AT_MOST, Exchange
from statusmw.failures import ResponseAborted, forget_frames, is_ours
from statusmw.reading import wsgi_request
from statusmw.reply import Reply
from statusmw.rules import gateway
from statusmw.wsgi_head import Head
from statusmw.wsgi_messages import readable, size_of_file, stated_lengths

# Flask's test client sets the first one too, but is no server.
_DEBUGGED: Final = frozenset({"werkzeug.debug.preserve_context", "werkzeug.socket"})
_CLOSING: Final = "when the content was closed"
_REFUSED: Final = "the head of the response cannot be sent"


class Responding(Head):
    """What stands between application and server for one response; for a stream also the iterable the server gets.

    The head is held until the first byte of the content is there, as every server holds it anyway. Until then the
    response can still be mended or replaced.

    Args:
        outcome: decides what becomes of findings and exceptions.
        environ: the request.
        server_start: the server's `start_response`.
    """

    _ended = False
    _raised = False
    _refused: Reply | None = None
    _waiting: Sequence[bytes] = ()
    _close: Callable[[], object] | None = None
    _unclosed: finalize[[Exchange], Responding] | None = None
    _parts: Iterator[Any]

    # What the application calls.

    def start(self, line: str, fields: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
        """The `start_response` that the application gets."""
        if self._called:
            self._starts_again(exc_info)
        self._called = True
        self._line, self._fields = line, fields if type(fields) is list else readable(fields)
        self._framework = self._environ.get("werkzeug.request")
        return self.write

    def _starts_again(self, exc_info: Any) -> None:
        if self._sent and exc_info:
            self._raised = True
            raise exc_info[1].with_traceback(exc_info[2])
        if not exc_info:
            self._misused(gateway.START_AGAIN)
            raise AssertionError("start_response was called twice without exc_info (PEP 3333)")
        self._refused = None

    def write(self, chunk: bytes) -> None:
        """The `write` of PEP 3333, for applications that cannot be iterated."""
        if self._broken is not None:
            raise self._broken
        if self._refused is not None:
            raise ResponseAborted(_REFUSED)
        self._misused(gateway.WRITES)
        octets = self._octets(chunk)
        if not octets:
            return
        if not self._sent:
            # The application goes on, and the server may look at the fields only when it has bytes to send.
            if self._outcome.holds and type(self._fields) is list:
                self._fields = self._fields[:]
            self._refused = self._commit(None)
            if self._refused is not None:
                raise ResponseAborted(_REFUSED)
            # What the iterable has given before goes first.
            for part in self._waiting:
                self._asked(self._server_write, self._tally.take(part))
            self._waiting = ()
        kept = self._tally.take(octets)
        if kept:
            self._asked(self._server_write, kept)

    # What the server gets.

    def begun(self, iterable: Iterable[bytes]) -> Iterable[bytes]:
        """What the server gets for what the application returned."""
        if type(iterable) is list and self._leaves_at_once(iterable):
            self._asked(self._server_start, self._line, self._fields)
            return iterable
        self._close = getattr(iterable, "close", None)
        if self._broken is not None:
            raise self._broken
        if self._refused is not None:
            return self._instead(self._refused)
        if type(iterable) in (list, tuple) and self._called and not self._sent:
            return self._complete(iterable)
        if self._called and not self._sent and self._is_file(iterable):
            refused = self._commit(None)
            return iterable if refused is None else self._instead(refused)
        self._parts = self._iterated(iterable)
        self._pull()
        length = None if self._sent else self._length()
        if self._sent:
            return self
        whole = self._waiting[0] if length and self._waiting else None
        refused = self._commit(length, whole)
        return self if refused is None else self._instead(refused)

    def _leaves_at_once(self, parts: list[bytes]) -> bool:
        """Whether this is the whole response, and nothing can be said against it: many of them."""
        if not self._called or self._sent or self._refused is not None or self._broken is not None:
            return False
        if len(parts) != 1 or self._method == "HEAD":
            return False
        body, checker = parts[0], self._outcome.checker
        code = checker.status_code(self._line)
        if type(body) is not bytes:
            return False
        # Not to be asked again: which content is read is drawn by lot.
        self._doubted = not checker.fine(self._environ, self._method, code, self._fields, len(body), body)
        return not self._doubted

    def _iterated(self, iterable: Iterable[bytes]) -> Iterator[Any]:
        try:
            return iter(iterable)
        except TypeError:
            self._misused(gateway.NOT_ITERABLE)
            raise

    def _complete(self, parts: Iterable[bytes]) -> Iterable[bytes]:
        """All the content is here: the response is settled as a whole."""
        length = 0
        for part in parts:
            if type(part) is not bytes:
                return self._complete([self._octets(part) for part in parts])
            length += len(part)
        refused = self._commit(length, self._joined(parts, length))
        if refused is not None:
            return self._instead(refused)
        if self._tally.passes(length):
            return parts
        self._parts = iter(parts)
        return self

    def _joined(self, parts: Any, length: int) -> bytes | None:
        """The content, where it is at hand or some rule reads it."""
        if len(parts) == 1:
            return bytes(parts[0])
        checker = self._outcome.checker
        reads = 0 < length <= READ_AT_MOST and checker.reads(checker.status_code(self._line), self._fields)
        return b"".join(parts) if reads else None

    def _is_file(self, iterable: Iterable[bytes]) -> bool:
        """Whether the server may send a file by itself, which is quicker than anything that looks at the content."""
        wrapper = self._environ.get("wsgi.file_wrapper")
        if not isinstance(wrapper, type) or not isinstance(iterable, wrapper) or self._is_silent():
            return False
        stated = stated_lengths(self._fields)
        return not stated or stated == [str(size_of_file(iterable))]

    def _pull(self) -> bool:
        """Wait for the next chunk that is not empty; whether there is one."""
        octets = b""
        for chunk in self._parts:
            octets = self._octets(chunk)
            if octets:
                self._waiting = [*self._waiting, octets]
                break
        if not self._called:
            self._misused(gateway.START_LATE if octets else gateway.START_NEVER)
            raise AssertionError("the application gives content without having called start_response (PEP 3333)")
        self._ended = not octets
        return not self._ended

    def _length(self) -> int | None:
        """How long the content is; one chunk more is waited for only if that decides whether a fault can be mended."""
        if self._ended:
            return 0
        first, stated = len(self._waiting[0]), stated_lengths(self._fields)
        if stated == [str(first)]:
            return first
        if self._is_silent():
            self._ended = self._outcome.mends
            return first
        looks = stated and self._outcome.holds
        return first if looks and not self._pull() else None

    # What the server gets for a stream: an iterator, so that the content is counted and never collected.

    def __iter__(self) -> Iterator[bytes]:
        """The same as calls of `__next__`, as a generator, which takes less time for each chunk."""
        tally = self._tally
        while True:
            try:
                chunk = next(self)
            except StopIteration:
                return
            yield chunk
            if self._waiting or self._ended or tally.is_over:
                continue
            try:
                for chunk in self._parts:
                    if type(chunk) is not bytes or tally.seen + len(chunk) > tally.free:
                        yield tally.take(self._octets(chunk))
                        break
                    tally.seen += len(chunk)
                    yield chunk
                else:
                    self._ended = True
            except (Exception, SystemExit) as error:  # noqa: BLE001 - what it is about decides what becomes of it
                raise self._torn(error) from None

    def __next__(self) -> bytes:
        if self._waiting:
            first, *self._waiting = self._waiting
            return self._tally.take(first)
        if self._ended or self._tally.is_over:
            self._end()
        try:
            return self._tally.take(self._octets(next(self._parts)))
        except StopIteration:
            self._end()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - what it is about decides what becomes of it
            raise self._torn(error) from None

    def _torn(self, error: BaseException) -> ResponseAborted:
        """What ends the content where *error* came in place of its next part; or *error* itself."""
        if not self._catches(error):
            raise error
        return self._aborted(error)

    def _end(self) -> NoReturn:
        """Judge the response as a whole; one that is short must not look complete."""
        if self._raised:
            self._misused(gateway.IGNORED)
        if self._tally.seen != self._judged:
            self._judge(self._tally.content)
        if gateway.UNCLOSED in self._outcome.checker.misuses:
            left_open = replace(self._exchange(None), misuse=(gateway.UNCLOSED,))
            self._unclosed = finalize(self, self._outcome.tell, left_open)
        if self._tally.is_short:
            raise ResponseAborted("the content ended before its declared length") from None
        raise StopIteration

    def close(self) -> None:
        """Close what the application returned, once; a response that has left is not harmed by what fails here."""
        close, self._close = self._close, None
        if self._unclosed is not None:
            self._unclosed.detach()
        if close is None:
            return
        try:
            close()
        except (Exception, SystemExit) as error:
            if not self._catches(error):
                raise
            self._log(error, _CLOSING)

    def _close_behind(self) -> None:
        """Close while an exception is on its way, whose place nothing may take that fails here."""
        try:
            self.close()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - told, as the other one is by whoever gets it
            self._log(error, _CLOSING)

    # What becomes of an exception.

    def failed(self, error: BaseException) -> Iterable[bytes]:
        """What the server gets for an exception: a reply before the first byte, a cut connection after it."""
        if self._broken is not None and isinstance(error, Exception):
            self._close_behind()
            raise self._broken from None
        if self._refused is not None and isinstance(error, Exception):
            return self._instead(self._refused)
        if not self._catches(error):
            self._close_behind()
            raise error
        if self._sent:
            self._close_behind()
            raise self._aborted(error) from None
        request = wsgi_request(self._asked_for())
        reply = self._outcome.answer(error, request, self._response() if self._called else None)
        forget_frames(error)
        return self._answered(reply)

    def _catches(self, error: BaseException) -> bool:
        # gunicorn ends a worker that hangs by SystemExit in its main thread.
        kind = type(error)  # what an exception says about its class may be a lie
        stops = issubclass(kind, SystemExit) and threading.current_thread() is threading.main_thread()
        # Werkzeug's debugger is there to show the exception; what is an answer by itself it would not show better.
        shown = self._environ.keys() >= _DEBUGGED and not issubclass(kind, HTTPException)
        passes = stops or is_ours(error) or shown or error is self._servers
        return self._outcome.policy.catch_exceptions and issubclass(kind, (Exception, SystemExit)) and not passes

    def _answered(self, reply: Reply) -> Iterable[bytes]:
        """*reply*, looked at like a response of the application; if it fails as well, the simplest there is."""
        self.close()
        environ = self._asked_for()
        answering = Responding(self._outcome, environ, self._server_start)
        try:
            return answering.begun(reply.wsgi(environ, answering.start))
        except (Exception, SystemExit) as error:
            if not answering._catches(error):
                raise
            request = wsgi_request(environ)
            return answering._instead(self._outcome.last_resort(error, request, "in the answer to an exception"))

    def _instead(self, reply: Reply) -> Iterable[bytes]:
        self.close()
        return reply.wsgi(self._asked_for(), self._server_start)

    def _aborted(self, error: BaseException) -> ResponseAborted:
        self._log(error, "after the response had begun")
        return ResponseAborted("the response could not be finished")

    def _log(self, error: BaseException, phase: str) -> None:
        self._outcome.failed(error, wsgi_request(self._asked_for()), phase)
        forget_frames(error)
