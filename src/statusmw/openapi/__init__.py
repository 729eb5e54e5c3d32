"""What handlers may answer, in the OpenAPI documents that frameworks make; the adapters know where that is."""

from statusmw.openapi.document import Documentation, completed, guarded, references
from statusmw.openapi.possible import (
    ANY_OTHER,
    NOTHING,
    Possible,
    answers_of,
    contents,
    mapped,
    problem,
    problems_only,
    raised_by,
)
from statusmw.openapi.responses import ValidationProblem

__all__ = [
    "ANY_OTHER",
    "NOTHING",
    "Documentation",
    "Possible",
    "ValidationProblem",
    "answers_of",
    "completed",
    "contents",
    "guarded",
    "mapped",
    "problem",
    "problems_only",
    "raised_by",
    "references",
]
