"""The catalogue's checkers, and `fine` asked about an exchange as a face would ask it."""

from statusmw.engine import Checker
from statusmw.exchange import Content, Exchange
from statusmw.reading import asgi_response, wsgi_response
from statusmw.rule import Level
from statusmw.rules import CATALOGUE

BINDING = tuple(rule for rule in CATALOGUE if rule.level is not Level.ADVICE)


def opening(request, status_code, fields, length):
    made = wsgi_response(f"{status_code:03} ", fields) if request.interface == "wsgi" else None
    response = made or asgi_response(status_code, fields)
    return Exchange(request, response, None if length is None else Content(length))


def checker(interface, rules=CATALOGUE):
    return Checker(rules, interface, opening)


def raw(exchange):
    """The field lines as the interface has them; None where ASGI could not carry them."""
    if exchange.request.interface == "wsgi":
        return list(exchange.response.fields)
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in exchange.response.fields]


def status_line(exchange):
    phrase = exchange.response.reason_phrase
    return f"{exchange.response.status_code:03}" + ("" if phrase is None else f" {phrase}")


def fine(checker, exchange, fields=None):
    """What the face of the exchange's interface gets told."""
    request, response = exchange.request, exchange.response
    if response.odd or exchange.misuse:
        return False
    length = None if exchange.content is None else exchange.length
    if request.interface == "wsgi" and checker.status_code(status_line(exchange)) != response.status_code:
        return False
    octets = exchange.content and exchange.content.octets
    return checker.fine(request, request.method, response.status_code, fields or raw(exchange), length, octets)
