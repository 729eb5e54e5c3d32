"""Findings as Python warnings, for test suites."""

from __future__ import annotations

import sys
import warnings
from typing import Final

from statusmw.rule import Finding, Level


class StatusWarning(UserWarning):
    """A response broke a rule."""


class MustWarning(StatusWarning):
    """A response broke a rule of level MUST."""


class ShouldWarning(StatusWarning):
    """A response broke a rule of level SHOULD."""


class AdviceWarning(StatusWarning):
    """A response broke a rule of level ADVICE."""


_CATEGORIES: Final = {Level.MUST: MustWarning, Level.SHOULD: ShouldWarning, Level.ADVICE: AdviceWarning}


class Warnings:
    """Warns of each finding, at the first line outside statusmw that led to it.

    A filter that turns these warnings into errors makes an error record of them, because a report never harms a
    response; what is to fail a test is ``Policy(on_finding="raise")``.

    >>> from statusmw import Policy
    >>> policy = Policy(report=Warnings())
    """

    def __call__(self, finding: Finding) -> None:
        """Warn of *finding*."""
        warnings.warn(str(finding), _CATEGORIES[finding.rule.level], stacklevel=_outside())

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(Warnings)


def _outside() -> int:
    """The `stacklevel` of the nearest caller that is no part of statusmw, as seen from who asks."""
    level, frame = 1, sys._getframe(1)  # noqa: SLF001 - the way to ask, as `warnings` itself does
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("statusmw."):
        level, frame = level + 1, frame.f_back
    return level
