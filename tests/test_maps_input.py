"""Errors of libraries that validate: 422 about what the client has sent, 500 about anything else that has that form."""

import datetime as dt
import enum
import json

import jsonschema
import marshmallow
import pydantic
import pytest

from raising import raised_by
from statusmw import Policy
from statusmw.mapping import answer_to, incoming, source_of

MAPS = ("pydantic", "marshmallow", "jsonschema")
MAPPING = Policy(maps=MAPS).mapping


class Colour(enum.Enum):
    RED = "red"


class Line(pydantic.BaseModel):
    sku: str
    quantity: int = pydantic.Field(gt=0)


class Order(pydantic.BaseModel):
    lines: list[Line]
    colour: Colour = Colour.RED
    day: dt.date = dt.date(2026, 1, 1)


class LineSchema(marshmallow.Schema):
    sku = marshmallow.fields.String(required=True)
    quantity = marshmallow.fields.Integer(validate=marshmallow.validate.Range(min=1))


class OrderSchema(marshmallow.Schema):
    lines = marshmallow.fields.List(marshmallow.fields.Nested(LineSchema))
    prices = marshmallow.fields.Dict(values=marshmallow.fields.Integer())

    @marshmallow.validates_schema
    def enough(self, data, **more):
        if data.get("lines") == []:
            raise marshmallow.ValidationError("An order has a line")


SCHEMA = {
    "type": "object",
    "required": ["lines"],
    "properties": {
        "lines": {"type": "array", "items": {"properties": {"quantity": {"minimum": 1}}}},
        "colour": {"enum": ["red"]},
    },
}


def by_pydantic(document):
    Order.model_validate(document)


def by_marshmallow(document):
    OrderSchema().load(document)


def by_jsonschema(document):
    jsonschema.validate(document, SCHEMA)


LIBRARIES = (by_pydantic, by_marshmallow, by_jsonschema)
WRONG = {"lines": [{"sku": "a", "quantity": 0}]}


@pytest.mark.parametrize("read", LIBRARIES)
def test_what_the_client_has_sent_is_a_422_and_the_rest_stays_a_500(read):
    assert answer_to(raised_by(read, WRONG), MAPPING) is None

    def handler():
        with incoming():
            read(WRONG)

    error = raised_by(handler)
    assert source_of(error) == "body"
    reply = answer_to(error, MAPPING)
    assert reply.status_code == 422
    (fault,) = reply.members["errors"]
    assert (fault["in"], fault["pointer"]) == ("body", "#/lines/0/quantity")
    assert answer_to(error, {}) is None


@pytest.mark.parametrize(
    ("read", "document", "places"),
    [
        (by_pydantic, {"lines": [{"sku": 5, "quantity": "canary"}], "colour": "canary"}, ["#/lines/0/sku", "#/lines/0/quantity", "#/colour"]),
        (by_pydantic, "canary", ["#"]),
        (by_marshmallow, {"lines": []}, ["#"]),
        (by_marshmallow, {"lines": [{"quantity": 0}, {"sku": "a", "quantity": "canary"}], "prices": {"a/b": "canary"}},
         ["#/lines/0/sku", "#/lines/0/quantity", "#/lines/1/quantity", "#/prices/a~1b/value"]),
        (by_marshmallow, "canary", ["#"]),
        (by_jsonschema, {}, ["#"]),
        (by_jsonschema, {"lines": [], "colour": "canary"}, ["#/colour"]),
        (by_jsonschema, "canary", ["#"]),
    ],
)  # fmt: skip
def test_each_error_has_its_place_and_nothing_of_what_was_sent(read, document, places):
    reply = answer_to(raised_by(incoming()(read), document), MAPPING)
    assert reply.status_code == 422
    assert sorted(fault["pointer"] for fault in reply.members["errors"]) == sorted(places)
    assert b"canary" not in reply.body


@pytest.mark.parametrize("read", LIBRARIES)
@pytest.mark.parametrize("source", ["query", "header", "path", "cookie"])
def test_what_is_not_in_the_body_is_told_as_a_parameter(read, source):
    reply = answer_to(raised_by(incoming(source)(read), WRONG), MAPPING)
    (fault,) = reply.members["errors"]
    assert (fault["in"], fault["parameter"]) == (source, "lines.0.quantity")


def test_a_client_cannot_make_the_answer_long():
    lines = [{"sku": 5, "quantity": 0}] * 500
    for read in (by_pydantic, by_marshmallow):
        reply = answer_to(raised_by(incoming()(read), {"lines": lines}), MAPPING)
        assert len(reply.members["errors"]) <= 100


def test_a_broken_schema_is_the_servers_fault():
    error = raised_by(incoming()(jsonschema.validate), {}, {"type": "no-such-type"})
    assert isinstance(error, jsonschema.SchemaError)
    assert answer_to(error, MAPPING) is None


def test_an_error_that_cannot_be_read_is_still_a_422():
    error = marshmallow.ValidationError("canary")
    del error.messages
    assert answer_to(raised_by(incoming()(raise_it), error), MAPPING).status_code == 422


def raise_it(error):
    raise error


# The mark.


def test_the_innermost_block_says_what_it_is_about():
    def handler():
        with incoming("body"), incoming("query"):
            raise ValueError

    assert source_of(raised_by(handler)) == "query"


def test_each_error_in_a_group_is_marked():
    group = ExceptionGroup("", [raised_by(by_pydantic, WRONG), raised_by(by_jsonschema, WRONG)])
    assert answer_to(group, MAPPING) is None
    assert answer_to(raised_by(incoming()(raise_it), group), MAPPING).status_code == 422


def test_a_block_in_which_nothing_fails_changes_nothing():
    with incoming():
        value = 1
    assert incoming("query")(int)("7") == 7
    assert value == 1


class Marked(Exception):
    def __init__(self, mark):
        self._statusmw_source = mark


class Sealed(Exception):
    __dict__ = property(lambda self: 1 / 0)


@pytest.mark.parametrize("error", [Marked("somewhere"), Marked([]), Sealed()])
def test_what_takes_no_mark_is_about_nothing_known(error):
    assert source_of(raised_by(incoming()(raise_it), error)) is None


@pytest.mark.parametrize("source", ["boddy", "", 5])
def test_a_part_that_no_request_has_is_refused(source):
    with pytest.raises(ValueError, match="^source: a request has no part"):
        incoming(source)


def test_a_function_that_is_asynchronous_is_refused():
    async def handler(): ...

    with pytest.raises(TypeError, match=r"^incoming: handler\(\) is async; write the block inside of it"):
        incoming()(handler)


# What cannot be decoded.


@pytest.mark.parametrize("read", [json.loads, lambda content: content.decode()])
@pytest.mark.parametrize("content", [b"{canary", b"\xff\xfe"])
def test_content_that_cannot_be_decoded_is_a_400_if_it_is_that_of_the_request(read, content):
    if read is not json.loads and content == b"{canary":
        read = json.loads
    error = raised_by(read, content)
    assert answer_to(error, {}) is None
    reply = answer_to(raised_by(incoming()(read), content), {})
    assert (reply.status_code, reply.detail) == (400, "The content of the request cannot be decoded")
