"""What the helpers of every class share: fields that are left out where nothing is said, and the making of problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias, TypeVar

from statusmw import fields
from statusmw.raisable import Problem
from statusmw.reply import Reply
from statusmw.typed import Success

Text: TypeAlias = "str | None"
Typed = TypeVar("Typed", bound=Success)

RetryAfter: TypeAlias = "int | timedelta | datetime | None"


def given(**values: str | list[str] | None) -> dict[str, str | list[str]]:
    """Fields by their names with underscores; those that are None are left out.

    >>> given(content_range="bytes 0-4/10", etag=None)
    {'content-range': 'bytes 0-4/10'}
    """
    return {name.replace("_", "-"): value for name, value in values.items() if value is not None}


def validators(etag: str | None, last_modified: datetime | None) -> dict[str, str | list[str]]:
    """ETag and Last-Modified, as far as they are known."""
    if etag is None and last_modified is None:
        return {}
    return given(
        etag=None if etag is None else fields.entity_tag(etag),
        last_modified=None if last_modified is None else fields.http_date(last_modified, argument="last_modified"),
    )


def delay(retry_after: RetryAfter) -> str | None:
    """Retry-After, if there is one."""
    return None if retry_after is None else fields.retry_after(retry_after)


def reply(status_code: int, content: Any, sent: Mapping[str, str | list[str]]) -> Reply:
    """A reply with the fields *sent*."""
    return Reply(content, status_code, sent)


def made(cls: type[Typed], content: Any, sent: Mapping[str, str | list[str]]) -> Typed:
    """A reply of the class of its status code, with the fields *sent*."""
    return cls(content, cls.code, sent)


def problem(
    status_code: int,
    about: tuple[Text, Text, Text, Text],
    members: Mapping[str, Any],
    sent: Mapping[str, str | Iterable[str]] | None = None,
) -> Problem:
    """A problem with the fields *sent*; *about* is its detail, type, title and instance."""
    if "status" in members:
        raise TypeError("status: the helper says it already; give the extension member another name")
    detail, type, title, instance = about
    made = Problem(status_code, detail, type=type, title=title, instance=instance, **members)
    return made.with_headers(sent or {})
