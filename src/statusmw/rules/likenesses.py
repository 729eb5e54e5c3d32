"""Values that most responses have, which the rules about them judge alike but for what is in the groups.

No likeness says that a value is right: the engine asks the rules about the first one of each kind, and remembers.
"""

from __future__ import annotations

from typing import Final

_CLOCK: Final = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9] GMT"
_SEGMENT: Final = r"A-Za-z0-9\-._~!$&'()*+,;=:@"

DIGITS: Final = "[1-9][0-9]{0,17}"
"""A number that is not 0, whatever it is."""

ENTITY_TAG: Final = '(?:W/)?"[!#-~]*"'
"""An entity-tag in ASCII, whatever it is."""

DATE: Final = f"([A-Z][a-z]{{2}}, [0-9]{{2}} [A-Z][a-z]{{2}} [0-9]{{4}}) {_CLOCK}"
"""A date, by its day."""

PATH: Final = f"(https?://[A-Za-z0-9.-]{{1,100}}(?::[0-9]{{1,5}})?)?/[{_SEGMENT}][{_SEGMENT}/?]*"
"""Path and query that need no percent signs, by scheme and authority."""

COOKIE: Final = r"([A-Za-z0-9_-]+)=[A-Za-z0-9._~+/=-]*(;[ -~]*)?"
"""A cookie with a value of ordinary characters, by its name and its attributes."""
