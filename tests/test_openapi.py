"""What handlers may answer, read from annotations, and written into OpenAPI documents: no framework is needed."""

import functools
import logging
from typing import Annotated, Any, TypeVar

import pytest
from openapi_spec_validator import validate
from starlette.responses import PlainTextResponse
from werkzeug.exceptions import Conflict as WerkzeugConflict
from werkzeug.exceptions import HTTPException

from statusmw import Policy, Problem, Redirect, Reply, respond, typed
from statusmw.maps import Entry, Map
from statusmw.openapi import (
    ANY_OTHER,
    NOTHING,
    Documentation,
    Possible,
    ValidationProblem,
    answers_of,
    completed,
    contents,
    mapped,
    problem,
    problems_only,
    raised_by,
    references,
)
from statusmw.openapi.dialect import for_3_0
from statusmw.openapi.possible import in_annotation
from statusmw.typed import Accepted, Created, NoContent, NotFound, Ok, SeeOther, raises


class OutOfStock(Problem):
    """There is not enough left."""

    status = 409
    type = "https://shop.example/out-of-stock"
    title = "Out of stock"
    detail = "Only {left} left"
    left: int


class Reserved(Problem):
    status = 409
    type = "https://shop.example/reserved"
    title = "Reserved"


class Plain(Problem):
    status = 409


class Lost(Exception):
    pass


class Gone(Lost):
    pass


NONE = Policy()
OF = Possible
Parameter = TypeVar("Parameter")


class Alias:
    __value__ = Ok[int] | OutOfStock


# Annotations.


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (int, [OF(None, int)]),
        (int | str, [OF(None, int), OF(None, str)]),
        (int | OutOfStock, [OF(None, int), problem(409, OutOfStock)]),
        (Annotated[int, "doc"], [OF(None, Annotated[int, "doc"])]),
        (Ok[int], [OF(200, int)]),
        (Created[None], [OF(201)]),
        (Created, [OF(201, Any)]),
        (Accepted[int] | SeeOther, [OF(202, int), OF(303)]),
        (NoContent | NotFound, [OF(204), problem(404)]),
        (typed.NotModified | typed.PartialContent, [OF(304), OF(206, Any)]),
        (Reply, [OF(None, Any)]),
        (Redirect, [OF(None, Any)]),
        (Problem, [OF(None, Any)]),
        (Annotated[OutOfStock, "rare"], [problem(409, OutOfStock)]),
        (Annotated[int | OutOfStock, "doc"], [problem(409, OutOfStock), OF(None, Annotated[int, "doc"])]),
        (
            Annotated[int | str | SeeOther | None, "doc"],
            [OF(303), OF(None, Annotated[int | str | None, "doc"])],
        ),
        (Annotated[int | str, "doc"], [OF(None, Annotated[int | str, "doc"])]),
        (Annotated[OutOfStock | NotFound, "doc"], [problem(409, OutOfStock), problem(404)]),
        (PlainTextResponse, [OF(None, Any)]),
        (Alias, [OF(200, int), problem(409, OutOfStock)]),
        (Parameter, []),
        (None, [OF(None, None)]),
    ],
)
def test_an_annotation_says_what_may_come(annotation, expected):
    assert sorted(in_annotation(annotation), key=repr) == sorted(expected, key=repr)


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (OutOfStock, [OutOfStock]),
        (Annotated[OutOfStock | NotFound, "doc"], [OutOfStock, Problem]),
        (OutOfStock | int, []),
        (OutOfStock | SeeOther, []),
        (None, []),
        (Parameter, []),
    ],
)
def test_an_annotation_may_say_nothing_but_problems(annotation, expected):
    assert problems_only(annotation) == expected


def plain() -> "Created[int] | OutOfStock": ...


class Handler:
    def method(self) -> NoContent: ...

    def __call__(self) -> NoContent: ...


def wrapped():
    @functools.wraps(plain)
    def wrapper(*args):
        return plain(*args)

    return wrapper


def closure():
    class Local(Problem):
        status = 410

    def handler() -> "Local":
        return Local()

    return handler


def unknown() -> "Nowhere": ...  # noqa: F821 - that is the test


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (plain, [OF(201, int), problem(409, OutOfStock)]),
        (functools.partial(plain), [OF(201, int), problem(409, OutOfStock)]),
        (wrapped(), [OF(201, int), problem(409, OutOfStock)]),
        (Handler().method, [OF(204)]),
        (Handler(), [OF(204)]),
        (Handler, [OF(None, Any)]),
        (lambda: None, [OF(None, Any)]),
        (unknown, [OF(None, Any)]),
    ],
)
def test_a_handler_is_seen_through(function, expected):
    assert answers_of(function, NONE) == expected


def test_a_class_of_the_function_around_is_found_where_the_handler_names_it():
    handler = closure()
    assert answers_of(handler, NONE) == [problem(410, type(handler()))]


def test_each_answer_is_named_once():
    @raises(OutOfStock, NotFound)
    def handler() -> int | OutOfStock: ...

    assert answers_of(handler, NONE) == [OF(None, int), problem(409, OutOfStock), problem(404)]


def of_lost(error) -> typed.BadRequest | None: ...


@pytest.mark.parametrize(
    ("policy", "error", "expected"),
    [
        ({}, Lost, []),
        ({}, WerkzeugConflict, [problem(409)]),
        ({}, HTTPException, []),
        ({"mapping": {Lost: 404}}, Lost, [problem(404)]),
        ({"mapping": {Lost: 404}}, Gone, [problem(404)]),
        ({"mapping": {Lost: Reserved}}, Gone, [problem(409, Reserved)]),
        ({"mapping": {Lost: of_lost}}, Gone, [problem(400)]),
        ({"mapping": {Lost: lambda error: None}}, Gone, []),
        ({"mapping": {"builtins.TimeoutError": 504}}, TimeoutError, [problem(504)]),
        ({"mapping": {"asyncio.TimeoutError": 504}}, TimeoutError, [problem(504)]),
        ({"maps": [Map("m", "a.", [Entry("builtins.TimeoutError", 503, "b.")])]}, TimeoutError, [problem(503)]),
    ],
)
def test_an_exception_is_what_the_policy_says(policy, error, expected):
    assert mapped(error, Policy(**policy)) == expected

    @raises(error)
    def handler(): ...

    assert raised_by(handler, Policy(**policy)) == expected


class Making:
    @raises(NotFound)
    def __init__(self): ...


@raises(OutOfStock)
class MakingMore(Making): ...


@pytest.mark.parametrize(
    ("called", "expected"),
    [
        (Making, [problem(404)]),
        (functools.partial(Making), [problem(404)]),
        (MakingMore, [problem(409, OutOfStock), problem(404)]),
        (Making(), []),
        (MakingMore(), [problem(409, OutOfStock)]),
        (int, []),
    ],
)
def test_what_a_constructor_raises_comes_of_its_class_and_not_of_an_instance(called, expected):
    assert raised_by(called, NONE) == expected


def test_raises_takes_what_can_be_raised_and_adds_to_what_there_is():
    @raises(NotFound)
    @raises(OutOfStock)
    class View: ...

    assert raised_by(View, NONE) == [problem(404), problem(409, OutOfStock)]
    for wrong in (404, int, Annotated[int, 4], OutOfStock(left=1)):
        with pytest.raises(TypeError, match="errors: .* cannot be raised"):
            raises(wrong)


@pytest.mark.parametrize(
    ("answers", "own", "expected"),
    [
        ([OF(None, int), OF(200, str)], None, {None: int, 200: str}),
        ([OF(None, int), OF(200, str)], 200, {200: int | str}),
        ([OF(201, int), OF(201)], None, {201: int}),
        ([OF(201, int), OF(201, Any)], None, {201: Any}),
        ([OF(204), problem(404)], None, {204: NOTHING}),
    ],
)
def test_contents_are_those_of_each_status_code(answers, own, expected):
    assert contents(answers, own) == expected


# Helpers return what annotations say.


@pytest.mark.parametrize(
    ("reply", "cls"),
    [
        (respond.ok(1), typed.Ok),
        (respond.created("/a"), typed.Created),
        (respond.accepted(), typed.Accepted),
        (respond.no_content(), typed.NoContent),
        (respond.reset_content(), typed.ResetContent),
        (respond.partial_content(b"a", first=0, complete_length=2), typed.PartialContent),
        (respond.not_modified(etag="a"), typed.NotModified),
    ],
)
def test_a_helper_returns_the_class_of_its_status_code(reply, cls):
    assert type(reply) is cls
    assert reply.status_code == cls.code


# Documents.


def document(version="3.1.0", responses=None, **operation):
    ok = {"200": {"description": "OK", "content": {"application/json": {"schema": {"type": "integer"}}}}}
    return {
        "openapi": version,
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/a": {"get": {"responses": ok if responses is None else responses, **operation}}},
    }


def described(answers, made=None, in_place_of=lambda key, response: None, stale=(), **options):
    made = made or document()
    completed(made, lambda about: about.describe(("/a", "GET"), answers, **options), in_place_of, stale)
    validate(made)
    return made["paths"]["/a"]["get"]["responses"], made


def json_of(response):
    return response["content"]["application/problem+json"]


def test_one_problem_is_referred_to_with_an_example():
    responses, made = described([OF(None, int), problem(409, OutOfStock)])
    assert list(responses) == ["200", "409"]
    assert responses["409"]["description"] == "There is not enough left."
    assert json_of(responses["409"]) == {
        "schema": {"$ref": "#/components/schemas/OutOfStock"},
        "example": {
            "type": OutOfStock.type,
            "title": "Out of stock",
            "status": 409,
            "detail": "Only 0 left",
            "left": 0,
        },
    }
    assert made["components"]["schemas"]["OutOfStock"]["properties"]["left"] == {"type": "integer"}


def test_several_problems_of_one_status_are_told_apart_by_type():
    responses, _ = described([OF(None, int), problem(409, OutOfStock), problem(409, Reserved)])
    schema = json_of(responses["409"])["schema"]
    assert [one["$ref"].rpartition("/")[2] for one in schema["oneOf"]] == ["OutOfStock", "Reserved"]
    assert schema["discriminator"] == {
        "propertyName": "type",
        "mapping": {
            OutOfStock.type: "#/components/schemas/OutOfStock",
            Reserved.type: "#/components/schemas/Reserved",
        },
    }
    assert list(json_of(responses["409"])["examples"]) == ["OutOfStock", "Reserved"]


def test_problems_without_a_type_of_their_own_may_be_each_other_and_the_plain_one_is_last():
    responses, _ = described([OF(None, int), problem(409), problem(409, OutOfStock), problem(409, Plain)])
    schema = json_of(responses["409"])["schema"]
    assert [one["$ref"].rpartition("/")[2] for one in schema["anyOf"]] == ["OutOfStock", "Plain", "Problem"]
    assert json_of(responses["409"])["examples"]["Problem"]["value"] == {"title": "Conflict", "status": 409}


def test_a_request_of_the_wrong_form_has_errors():
    responses, made = described([OF(None, int), problem(422, ValidationProblem), problem(422, ValidationProblem)])
    assert json_of(responses["422"])["example"]["errors"][0]["pointer"] == "#/name"
    assert "errors" in made["components"]["schemas"]["ValidationProblem"]["required"]


def test_the_default_for_success_goes_where_nothing_is_left_to_the_framework():
    made = document(responses={key: {"description": key} for key in ("200", "202", "2XX", "default")})
    responses, _ = described([OF(204), problem(404)], made, own=200)
    assert sorted(responses) == ["202", "204", "2XX", "404", "default"]
    responses, _ = described([OF(204)], document())
    assert list(responses) == ["204"]
    responses, _ = described([problem(404)], document(), own=200)
    assert list(responses) == ["404"]


@pytest.mark.parametrize(
    ("answer", "headers", "content"),
    [
        (OF(201, int), {"Location": False}, {"application/json": {"schema": {"type": "integer"}}}),
        (OF(201, Any), {"Location": False}, None),
        (OF(201, Lost), {"Location": False}, {"application/json": {"schema": {}}}),
        (OF(202), {"Location": False, "Retry-After": False}, None),
        (OF(204), {}, None),
        (OF(303), {"Location": True}, None),
    ],
)
def test_a_reply_says_its_fields_and_its_content(answer, headers, content):
    responses, _ = described([answer])
    (response,) = responses.values()
    assert {name: field.get("required", False) for name, field in response.get("headers", {}).items()} == headers
    assert response.get("content") == content


@pytest.mark.parametrize(
    ("status_code", "field", "required"),
    [(401, "WWW-Authenticate", True), (405, "Allow", True), (429, "Retry-After", False), (503, "Retry-After", False)],
)
def test_a_problem_says_the_fields_of_its_status_code(status_code, field, required):
    responses, _ = described([problem(status_code)])
    assert responses[str(status_code)]["headers"][field].get("required", False) is required


def test_what_is_written_by_hand_stays():
    by_hand = {
        "201": {"description": "mine", "content": {"text/plain": {}}, "headers": {"X-A": {"schema": {}}}},
        "204": {"description": "mine", "content": {"text/plain": {}}},
        "404": {"description": "mine"},
        "409": {"description": "mine", "content": {"text/plain": {}}},
        "410": {"$ref": "#/components/responses/Mine"},
    }
    made = document(responses=by_hand) | {"components": {"responses": {"Mine": {"description": "mine"}}}}
    answers = [OF(201, int), OF(204), problem(404), problem(409), problem(410)]
    responses, _ = described(answers, made)
    assert responses["201"]["content"] == {"text/plain": {}}
    assert list(responses["201"]["headers"]) == ["Location", "X-A"]
    assert responses["204"] == {"description": "mine"}
    assert responses["404"]["description"] == "mine"
    assert "application/problem+json" in responses["404"]["content"]
    assert responses["409"] == by_hand["409"]
    assert responses["410"] == by_hand["410"]


def test_the_framework_s_own_errors_are_replaced_and_their_schemas_go():
    error = {"description": "Error", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Err"}}}}
    made = document(responses={"200": {"description": "OK"}, "404": error, "default": error})
    made["components"] = {
        "schemas": {"Err": {"$ref": "#/components/schemas/Inner"}, "Inner": {}, "Own": {}},
        "responses": {"Left": error, "Own": {"description": "own"}},
    }

    def in_place_of(key, response):
        return [problem(int(key) if key.isdecimal() else ANY_OTHER)] if "Err" in references(response) else None

    responses, _ = described([OF(None, int)], made, in_place_of, ("Err", "Inner"))
    assert list(responses) == ["200", "default", "404"]
    assert json_of(responses["default"])["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert sorted(made["components"]["schemas"]) == ["Own", "Problem"]
    assert list(made["components"]["responses"]) == ["Own"]


def test_a_schema_of_the_framework_s_that_is_used_stays():
    made = document() | {"components": {"schemas": {"Err": {}, "User": {"$ref": "#/components/schemas/Err"}}}}
    described([OF(None, int)], made, stale=("Err",))
    assert sorted(made["components"]["schemas"]) == ["Err", "User"]


def test_classes_of_one_name_keep_apart():
    other = type(
        "OutOfStock", (Problem,), {"status": 410, "__module__": "a.b", "__qualname__": "f.<locals>.OutOfStock"}
    )
    made = document() | {"components": {"schemas": {"Reserved": {}}}}
    described([problem(409, OutOfStock), problem(410, other), problem(409, Reserved)], made)
    names = sorted(made["components"]["schemas"])
    assert names == ["OutOfStock", "Reserved", "a.b.f..OutOfStock", f"{__name__}.Reserved"]


def test_what_content_may_lead_to_is_said_where_a_request_has_content():
    body = {"content": {"application/json": {"schema": {}}}}
    assert "400" not in described([OF(None, int)], to_content=[problem(400)])[0]
    assert "400" in described([OF(None, int)], document(requestBody=body), to_content=[problem(400)])[0]


def test_an_operation_that_is_not_in_the_document_is_no_matter():
    made = document()
    completed(made, lambda about: about.describe(("/b", "GET"), [problem(404)]), lambda key, response: None)
    assert made["paths"] == document()["paths"]


def test_the_words_of_openapi_3_0_are_used_there():
    class Known(Problem):
        status = 418
        since: int | None

    answers = [OF(201, int | None), problem(418, Known), OF(202, dict[str, int])]
    _, made = described(answers, document("3.0.3"))
    assert made["components"]["schemas"]["Known"]["properties"]["status"] == {"type": "integer", "enum": [418]}
    assert made["components"]["schemas"]["Known"]["properties"]["since"]["nullable"] is True


def test_models_inside_of_contents_stand_among_the_components():
    from pydantic import BaseModel

    class Inner(BaseModel):
        a: int

    class Outer(BaseModel):
        inner: Inner

    _, made = described([OF(201, Outer)])
    assert made["components"]["schemas"]["Inner"]["properties"]["a"]["type"] == "integer"


def test_a_document_that_cannot_be_completed_stays_and_the_log_tells(caplog):
    class Odd(Problem):
        status = 409
        odd: "Nowhere"  # noqa: F821 - that is the test

    made = document()
    with caplog.at_level(logging.ERROR, "statusmw"):
        completed(made, lambda about: about.describe(("/a", "GET"), [problem(409, Odd)]), lambda key, response: None)
    assert made == document()
    assert "left as it was" in caplog.text


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"const": 1}, {"enum": [1]}),
        ({"examples": []}, {}),
        ({"type": "null"}, {"type": "object", "nullable": True}),
        ({"exclusiveMinimum": 1}, {"exclusiveMinimum": True, "minimum": 1}),
        ({"exclusiveMaximum": True}, {"exclusiveMaximum": True}),
        ({"items": [{"const": 1}], "default": {"const": 1}}, {"items": [{"enum": [1]}], "default": {"const": 1}}),
        ({"properties": {"const": {"const": 1}}}, {"properties": {"const": {"enum": [1]}}}),
        ({"anyOf": [{"type": "string"}]}, {"anyOf": [{"type": "string"}]}),
    ],
)
def test_a_schema_in_the_words_of_openapi_3_0(schema, expected):
    assert for_3_0(schema) == expected


def test_documentation_by_itself():
    about = Documentation(document(), lambda key, response: None)
    about.describe(("/a", "GET"), [])
    assert list(about.finish()["paths"]["/a"]["get"]["responses"]) == ["200"]
