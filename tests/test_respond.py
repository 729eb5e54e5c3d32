import ast
import inspect
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calling import BOTH, asgi, wsgi
from checking import BINDING, checker
from long_form import examples
from statusmw import Problem, Redirect, Reply, respond
from statusmw.rule import Level
from statusmw.status import REGISTERED
from statusmw.status.crud import CRUD

NOW = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
DATE = "Wed, 02 Jan 2030 03:04:05 GMT"

REQUIRED = {
    "multiple_choices": {"content": ["/a", "/b"]},
    "created": {"location": "/orders/7"},
    "partial_content": {"content": b"hello", "first": 0, "complete_length": 10},
    "multi_status": {"content": [{"href": "/a", "status": 204}]},
    "im_used": {"content": b"...", "im": "vcdiff", "etag": "v2"},
    "moved_permanently": {"location": "/new"},
    "found": {"location": "/new"},
    "see_other": {"location": "/new"},
    "temporary_redirect": {"location": "/new"},
    "permanent_redirect": {"location": "/new"},
    "unauthorized": {"challenge": "Bearer"},
    "method_not_allowed": {"allow": ["PUT"]},
    "proxy_authentication_required": {"challenge": "Negotiate"},
    "range_not_satisfiable": {"complete_length": 10},
    "upgrade_required": {"upgrade": "websocket"},
}
# Part of another response, deprecated, reserved, or obsolete.
BY_NUMBER_ONLY = {208, 305, 306, 418, 510}
HELPERS = {code.name: code for code in REGISTERED.values() if code.code >= 200 and code.code not in BY_NUMBER_ONLY}
ERRORS = {name: code for name, code in HELPERS.items() if code.code >= 400}

each_helper = pytest.mark.parametrize("name", HELPERS)
each_error = pytest.mark.parametrize("name", ERRORS)


def made(name, **arguments):
    return getattr(respond, name)(**REQUIRED.get(name, {}), **arguments)


# The table of helpers.


def test_there_is_a_helper_for_each_status_code_that_a_handler_can_send_and_no_other():
    assert set(respond.__all__) == {*HELPERS, "redirect", "status"}


@each_helper
def test_a_helper_answers_with_the_status_code_of_its_name(name):
    code = HELPERS[name]
    reply = made(name)
    assert reply.status_code == code.code
    assert wsgi(reply).status == asgi(made(name)).status == code.code
    assert isinstance(reply, Problem if code.code >= 400 else Reply)


@each_helper
def test_the_documentation_begins_with_code_and_reason_phrase(name):
    assert getattr(respond, name).__doc__.startswith(f"{HELPERS[name].code} {HELPERS[name].reason_phrase}: ")


@each_helper
def test_what_a_status_code_requires_has_no_default_and_nothing_else_is_required(name):
    parameters = inspect.signature(getattr(respond, name)).parameters.values()
    required = {p.name for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD}
    # The choices of a 300 are given in one of two ways, and refused if in none.
    assert required == (set(REQUIRED.get(name, {})) if name != "multiple_choices" else set())
    for argument in required:
        with pytest.raises(TypeError, match=argument):
            getattr(respond, name)(**{k: v for k, v in REQUIRED[name].items() if k != argument})


@each_helper
def test_the_required_fields_of_a_status_code_are_sent(name):
    fields = {field.lower() for field in HELPERS[name].required_fields}
    assert fields <= {field.decode() for field, _ in asgi(made(name)).fields}


@pytest.mark.parametrize("name", ["no_content", "reset_content", "not_modified"])
def test_a_helper_for_a_code_without_content_takes_none(name):
    assert "content" not in inspect.signature(getattr(respond, name)).parameters
    with pytest.raises(TypeError, match="content"):
        made(name, content="a")


@each_error
def test_every_problem_takes_what_a_problem_says(name):
    about = {"type": "/p", "title": "T", "instance": "/i", "order": 7}
    problem = made(name, detail="D", headers={"X-Id": "7"}, **about)
    expected = {**about, "detail": "D", "status": ERRORS[name].code}
    assert json.loads(problem.body) == expected
    assert problem.headers["x-id"] == "7"
    with pytest.raises(type(problem)):
        raise problem


@each_error
def test_the_status_of_a_helper_is_no_member(name):
    with pytest.raises(TypeError, match="status: the helper says it already"):
        made(name, status=7)


@pytest.mark.parametrize("advice", CRUD, ids=lambda advice: f"{advice.operation} {advice.outcome}")
def test_what_the_facts_advise_is_a_call_that_can_be_made(advice):
    call = ast.parse(advice.helper, mode="eval").body
    assert call.func.value.id == "respond"
    helper = getattr(respond, call.func.attr)
    inspect.signature(helper).bind(*call.args, **{keyword.arg: keyword.value for keyword in call.keywords})
    assert HELPERS[call.func.attr].code == advice.code


# What is sent.

SENT = [
    (lambda: respond.ok("a", etag="v1", last_modified=NOW), {"etag": '"v1"', "last-modified": DATE}),
    (lambda: respond.ok(etag='W/"v1"'), {"etag": 'W/"v1"', "content-length": "0", "content-type": None}),
    (lambda: respond.non_authoritative_information("a", etag="v"), {"etag": '"v"', "content-length": "1"}),
    (lambda: respond.created("/orders/7", {"id": 7}, etag="v1"), {"location": "/orders/7", "etag": '"v1"'}),
    (lambda: respond.created(None), {"location": None}),
    (lambda: respond.created("https://a.example/é"), {"location": "https://a.example/%C3%A9"}),
    (lambda: respond.accepted("/jobs/7", {}, retry_after=NOW), {"location": "/jobs/7", "retry-after": DATE}),
    (lambda: respond.accepted(), {"location": None, "link": None, "retry-after": None}),
    (lambda: respond.no_content(etag="v2"), {"etag": '"v2"', "content-length": None}),
    (lambda: respond.reset_content(), {"content-length": "0"}),
    (lambda: respond.partial_content("é", first=3, complete_length=None), {"content-range": "bytes 3-4/*"}),
    (lambda: respond.multi_status("<a/>"), {"content-type": "application/xml; charset=utf-8"}),
    (lambda: respond.multi_status([]), {"content-type": "application/json"}),
    (lambda: respond.im_used(b"x", im=["a", "b"], etag="v"), {"im": "a, b", "etag": '"v"'}),
    (lambda: respond.multiple_choices([]), {"location": None, "link": None, "content-length": "2"}),
    (
        lambda: respond.multiple_choices("a", preferred="/a", alternates=["/a", "/b"]),
        {"location": "/a", "link": '</a>; rel="alternate", </b>; rel="alternate"', "content-length": "1"},
    ),
    (lambda: respond.redirect("/a"), {"location": "/a"}),
    (
        lambda: respond.not_modified(
            etag="v", last_modified=NOW, cache_control="no-cache", content_location="/a", expires=NOW, vary="Accept"
        ),
        {"etag": '"v"', "last-modified": DATE, "cache-control": "no-cache", "content-location": "/a", "expires": DATE}
        | {"vary": "Accept", "content-length": None, "content-type": None},
    ),
    (lambda: respond.unauthorized(["Negotiate", ("Bearer", {"realm": "a"})]), {"www-authenticate": 'Negotiate, Bearer realm="a"'}),
    (lambda: respond.method_not_allowed([]), {"allow": ""}),
    (lambda: respond.method_not_allowed({"PUT", "GET"}, "No"), {"allow": "GET, PUT"}),
    (lambda: respond.content_too_large(retry_after=timedelta(minutes=5)), {"retry-after": "300"}),
    (
        lambda: respond.unsupported_media_type(accept="a/b", accept_encoding=["gzip", "br"], accept_patch=["c/d"]),
        {"accept": "a/b", "accept-encoding": "gzip, br", "accept-patch": "c/d"},
    ),
    (lambda: respond.unsupported_media_type(), {"accept": None, "accept-encoding": None, "accept-patch": None}),
    (lambda: respond.range_not_satisfiable(0), {"content-range": "bytes */0"}),
    (lambda: respond.upgrade_required(["HTTP/3.0", "websocket"]), {"upgrade": "HTTP/3.0, websocket", "connection": "upgrade"}),
    (lambda: respond.too_many_requests(retry_after=30), {"retry-after": "30", "cache-control": "no-store"}),
    (lambda: respond.too_many_requests(), {"retry-after": None}),
    (
        lambda: respond.unavailable_for_legal_reasons(blocked_by="https://isp.example"),
        {"link": '<https://isp.example>; rel="blocked-by"'},
    ),
    (lambda: respond.unavailable_for_legal_reasons(), {"link": None}),
    (lambda: respond.service_unavailable(retry_after=NOW), {"retry-after": DATE, "cache-control": "no-store"}),
    (lambda: respond.status(299, {"id": 7}, headers={"X-Id": "7"}), {"x-id": "7", "content-length": "8"}),
    (lambda: respond.status(401, headers={"www-authenticate": "Basic"}), {"www-authenticate": "Basic"}),
]  # fmt: skip


@pytest.mark.parametrize(("make", "fields"), SENT)
def test_the_fields_say_what_the_arguments_say(make, fields):
    answer = asgi(make())
    assert {name: answer[name] for name in fields} == fields


def test_the_content_of_multiple_choices_lists_the_alternates_unless_there_is_another():
    assert json.loads(respond.multiple_choices(alternates=["/a", "/é"]).body) == ["/a", "/%C3%A9"]
    assert respond.multiple_choices("own", alternates=["/a"]).body == b"own"


def test_over_wsgi_the_protocols_of_an_upgrade_are_named_in_the_content():
    answer = wsgi(respond.upgrade_required("websocket"))
    assert (answer["upgrade"], answer["connection"]) == (None, None)
    assert json.loads(answer.content)["detail"] == "Ask again with websocket"
    assert respond.upgrade_required("websocket", "Speak up").detail == "Speak up"


def test_errors_are_told_with_pointers_and_an_empty_list_too():
    problem = respond.unprocessable_content("Invalid", errors=[(["items", 0], "too small")], order=7)
    assert problem.members == {"errors": [{"detail": "too small", "pointer": "#/items/0"}], "order": 7}
    assert respond.unprocessable_content(errors=[]).members == {"errors": []}


REDIRECTS = [
    ({}, 303),
    ({"permanent": True}, 301),
    ({"keep_method": True}, 307),
    ({"permanent": True, "keep_method": True}, 308),
]


@pytest.mark.parametrize(("intent", "status"), REDIRECTS)
def test_redirect_chooses_the_status_code_by_intent(intent, status):
    redirect = respond.redirect("https://a.example/b", allowed_hosts=["a.example"], **intent)
    assert (redirect.status_code, redirect.location) == (status, "https://a.example/b")
    assert isinstance(redirect, Redirect)


OFF_SITE = ["//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "https:evil.example"]
OFF_SITE += ["javascript:alert(1)", "/\tevil", " //evil.example", "http://a.example@evil.example"]


@pytest.mark.parametrize("target", OFF_SITE)
def test_redirect_leaves_the_site_only_for_hosts_that_are_allowed(target):
    try:
        location = respond.redirect(target, allowed_hosts=["a.example"]).location
    except ValueError as refusal:
        assert "location" in str(refusal)
    else:
        assert location.startswith(("/%5C", "%5C"))


NOT_LOCATIONS = ["javascript:alert(1)", "data:text/html,a", "ftp://a.example/", "", "/a\r\nb", "http://u:p@a.example/"]


@pytest.mark.parametrize("name", ["created", "moved_permanently", "found", "see_other", "temporary_redirect", "permanent_redirect"])  # fmt: skip
@pytest.mark.parametrize("location", NOT_LOCATIONS)
def test_a_location_is_relative_or_http(name, location):
    with pytest.raises(ValueError, match="^location "):
        getattr(respond, name)(location)


# What is refused.

NAIVE = datetime(2030, 1, 1)  # without a time zone
REFUSED = [
    (respond.ok, {"content": object()}, TypeError, "content"),
    (respond.ok, {"etag": "a\nb"}, ValueError, "etag"),
    (respond.ok, {"etag": 7}, TypeError, "etag"),
    (respond.ok, {"last_modified": NAIVE}, ValueError, "last_modified"),
    (respond.ok, {"last_modified": 0}, TypeError, "last_modified"),
    (respond.created, {"location": 7}, TypeError, "location"),
    (respond.accepted, {"monitor": "javascript:1"}, ValueError, "monitor"),
    (respond.accepted, {"retry_after": -1}, ValueError, "retry_after"),
    (respond.accepted, {"retry_after": "5"}, TypeError, "retry_after"),
    (respond.partial_content, {"content": b"", "first": 0, "complete_length": 1}, ValueError, "content"),
    (respond.partial_content, {"content": {}, "first": 0, "complete_length": 1}, TypeError, "content"),
    (respond.partial_content, {"content": "\ud800", "first": 0, "complete_length": 1}, ValueError, "content"),
    (respond.partial_content, {"content": b"a", "first": -1, "complete_length": 1}, ValueError, "first"),
    (respond.partial_content, {"content": b"a", "first": 0.0, "complete_length": 1}, TypeError, "first"),
    (respond.partial_content, {"content": b"ab", "first": 0, "complete_length": 1}, ValueError, "complete_length"),
    (respond.multi_status, {"content": None}, TypeError, "content"),
    (respond.im_used, {"content": b"", "im": [], "etag": "a"}, ValueError, "im"),
    (respond.im_used, {"content": b"", "im": "a", "etag": ""}, ValueError, "etag"),
    (respond.multiple_choices, {}, ValueError, "content"),
    (respond.not_modified, {"cache_control": "HTTP/2"}, ValueError, "cache_control"),
    (respond.not_modified, {"cache_control": "public,, private"}, ValueError, "cache_control"),
    (respond.not_modified, {"cache_control": "max-age=x"}, ValueError, "cache_control"),
    (respond.not_modified, {"cache_control": "only-if-cached"}, ValueError, "cache_control"),
    (respond.not_modified, {"content_location": "/a#b"}, ValueError, "content_location"),
    (respond.multiple_choices, {"content": ""}, ValueError, "content"),
    (respond.multiple_choices, {"content": b"", "alternates": ["/a"]}, ValueError, "content"),
    (respond.multiple_choices, {"alternates": "/a"}, TypeError, "alternates"),
    (respond.multiple_choices, {"alternates": ["data:,"]}, ValueError, "alternates"),
    (respond.multiple_choices, {"preferred": "data:,", "alternates": ["/a"]}, ValueError, "preferred"),
    (respond.redirect, {"location": "/", "allowed_hosts": "a.example"}, TypeError, "allowed_hosts"),
    (respond.not_modified, {"cache_control": "a\nb"}, ValueError, "cache_control"),
    (respond.not_modified, {"content_location": ""}, ValueError, "content_location"),
    (respond.not_modified, {"expires": NAIVE}, ValueError, "expires"),
    (respond.not_modified, {"vary": "a b"}, ValueError, "vary"),
    (respond.unauthorized, {"challenge": 'realm="a"'}, ValueError, "challenge"),
    (respond.unauthorized, {"challenge": []}, ValueError, "challenge"),
    (respond.unauthorized, {"challenge": 7}, TypeError, "challenge"),
    (respond.proxy_authentication_required, {"challenge": "a\r\nb"}, ValueError, "challenge"),
    (respond.method_not_allowed, {"allow": "GET PUT"}, ValueError, "allow"),
    (respond.method_not_allowed, {"allow": 7}, TypeError, "allow"),
    (respond.content_too_large, {"retry_after": timedelta(-1)}, ValueError, "retry_after"),
    (respond.unsupported_media_type, {"accept": "json"}, ValueError, "accept"),
    (respond.unsupported_media_type, {"accept_encoding": []}, ValueError, "accept_encoding"),
    (respond.unsupported_media_type, {"accept_patch": ["a"]}, ValueError, "accept_patch"),
    (respond.range_not_satisfiable, {"complete_length": -1}, ValueError, "complete_length"),
    (respond.range_not_satisfiable, {"complete_length": None}, TypeError, "complete_length"),
    (respond.unprocessable_content, {"errors": ["a"]}, TypeError, "errors"),
    (respond.upgrade_required, {"upgrade": ""}, ValueError, "upgrade"),
    (respond.upgrade_required, {"upgrade": "a b"}, ValueError, "upgrade"),
    (respond.too_many_requests, {"retry_after": NAIVE}, ValueError, "retry_after"),
    (respond.too_many_requests, {"retry_after": True}, TypeError, "retry_after"),
    (respond.service_unavailable, {"retry_after": 1.5}, TypeError, "retry_after"),
    (respond.unavailable_for_legal_reasons, {"blocked_by": ""}, ValueError, "blocked_by"),
    (respond.conflict, {"detail": ValueError("secret")}, TypeError, "detail"),
    (respond.conflict, {"title": 7}, TypeError, "title"),
    (respond.conflict, {"type": "a\nb"}, ValueError, "type"),
    (respond.conflict, {"instance": ""}, ValueError, "instance"),
    (respond.status, {"code": "404"}, TypeError, "code"),
    (respond.status, {"code": True}, TypeError, "code"),
    (respond.status, {"code": 199}, ValueError, "code"),
    (respond.status, {"code": 600}, ValueError, "code"),
    (respond.status, {"code": 404, "content": "a"}, TypeError, "content"),
    (respond.status, {"code": 404, "status": 7}, TypeError, "status"),
    (respond.status, {"code": 200, "detail": "a"}, TypeError, "detail"),
    (respond.status, {"code": 200, "order": 7}, TypeError, "order"),
    (respond.status, {"code": 204, "content": "a"}, ValueError, "content"),
    (respond.status, {"code": 200, "headers": {"a b": "c"}}, ValueError, "headers"),
]  # fmt: skip


@pytest.mark.parametrize(("helper", "arguments", "error", "name"), REFUSED)
def test_what_cannot_be_sent_is_refused_by_the_name_of_its_argument(helper, arguments, error, name):
    with pytest.raises(error, match=rf"^{name}\b"):
        helper(**arguments)


NEEDS = [code for code in HELPERS.values() if set(code.required_fields) - {"Content-Type"}]


@pytest.mark.parametrize("code", NEEDS, ids=str)
def test_status_refers_to_the_helper_that_asks_for_what_the_code_requires(code):
    with pytest.raises(ValueError, match=rf"^headers: .*respond\.{code.name}\(\)"):
        respond.status(code.code)
    headers = dict.fromkeys(code.required_fields, "a")
    assert respond.status(code.code, headers=headers).status_code == code.code


@pytest.mark.parametrize("code", [208, 299, 305, 306, 418, 499, 510, 597])
def test_status_reaches_every_other_code(code):
    reply = respond.status(code)
    assert (reply.status_code, isinstance(reply, Problem)) == (code, code >= 400)


def test_status_gives_a_problem_all_it_may_say():
    problem = respond.status(418, detail="D", type="/t", title="T", instance="/i", headers={"X-Id": "7"}, order=7)
    assert json.loads(problem.body) == {
        "type": "/t", "title": "T", "status": 418, "detail": "D", "instance": "/i", "order": 7
    }  # fmt: skip
    assert problem.headers["x-id"] == "7"


# Whatever the helpers accept, the catalogue has nothing against.

text = st.text(max_size=8) | st.text(st.characters(max_codepoint=255), max_size=8)
tokens = st.sampled_from(["a", "GET", "gzip", "HTTP/2", "a/b", "text/*", "*", '"v1"', 'W/"v"', "Basic", 'Basic a="b"'])
references = st.sampled_from(["/a", "a", "?b", "#c", "//h/", "https://h.example/x", "..", "é"]) | text
words = tokens | text
lists = words | st.lists(words, max_size=3)
contents = st.none() | text | st.binary(max_size=8) | st.dictionaries(text, st.integers(), max_size=2)
dates = st.datetimes(timezones=st.just(UTC)) | st.datetimes()
delays = st.integers(-1, 10**10) | st.timedeltas() | dates
lengths = st.integers(-1, 20)
ARGUMENTS = {
    "content": contents,
    "location": st.none() | references,
    "monitor": references,
    "preferred": references,
    "content_location": references,
    "blocked_by": references,
    "type": references,
    "instance": references,
    "alternates": st.lists(references, max_size=2),
    "allowed_hosts": st.none() | st.lists(st.sampled_from(["h", "h.example", "*.example"])),
    "etag": words,
    "last_modified": dates,
    "expires": dates,
    "retry_after": delays,
    "first": lengths,
    "complete_length": st.none() | lengths,
    "im": lists,
    "vary": lists,
    "allow": lists,
    "upgrade": lists,
    "accept": lists,
    "accept_encoding": lists,
    "accept_patch": lists,
    "challenge": lists | st.tuples(words, st.dictionaries(words, text, max_size=2)),
    "cache_control": words,
    "errors": st.lists(st.tuples(st.lists(words, max_size=2), text), max_size=2),
    "detail": text,
    "title": text,
    "permanent": st.booleans(),
    "keep_method": st.booleans(),
}
FITTING = {201: "POST", 206: "GET", 304: "GET", 405: "DELETE", 426: "GET"}
ASKED = {
    206: lambda reply: {"range": "bytes=0-"},
    226: lambda reply: {"a_im": reply.headers.get("im", "vcdiff")},
    304: lambda reply: {"if_none_match": reply.headers.get("etag", "*")},
    412: lambda reply: {"if_match": '"other"'},
    413: lambda reply: {"content_length": "5"},
    415: lambda reply: {
        "content_length": "5",
        "content_type": "text/plain",
        **({"content_encoding": "unheard-of"} if "accept-encoding" in reply.headers else {}),
    },
    416: lambda reply: {"range": "bytes=90-"},
    417: lambda reply: {"expect": "100-continue"},
    425: lambda reply: {"early_data": "1"},
}
CHECKERS = {interface: checker(interface) for interface in BOTH}
CALLED = [helper for name in respond.__all__ if (helper := getattr(respond, name)) is not respond.status]


@st.composite
def calls(draw):
    helper = draw(st.sampled_from(CALLED))
    arguments = {}
    for parameter in inspect.signature(helper).parameters.values():
        if parameter.kind is not parameter.VAR_KEYWORD and (
            parameter.default is parameter.empty or draw(st.booleans())
        ):
            arguments[parameter.name] = draw(ARGUMENTS[parameter.name])
    return helper, arguments


def accepted(helper, arguments):
    """The reply, or None if an argument was refused, as it must be: by its own name."""
    try:
        return helper(**arguments)
    except (TypeError, ValueError) as refusal:
        named = (*arguments, "content") if helper is respond.multiple_choices else tuple(arguments)
        assert str(refusal).startswith(named), (helper, arguments, refusal)
        return None


@settings(deadline=None, max_examples=examples(300))
@given(calls(), st.sampled_from(sorted(BOTH)), st.sampled_from(["1.1", "2"]), st.sampled_from([None, "HEAD"]), st.sampled_from(["*/*", "text/html", "text/plain", "application/xml"]))  # fmt: skip
def test_what_a_helper_builds_the_catalogue_does_not_object_to(call, interface, version, method, accept):
    reply = accepted(*call)
    # What the author is free not to know: where a new resource is, and who demands the blocking.
    if reply is None or {201: "location", 451: "link"}.get(reply.status_code, "vary") not in [*reply.headers, "vary"]:
        return
    code = reply.status_code
    accept = "text/html;q=0.9, text/plain;q=0.1" if code == 406 else accept
    allowed = reply.headers.get("allow", "")
    method = "UNHEARD-OF" if "DELETE" in allowed else FITTING.get(code, method or "GET")
    fields = ASKED.get(code, lambda _: {})(reply)
    if code == 206:
        fields = {"range": reply.headers["content-range"].partition("/")[0].replace(" ", "=")}
    version = version if interface == "asgi" else "1.1"
    answer = BOTH[interface](reply, method, version=version, accept=accept, **fields)
    found = CHECKERS[interface].check(answer.exchange)
    assert [str(finding) for finding in found if finding.rule.level is not Level.ADVICE] == []


@each_helper
@pytest.mark.parametrize("interface", BOTH)
def test_each_helper_builds_what_no_binding_rule_objects_to(name, interface):
    method = FITTING.get(HELPERS[name].code, "GET")
    code = HELPERS[name].code
    fields = {"range": "bytes=0-4"} if code == 206 else ASKED.get(code, lambda _: {})(made(name))
    if code == 406:
        fields["accept"] = "text/html;q=0.9, text/plain;q=0.1"
    reply = made(name, **({"blocked_by": "https://court.example/"} if code == 451 else {}))
    answer = BOTH[interface](reply, method, **fields)
    assert checker(interface, BINDING).check(answer.exchange) == ()
