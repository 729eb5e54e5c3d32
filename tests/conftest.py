"""Lets the tests find the examples as a user's commands do: as `examples.flask_app`, from the root of the project."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

# The first is read by type checkers only, because half of what it shows is wrong; the second is run by `make realworld`,
# in an environment of its own; the third by `make mutants`, the fourth by `make contract`.
collect_ignore = ["typing", "realworld", "mutants", "contract"]


@pytest.fixture(autouse=True)
def _every_test_logs_anew() -> Iterator[None]:
    """A finding that one test has logged is not left out in the next, because it is the same."""
    yield
    from statusmw.policy import DEFAULT

    DEFAULT.report.flush()
