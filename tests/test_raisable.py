import copy
import json
import pickle
from http import HTTPStatus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import Response
from werkzeug.exceptions import Conflict, Gone, NotFound
from werkzeug.exceptions import HTTPException as WerkzeugHTTPException

from calling import BOTH, asgi, environ_of, scope_of, wsgi
from statusmw import Problem, Redirect, Reply

both = pytest.mark.parametrize("call", BOTH.values(), ids=BOTH)


class OutOfStock(Problem):
    status = 409
    type = "https://tests.example/problems/out-of-stock"
    title = "Out of stock"
    detail = "Only {left} of {sku} left"
    sku: str
    left: int = 0


class Catalogued(Problem):
    type = "https://tests.example/problems/any"


# What goes out.


def changed(problem, **attributes):
    for name, value in attributes.items():
        setattr(problem, name, value)
    return problem


SAID = {"type": "https://tests.example/problems/out-of-stock", "title": "Out of stock", "status": 409}


@both
@pytest.mark.parametrize(
    ("problem", "attributes", "document"),
    [
        (
            Problem(404, "No order 7"),
            {"detail": "Not here"},
            {"title": "Not Found", "status": 404, "detail": "Not here"},
        ),
        (Problem(404), {"detail": "Not here"}, {"title": "Not Found", "status": 404, "detail": "Not here"}),
        (Problem(404), {"title": "Lost"}, {"title": "Lost", "status": 404}),
        (Problem(404, "No"), {"detail": ""}, {"title": "Not Found", "status": 404}),
        (Problem(404, "No"), {"detail": None}, {"title": "Not Found", "status": 404}),
        (Problem(404, "No"), {"detail": object()}, {"title": "Not Found", "status": 404}),
        (OutOfStock(sku="a"), {"left": 2}, {**SAID, "detail": "Only 2 of a left", "sku": "a", "left": 2}),
        (OutOfStock(sku="a"), {"left": 2, "detail": "Few"}, {**SAID, "detail": "Few", "sku": "a", "left": 2}),
        (OutOfStock(detail="None", sku="a"), {"left": 2}, {**SAID, "detail": "None", "sku": "a", "left": 2}),
        (
            OutOfStock(sku="a"),
            {"members": {"sku": "b", "left": 5}},
            {**SAID, "detail": "Only 0 of a left", "sku": "b", "left": 5},
        ),
    ],
)
@pytest.mark.parametrize("keep", [copy.copy, copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
def test_what_is_assigned_to_a_problem_is_what_it_says(call, problem, attributes, document, keep):
    made = keep(problem)
    assert json.loads(call(changed(made, **attributes)).content) == document


def test_what_is_added_to_the_detail_of_a_problem_that_was_caught_is_sent():
    with pytest.raises(Problem) as raised:
        try:
            raise Problem(404, "No order 7")
        except Problem as error:
            error.detail += " in shop 3"
            raise
    assert (raised.value.details.detail, str(raised.value)) == (
        "No order 7 in shop 3",
        "404 Not Found: No order 7 in shop 3",
    )


def test_a_member_that_does_not_fit_the_template_does_not_cost_the_answer():
    class Weighed(Problem):
        status = 409
        detail = "It weighs {grams:d} g"
        grams: int

    problem = changed(Weighed(grams=7), grams="many")
    assert problem.details.as_dict() == {
        "title": "Conflict",
        "status": 409,
        "detail": "It weighs 7 g",
        "grams": "many",
    }
    del problem.grams
    assert problem.details.extensions == {"grams": 7}


def test_a_500_with_an_id_says_what_has_been_assigned_since():
    problem = changed(Problem(500, instance="urn:uuid:00000000-0000-0000-0000-000000000007"), detail="Ask for Ann")
    assert b'"detail":"Ask for Ann"' in asgi(problem).content


@both
def test_a_problem_is_sent_as_problem_json_with_its_length(call):
    answer = call(OutOfStock(sku="a-1"))
    assert answer.status == 409
    assert json.loads(answer.content) == {
        "type": "https://tests.example/problems/out-of-stock",
        "title": "Out of stock",
        "status": 409,
        "detail": "Only 0 of a-1 left",
        "sku": "a-1",
        "left": 0,
    }
    assert answer["content-type"] == "application/problem+json"
    assert answer["content-length"] == str(len(answer.content))
    assert answer["x-content-type-options"] == "nosniff"
    assert answer["vary"] == "Accept"
    assert answer["cache-control"] is None


FORMS = [
    ("application/json", "application/problem+json"),
    ("application/problem+xml", "application/problem+xml"),
    ("text/html;q=0.5, text/plain", "text/plain; charset=utf-8"),
    ("text/html", "text/html; charset=utf-8"),
    ("image/png", "application/problem+json"),
]


@both
@pytest.mark.parametrize(("accept", "media_type"), FORMS)
def test_a_problem_has_the_form_that_accept_prefers(call, accept, media_type):
    answer = call(Problem(404, "No order <7>"), accept=accept)
    assert answer["content-type"] == media_type
    assert b"No order" in answer.content
    assert b"<7>" not in answer.content or "ml" not in media_type


def test_several_accept_lines_count_as_one_list():
    scope = scope_of() | {"headers": [(b"accept", b"text/html;q=0.1"), (b"host", b"a"), (b"accept", b"text/plain")]}
    assert asgi(Problem(404), scope=scope)["content-type"] == "text/plain; charset=utf-8"


def test_the_page_goes_out_with_the_fields_that_belong_to_it():
    assert "default-src 'none'" in asgi(Problem(404), accept="text/html")["content-security-policy"]


@both
def test_head_gets_the_fields_of_get_and_no_content(call):
    get, head = call(Problem(404)), call(Problem(404), "HEAD")
    assert (head.status, head.fields, head.content) == (404, get.fields, b"")


STORED = [(400, None), (404, None), (410, None), (428, "no-store"), (429, "no-store"), (431, "no-store")]
STORED += [(500, "no-store"), (503, "no-store"), (511, "no-store")]


@pytest.mark.parametrize(("status", "cache_control"), STORED)
def test_what_is_about_this_moment_is_never_stored(status, cache_control):
    assert wsgi(Problem(status))["cache-control"] == cache_control


VARY = [("Origin", ["Origin", "Accept"]), ("accept", ["accept"]), ("Origin, ACCEPT", ["Origin, ACCEPT"]), ("*", ["*"])]


@pytest.mark.parametrize(("own", "sent"), VARY)
def test_vary_is_added_to_what_is_there(own, sent):
    assert wsgi(Problem(404, headers={"Vary": own})).values("vary") == sent


def test_own_fields_come_before_ours():
    own = {"Cache-Control": "max-age=5", "Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
    answer = wsgi(Problem(503, headers=own), accept="text/html")
    for name, value in own.items():
        assert answer.values(name) == [value]


@both
def test_length_and_type_written_past_with_headers_are_not_sent(call):
    problem = Problem(404)
    problem.headers["Content-Length"] = "3"
    problem.headers["Content-Type"] = "text/plain"
    answer = call(problem)
    assert answer.values("content-length") == [str(len(answer.content))]
    assert answer.values("content-type") == ["application/problem+json"]
    redirect = Redirect(303, "/")
    redirect.headers["Content-Length"] = "3"
    assert call(redirect).values("content-length") == ["0"]


@both
def test_cookies_and_background_work_as_on_a_reply(call):
    ran = []
    problem = Problem(401).with_headers({"WWW-Authenticate": ["Basic", "Bearer"]})
    problem.set_cookie("a", "b")
    problem.with_background(BackgroundTask(ran.append, 1))
    answer = call(problem)
    assert answer.values("www-authenticate") == ["Basic", "Bearer"]
    assert answer["set-cookie"].startswith("a=b")
    assert ran == [1]


@both
def test_a_redirect_has_location_and_no_content(call):
    answer = call(Redirect(303, "/orders/é 7", {"X-Id": "7"}))
    assert (answer.status, answer.content, answer["content-length"]) == (303, b"", "0")
    assert (answer["location"], answer["x-id"]) == ("/orders/%C3%A9%207", "7")
    assert answer["content-type"] is None
    assert Redirect(307, "../a").location == "../a"


def test_a_problem_denies_a_websocket():
    answer = asgi(Problem(403, "No"), scope={"type": "websocket", "headers": []})
    assert answer.messages[0]["type"] == "websocket.http.response.start"
    assert json.loads(answer.content)["detail"] == "No"


# What is refused.


REFUSED = [
    (lambda: Problem(), TypeError, r"Problem\(\) needs status"),
    (lambda: Problem(200), ValueError, "status: a problem has a status code from 400 to 599, not 200"),
    (lambda: Problem(True), TypeError, "status must be an int, not bool"),
    (lambda: Problem("404"), TypeError, "status must be an int, not str"),
    (lambda: Problem(404, ValueError("secret")), TypeError, "detail must be a str, not ValueError"),
    (lambda: Problem(404, title=7), TypeError, "title must be a str, not int"),
    (lambda: Problem(404, type="a\nb"), ValueError, "type holds a control character"),
    (lambda: Problem(404, instance=7), TypeError, "instance must be a str or a URL, not int"),
    (lambda: Problem(404, headers={"Content-Length": "0"}), ValueError, "headers: Content-Length follows from"),
    (lambda: Problem(404).with_headers({"content-type": "a/b"}), ValueError, "headers: content-type follows from"),
    (lambda: Problem(404, headers={"X": "a\nb"}), ValueError, "headers: X holds a control character"),
    (lambda: Problem(404, headers={7: "a"}), TypeError, "headers must be a str, not int"),
    (lambda: Problem(404, headers=5), TypeError, "headers must be a mapping, not int"),
    (lambda: Redirect(303, "/", {"Content-Length": "0"}), ValueError, "headers: Content-Length follows from"),
    (lambda: Redirect(304, "/"), ValueError, "status_code must be one of 301, 302, 303, 307, 308, not 304"),
    (lambda: Redirect(302, "javascript:alert(1)"), ValueError, "location is neither relative nor http nor https"),
    (lambda: Redirect(302, ""), ValueError, "location is empty"),
    (lambda: Redirect(302, None), TypeError, "location must be a str or a URL"),
    (lambda: Redirect(302, "/a\r\nb"), ValueError, "location holds a control character"),
]


@pytest.mark.parametrize(("make", "error", "message"), REFUSED)
def test_what_cannot_be_sent_is_refused_at_the_call(make, error, message):
    with pytest.raises(error, match=message):
        make()


# What it is.


def test_a_problem_is_a_response_and_an_exception_of_both_families():
    problem = Problem(404, "No order 7")
    for family in (Reply, Response, StarletteHTTPException, WerkzeugHTTPException):
        assert isinstance(problem, family)
    assert (problem.status_code, problem.code, problem.status) == (404, 404, 404)
    assert problem.detail == problem.description == "No order 7"
    assert (problem.response, problem.args) == (None, ())
    assert str(problem) == "404 Not Found: No order 7"
    assert repr(problem) == "<Problem 404 Not Found: No order 7>"


def test_the_fields_never_hold_length_or_type_of_content():
    for raised in (OutOfStock(sku="a"), Problem(500), Redirect(303, "/")):
        wsgi(raised)
        assert raised.body is not None
        assert not {"content-length", "content-type"} & set(raised.headers)


def test_the_status_code_of_a_class_is_an_exact_int():
    made = type("Own", (Problem,), {"status": HTTPStatus.CONFLICT})
    assert type(made.status) is type(made.code) is type(made().status_code) is int
    assert type(Problem(HTTPStatus.CONFLICT).status_code) is int


def test_the_class_of_an_instance_tells_its_status_code_to_flask():
    problem, other, redirect = Problem(404), Problem(404), Redirect(303, "/")
    assert (type(problem).code, type(redirect).code, Problem.code) == (404, 303, None)
    assert type(problem) is type(other)
    assert type(OutOfStock(sku="a")) is OutOfStock
    assert type(problem).__name__ == type(problem).__qualname__ == "Problem"


def test_a_problem_is_of_werkzeug_s_class_for_its_code_whoever_says_the_code():
    class Moved(OutOfStock):
        status = 410

    class Named(Problem, NotFound):
        status = 404

    assert isinstance(Problem(404), NotFound) and not isinstance(Problem(404), Gone)
    assert isinstance(OutOfStock(sku="a"), Conflict)
    assert isinstance(Moved(sku="a"), Gone)
    assert Named.__bases__ == (Problem, NotFound)
    assert [Named().status_code, Moved(sku="a").code, Problem(402).code] == [404, 410, 402]


def test_a_problem_may_be_made_by_the_class_of_another():
    again = type(Problem(404))(410, order=7)
    assert (again.status_code, type(again).code, again.members) == (410, 410, {"order": 7})
    assert type(again).__mro__[1] is Problem


def test_a_status_code_nobody_knows_still_says_something():
    problem = Problem(597)
    assert json.loads(problem.body) == {"status": 597}
    assert (problem.title, problem.detail) == ("", "597")


def test_what_is_said_is_empty_where_nothing_is_said():
    assert "detail" not in json.loads(Problem(404).body)
    assert Problem(404).detail == "Not Found"


def test_extension_members_may_have_any_other_name_where_no_class_declares_them():
    assert json.loads(Problem(404, code="E7", name="order", args=[1]).body)["code"] == "E7"


@pytest.mark.parametrize(
    "twin",
    [
        copy.copy,
        copy.deepcopy,
        *(lambda p, n=n: pickle.loads(pickle.dumps(p, n)) for n in range(pickle.HIGHEST_PROTOCOL)),
    ],
)
@pytest.mark.parametrize(
    "make",
    [lambda: OutOfStock(sku="a", left=2), lambda: Problem(404, "No", order=7), lambda: Redirect(303, "/orders")],
)
def test_a_twin_says_the_same_and_has_its_own_fields(make, twin):
    raised = make().with_headers({"X-Id": "7"})
    assert raised.headers["x-id"] == "7"
    made = twin(raised)
    made.headers["X-Id"] = "8"
    assert type(made) is type(raised)
    assert (made.body, str(made), made.status_code) == (raised.body, str(raised), raised.status_code)
    assert (raised.headers["x-id"], wsgi(made)["x-id"]) == ("7", "8")


# As Werkzeug sees it.


def test_werkzeug_gets_fields_body_and_response():
    problem = Problem(404, "No order 7", headers={"X-Id": "7"})
    assert ("x-id", "7") in problem.get_headers()
    assert json.loads(problem.get_body())["detail"] == "No order 7"
    response = problem.get_response()
    assert (response.status_code, response.headers["X-Id"], response.data) == (404, "7", problem.body)


def test_werkzeug_s_response_is_negotiated_if_the_request_is_known():
    environ = environ_of(accept="text/plain")
    assert Problem(404).get_response(environ).mimetype == "text/plain"
    assert Problem(404).get_response(environ | {"REQUEST_METHOD": "HEAD"}).data == b""


# From a document.


def test_a_document_becomes_the_class_that_has_its_type():
    document = json.loads(OutOfStock(sku="a", left=2).body) | {"instance": "/log/1", "colour": "red"}
    problem = Problem.from_mapping(document)
    assert type(problem) is OutOfStock
    assert (problem.sku, problem.left, problem.instance) == ("a", 2, "/log/1")
    assert json.loads(problem.body) == document


def test_a_class_below_another_is_found_too():
    class SoldOut(OutOfStock):
        type = "https://tests.example/problems/sold-out"

    assert type(Problem.from_mapping({"type": SoldOut.type, "sku": "a"})) is SoldOut


def test_a_document_of_an_unknown_type_is_kept_as_it_is():
    document = {"type": "https://other.example/p", "status": 418, "title": "T", "detail": "{d}", "colour": "red"}
    problem = Problem.from_mapping(document)
    assert json.loads(problem.body) == document
    assert problem.status_code == 418


def test_a_document_without_type_gets_that_of_the_class():
    problem = OutOfStock.from_mapping({"sku": "a", "status": 400})
    assert (problem.type, problem.status_code, problem.title) == (OutOfStock.type, 409, "Out of stock")


def test_a_class_without_status_takes_the_document_s():
    made = Catalogued(410)
    for _ in range(2):
        problem = Problem.from_mapping({"type": Catalogued.type, "status": 404})
        assert (type(problem).__mro__[1], problem.status_code) == (Catalogued, 404)
    assert type(made).__mro__[1] is Catalogued


def test_a_document_with_a_type_that_is_no_uri_reference_is_read_all_the_same():
    problem = Problem.from_mapping({"type": "a b\n", "instance": "\x00", "status": 404})
    assert (problem.type, problem.instance) == ("a b\n", "\x00")
    assert wsgi(problem).status == 404


MISREAD = [({}, TypeError, "needs status"), ({"status": 200}, ValueError, "from 400 to 599")]


@pytest.mark.parametrize(("document", "error", "message"), MISREAD)
def test_a_document_without_the_status_of_an_error_is_refused(document, error, message):
    with pytest.raises(error, match=message):
        Problem.from_mapping(document)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda v: st.lists(v, max_size=3)
)


@settings(deadline=None)
@given(
    st.integers(400, 599),
    st.text(max_size=20),
    st.dictionaries(
        st.text(min_size=1, max_size=5).filter(
            lambda n: n not in {"type", "title", "status", "detail", "instance", "headers", "self"}
        ),
        json_values,
        max_size=3,
    ),
)
def test_what_a_problem_says_is_read_back_the_same(status, detail, members):
    problem = Problem(status, detail, **members)
    assert json.loads(Problem.from_mapping(json.loads(problem.body)).body) == json.loads(problem.body)
