"""What hypothesis draws exchanges from: the catalogue's own names, values, status codes and methods."""

from dataclasses import replace

from hypothesis import strategies as st

from statusmw.exchange import Content, Exchange, Request, Response
from statusmw.rule import EVERY_FIELD
from statusmw.rules import CATALOGUE
from statusmw.wire import parse_exchange

INTERFACES = ("asgi", "wsgi")
EXAMPLES = [
    parse_exchange(text, interface) for rule in CATALOGUE for text in (rule.bad, rule.good) for interface in INTERFACES
]

_named = {name for rule in CATALOGUE for name in (*rule.present, *rule.absent, *rule.repeated)} - {EVERY_FIELD}
_spelt = {name for example in EXAMPLES for name, _ in example.response.fields}
_values = {value for example in EXAMPLES for _, value in example.response.fields}
_asked = {line for example in EXAMPLES for line in example.request.fields}
_status_codes = {example.response.status_code for example in EXAMPLES}.union(
    code for rule in CATALOGUE for code in list(rule.status_codes)[:3]
)
_methods = {m for rule in CATALOGUE for m in (*rule.methods, *rule.except_methods)} | {"POST", "PUT", "PATCH", "get"}

FIELD_NAMES = sorted(_named | _spelt | {"x-other", "Vary", "a"})

printable = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8)
latin = printable | st.text(st.characters(max_codepoint=255), max_size=8)
anything = printable | st.text(max_size=8)
numerals = st.integers(0, 12).map(str)
lengths = st.none() | st.integers(0, 12)
status_codes = st.sampled_from(sorted(_status_codes)) | st.integers(0, 999)
methods = st.sampled_from(sorted(_methods)) | st.text(max_size=5)
phrases = st.none() | st.sampled_from(["OK", "", " OK", "O\tK"]) | latin


def lines(text):
    values = st.sampled_from(sorted(_values)) | numerals | text
    # More often a name that a rule asks about together with a value of its own examples.
    told = [line for example in EXAMPLES for line in example.response.fields if text is anything or _is_latin(line)]
    line = st.sampled_from(told) | st.tuples(st.sampled_from(FIELD_NAMES) | text, values)
    return st.lists(line if text is anything else line.filter(_is_latin), max_size=5).map(tuple)


def _is_latin(line):
    return all(ord(character) < 256 for part in line for character in part)


def requests(interface):
    return st.builds(
        Request,
        method=methods,
        fields=st.lists(st.sampled_from(sorted(_asked)), max_size=3).map(tuple),
        http_version=st.sampled_from(["1.0", "1.1", "2", "3"]),
        interface=st.just(interface),
    )


def exchanges(interface):
    """Exchanges that could have come through *interface*, with content of known or unknown length."""
    text = latin if interface == "asgi" else anything
    response = st.builds(
        Response,
        status_code=status_codes,
        fields=lines(text),
        reason_phrase=phrases if interface == "wsgi" else st.none(),
    )
    random = st.builds(Exchange, requests(interface), response, lengths.map(_content))
    examples = st.sampled_from([each for each in EXAMPLES if each.request.interface == interface])
    return st.one_of(
        random,
        examples,
        st.builds(_asked_otherwise, examples, requests(interface)),
        st.builds(_told_more, examples, lines(text)),
        st.builds(_told_less, examples, st.integers(0, 4)),
        st.builds(_answered_otherwise, examples, status_codes),
        st.builds(_followed_by, examples, lengths.map(_content)),
    )


def _content(length):
    return None if length is None else Content(length)


def _asked_otherwise(exchange, request):
    return replace(exchange, request=request)


def _told_more(exchange, more):
    return _with(exchange, fields=(*exchange.response.fields, *more))


def _told_less(exchange, left_out):
    fields = exchange.response.fields
    return _with(exchange, fields=fields[:left_out] + fields[left_out + 1 :])


def _answered_otherwise(exchange, status_code):
    return _with(exchange, status_code=status_code)


def _followed_by(exchange, content):
    return replace(exchange, content=content)


def _with(exchange, **changes):
    return exchange.with_response(replace(exchange.response, **changes))
