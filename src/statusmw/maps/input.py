"""Maps for libraries that validate: 422 about what the client has sent, and nothing about anything else.

Each of these libraries raises the same error about a request, another server's answer and the application's own
output. `statusmw.mapping.incoming` says which it is; where nothing says it, the error stays a 500.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from statusmw.mapping.incoming import source_of
from statusmw.maps.model import Entry, Map
from statusmw.maps.where import INCOMING
from statusmw.raisable import Problem
from statusmw.validation import Fault, Source, jsonschema_fault, pydantic_faults, validation_problem

_WHY: Final = "The request does not have the form that was asked for; what is wrong stands in errors."
_OF_THE_WHOLE: Final = "_schema"
_MOST: Final = 100  # a client chooses how many mistakes it makes


def _source(error: Any) -> Source:
    return source_of(error) or "body"


def _from_pydantic(error: Any) -> Problem:
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    return validation_problem(422, pydantic_faults(errors, _source(error)))


def _from_marshmallow(error: Any) -> Problem:
    source = _source(error)
    faults = (Fault.at(path, said, source) for path, said in islice(each_message(error.messages), _MOST))
    return validation_problem(422, faults)


def each_message(messages: Any) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each message of marshmallow with the way to it; what is wrong with an object as a whole is at the object."""
    waiting: list[tuple[tuple[Any, ...], Any]] = [((), messages)]
    while waiting:
        path, said = waiting.pop()
        if isinstance(said, dict):
            inner = [(path if name == _OF_THE_WHOLE else (*path, name), each) for name, each in said.items()]
            waiting += reversed(inner)
        elif isinstance(said, list):
            waiting += reversed([(path, each) for each in said])
        else:
            yield path, said


def _from_jsonschema(error: Any) -> Problem:
    return validation_problem(422, [jsonschema_fault(error, _source(error))])


PYDANTIC: Final = Map(
    "pydantic",
    "pydantic 2, where a model is made of what the client has sent. FastAPI's own errors need no map.",
    (Entry("pydantic_core.ValidationError", 422, _WHY, when=INCOMING, make=_from_pydantic),),
)

MARSHMALLOW: Final = Map(
    "marshmallow",
    "marshmallow, where a schema loads what the client has sent.",
    (Entry("marshmallow.exceptions.ValidationError", 422, _WHY, when=INCOMING, make=_from_marshmallow),),
)

JSONSCHEMA: Final = Map(
    "jsonschema",
    "jsonschema, where what the client has sent is held against a schema. A broken schema stays a 500.",
    (Entry("jsonschema.exceptions.ValidationError", 422, _WHY, when=INCOMING, make=_from_jsonschema),),
)
