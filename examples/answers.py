"""What the order APIs answer when something is wrong: the same objects in Flask, Starlette and FastAPI."""

from __future__ import annotations

from typing import Any

from examples import orders
from werkzeug.http import parse_etags

from statusmw import Policy, Problem, respond

# The shop has exceptions of its own. Which answer each of them is, is said once, here.
POLICY = Policy(
    mapping={
        orders.Changed: 412,  # somebody was quicker
        orders.UnknownPeriod: 400,  # the query makes no sense
        orders.UnknownReport: 404,
        orders.WarehouseFailed: 502,  # it is neither the client nor this server that failed
    }
)


class OutOfStock(Problem):  # an entry in the APIs' catalogue of errors
    """The order asks for more of an article than there is."""

    status = 409  # nothing is wrong with the request: it clashes with how things are now
    type = "https://shop.example/problems/out-of-stock"
    title = "Out of stock"
    detail = "Only {left} of {sku} left"
    # Annotations become keyword arguments, and members of the problem document.
    sku: str
    left: int


def check_values(values: Any, *required: str) -> dict[str, Any]:
    """422: the content could be read, but it makes no sense; all faults are told at once."""
    if faults := orders.faults(values, required):
        raise respond.unprocessable_content("This is no order", errors=faults)
    left = orders.STOCK.get(values.get("sku"), orders.ELSEWHERE)
    if values.get("quantity", 0) > left:
        raise OutOfStock(sku=values["sku"], left=left)
    return values


def wrong_media_type(method: str) -> Problem:
    """415: what is sent is not JSON; PATCH has a field of its own that says what would do."""
    field = "accept_patch" if method == "PATCH" else "accept"
    return respond.unsupported_media_type("Send JSON", **{field: "application/json"})


def check_condition(if_match: str | None, order: orders.Order | None) -> None:
    """412: If-Match names the version the client has seen; to go on would undo what somebody else has changed."""
    seen = parse_etags(if_match)
    if seen and not (order and seen.contains(order.etag)):
        raise respond.precondition_failed("The order is not the one you have seen; read it again")


def is_stored(if_none_match: str | None, order: orders.Order) -> bool:
    """Whether the client has stored the order as it is."""
    return parse_etags(if_none_match).contains_weak(order.etag)


def require(role: str, authorization: str | None) -> None:
    """401 if nobody knows who asks, 403 if that is known and logging in again would not help."""
    known = orders.ROLES.get(authorization or "")
    if known is None:
        raise respond.unauthorized(("Bearer", {"realm": "orders"}))  # the challenge says which credentials would do
    if known != role:
        raise respond.forbidden(f"Only the {role} may do this")
