"""Completing an OpenAPI document that a framework has made with what the handlers may answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from logging import getLogger
from typing import Any, Final

from statusmw.openapi.components import Components
from statusmw.openapi.possible import NOTHING, Possible, contents
from statusmw.openapi.responses import problem_response, reply_response
from statusmw.raisable import Problem

InPlaceOf = Callable[[str, dict[str, Any]], list[Possible] | None]

_LOG: Final = getLogger("statusmw")


class Documentation:
    """A document that is being completed, in place.

    Args:
        document: the document; what is written by hand in it stays.
        in_place_of: what to say in place of an error response that the framework has written by itself, from its key
            and the response; None where it is the user's, and stays.
        stale: names of schemas that go once nothing refers to them.

    Attributes:
        document: the document.
    """

    def __init__(self, document: dict[str, Any], in_place_of: InPlaceOf, stale: Iterable[str] = ()) -> None:
        self.document = document
        self._in_place_of = in_place_of
        self._stale = tuple(stale)
        self._components = Components(document)

    def describe(
        self,
        place: tuple[str, str],
        answers: Iterable[Possible],
        *,
        own: int | None = None,
        to_content: Iterable[Possible] = (),
    ) -> None:
        """Say what one operation may answer.

        Args:
            place: its path, as it stands in the document, and its method.
            answers: all that it may answer; if none of it is left to the framework, its default for success goes.
            own: the status code of that default; None if it may be any.
            to_content: what it may answer besides, where a request has content.
        """
        operation = self.operation(place)
        if operation is None:
            return
        responses = operation.setdefault("responses", {})
        given = list(answers)
        errors = [*given, *(to_content if "requestBody" in operation else ()), *self._replaced(responses)]
        replies = contents(given)
        if given and None not in replies:
            _drop_default(responses, own, replies)
        for status_code, content in replies.items():
            if status_code is not None:
                self._describe_reply(responses, status_code, content)
        self._describe_problems(responses, _by_status_code(errors))

    def operation(self, place: tuple[str, str]) -> dict[str, Any] | None:
        """What the document says of an operation, by its path there and its method; None if nothing."""
        path, method = place
        found: dict[str, Any] | None = self.document.get("paths", {}).get(path, {}).get(method.lower())
        return found

    def _describe_problems(self, responses: dict[str, Any], found: dict[int, list[type[Problem]]]) -> None:
        for status_code, problems in found.items():
            key = str(status_code) if status_code else "default"
            if not responses.get(key, {}).keys() & {"content", "$ref"}:
                names = {cls: self._components.name_of(cls) for cls in problems}
                responses[key] = problem_response(status_code, names) | responses.get(key, {})

    def _replaced(self, responses: dict[str, Any]) -> list[Possible]:
        """Remove what the framework says about its own errors; what they are instead."""
        found: list[Possible] = []
        for key in list(responses):
            errors = self._in_place_of(key, responses[key])
            if errors is not None:
                found += errors
                del responses[key]
        return found

    def _describe_reply(self, responses: dict[str, Any], status_code: int, content: Any) -> None:
        has_any = responses.get(str(status_code), {}).get("content")
        is_open = content in (NOTHING, Any) or has_any
        made = reply_response(status_code, None if is_open else self._components.of_content(content))
        kept = responses.get(str(status_code), {})
        if content is NOTHING:
            kept = {key: value for key, value in kept.items() if key != "content"}
        responses[str(status_code)] = {**made, **kept, **_headers(made, kept)}

    def finish(self) -> dict[str, Any]:
        """Drop the schemas of the framework that nothing refers to, and return it all."""
        schemas = self._components.schemas
        used = set(references(self.document.get("paths")))
        responses = self.document["components"].get("responses", {})
        for name in [name for name in responses if name not in used and self._is_stale(responses[name])]:
            del responses[name]
        for name in self._stale:
            if name not in references({**self.document, "components": _without(self.document, name)}):
                schemas.pop(name, None)
        return self.document

    def _is_stale(self, response: Any) -> bool:
        return not set(self._stale).isdisjoint(references(response))


def _drop_default(responses: dict[str, Any], own: int | None, replies: Collection[int | None]) -> None:
    for key in [key for key in responses if key.startswith("2") and key.isdecimal()]:
        if int(key) not in replies and own in (None, int(key)):
            del responses[key]


def _without(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    components = document["components"]
    return {**components, "schemas": {key: value for key, value in components["schemas"].items() if key != name}}


def _headers(made: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    headers = {**made.get("headers", {}), **kept.get("headers", {})}
    return {"headers": headers} if headers else {}


def _by_status_code(found: Iterable[Possible]) -> dict[int, list[type[Problem]]]:
    codes: dict[int, list[type[Problem]]] = {}
    for one in found:
        if one.problem is not None and one.status_code is not None:
            problems = codes.setdefault(one.status_code, [])
            if one.problem not in problems:
                problems.append(one.problem)
    # What says more comes first: readers take the first that fits.
    return {code: sorted(codes[code], key=lambda cls: cls is Problem) for code in sorted(codes)}


def references(value: Any) -> Iterator[str]:
    """The names of the components that *value*, a part of a document, refers to."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "$ref" and isinstance(part, str):
                yield part.rpartition("/")[2]
            else:
                yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def completed(
    document: Any, describe: Callable[[Documentation], None], in_place_of: InPlaceOf, stale: Iterable[str] = ()
) -> Any:
    """*document*, changed in place; if that fails, or pydantic is missing, it stays as it was, and the log tells.

    Args:
        document: the document.
        describe: calls `Documentation.describe` for each operation.
        in_place_of: as for `Documentation`.
        stale: as for `Documentation`.
    """
    with guarded():
        documentation = Documentation(deepcopy(document), in_place_of, stale)
        describe(documentation)
        made = documentation.finish()
        document.clear()
        document.update(made)
    return document


@contextmanager
def guarded() -> Iterator[None]:
    """Log what fails inside, and go on behind it: the document is there for others too, and must not fail for ours."""
    try:
        yield
    except Exception:  # noqa: BLE001 - the document must not fail for what we add to it
        _LOG.exception("the OpenAPI document is left as it was: what handlers may answer cannot be added to it")
