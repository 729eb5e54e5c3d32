"""Lets what the tests of faults share tell what was wrong, as the tests themselves do."""

import pytest

pytest.register_assert_rewrite("faulting.trying")
