"""The answer to an exception: its own, or that of the most derived class that somebody has an answer for."""

from __future__ import annotations

from typing import Final

from statusmw.mapping.answers import Answers, Mapped, resolved
from statusmw.mapping.frameworks import BUILT_IN
from statusmw.mapping.opening import leaves, opened
from statusmw.raisable import Raisable
from statusmw.reply import Reply

_BUILT_IN: Final = Answers(BUILT_IN)


def answer_to(error: BaseException, mapping: Mapped) -> Reply | None:
    """The reply that *error* stands for; None if nobody says so, which makes it a 500.

    Args:
        error: what was raised.
        mapping: exception class, its dotted name, or a predicate over exceptions, to a status code, a `Problem` class,
            or a function of the exception that returns one of these, a reply, or None to leave the answer to who would
            give it otherwise. Predicates are asked first, in their order; then the classes, the most derived first.
    """
    known = mapping if isinstance(mapping, Answers) else Answers(mapping)
    if not issubclass(type(error), BaseExceptionGroup) and opened(error) is error:
        answer = _answer_to_leaf(error, known)
        return answer if _severity(answer) else None
    answers = [_answer_to_leaf(leaf, known) for leaf in leaves(error)]
    return max(answers, key=_severity, default=None)


def _severity(answer: Reply | None) -> int:
    # What nobody has foreseen is worse than what somebody has.
    return 600 if answer is None else answer.status_code


def _answer_to_leaf(error: BaseException, known: Answers) -> Reply | None:
    if issubclass(type(error), Raisable):
        own: Reply = error  # type: ignore[assignment]  # that it is one has just been seen
        return own
    for target in known.targets(error, _BUILT_IN):
        answer = resolved(target, error)
        if answer is not None:
            return answer
    return None
