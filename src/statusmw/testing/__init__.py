"""For tests: `assert_problem` looks at one response; ``pytest -p statusmw`` looks at all that a test client gets.

`assert_problem` needs no pytest. What the plugin is made of stands in the modules beside this one.
"""

from statusmw.testing.problems import assert_problem

__all__ = ["assert_problem"]
