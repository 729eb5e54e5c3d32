"""What both faces share: findings become a report, a mended or a refused response; exceptions become a reply."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from starlette.exceptions import HTTPException as StarletteHTTPException
from werkzeug.exceptions import HTTPException as WerkzeugHTTPException

from statusmw.engine import Checker
from statusmw.exchange import READ_AT_MOST, Content, Exchange, Request, Response
from statusmw.grammar import is_field_value
from statusmw.mapping import answer_to, opened
from statusmw.policy import OnFinding, Policy
from statusmw.raisable import Problem
from statusmw.reply import Reply
from statusmw.reporting.repetition import Repetition
from statusmw.rule import BrokenResponse, Finding, Level
from statusmw.text import plain

Log = Callable[..., object]

_log = logging.getLogger("statusmw")

# What a response that is replaced leaves to the problem that replaces it: what belongs to the request, not the content.
_KEPT: Final = frozenset(
    {
        "access-control-allow-credentials",
        "access-control-allow-headers",
        "access-control-allow-methods",
        "access-control-allow-origin",
        "access-control-expose-headers",
        "access-control-max-age",
        "server-timing",
        "traceparent",
        "tracestate",
        "traceresponse",
        "vary",
        "x-correlation-id",
        "x-request-id",
    }
)
_NOTHING: Final = Content(0)
_MEANT: Final = (StarletteHTTPException, WerkzeugHTTPException)
_SIGNED: Final = ("content-digest", "repr-digest", "digest", "signature")


class ResponseAborted(Exception):  # noqa: N818 - it says what happened, as KeyboardInterrupt does
    """A response that had begun could not be finished; the server must cut the connection, so that the client sees it.

    The reason has been logged; there is nothing more to log.
    """


@dataclass(frozen=True, slots=True)
class Verdict:
    """What leaves in place of what the application sent.

    Args:
        exchange: the exchange to send, mended.
        replacement: the reply to send instead, None if the response can be sent.
    """

    exchange: Exchange
    replacement: Reply | None = None


class Outcome:
    """Decides for one face, by one policy.

    Args:
        policy: the user's decisions.
        checker: the policy's rules, compiled for the face.

    Attributes:
        holds: whether a response may leave as another one than it came.
        mends: whether content is cut where there is more than may leave.
    """

    def __init__(self, policy: Policy, checker: Checker) -> None:
        self.policy = policy
        self.checker = checker
        actions = {level: policy.action(level) for level in Level}
        self.holds = set(actions.values()) != {"report"}
        # All rules about how much content there is are of this level.
        self.mends = actions[Level.MUST] == "repair"
        self._faults: Repetition[None] = Repetition()

    def settle(self, exchange: Exchange, known: tuple[str, ...] = ()) -> tuple[Verdict, tuple[str, ...]]:
        """Judge *exchange* and do what the policy says.

        Args:
            exchange: what the application made.
            known: ids of rules that were reported for this response before.

        Returns:
            What to send, and the ids of all rules reported so far.

        Raises:
            BrokenResponse: there are findings for which the policy says ``"raise"``.
        """
        findings = tuple(finding for finding in self.findings(exchange) if finding.rule.id not in known)
        for finding in findings:
            self.report(finding)
        raised = self._for_which("raise", findings)
        if raised:
            raise BrokenResponse(raised)
        return self._mended(exchange, findings), (*known, *(finding.rule.id for finding in findings))

    def findings(self, exchange: Exchange) -> tuple[Finding, ...]:
        """Everything in *exchange* that breaks a rule which the policy does not leave out there."""
        return tuple(finding for finding in self.checker.check(exchange) if not self.policy.excuses(finding))

    def tell(self, exchange: Exchange) -> None:
        """Report everything in *exchange* that breaks a rule, and leave it at that."""
        for finding in self.findings(exchange):
            self.report(finding)

    def _for_which(self, action: OnFinding, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(finding for finding in findings if self.policy.action(finding.rule.level) == action)

    def report(self, finding: Finding) -> None:
        """Hand *finding* to the user's function; one that fails is logged, once per interval."""
        try:
            self.policy.report(finding)
        except Exception as fault:  # noqa: BLE001 - a fault of the user's function is no fault of the response
            suppressed, _ = self._faults.ask("report", None, coarser="report", most=1)
            if suppressed is not None:
                more = f" (and {suppressed} more)" if suppressed else ""
                _write(logging.ERROR, "The report of a finding failed%s: %s", more, str(finding), exc_info=fault)

    def _mended(self, exchange: Exchange, findings: tuple[Finding, ...]) -> Verdict:
        mended = self._for_which("repair", findings)
        if any(finding.rule.unsendable for finding in mended):
            return Verdict(exchange, Problem(500, headers=kept_fields(exchange.response)))
        signed = any(exchange.response.has(name) for name in _SIGNED) and exchange.content != _NOTHING
        # What cannot be read, and is to leave all the same, would be lost if anything else were mended.
        if signed or exchange.response.odd:
            return Verdict(exchange)
        for finding in mended:
            if finding.rule.repair is not None:
                exchange = finding.rule.repair(exchange)
        return Verdict(exchange)

    def answer(
        self, error: BaseException, request: Request, failed: Response | None = None, log: Log = _log.log
    ) -> Reply:
        """The reply to *error*; one that the server is to blame for is logged, once.

        Args:
            error: what the application raised.
            request: what it was asked.
            failed: the head it had made before, None if there was none.
            log: takes what is logged, as `logging.Logger.log` does.
        """
        try:
            # A copy, because one that is raised again and again must not gather what belongs to one request.
            reply = copy.copy(answer_to(error, self.policy.mapping)) or Problem(500)
        except Exception as fault:  # noqa: BLE001 - what the user's map does must not hide what was raised
            if fault is not error:
                fault.__context__ = error
            error, reply = fault, Problem(500)
        if reply.status_code >= 500:
            _blame(error, request, reply, log)
        for name, values in (kept_fields(failed) if failed else {}).items():
            if name not in reply.headers:
                reply.with_headers({name: values})
        return reply


def _blame(error: BaseException, request: Request, reply: Reply, log: Log) -> None:
    error_id = f"urn:uuid:{uuid4()}"
    if isinstance(reply, Problem):
        error_id = reply.instance = reply.instance or error_id
    if isinstance(error, _MEANT) and reply.status_code != 500 and error.__cause__ is None:
        log_answer(error, request, error_id, log)
    else:
        log_failure(error, request, f"answered with {reply.status_code}", error_id, log)


def log_answer(error: BaseException, request: Request, error_id: str, log: Log = _log.log) -> None:
    """Write to the logger ``statusmw``, as a warning without traceback, that *error* was meant as the answer.

    A 503 says all there is to know: during maintenance a traceback for each request would only hide others.
    """
    with suppress(Exception):
        said = f"{plain(request.method, 20)} {plain(request.path)}", plain(str(error)), plain(error_id)
        log(logging.WARNING, "%s was answered with %s, as %s", *said, extra={"error_id": error_id})


def log_failure(error: BaseException, request: Request, phase: str, error_id: str = "", log: Log = _log.log) -> None:
    """Write *error* to the logger ``statusmw``, with its traceback: CRITICAL if it asks the process to end, else ERROR.

    Args:
        error: what was raised.
        request: what was asked.
        phase: what became of the response.
        error_id: what the response calls it.
        log: takes what is logged, as `logging.Logger.log` does.
    """
    level = logging.CRITICAL if isinstance(error, SystemExit) else logging.ERROR
    asked = f"{plain(request.method, 20)} {plain(request.path)}"
    known = f" as {plain(error_id)}" if error_id else ""
    about = {"error_id": error_id}
    _write(level, "%s failed, %s%s", asked, phase, known, log=log, exc_info=opened(error), extra=about)


def _write(level: int, message: str, *args: object, log: Log = _log.log, **more: Any) -> None:
    # What fails in the user's handlers or filters is no fault of the response.
    with suppress(Exception):
        log(level, message, *args, **more)


def forget_frames(error: BaseException) -> None:
    """Free what an exception object that is raised again and again would gather: the frames of every request."""
    error.__traceback__ = opened(error).__traceback__ = None


def kept_fields(response: Response) -> dict[str, list[str]]:
    """The fields of *response* that stay true whatever replaces its content: cross-origin grants and request ids."""
    kept: dict[str, list[str]] = {}
    for name, value in response.fields:
        if name.lower() in _KEPT and value.isascii() and is_field_value(value):
            kept.setdefault(name.lower(), []).append(value)
    return kept


class Tally:
    """Counts the content of a stream, and knows how much of it may leave.

    Args:
        limit: bytes that may leave; None: as many as there are.
        cuts: whether what is beyond the limit is cut.
    """

    __slots__ = ("_cuts", "_kept", "limit", "seen")

    def __init__(self, limit: int | None, *, cuts: bool) -> None:
        self.limit = limit
        self.seen = 0
        self._cuts = cuts
        self._kept: bytearray | None = None

    def keep(self) -> None:
        """Keep what is taken from now on, as far as rules read it."""
        self._kept = bytearray()

    def take(self, chunk: bytes) -> bytes:
        """What may leave of *chunk*."""
        room = None if self.limit is None else max(0, self.limit - self.seen)
        self.seen += len(chunk)
        if self._kept is not None:
            self._kept += chunk
            if self.seen > READ_AT_MOST:
                self._kept = None
        return chunk if room is None or not self._cuts or len(chunk) <= room else chunk[:room]

    def passes(self, length: int) -> bool:
        """Whether content of *length* bytes, if that is all, leaves as it is."""
        return not self._cuts or self.limit in (None, length)

    @property
    def is_over(self) -> bool:
        """Whether more was seen than may leave, so that nothing of the rest will."""
        return self._cuts and self.limit is not None and self.seen > self.limit

    @property
    def is_short(self) -> bool:
        """Whether less was seen than was promised."""
        return self._cuts and self.limit is not None and self.seen < self.limit

    @property
    def octets(self) -> bytes | None:
        """All that was seen; None where it was not kept."""
        return None if self._kept is None else bytes(self._kept)

    @property
    def content(self) -> Content:
        """All that was seen, as the end."""
        return Content(self.seen, octets=self.octets)
