"""An application asked all there is to ask, one request after the other."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from statusmw.commands.driving.calling import caller
from statusmw.commands.driving.loading import load
from statusmw.commands.driving.offers import Offer, merged, offers_of
from statusmw.commands.driving.openapi import document_of, offers_in, read_document
from statusmw.commands.driving.probes import UNKNOWN_PATH, conditional_probes, safe_probes, unsafe_probes
from statusmw.commands.judging import Place, Seen
from statusmw.commands.page import CommandError
from statusmw.commands.progress import progress
from statusmw.exchange import Exchange, Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from statusmw.commands.driving.answers import Answer, Asking
    from statusmw.commands.driving.loading import Application
    from statusmw.exchange import Interface


@contextmanager
def asked_all(
    name: str,
    *,
    interface: Interface | None = None,
    factory: bool = False,
    path: Sequence[str] = (),
    openapi: str | None = None,
    unsafe: bool = False,
    timeout: float = 10.0,
) -> Iterator[Iterator[Seen]]:
    """Ask the application *name* for everything, with a bar for how far that has come.

    Args:
        name: ``"module:app"``.
        interface: how to call it; None: told by what it is.
        factory: whether what is named makes the application.
        path: paths to ask for; empty: what the application offers.
        openapi: the file of its OpenAPI document.
        unsafe: whether to send requests that may change something.
        timeout: seconds until a request is given up.

    Returns:
        What came of each request, one after the other.

    Raises:
        CommandError: there is no such application, or it cannot be told what to ask for.
    """
    application = load(name, interface, factory=factory)
    offers = resources(application, path, openapi)
    with progress("asking", len(offers)) as done:
        yield drive(application, offers, unsafe=unsafe, timeout=timeout, done=done)


def resources(application: Application, paths: Sequence[str], openapi: str | None) -> list[Offer]:
    """What to ask for.

    Args:
        application: the application.
        paths: paths that the user names; if there are any, they are all.
        openapi: the file of an OpenAPI document; None: what the application says of itself.

    Returns:
        The resources, and one path that is none.

    Raises:
        CommandError: a path is none or there is a document as well, or nothing at all is offered.
    """
    for path in paths:
        if not path.startswith("/") or not path.isascii() or any(each.isspace() for each in path):
            raise CommandError(f"--path: {path!a} is no path; it begins with a slash and is percent-encoded")
    if paths and openapi is not None:
        raise CommandError("--openapi: with --path nothing else is asked for; leave one of the two out")
    if paths:
        return [Offer(path, frozenset({"GET"})) for path in paths]
    document = read_document(openapi) if openapi is not None else document_of(application.app)
    documented = offers_in(document)
    table = [] if documented else offers_of(application.app)
    found = merged([*documented, *table])
    if not found:
        raise CommandError("the application has no route table that is known; name what to ask for with --path /orders")
    return [*found, Offer(UNKNOWN_PATH)]


def drive(
    application: Application,
    offers: Sequence[Offer],
    *,
    unsafe: bool,
    timeout: float,
    done: Callable[[int], object],
) -> Iterator[Seen]:
    """Ask for everything.

    Args:
        application: whom to ask.
        offers: what to ask for.
        unsafe: whether to send what may change something.
        timeout: seconds until a request is given up.
        done: called with 1 after each resource.

    Returns:
        What came of each request; an error that comes again and again on one resource is told once.
    """
    known: set[tuple[str, str, str]] = set()
    with caller(application, timeout) as ask:
        for offer in offers:
            for asking, answer in _asked(ask, offer, unsafe=unsafe):
                seen = _seen(application, asking, answer)
                error = (asking.method, asking.target, seen.error)
                yield replace(seen, error="") if error in known and not seen.missing else seen
                known.add(error)
            done(1)


def _asked(ask: Callable[[Asking], Answer], offer: Offer, *, unsafe: bool) -> Iterator[tuple[Asking, Answer]]:
    first = None
    for asking in safe_probes(offer):
        answer = ask(asking)
        first = first or answer
        yield asking, answer
    if first and first.exchange and first.exchange.response.status_code == 200:
        for asking in conditional_probes(offer, first.exchange.response):
            yield asking, ask(asking)
    if unsafe:
        for asking in unsafe_probes(offer):
            yield asking, ask(asking)


def _seen(application: Application, asking: Asking, answer: Answer) -> Seen:
    place = Place(application.source, label=asking.note)
    exchange = answer.exchange or _nothing(application, asking)
    return Seen(exchange, place, reported=tuple(answer.reported), error=_error(answer), missing=answer.exchange is None)


def _error(answer: Answer) -> str:
    """What went wrong. An exception that our middleware has answered with another code than 500 was meant."""
    if answer.errors:
        return "; ".join(dict.fromkeys((*answer.logged, *answer.errors)))
    if answer.exchange and answer.exchange.response.status_code == 500:
        return "; ".join(dict.fromkeys(answer.logged)) or "answered with 500"
    return ""


def _nothing(application: Application, asking: Asking) -> Exchange:
    request = Request(asking.method, asking.target, asking.fields, interface=application.interface)
    return Exchange(request, Response(0))
