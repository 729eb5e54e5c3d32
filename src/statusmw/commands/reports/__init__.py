"""The formats in which ``check`` tells what it found. Each is written as it goes, so that nothing piles up."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from statusmw.commands.reports.base import Report

_CLASSES: Final = {
    "text": "TextReport",
    "json": "JsonReport",
    "sarif": "SarifReport",
    "junit": "JUnitReport",
    "github": "GitHubReport",
}


def report_in(format: str, *arguments: Any) -> Report:
    """A report.

    Args:
        format: one of `statusmw.commands.kinds.FORMATS`.
        arguments: those of `Report`.
    """
    report: Report = getattr(import_module(f"{__name__}.{format}"), _CLASSES[format])(*arguments)
    return report
