from dataclasses import replace
from functools import partial
from http import HTTPMethod, HTTPStatus

import pytest

from checking import checker, fine
from statusmw.exchange import Content, Exchange, Request, Response
from statusmw.rule import BrokenResponse, Finding, Level, Rule, Source, made_of


def rule(**kwargs):
    told = {"source": Source("RFC 9110", "15"), "level": Level.MUST, "says": "It is.", "why": "", "bad": "", "good": ""}
    return Rule(**{"id": "a-rule", **told, **kwargs})


def exchange(status_code=200, fields=(), *, method="GET", interface="asgi", content=None, phrase=None, odd=()):
    request = Request(method=method, interface=interface)
    return Exchange(request, Response(status_code, tuple(fields), phrase, odd), content)


AGE = ("Age", "5")


@pytest.mark.parametrize(
    ("trigger", "meets", "misses"),
    [
        ({}, exchange(), None),
        ({"status_codes": {404}}, exchange(404), exchange(200)),
        ({"methods": {"HEAD"}}, exchange(method="HEAD"), exchange(method="head")),
        ({"except_methods": {"HEAD"}}, exchange(), exchange(method="HEAD")),
        ({"interface": "wsgi"}, exchange(interface="wsgi"), exchange()),
        ({"present": "age"}, exchange(fields=[AGE]), exchange()),
        ({"present": ("vary", "age")}, exchange(fields=[AGE]), exchange(fields=[("a", "age")])),
        ({"present": "*"}, exchange(), None),
        ({"absent": "age"}, exchange(), exchange(fields=[AGE])),
        ({"absent": ["vary", "age"]}, exchange(), exchange(fields=[AGE])),
        ({"repeated": "age"}, exchange(fields=[AGE, ("age", "6")]), exchange(fields=[AGE])),
        ({"content": True}, exchange(content=Content(1)), exchange(content=Content(0))),
        ({"content": True}, exchange(content=Content(1)), exchange(content=Content(1, complete=False))),
        ({"content": False}, exchange(content=Content(0)), exchange(content=Content(1))),
        ({"content": False}, exchange(content=Content(0)), exchange()),
        ({"odd": "status"}, exchange(odd=(("status", "x"),)), exchange(odd=(("age", 5),))),
        ({"odd": "fields"}, exchange(odd=(("age", 5),)), exchange(odd=(("status", "x"),))),
        ({"odd": "fields"}, exchange(odd=(("fields", 5),)), exchange()),
    ],
)
def test_a_rule_without_judgement_is_broken_by_its_trigger(trigger, meets, misses):
    assert not rule(**trigger).judged
    assert rule(**trigger).broken_by(meets)
    assert misses is None or not rule(**trigger).broken_by(misses)


@pytest.mark.parametrize(
    ("told", "good", "bad"),
    [
        ({"octets": b"0123456789", "present": "*"}, exchange(fields=[AGE]), exchange(fields=[AGE, ("a", "b")])),
        (
            {"octets": b"0123456789", "present": "age"},
            exchange(fields=[AGE, ("a", "b")]),
            exchange(fields=[("age", "x")]),
        ),
        ({"octets": b"0", "present": "*"}, exchange(fields=[("a", "0")]), exchange(fields=[("a", "€")])),
        ({"named": str.isalpha}, exchange(fields=[AGE]), exchange(fields=[AGE, ("1", "")])),
        ({"phrase": lambda phrase: phrase == "OK"}, exchange(phrase="OK"), exchange()),
        ({"valid": str.isdigit, "present": "age"}, exchange(fields=[AGE]), exchange(fields=[AGE, ("AGE", "x")])),
        (
            {"fits": lambda value, length: int(value) == length, "present": "age"},
            exchange(fields=[AGE], content=Content(5)),
            exchange(fields=[AGE], content=Content(4)),
        ),
        ({"check": lambda exchange: exchange.response.status_code == 500}, exchange(200), exchange(500)),
        (
            {"check": lambda exchange: exchange.length == 5, "at_end": True},
            exchange(content=Content(5, complete=False)),
            exchange(content=Content(5)),
        ),
    ],
)
def test_a_rule_with_a_judgement_is_broken_by_what_fails_it(told, good, bad):
    assert rule(**told).judged
    assert rule(**told).broken_by(bad)
    assert not rule(**told).broken_by(good)


@pytest.mark.parametrize(
    ("told", "needs"),
    [({}, False), ({"content": False}, True), ({"fits": lambda *_: True}, True), ({"at_end": True}, True)],
)
def test_a_rule_knows_whether_it_waits_for_the_end(told, needs):
    assert rule(**told).needs_content is needs


def test_one_name_may_stand_for_a_collection_of_one():
    given = rule(present="age", absent={"vary"}, repeated=["etag"])
    assert (given.present, given.absent, given.repeated) == (("age",), ("vary",), ("etag",))


@pytest.mark.parametrize(
    "spelt",
    [{name: ["X-A", "aGE"]} for name in ("present", "absent", "beside", "repeated", "asked", "unasked")]
    + [{name: (each for each in ("X-A", "aGE"))} for name in ("present", "asked")]
    + [{"reads": {"Text/HTML": 1, "+JSON": 2, "*": 3}}],
)
def test_field_names_and_media_types_are_known_in_lower_case(spelt):
    ((name, _),) = spelt.items()
    assert getattr(rule(**spelt), name) == (("text/html", "+json", "*") if name == "reads" else ("x-a", "age"))


@pytest.mark.parametrize(
    ("trigger", "meets", "misses"),
    [
        ({"present": "X-A"}, exchange(fields=[("x-a", "")]), exchange()),
        ({"absent": "X-A"}, exchange(), exchange(fields=[("X-A", "")])),
        ({"present": "*", "beside": ["X-A"]}, exchange(fields=[("x-a", "")]), exchange(fields=[AGE])),
        ({"repeated": ["X-A"]}, exchange(fields=[("x-a", "")] * 2), exchange(fields=[("x-a", "")])),
    ],
)
@pytest.mark.parametrize("interface", ["asgi", "wsgi"])
def test_the_engine_finds_fields_however_the_rule_spells_them(trigger, meets, misses, interface):
    asked = checker(interface, [rule(**trigger)])
    assert not fine(asked, replace(meets, request=Request(interface=interface)))
    assert fine(asked, replace(misses, request=Request(interface=interface)))


def test_content_is_read_however_the_rule_spells_its_type():
    spelt = rule(reads="Text/HTML", check=lambda exchange: True)
    assert spelt.broken_by(exchange(fields=[("content-type", "text/html")], content=Content(1, octets=b"x")))


@pytest.mark.parametrize("methods", [{"GET", HTTPMethod.HEAD}, ["PURGE", "purge"], ()])
def test_methods_stay_as_they_are(methods):
    given = rule(methods=methods, except_methods=iter(methods))
    assert given.methods is methods
    assert given.except_methods == tuple(methods)


def test_one_method_is_no_part_of_another():
    given = rule(methods="POST", except_methods="HEAD")
    assert (given.methods, given.except_methods) == (("POST",), ("HEAD",))
    assert not given.broken_by(exchange(method="POS"))


@pytest.mark.parametrize("codes", [(), [], {404}, [404], range(400, 600), frozenset({HTTPStatus.NOT_FOUND})])
def test_status_codes_are_any_collection_of_numbers(codes):
    assert rule(status_codes=codes).status_codes is codes


OF_LEVEL = "is no level; give Level.MUST, Level.SHOULD or Level.ADVICE"
OF_FIELD = 'is no field name; give one such as "etag", or a collection of them'
OF_TYPE = 'is no media type; give one such as "text/html", without parameters, a suffix such as "+json", or "*"'
OF_METHOD = 'is no request method; give one such as "GET", or a collection of them'
SENSITIVE = "methods are case-sensitive"
OF_INTERFACE = 'is no gateway interface; give "asgi", "wsgi", or None for both'
OF_CONTENT = "is no bool; give True or False, or None for either"
OF_ODD = 'is no part of the head; give "status" or "fields"'
FIELDS = ("present", "absent", "beside", "repeated", "asked", "unasked")
FUNCTIONS = ("named", "phrase", "valid", "fits", "check", "repair")
WRONG = [
    ({"level": "MUST"}, f"level of a-rule: 'MUST' {OF_LEVEL}"),
    ({"level": None}, f"level of a-rule: None {OF_LEVEL}"),
    ({"status_codes": 200}, "status_codes of a-rule: 200 is no collection of status codes; give one such as {200}"),
    ({"status_codes": "200"}, "status_codes of a-rule: '200' is no collection of status codes; give one such as {200}"),
    ({"status_codes": ["200"]}, "status_codes of a-rule: '200' is no status code; give numbers, such as {200}"),
    ({"status_codes": {404, None}}, "status_codes of a-rule: None is no status code; give numbers, such as {404}"),
    ({"status_codes": [True]}, "status_codes of a-rule: True is no status code; give numbers, such as {404}"),
    *(({name: 5}, f"{name} of a-rule: 5 is no function; give one, of what Rule says about it") for name in FUNCTIONS),
    *(({name: 5}, f"{name} of a-rule: 5 {OF_FIELD}") for name in FIELDS),
    ({"present": ["age", b"vary"]}, f"present of a-rule: b'vary' {OF_FIELD}"),
    ({"reads": 5}, f"reads of a-rule: 5 {OF_TYPE}"),
    ({"reads": ["text/html", None]}, f"reads of a-rule: None {OF_TYPE}"),
    *(({name: 5}, f"{name} of a-rule: 5 {OF_METHOD}") for name in ("methods", "except_methods")),
    ({"methods": [None]}, f"methods of a-rule: None {OF_METHOD}"),
    ({"interface": True}, f"interface of a-rule: True {OF_INTERFACE}"),
    *(({"content": given}, f"content of a-rule: {given!r} {OF_CONTENT}") for given in ("yes", "", 1, 0)),
    ({"odd": None}, f"odd of a-rule: None {OF_ODD}"),
]
UNFIT = [
    *(({name: "X A"}, f"{name} of a-rule: 'x a' {OF_FIELD}") for name in FIELDS),
    ({"present": ["Vary, Age"]}, f"present of a-rule: 'vary, age' {OF_FIELD}"),
    ({"present": ""}, f"present of a-rule: '' {OF_FIELD}"),
    *(
        ({"reads": given}, f"reads of a-rule: '{given}' {OF_TYPE}")
        for given in ("html", "text/html; charset=utf-8", "text/*", "*/*", "+", "", "json+")
    ),
    *(
        ({name: ["POST", "get"]}, f"{name} of a-rule: 'get' is no request method; give \"GET\": {SENSITIVE}")
        for name in ("methods", "except_methods")
    ),
    ({"methods": "Query"}, f"methods of a-rule: 'Query' is no request method; give \"QUERY\": {SENSITIVE}"),
    ({"methods": "GET, HEAD"}, f"methods of a-rule: 'GET, HEAD' {OF_METHOD}"),
    ({"interface": "WSGI"}, f"interface of a-rule: 'WSGI' {OF_INTERFACE}"),
    ({"interface": "http"}, f"interface of a-rule: 'http' {OF_INTERFACE}"),
    ({"odd": "Status"}, f"odd of a-rule: 'Status' {OF_ODD}"),
]


@pytest.mark.parametrize(
    ("kind", "told", "message"), [(TypeError, *each) for each in WRONG] + [(ValueError, *each) for each in UNFIT]
)
def test_what_an_argument_is_not_is_said_when_the_rule_is_made(kind, told, message):
    with pytest.raises(kind) as refused:
        rule(**told)
    assert str(refused.value) == message


async def waited_for(*given): ...


class Waited:
    async def __call__(self, *given): ...


@pytest.mark.parametrize("function", [waited_for, partial(waited_for, 1), Waited(), Waited().__call__])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_could_only_be_waited_for_is_no_judgement(name, function):
    with pytest.raises(TypeError) as refused:
        rule(**{name: function})
    assert str(refused.value) == (
        f"{name} of a-rule: a coroutine cannot be waited for where a response is judged; give a plain function"
    )


@pytest.mark.parametrize("function", [len, partial(len), str.isdigit, "a".isdigit, Exchange])
def test_whatever_else_can_be_called_is_one(function):
    assert rule(check=function).check is function


def test_a_rule_cannot_be_changed_and_shows_its_id():
    given = rule()
    assert repr(given) == "<Rule a-rule>"
    with pytest.raises(AttributeError):
        given.id = "another"


def test_two_rules_alike_are_two():
    assert rule() != rule()


@pytest.mark.parametrize(
    ("value", "octets", "made"), [("", b"", True), ("é", b"\xe9", True), ("é", b"e", False), ("\u0101", b"\x01", False)]
)
def test_a_text_is_made_of_octets_by_latin_1(value, octets, made):
    assert made_of(value, octets) is made


@pytest.mark.parametrize(
    ("source", "text", "url"),
    [
        (
            Source("RFC 9110", "15.5.6"),
            "RFC 9110, Section 15.5.6",
            "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6",
        ),
        (Source("RFC 9110"), "RFC 9110", "https://www.rfc-editor.org/rfc/rfc9110"),
        (Source("PEP 3333", "The Heading"), "PEP 3333, The Heading", "https://peps.python.org/pep-3333/"),
    ],
)
def test_a_source_has_words_and_an_address(source, text, url):
    assert (str(source), source.url) == (text, url)


def test_a_source_nobody_knows_has_no_address():
    assert Source("house rules").url == ""


def test_a_finding_is_one_line_without_the_query():
    made = Exchange(Request("GET\n", "/a\n?token=1"), Response(404))
    shown = str(Finding(rule(), made))
    assert shown == r"GET\n /a\n -> 404: It is. [a-rule] MUST, RFC 9110, Section 15"


def test_a_finding_without_status_code_says_so():
    assert "-> ?:" in str(Finding(rule(), exchange(0)))


def test_a_broken_response_shows_every_finding():
    findings = (Finding(rule(), exchange()), Finding(rule(id="b-rule"), exchange()))
    error = BrokenResponse(findings)
    assert error.findings == findings
    assert [line.partition("[")[2].partition("]")[0] for line in str(error).splitlines()] == ["a-rule", "b-rule"]


def test_the_levels_are_named_as_the_documents_name_them():
    assert [level.value for level in Level] == ["MUST", "SHOULD", "ADVICE"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (Source("RFC 9110", "9.3.1"), "RFC 9110, Section 9.3.1"),
        (Source("RFC 9110", "15"), "RFC 9110, Section 15"),
        (Source("PEP 3333", "Specification Details"), "PEP 3333, Specification Details"),
        (Source("RFC 9110"), "RFC 9110"),
    ],
)
def test_a_source_says_where_to_read(source, said):
    assert str(source) == said


@pytest.mark.parametrize(
    ("reads", "read", "not_read"),
    [
        ("+json", "application/vnd.api+json; charset=utf-8", "application/json"),
        ("application/json", "Application/JSON", "application/vnd.api+json"),
        (("text/html", "+xml"), "application/xhtml+xml", "text/htmlx"),
    ],
)
def test_a_rule_reads_content_of_its_types_and_suffixes(reads, read, not_read):
    reading = rule(reads=reads, check=bool)
    assert (reading.reads_type(read), reading.reads_type(not_read)) == (True, False)


def test_a_finding_has_no_id_unless_something_was_sent_under_one():
    assert Finding(rule(), exchange()).error_id is None
