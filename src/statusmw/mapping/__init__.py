"""Which answer an exception is: by what the user says, by ready-made maps, out of groups and wrappers."""

from statusmw.mapping.answers import Answer, Answers, Key, Mapped, Target, checked_mapping
from statusmw.mapping.asking import answer_to
from statusmw.mapping.frameworks import from_http
from statusmw.mapping.incoming import incoming, source_of
from statusmw.mapping.opening import leaves, opened

__all__ = [
    "Answer",
    "Answers",
    "Key",
    "Mapped",
    "Target",
    "answer_to",
    "checked_mapping",
    "from_http",
    "incoming",
    "leaves",
    "opened",
    "source_of",
]
