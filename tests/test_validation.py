"""What is wrong with a request, in one shape whoever has found it, and never with what the client has sent."""

import django_site  # noqa: F401 - sets Django up, which what follows needs

# isort: split

import asyncio
import json
import uuid
from http import HTTPStatus
from io import BytesIO
from typing import Annotated, Any, Literal

import jsonschema
import pytest
from fastapi import Body, Cookie, FastAPI, Header, Path, Query
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar, post
from litestar import get as litestar_get
from litestar.exceptions import ClientException, ValidationException
from litestar.params import Body as LitestarBody
from litestar.params import CookieParameter, HeaderParameter, QueryParameter
from pydantic import BaseModel, Field, ValidationError
from rest_framework import serializers

from calling import Answer, asgi, environ_of, scope_of
from statusmw import Policy, Problem, install
from statusmw.adapters.drf import validation_problem as of_rest_framework
from statusmw.validation import (
    ILL_FORMED,
    MESSAGES,
    NO_CHOICE,
    NO_OBJECT,
    SOURCES,
    Fault,
    dotted,
    jsonschema_fault,
    pydantic_faults,
    validation_problem,
    with_status,
)
from statusmw.writers.written import ROOM, sendable

CANARY = "canary7"

# ---- the shape


@pytest.mark.parametrize(
    ("path", "source", "where"),
    [
        (["items", 0, "a/b"], "body", {"pointer": "#/items/0/a~1b"}),
        ([], "body", {"pointer": "#"}),
        ([-1, True, None, b"x", 1.5], "body", {"pointer": "#/-1/True/None/b'x'/1.5"}),
        (["page"], "query", {"parameter": "page"}),
        ([], "query", {}),
        ([""], "header", {}),
        (["filter", "name"], "query", {"parameter": "filter.name"}),
        ("age", "body", {"pointer": "#/age"}),
        ("filter.name", "query", {"parameter": "filter.name"}),
        (b"x", "body", {"pointer": "#/b'x'"}),
        (["x-id"], "header", {"parameter": "x-id"}),
        (["id"], "path", {"parameter": "id"}),
        (["session"], "cookie", {"parameter": "session"}),
        (["a", "b" * 101, "c"], "body", {"pointer": "#/a"}),
        (["a", *["b" * 100] * 3], "body", {"pointer": "#/a" + ("/" + "b" * 100) * 2}),
        (["a"] * 50, "body", {"pointer": "#" + "/a" * 32}),
    ],
)
def test_a_fault_says_where_it_is(path, source, where):
    assert Fault.at(path, "wrong", source, "code").as_dict() == {
        "detail": "wrong",
        "in": source,
        **where,
        "code": "code",
    }


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Fault("x", "cookies"), ValueError, "source: a request has no part 'cookies'; did you mean 'cookie'?"),
        (
            lambda: Fault.at("age", "x", "boddy"),
            ValueError,
            "source: a request has no part 'boddy'; did you mean 'body'?",
        ),
        (lambda: Fault("x", ["body"]), ValueError, "source: a request has no part '['body']'; did you mean 'body'?"),
        (
            lambda: Fault.at(5, "x"),
            TypeError,
            "path: 5 is no list; give one of names and indexes, such as ['items', 0]",
        ),
    ],
)
def test_a_fault_that_is_nowhere_is_refused(make, error, message):
    with pytest.raises(error) as refused:
        make()
    assert str(refused.value) == message


NO_FAULTS = [
    (["x"], "'x' is no Fault"),
    ("x", "'x' is no Fault"),
    ([Fault("wrong"), {"detail": "wrong"}], "{'detail': 'wrong'} is no Fault"),
    (5, "5 is no list"),
    (Fault("wrong"), "Fault(detail='wrong', source='body', pointer=None, parameter... is no list"),
]


@pytest.mark.parametrize(("faults", "message"), NO_FAULTS)
def test_what_is_no_fault_is_refused(faults, message):
    with pytest.raises(TypeError) as refused:
        validation_problem(422, faults)
    assert str(refused.value) == f"faults: {message}; give one such as [Fault.at(['age'], 'must be positive')]"


def test_what_is_said_is_bounded():
    fault = Fault.at([], "x" * 1000, code="y" * 1000)
    assert (len(fault.detail), len(fault.code)) == (500, 100)


def test_there_are_no_more_entries_than_find_room():
    assert len(validation_problem(422, (Fault("wrong") for _ in iter(int, 1))).members["errors"]) == 100
    problem = validation_problem(422, [Fault.at(["é" * 100] * 20, "\ud800" * 500)] * 100)
    assert 0 < len(problem.members["errors"]) < 100
    assert sendable(problem.details).extensions == problem.members
    assert len(json.dumps(problem.members, ensure_ascii=False).encode()) < ROOM


@given(st.lists(st.one_of(st.text(st.characters()), st.integers(), st.none(), st.binary())), st.text(st.characters()))
def test_every_fault_can_be_sent(path, detail):
    for source in SOURCES:
        assert json.loads(validation_problem(400, [Fault.at(path, detail, source)]).body)["status"] == 400


# ---- the status code


def test_only_what_is_about_the_form_gets_another_status_code():
    problem = validation_problem(422, [Fault("wrong")])
    problem.with_headers({"X-Kept": "1"})
    made = with_status(problem, 400)
    assert (made.status_code, made.title, made.said) == (400, "Bad Request", ILL_FORMED)
    assert (made.members, made.headers["x-kept"]) == (problem.members, "1")
    assert with_status(problem, 422) is with_status(problem, None) is problem
    other = Problem(422, errors=[])
    assert with_status(other, 400) is other


@pytest.mark.parametrize("given", [HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY])
def test_a_policy_keeps_the_number_of_a_status(given):
    status = Policy(validation_status=given).validation_status
    assert (status, type(status)) == (given.value, int)


@pytest.mark.parametrize("given", [404, "400", True, 400.0, [400], HTTPStatus.NOT_FOUND])
def test_a_policy_knows_only_the_two(given):
    with pytest.raises(ValueError, match=r"^validation_status: .* is neither 400 nor 422; leave it out"):
        Policy(validation_status=given)


# ---- pydantic


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


class Order(BaseModel):
    sku: str
    id: uuid.UUID = uuid.UUID(int=0)
    colour: Literal["red", "blue"] = "red"
    count: int = Field(default=1, le=10)
    pet: Annotated[Cat | Dog, Field(discriminator="kind")] | None = None


def test_pydantic_never_repeats_a_value():
    with pytest.raises(ValidationError) as caught:
        Order.model_validate({"id": CANARY, "colour": CANARY, "count": CANARY, "pet": {"kind": CANARY}})
    faults = list(pydantic_faults(caught.value.errors(), "body"))
    assert {fault.pointer: fault.code for fault in faults} == {
        "#/sku": "missing",
        "#/id": "uuid_parsing",
        "#/colour": "literal_error",
        "#/count": "int_parsing",
        "#/pet": "union_tag_invalid",
    }
    assert CANARY not in str(faults)
    assert {fault.detail for fault in faults if fault.code in ("uuid_parsing", "union_tag_invalid")} <= set(MESSAGES)


def test_a_place_that_is_none_of_the_request_is_of_the_body():
    assert next(pydantic_faults([{"loc": ("elsewhere", "a"), "msg": "m"}])).as_dict() == {
        "detail": "m",
        "in": "body",
        "pointer": "#/a",
    }


@pytest.mark.parametrize(
    ("errors", "entries"),
    [
        (["end is before start"], [{"detail": "end is before start", "in": "body"}]),
        ("end is before start", [{"detail": "end is before start", "in": "body"}]),
        (["x" * 1000, None], [{"detail": "x" * 500, "in": "body"}, {"detail": "None", "in": "body"}]),
        ({"end": "is before start"}, [{"detail": "end: is before start", "in": "body"}]),
        ({"loc": ("query", "n"), "msg": "m"}, [{"detail": "m", "in": "query", "parameter": "n"}]),
        (5, [{"detail": "5", "in": "body"}]),
        (None, []),
        ([{"loc": "body", "msg": "m"}], [{"detail": "m", "in": "body", "pointer": "#"}]),
        ([{"loc": "age", "msg": "m"}], [{"detail": "m", "in": "body", "pointer": "#/age"}]),
        ([{"loc": ("age",), "msg": "m"}], [{"detail": "m", "in": "body", "pointer": "#/age"}]),
        ([{"loc": (["body"], "age"), "msg": "m"}], [{"detail": "m", "in": "body", "pointer": "#/age"}]),
        ([{"loc": 5, "msg": "m"}], [{"detail": "m", "in": "body", "pointer": "#/5"}]),
        ([{"loc": None, "msg": "m"}, {"loc": (), "msg": "m"}], [{"detail": "m", "in": "body", "pointer": "#"}] * 2),
    ],
)
def test_what_somebody_raises_instead_of_a_list_of_pydantic_is_told_in_their_words(errors, entries):
    from fastapi.exceptions import RequestValidationError

    app = FastAPI()

    @app.post("/")
    def create():
        raise RequestValidationError(errors)

    answer = ask(install(app, Policy()), "/")
    assert (answer.status, json.loads(answer.content)["errors"]) == (422, entries)


def test_a_source_that_is_given_comes_before_what_the_place_begins_with():
    found = pydantic_faults([{"loc": "body", "msg": "m"}, {"msg": "m"}, "text"], "query")
    assert [(fault.source, fault.parameter) for fault in found] == [("query", "body"), ("query", None), ("query", None)]


# ---- FastAPI


def fastapi():
    app = FastAPI()

    @app.post("/orders/{id}")
    def create(
        id: Annotated[int, Path()],
        order: Order,
        note: Annotated[str, Body()],
        page: Annotated[int, Query()],
        x_count: Annotated[int, Header()],
        seen: Annotated[int, Cookie()],
    ):
        raise AssertionError

    @app.post("/whole")
    def whole(order: Order):
        raise AssertionError

    return app


def ask(app, path, content=b"", query="", **fields) -> Answer:
    scope = {**scope_of("POST", path, content_type="application/json", **fields), "query_string": query.encode()}
    scope["headers"].append((b"content-length", str(len(content)).encode()))
    sent = [{"type": "http.request", "body": content, "more_body": False}]

    async def receive():
        return sent.pop() if sent else await asyncio.Event().wait()

    return asgi(app, scope=scope, receive=receive)


@pytest.mark.parametrize(("given", "status"), [(None, 422), (422, 422), (400, 400)])
def test_fastapi_points_into_every_part_of_a_request(given, status):
    app = install(fastapi(), Policy(validation_status=given))
    content = json.dumps({"order": {"count": CANARY}, "note": 7}).encode()
    answer = ask(app, f"/orders/{CANARY}", content, f"page={CANARY}", x_count=CANARY, cookie=f"seen={CANARY}")
    document = json.loads(answer.content)
    assert (answer.status, document["status"], document["detail"]) == (status, status, ILL_FORMED)
    assert {(error["in"], error.get("pointer", error.get("parameter"))) for error in document["errors"]} == {
        ("path", "id"),
        ("query", "page"),
        ("header", "x-count"),
        ("cookie", "seen"),
        ("body", "#/order/sku"),
        ("body", "#/order/count"),
        ("body", "#/note"),
    }
    assert CANARY.encode() not in answer.content


def test_what_is_no_json_is_wrong_as_a_whole():
    (error,) = json.loads(ask(install(fastapi(), Policy()), "/whole", b'{"sku": canary7').content)["errors"]
    assert (error["in"], error["pointer"], error["code"]) == ("body", "#", "json_invalid")


# ---- Litestar


def litestar(policy):
    import msgspec

    class Line(msgspec.Struct):
        count: int
        colour: Literal["red"] = "red"

    class Order(msgspec.Struct):
        lines: list[Line]

    @post("/orders")
    async def create(data: Annotated[Order, LitestarBody()]) -> None: ...

    @post("/lines")
    async def lines(data: Annotated[list[Line], LitestarBody()]) -> None: ...

    @litestar_get("/pages")
    async def page(number: Annotated[int, QueryParameter()]) -> None: ...

    @litestar_get("/fields")
    async def fields(count: Annotated[int, HeaderParameter(name="X-Count")]) -> None: ...

    @litestar_get("/cookies")
    async def cookies(seen: Annotated[int, CookieParameter(name="it's")]) -> None: ...

    known = {"Line": Line, "Order": Order}
    return install(Litestar([create, lines, page, fields, cookies], signature_namespace=known), policy)


@pytest.mark.parametrize(("given", "status"), [(None, 400), (422, 422)])
def test_litestar_points_into_the_body(given, status):
    content = json.dumps({"lines": [{"count": 1}, {"count": CANARY}]}).encode()
    answer = ask(litestar(Policy(validation_status=given)), "/orders", content)
    (error,) = json.loads(answer.content)["errors"]
    assert (answer.status, error["in"], error["pointer"]) == (status, "body", "#/lines/1/count")
    assert CANARY.encode() not in answer.content


def test_litestar_does_not_repeat_a_value_of_an_enumeration():
    content = json.dumps([{"count": 1, "colour": CANARY}]).encode()
    answer = ask(litestar(Policy()), "/lines", content)
    (error,) = json.loads(answer.content)["errors"]
    assert error == {"detail": "Invalid enum value", "in": "body", "pointer": "#"}
    assert CANARY.encode() not in answer.content


@pytest.mark.parametrize(("given", "status"), [(None, 400), (422, 422)])
@pytest.mark.parametrize(
    ("path", "source", "parameter"),
    [("/pages", "query", "number"), ("/fields", "header", "X-Count"), ("/cookies", "cookie", "it's")],
)
def test_litestar_names_parameters_that_are_missing(given, status, path, source, parameter):
    answer = asgi(litestar(Policy(validation_status=given)), scope=scope_of("GET", path))
    document = json.loads(answer.content)
    (error,) = document["errors"]
    assert (answer.status, document["detail"]) == (status, ILL_FORMED)
    assert (error["in"], error["parameter"]) == (source, parameter)
    assert error["detail"].startswith(f"Missing required {source} parameter")
    assert path not in error["detail"]


FROM_PYDANTIC = {"loc": ("id",), "msg": f"not a UUID: {CANARY}", "type": "uuid_parsing"}


@pytest.mark.parametrize(
    ("error", "detail", "entries"),
    [
        (ValidationException("bad", extra=["x"]), "bad", [{"detail": "x", "in": "body"}]),
        (ValidationException("bad", extra=[None]), "bad", [{"detail": "None", "in": "body"}]),
        (
            ValidationException(extra=[{"message": "m", "key": 5}]),
            ILL_FORMED,
            [{"detail": "m", "in": "body", "pointer": "#/5"}],
        ),
        (
            ValidationException(detail="bad", extra=[{"message": "m", "key": "a.b", "source": "query"}]),
            "bad",
            [{"detail": "m", "in": "query", "parameter": "a.b"}],
        ),
        (
            ValidationException(extra=[FROM_PYDANTIC]),
            ILL_FORMED,
            [
                {
                    "detail": "Input should be a valid UUID",
                    "in": "body",
                    "pointer": "#/id",
                    "code": "uuid_parsing",
                }
            ],
        ),
        (ClientException("bad", extra=["x", {"y": 1}]), "bad", ["x", {"y": 1}]),
        (ClientException("Missing required word parameter 'a' for path /"), None, None),
        (ValidationException("Missing required word parameter 'a' for path /"), None, None),
    ],
)
def test_what_somebody_raises_in_litestar_is_told_in_their_words(error, detail, entries):
    @litestar_get("/")
    async def fail() -> None:
        raise error

    answer = asgi(install(Litestar([fail]), Policy()), scope=scope_of("GET", "/"))
    document = json.loads(answer.content)
    assert (answer.status, document["detail"], document.get("errors")) == (400, detail or error.detail, entries)


def test_litestar_names_parameters():
    scope = {**scope_of("GET", "/pages"), "query_string": f"number={CANARY}".encode()}
    answer = asgi(litestar(Policy()), scope=scope)
    found = {(error["in"], error["parameter"]) for error in json.loads(answer.content)["errors"]}
    assert found == {("query", "number")}
    assert CANARY.encode() not in answer.content


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("a", ["a"]),
        ("", []),
        ("items[0].sku", ["items", 0, "sku"]),
        ("[1][2]", [1, 2]),
        ("a..b", ["a", "b"]),
        ("a.\u0663", ["a", "\u0663"]),
    ],
)
def test_a_dotted_path_has_names_and_indexes(key, parts):
    assert dotted(key) == parts


# ---- Django REST framework


class Related(serializers.PrimaryKeyRelatedField):
    def get_queryset(self):
        from django.contrib.auth.models import User

        return User.objects.none()


class Form(serializers.Serializer):
    colour = serializers.ChoiceField(["red", "blue"])
    colours = serializers.MultipleChoiceField(choices=["red", "blue"])
    own = serializers.ChoiceField(["red"], error_messages={"invalid_choice": "Take red"})
    count = serializers.IntegerField()


def test_rest_framework_does_not_repeat_a_value():
    form = Form(data={"colour": CANARY, "colours": [CANARY], "own": CANARY, "count": CANARY})
    form.is_valid()
    error = serializers.ValidationError(form.errors)
    error.place = "at the door"  # what a class of the user's has of this name is nothing to go by
    document = of_rest_framework(error).members["errors"]
    said = {error["pointer"]: error["detail"] for error in document}
    assert said == {
        "#/colour": NO_CHOICE,
        "#/colours": NO_CHOICE,
        "#/own": "Take red",
        "#/count": "A valid integer is required.",
    }


@pytest.mark.parametrize(
    ("cls", "words"),
    [
        (serializers.PrimaryKeyRelatedField, {"pk_value": CANARY}),
        (serializers.SlugRelatedField, {"slug_name": "sku", "value": CANARY}),
    ],
)
def test_rest_framework_does_not_repeat_a_key(cls, words):
    said = str(cls.default_error_messages["does_not_exist"]).format(**words)
    (error,) = of_rest_framework(serializers.ValidationError({"owner": [said]})).members["errors"]
    assert error["detail"] == NO_OBJECT


# ---- jsonschema


@pytest.mark.parametrize(
    ("schema", "instance", "entry"),
    [
        ({"items": {"type": "integer"}}, [1, CANARY], ("#/1", "Does not meet type: integer", "type")),
        ({"required": ["sku"]}, {CANARY: 1}, ("#", "'sku' is a required property", "required")),
        ({"enum": ["a"]}, CANARY, ("#", "Does not meet enum", "enum")),
        (
            {"additionalProperties": False},
            {CANARY: 1},
            ("#", "Does not meet additionalProperties: False", "additionalProperties"),
        ),
    ],
)
def test_jsonschema_never_repeats_a_value(schema, instance, entry):
    error: Any = next(jsonschema.Draft202012Validator(schema).iter_errors(instance))
    fault = jsonschema_fault(error)
    assert (fault.pointer, fault.detail, fault.code) == entry
    assert jsonschema_fault(error, "query").source == "query"


# ---- Falcon


def test_falcon_does_not_repeat_a_value():
    import falcon
    from falcon.media.validators import jsonschema as validators

    class Orders:
        @validators.validate({"properties": {"count": {"minimum": 10}}})
        def on_post(self, req, resp):
            raise AssertionError

    app = falcon.App()
    app.add_route("/", Orders())
    content = b'{"count": 7}'
    environ = {**environ_of("POST"), "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(content))}
    answered = install(app, Policy())({**environ, "wsgi.input": BytesIO(content)}, lambda *head: None)
    (error,) = json.loads(b"".join(answered))["errors"]
    assert error == {"detail": "Does not meet minimum: 10", "in": "body", "pointer": "#/count", "code": "minimum"}
