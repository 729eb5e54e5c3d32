"""The switch of the pytest plugin: ``pytest -p statusmw``, or ``statusmw = strict`` in pytest's configuration.

pytest loads this module wherever statusmw is installed. It imports nothing, and does nothing unless it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

_MODES = ("off", "report", "strict")
_MARKER = (
    "statusmw(ignore=[...], off=False): rules that are not asked of the responses in this test; "
    "or whether no response is looked at"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--statusmw`` and the ini options."""
    group = parser.getgroup("statusmw", "status codes, fields and content of HTTP responses")
    says = (
        "what becomes of a response that breaks a rule: the test fails (strict), or only the summary says so (report)"
    )
    group.addoption("--statusmw", choices=_MODES, dest="statusmw", help=says)
    parser.addini("statusmw", f"{says}; off by default, strict with -p statusmw", default="")
    parser.addini("statusmw_ignore", "patterns of rules that are not asked, one a line", type="linelist", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Switch on what was asked for."""
    config.addinivalue_line("markers", _MARKER)
    mode = _mode(config)
    if mode == "off":
        return
    import pytest  # noqa: PLC0415 - see above

    from statusmw.testing.session import Session  # noqa: PLC0415 - see above

    try:
        session = Session(strict=mode == "strict", ignore=config.getini("statusmw_ignore"))
    except ValueError as error:
        named = "statusmw_" if str(error).startswith("ignore: ") else ""
        raise pytest.UsageError(f"{named}{error}") from None
    config.pluginmanager.register(session, "statusmw-session")


def _mode(config: pytest.Config) -> str:
    named = "strict" if "statusmw" in (config.option.plugins or ()) else "off"
    mode = str(config.option.statusmw or config.getini("statusmw") or named)
    if mode not in _MODES:
        import pytest  # noqa: PLC0415 - see above

        raise pytest.UsageError(f"statusmw: {mode!r} is none of {', '.join(_MODES)}")
    return mode
