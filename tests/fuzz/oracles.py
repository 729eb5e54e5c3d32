"""Four oracles: what leaves is safe, what is right leaves as it came, what is wrong is told exactly once, and where
nothing is to be changed nothing is."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable
from typing import Any

from starlette.requests import ClientDisconnect

from fuzz import values
from model_framing import Answer, Refused
from statusmw.failures import ResponseAborted
from statusmw.mapping.opening import UnreadableException

_STOPS = (asyncio.CancelledError, KeyboardInterrupt, GeneratorExit, ClientDisconnect)
_FORMATTER = logging.Formatter("%(message)s")


def safety(answer: Answer, findings: Iterable[Any], records: list[Any]) -> list[str]:
    """What is not safe in a response: bad framing, a secret, an end nobody sees, an exception that should not get out.

    Args:
        answer: what the model of a server saw.
        findings: what was reported.
        records: what was logged.
    """
    wrong = [f"the server got {fault}" for fault in answer.faults]
    head = b"".join(name + value for name, value in answer.fields)
    wrong += [f"{canary} left" for canary in _CANARIES if canary.encode() in head + answer.content]
    if answer.ending == "hanging":
        wrong.append("the response never ends")
    if answer.error is not None and not _may_leave(answer, answer.error):
        wrong.append(f"the server got {answer.error!r}, {answer.ending}")
    for each in _twice(answer, findings):
        wrong.append(f"reported twice: {each}")
    return wrong + [fault for record in records for fault in _faults_of(record)]


_CANARIES = (values.PRIVATE, values.SECRET)


def _may_leave(answer: Answer, error: BaseException) -> bool:
    """Whether the server may get the exception: what ends more than a response, a cut, or what comes too late."""
    if type(error) is ResponseAborted:
        shown = error.__cause__ or (not error.__suppress_context__ and error.__context__)
        return answer.begun and not shown
    # gunicorn ends a worker of WSGI that hangs by SystemExit in its main thread.
    stops = isinstance(error, SystemExit) and answer.closed is not None
    return isinstance(error, _STOPS) or stops or answer.left or answer.content_ended


def _twice(answer: Answer, findings: Iterable[Any]) -> list[str]:
    counted = Counter(finding.rule.id for finding in findings)
    return [rule for rule, times in counted.items() if times > 1]


def _faults_of(record: logging.LogRecord) -> list[str]:
    line = record.getMessage()
    if not (line.isascii() and line.isprintable()):
        return [f"a line of the log that is none: {line!r}"]
    return [f"a secret in the log: {line}"] if values.SECRET in line else []


def fidelity(answer: Answer, given: list[Any], findings: Iterable[Any], records: list[Any]) -> list[str]:
    """What was changed of a response that is right, or said of it.

    Args:
        answer: what the model of a server saw.
        given: what the application gave, in order.
        findings: what was reported.
        records: what was logged.
    """
    wrong = [f"reported: {finding.rule.id}" for finding in findings]
    wrong += [f"logged: {record.getMessage()}" for record in records]
    if answer.error is not None:
        wrong.append(f"raised: {answer.error!r}")
    if len(given) != len(answer.messages) or not all(map(lambda one, other: one is other, given, answer.messages)):
        wrong.append(f"changed: {given} to {answer.messages}")
    return wrong


def transparency(bare: Answer, watched: Answer) -> list[str]:
    """What has become another answer behind a face that only reports and catches nothing.

    Args:
        bare: what the model of a server saw without the face.
        watched: what it saw with it.
    """
    is_refused_sooner = isinstance(watched.error, TypeError) and "the content of" in str(watched.error)
    if bare.faults or bare.left or isinstance(bare.error, Refused) or is_refused_sooner:
        # Types are made exact and empty content waits in any mode; when the server refuses may be another moment.
        return []
    seen = {what: (getattr(bare, what), getattr(watched, what)) for what in ("status", "fields", "content", "ending")}
    seen["error"] = (type(bare.error), type(watched.error))
    return [f"{what}: {is_!r} instead of {was!r}" for what, (was, is_) in seen.items() if was != is_]


class Expected:
    """What one fault leads to.

    Args:
        rules: the ids that are reported, once each; the order is that of the catalogue.
        records: how many records of an error are written.
        ending: as `Answer.ending` has it.
        status: the status code that leaves; None: any.
        error: the class of what the server gets; None: nothing.
        level: of the records.
    """

    def __init__(
        self,
        *rules: str,
        records: int = 0,
        ending: str = "complete",
        status: int | None = None,
        error: type[BaseException] | None = None,
        level: int = logging.ERROR,
        content: bytes | None = None,
    ) -> None:
        self.rules, self.records, self.ending, self.status = sorted(rules), records, ending, status
        self.error, self.level, self.content = error, level, content


def accounting(
    answer: Answer, expected: Expected, raised: list[BaseException], ids: list[str], records: list[Any]
) -> list[str]:
    """Where a fault led to something else than it should: another report, another record, another end.

    Args:
        answer: what the model of a server saw.
        expected: what should be.
        raised: what the application raised.
        ids: the rules that were reported.
        records: what was logged.
    """
    seen = {
        "reports": (sorted(ids), expected.rules),
        "records": ([record.levelno for record in records], [expected.level] * expected.records),
        "ending": (answer.ending, expected.ending),
        "error": (type(answer.error), expected.error or type(None)),
        "status": (answer.status, answer.status if expected.status is None else expected.status),
        "content": (answer.content, answer.content if expected.content is None else expected.content),
    }
    wrong = [f"{what}: {was!r} instead of {should!r}" for what, (was, should) in seen.items() if was != should]
    if raised and not isinstance(answer.error, (ResponseAborted, type(None))) and answer.error is not raised[-1]:
        wrong.append(f"the server got {answer.error!r} instead of what was raised")
    return wrong + [fault for record in records for fault in _traced(record, raised)]


def _traced(record: logging.LogRecord, raised: list[BaseException]) -> list[str]:
    """What is wrong with the exception that a record shows, where one was raised."""
    if not raised or record.levelno < logging.ERROR:
        return []
    shown = record.exc_info[1] if record.exc_info else None
    known = (raised[-1], raised[-1].__cause__)
    stands_in = type(shown) is UnreadableException and type(raised[-1]) is values.Lying
    return [] if any(shown is each for each in known) or stands_in else [f"logged {shown!r} instead of {known!r}"]
