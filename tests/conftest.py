"""Lets the tests find the examples as a user's commands do: as `examples.flask_app`, from the root of the project."""

import logging
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from long_form import is_left_out

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

# How long anything takes the benchmarks measure: no test fails because a machine is busy.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# The first is read by type checkers only, because half of what it shows is wrong; the second is run by `make realworld`,
# in an environment of its own; the third by `make mutants`, the fourth by `make contract`.
collect_ignore = ["typing", "realworld", "mutants", "contract"]


@pytest.fixture(autouse=True)
def _every_test_logs_anew() -> Iterator[None]:
    """A finding that one test has logged is not left out in the next, and no test hears what another listened to."""
    log = logging.getLogger("statusmw")
    log.propagate, log.disabled, log.handlers[:] = True, False, []
    yield
    from statusmw.policy import DEFAULT

    DEFAULT.report.flush()


@pytest.fixture
def records() -> Iterator[list[logging.LogRecord]]:
    """What is logged, as a list that stays the same."""
    from asgi_apps import Recorder

    found = Recorder()
    logging.getLogger("statusmw").addHandler(found)
    yield found.records
    logging.getLogger("statusmw").removeHandler(found)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out cases of the tests that take long, but for those that somebody names."""
    if any("::" in argument for argument in config.args):
        return
    left_out = {
        item for item in items if (mark := item.get_closest_marker("long")) and is_left_out(item.nodeid, *mark.args)
    }
    config.hook.pytest_deselected(items=[*left_out])
    items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test has logged can be handed from one process to another, lone surrogates too."""
    report = yield
    report.sections = [(name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections]
    return report
