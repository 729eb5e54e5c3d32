"""An application that is ready to be asked, with an ear for what a middleware of ours says about it."""

from __future__ import annotations

import logging
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from statusmw.commands.driving.answers import Answer
from statusmw.commands.driving.asgi_calls import AsgiCalls
from statusmw.commands.driving.loading import told
from statusmw.commands.driving.wsgi_calls import WsgiCalls
from statusmw.rule import Level, Rule, Source
from statusmw.rules import find_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from statusmw.commands.driving.answers import Asking
    from statusmw.commands.driving.loading import Application


_QUIET: Final = logging.NullHandler()


class _Listener(logging.Handler):
    """Hears what our middleware says of one request after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = Answer()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a finding, or the exception behind an error."""
        # One that tells how many were left out is about an earlier request.
        if hasattr(record, "rule") and not getattr(record, "suppressed", 0):
            self.answer.reported.append(_rule(record))
        if record.levelno >= logging.ERROR and record.exc_info and record.exc_info[1]:
            self.answer.logged.append(f"raised {told(record.exc_info[1])}")


def _rule(record: logging.LogRecord) -> Rule:
    """The rule that a record names; one that is the user's own is known by what the record tells of it."""
    known = vars(record)
    with suppress(LookupError):
        return find_rule(known["rule"])
    says = record.getMessage().partition(" -> ")[2].partition(": ")[2].rpartition(" [")[0]
    level, source = Level[known["level_of_rule"]], Source(known["source"])
    return Rule(id=known["rule"], source=source, level=level, says=says, why="", bad="", good="")


@contextmanager
def caller(application: Application, timeout: float) -> Iterator[Callable[[Asking], Answer]]:
    """A function that sends requests to *application*.

    Args:
        application: what to call.
        timeout: seconds until a request is given up.
    """
    listener, logger = _Listener(), logging.getLogger("statusmw")
    logger.addHandler(listener)
    # What the application's own report has to say when the process ends has been told by then.
    logger.addHandler(_QUIET)
    send = (
        AsgiCalls(application.app, timeout) if application.interface == "asgi" else WsgiCalls(application.app, timeout)
    )

    def ask(asking: Asking) -> Answer:
        listener.answer = answer = Answer()
        send(asking, answer)
        return answer

    try:
        send.begin()
        yield ask
    finally:
        send.end()
        logger.removeHandler(listener)
