"""Every other status code: obsolete ones, unofficial ones, those that belong inside a 207."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from statusmw.raisable import Problem
from statusmw.reply import Reply, Values, checked_status
from statusmw.respond.shared import Text
from statusmw.status import REGISTERED

_FOLLOWS: Final = {"Content-Type"}  # from the content, which `Reply` and `Problem` see to


def status(
    code: int,
    content: Any = None,
    *,
    headers: Mapping[str, Values] | None = None,
    detail: Text = None,
    type: Text = None,
    title: Text = None,
    instance: Text = None,
    **members: Any,
) -> Reply:
    """Any status code from 200 to 599, for those that have no helper of their own.

    Args:
        code: the status code.
        content: None, `str`, `bytes`, an iterator or async iterator of these, or a JSON value; not for 4xx and 5xx.
        headers: fields to send with it.
        detail: 4xx and 5xx only: what is wrong this time, for a person to read.
        type: 4xx and 5xx only: URI reference of the problem type.
        title: 4xx and 5xx only: what is wrong in general; the reason phrase if None.
        instance: 4xx and 5xx only: URI reference of this occurrence.
        members: 4xx and 5xx only: extension members.

    Returns:
        A `Problem` for 4xx and 5xx, to return or to raise; a `Reply` for all others.

    Raises:
        TypeError: *code* is no int, or an argument is given that does not go with it.
        ValueError: *code* is not from 200 to 599, or a field that it requires is missing.

    RFC 9110, Section 15.

    >>> str(status(418, detail="Short and stout"))
    "418 I'm a Teapot: Short and stout"
    >>> status(401)
    Traceback (most recent call last):
    ValueError: headers: a 401 response has WWW-Authenticate; use respond.unauthorized(), which asks for it
    """
    code = checked_status(code, argument="code")
    _require(code, headers or {})
    about = {"detail": detail, "type": type, "title": title, "instance": instance}
    if code >= 400:
        if content is not None:
            raise TypeError(f"content: a {code} is told as a problem; use detail and extension members")
        if "status" in members:
            raise TypeError("status: the argument code says it already; give the extension member another name")
        return Problem(code, headers=headers, **about, **members)
    given = [name for name, value in (*about.items(), *members.items()) if value is not None]
    if given:
        raise TypeError(f"{given[0]}: only 4xx and 5xx are problems; put it into the content of a {code}")
    return Reply(content, code, headers)


def _require(code: int, headers: Mapping[str, Values]) -> None:
    known = REGISTERED.get(code)
    names = {str(name).lower() for name in headers}
    missing = [name for name in known.required_fields if name.lower() not in names] if known else []
    if known and set(missing) - _FOLLOWS:
        raise ValueError(
            f"headers: a {code} response has {' and '.join(missing)}; use respond.{known.name}(), which asks for it"
        )
