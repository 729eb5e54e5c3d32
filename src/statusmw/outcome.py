"""What both faces share: findings become a report, a mended or a refused response; exceptions become a reply."""

from __future__ import annotations

import copy
import logging
from dataclasses import dataclass, replace
from typing import Any, Final

from statusmw.bodies import PLAIN
from statusmw.engine import Checker
from statusmw.exchange import Content, Exchange, Request, Response
from statusmw.failures import is_meant, log_answer, tell
from statusmw.grammar import is_field_value
from statusmw.mapping import answer_to
from statusmw.mapping.opening import readable
from statusmw.policy import OnFinding, Policy
from statusmw.raisable import Problem
from statusmw.records import Log, write
from statusmw.records import log as _log
from statusmw.reply import Reply
from statusmw.reporting import spans
from statusmw.reporting.failure import Failure, forget_id, id_of
from statusmw.reporting.repetition import Repetition
from statusmw.rule import BrokenResponse, Finding, Level, Rule
from statusmw.rules.shared import Repair
from statusmw.validation import with_status

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
# The interpreter's own: what was raised may be of a class whose attributes cannot be set.
_CONTEXT: Final[Any] = BaseException.__context__
_MOST_FAULTS: Final = 8
_NOTHING: Final = Content(0)
_UNFORESEEN: Final = Problem(500)
_SIGNED: Final = ("content-digest", "repr-digest", "digest", "signature")


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
        policy.bodies.warn()

    def settle(
        self, exchange: Exchange, known: tuple[str, ...] = (), *, sent: bool = False
    ) -> tuple[Verdict, tuple[str, ...]]:
        """Judge *exchange* and do what the policy says.

        Args:
            exchange: what the application made.
            known: ids of rules that were reported for this response before.
            sent: whether its head has left, so that nothing can take its place any more.

        Returns:
            What to send, and the ids of all rules reported so far.

        Raises:
            BrokenResponse: there are findings for which the policy says ``"raise"``.
        """
        found = self.findings(exchange)
        findings = tuple(finding for finding in found if finding.rule.id not in known)
        raised = self._for_which("raise", findings)
        refused = tuple(finding for finding in self._for_which("repair", found) if finding.rule.unsendable)
        if refused and not raised and not sent:
            return self._replaced(exchange, findings, refused), _ids(known, findings)
        for finding in findings:
            self.report(finding)
        if raised:
            raise BrokenResponse(raised)
        # What was told before is no less in the way now.
        mended = self._mended(exchange, found)
        if mended is exchange or sent or not (broken := self._made_unsendable(mended, found)):
            return Verdict(mended), _ids(known, findings)
        return self._replaced(exchange, broken, broken), _ids(known, findings)

    def _replaced(self, exchange: Exchange, findings: tuple[Finding, ...], refused: tuple[Finding, ...]) -> Verdict:
        error = BrokenResponse(refused)
        for finding in findings:
            self.report(replace(finding, error_id=id_of(error)))
        reply = self.last_resort(error, exchange.request, "made what cannot be sent, answered with 500")
        reply.with_headers(dict(kept_fields(exchange.response)))
        return Verdict(exchange, reply)

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
        except (Exception, SystemExit) as fault:  # noqa: BLE001 - a fault of the user's function is no fault of the response
            suppressed, _ = self._faults.ask("report", None, coarser="report", most=1)
            if suppressed is not None:
                more = f" (and {suppressed} more)" if suppressed else ""
                write(logging.ERROR, "The report of a finding failed%s: %s", more, str(finding), exc_info=fault)

    def _mended(self, exchange: Exchange, findings: tuple[Finding, ...]) -> Exchange:
        mended = self._for_which("repair", findings)
        signed = any(exchange.response.has(name) for name in _SIGNED) and exchange.content != _NOTHING
        # What cannot be read, and is to leave all the same, would be lost if anything else were mended.
        if signed or exchange.response.odd:
            return exchange
        for finding in mended:
            if finding.rule.repair is not None:
                exchange = self._repaired(exchange, finding.rule, finding.rule.repair)
        return exchange

    def _repaired(self, exchange: Exchange, rule: Rule, repair: Repair) -> Exchange:
        """*exchange* mended by *rule*; as it is where that fails, which is logged once per interval."""
        try:
            mended = repair(exchange)
        except (Exception, SystemExit) as fault:  # noqa: BLE001 - a fault of the user's function is no fault of the response
            self._note_repair(rule, fault)
            return exchange
        if isinstance(mended, Exchange):
            return mended
        self._note_repair(rule, TypeError(f"repair gave {type(mended).__name__}; it is to give an Exchange"))
        return exchange

    def _note_repair(self, rule: Rule, fault: BaseException) -> None:
        suppressed, _ = self._faults.ask(f"repair {rule.id}", None, coarser="repair", most=_MOST_FAULTS)
        if suppressed is not None:
            write(logging.ERROR, "The repair of %s failed; the response goes out without it", rule.id, exc_info=fault)

    def _made_unsendable(self, mended: Exchange, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """What a repair of the user's has put in that cannot be sent; the catalogue's put in nothing of the kind."""
        if not any(finding.rule in self.policy.extend for finding in findings):
            return ()
        found = self._for_which("repair", self.findings(mended))
        return tuple(finding for finding in found if finding.rule.unsendable)

    def answer(
        self,
        error: BaseException,
        request: Request,
        failed: Response | None = None,
        log: Log = _log.log,
        *,
        traced: bool = False,
    ) -> Reply:
        """The reply to *error*; one that the server is to blame for is logged, once.

        Args:
            error: what the application raised.
            request: what it was asked.
            failed: the head it had made before, None if there was none.
            log: takes what is logged, as `logging.Logger.log` does.
            traced: whether somebody else will note *error* in the current span.
        """
        error, reply = self._mapped(error)
        error = readable(error)
        reply = self._dressed(reply, error, request)
        if reply.status_code >= 500:
            self._blame(error, request, reply, log, traced=traced)
        elif isinstance(reply, Problem):
            _identify(reply, request)
        forget_id(error)
        _keep(failed, reply)
        return reply

    def _mapped(self, error: BaseException) -> tuple[BaseException, Reply]:
        """What is to be told of, and the answer to it."""
        try:
            # A copy, because one that is raised again and again must not gather what belongs to one request.
            found = answer_to(error, self.policy.mapping)
            return error, _unforeseen() if found is None else _sendable(copy.copy(found))
        except (Exception, SystemExit) as fault:  # noqa: BLE001 - what the user's map does must not hide what was raised
            if fault is not error:
                _CONTEXT.__set__(fault, error)
            return fault, _unforeseen()

    def _dressed(self, reply: Reply, error: BaseException, request: Request) -> Reply:
        """*reply* as the policy wants problems; one that was raised says by itself all that it is to say."""
        if not isinstance(reply, Problem):
            return reply
        problem = with_status(reply, self.policy.validation_status)
        exposes = problem.status_code >= 500 and (error.__cause__ is not None or not isinstance(error, Problem))
        if self.policy.bodies is not PLAIN:
            problem.dress(self.policy.bodies.dressed(request, error if exposes else None))
        return problem

    def _blame(self, error: BaseException, request: Request, reply: Reply, log: Log, *, traced: bool) -> None:
        error_id, trace_id = id_of(error), spans.trace_id()
        if isinstance(reply, Problem):
            error_id = reply.instance = reply.instance or error_id
            _identify(reply, request, trace_id)
        status_code = reply.status_code
        failure = Failure(error, request, f"answered with {status_code}", status_code, error_id, trace_id, traced)
        if is_meant(error, reply):
            log_answer(failure, log)
        else:
            tell(failure, self.policy.observers, log)

    def last_resort(self, error: BaseException, request: Request, phase: str) -> Problem:
        """The simplest reply there is, to an *error* that came between an answer and the client; logged, once."""
        reply, error_id, trace_id = _unforeseen(), id_of(error), spans.trace_id()
        reply.instance = error_id
        _identify(reply, request, trace_id)
        forget_id(error)
        tell(Failure(readable(error), request, phase, 500, error_id, trace_id), self.policy.observers)
        return reply

    def failed(self, error: BaseException, request: Request, phase: str, log: Log = _log.log) -> None:
        """Log *error*, which came when no answer was possible any more.

        Args:
            error: what was raised.
            request: what was asked.
            phase: what had become of the response, in words.
            log: takes what is logged, as `logging.Logger.log` does.
        """
        forget_id(error)
        tell(Failure(readable(error), request, phase, trace_id=spans.trace_id()), self.policy.observers, log)


def _unforeseen() -> Problem:
    """The answer to what nobody has foreseen: a new one of parts that were checked once."""
    made = Problem.__new__(type(_UNFORESEEN))
    vars(made).update(vars(_UNFORESEEN), members={}, raw_headers=[])
    return made


def _sendable(reply: Reply) -> Reply:
    """*reply*, which whoever raised it may have changed since."""
    code: Any = reply.status_code
    if not (isinstance(code, int) and 200 <= code <= 599):
        raise ValueError(f"status_code: {code!r} is no status code of a response; give a number from 200 to 599")
    return reply


def _identify(reply: Problem, request: Request, trace_id: str | None = None) -> None:
    """Put into *reply* by what ids its request is known, unless it says so by itself."""
    if request.id is None and trace_id is None:
        return
    ids = {"request_id": request.id, "trace_id": trace_id}
    reply.members = reply.members | {n: v for n, v in ids.items() if v is not None and n not in reply.members}


def _keep(failed: Response | None, reply: Reply) -> None:
    for name, values in (kept_fields(failed) if failed else {}).items():
        if name not in reply.headers:
            reply.with_headers({name: values})


def _ids(known: tuple[str, ...], findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return (*known, *(finding.rule.id for finding in findings))


def kept_fields(response: Response) -> dict[str, list[str]]:
    """The fields of *response* that stay true whatever replaces its content: cross-origin grants and request ids."""
    kept: dict[str, list[str]] = {}
    for name, value in response.fields:
        if name.lower() in _KEPT and value.isascii() and is_field_value(value):
            kept.setdefault(name.lower(), []).append(value)
    return kept
