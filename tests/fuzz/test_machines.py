"""The state machines for a moment, always with the same games."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from fuzz.machines import MACHINES, QUIET, STEPS
from fuzz.watching import LOG
from long_form import examples


@pytest.mark.parametrize("interface", MACHINES)
def test_whatever_an_application_does_next_the_server_gets_nothing_wrong(interface):
    was = LOG.propagate, LOG.handlers[:]
    games = settings(
        max_examples=examples(100),
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        suppress_health_check=QUIET,
    )
    try:
        run_state_machine_as_test(MACHINES[interface], settings=games)
    finally:
        LOG.propagate, LOG.handlers[:] = was
