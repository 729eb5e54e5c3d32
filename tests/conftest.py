"""Lets the tests find the examples as a user's commands do: as `examples.flask_app`, from the root of the project."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

# Read by type checkers only; it cannot even be imported, because half of what it shows is wrong.
collect_ignore = ["typing"]
