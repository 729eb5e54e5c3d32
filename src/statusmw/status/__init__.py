"""The facts of every status code: data and look-ups, nothing that needs a framework.

`STATUS_CODES` has every code of the IANA registry and the unofficial ones people meet, `REGISTERED` the former only,
`CLASSES` what each class tells a client. What to answer when is in `statusmw.status.crud`.
"""

from statusmw.status.classes import CLASSES, StatusClass, status_class
from statusmw.status.lookup import REGISTERED, STATUS_CODES, UnknownStatusCode, find, reason_phrase
from statusmw.status.model import StatusCode

__all__ = [
    "CLASSES",
    "REGISTERED",
    "STATUS_CODES",
    "StatusClass",
    "StatusCode",
    "UnknownStatusCode",
    "find",
    "reason_phrase",
    "status_class",
]
