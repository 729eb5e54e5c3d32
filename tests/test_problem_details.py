import copy
import dataclasses
import json
import pickle
import string
from collections import UserDict
from http import HTTPStatus
from urllib.parse import unquote

import pydantic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusmw import respond
from statusmw.encoding import json_bytes
from statusmw.problem import BLANK, RESERVED, ProblemDetails, field_errors, json_pointer
from statusmw.validation import Fault, validation_problem


class Text(str):
    __slots__ = ()

    def __str__(self):
        return "a lie"


FULL = {
    "type": "https://api.example/problems/out-of-stock",
    "title": "Out of stock",
    "status": 409,
    "detail": "Only 2 left",
    "instance": "urn:uuid:1",
    "sku": "a-1",
    "left": [2],
}


def full():
    return ProblemDetails(
        409, FULL["title"], FULL["type"], FULL["detail"], FULL["instance"], {"sku": "a-1", "left": [2]}
    )


def test_members_come_in_a_readers_order():
    assert list(full().as_dict().items()) == list(FULL.items())


def test_members_that_say_nothing_are_left_out():
    assert ProblemDetails().as_dict() == {}
    assert ProblemDetails(404, type="").as_dict() == {"status": 404}
    assert ProblemDetails(404, type=BLANK).as_dict() == {"status": 404}


def test_an_extension_that_is_none_is_a_member_all_the_same():
    assert ProblemDetails(extensions={"next": None}).as_dict() == {"next": None}


def test_members_are_exactly_what_they_claim_to_be():
    details = ProblemDetails(HTTPStatus.NOT_FOUND, Text("t"), Text("y"), Text("d"), Text("i"))
    assert type(details.status) is int
    assert {type(value) for value in (details.title, details.type, details.detail, details.instance)} == {str}
    assert (details.title, details.type, details.detail, details.instance) == ("t", "y", "d", "i")


def test_problem_details_do_not_change_once_made():
    extensions = {"a": 1}
    details = ProblemDetails(404, extensions=extensions)
    extensions["a"] = 2
    assert details.extensions == {"a": 1}
    with pytest.raises(TypeError, match="item assignment"):
        details.extensions["a"] = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        details.status = 500


def test_equal_details_hash_alike_whatever_their_extensions_hold():
    assert hash(full()) == hash(full())
    assert full() == full()
    assert full() != dataclasses.replace(full(), extensions={"sku": "b"})


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))])
def test_problem_details_can_be_copied_and_pickled(copied):
    assert copied(full()) == full()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"status": "404"}, TypeError, "^status must be an int or None, not str"),
        ({"status": True}, TypeError, "^status must be an int or None, not bool"),
        ({"status": 404.0}, TypeError, "^status must be an int or None, not float"),
        ({"status": 99}, ValueError, "^status must be a status code from 100 to 599"),
        ({"status": 600}, ValueError, "^status must be a status code from 100 to 599"),
        ({"title": 1}, TypeError, "^title must be a str or None, not int: convert"),
        ({"type": b"x"}, TypeError, "^type must be a str or None, not bytes: convert"),
        ({"detail": ["x"]}, TypeError, "^detail must be a str or None, not list: convert"),
        ({"instance": 1}, TypeError, "^instance must be a str or None, not int: convert"),
        ({"extensions": [("a", 1)]}, TypeError, "^extensions must be a mapping, not list"),
        ({"extensions": {1: 1}}, TypeError, "^extensions has a name of type int"),
        ({"extensions": {"": 1}}, ValueError, "^extensions has an empty name"),
        *[
            ({"extensions": {name: 1}}, TypeError, f"^extensions cannot redefine the member '{name}'")
            for name in sorted(RESERVED)
        ],
    ],
)
def test_a_bad_member_is_refused_by_name(arguments, error, message):
    with pytest.raises(error, match=message):
        ProblemDetails(**arguments)


def test_a_consumer_reads_back_what_was_written():
    assert ProblemDetails.from_mapping(json.loads(json_bytes(full().as_dict()))) == full()


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        ({}, {}),
        ({"status": 404.0}, {"status": 404}),
        ({"status": True}, {}),
        ({"status": "404"}, {}),
        ({"status": 404.5}, {}),
        ({"status": float("nan")}, {}),
        ({"status": 99}, {}),
        ({"status": 600}, {}),
        ({"status": 10**400}, {}),
        ({"status": None, "title": None, "type": None}, {}),
        ({"title": 1, "detail": [], "type": {}, "instance": False}, {}),
        ({"type": "", "x": 1}, {"x": 1}),
        ({"": 1, 2: 3, "ok": 4}, {"ok": 4}),
        (UserDict(title="t"), {"title": "t"}),
    ],
)
def test_a_consumer_ignores_members_of_the_wrong_type(mapping, expected):
    assert ProblemDetails.from_mapping(mapping).as_dict() == expected


@pytest.mark.parametrize("document", [None, [], "x", 1])
def test_a_document_that_is_no_object_is_refused(document):
    with pytest.raises(TypeError, match="^mapping must be a mapping, not .*decoded JSON object"):
        ProblemDetails.from_mapping(document)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(RESERVED)) | st.text(), ANY))
def test_a_consumer_takes_any_json_object(mapping):
    details = ProblemDetails.from_mapping(mapping)
    assert ProblemDetails.from_mapping(details.as_dict()) == details


@pytest.mark.parametrize(
    ("parts", "pointer"),
    [
        ([], "#"),
        (["age"], "#/age"),
        (["items", 0, "a/b"], "#/items/0/a~1b"),
        (["m~n"], "#/m~0n"),
        (["~1"], "#/~01"),
        ([""], "#/"),
        ([" "], "#/%20"),
        (["c%d"], "#/c%25d"),
        (["e^f", "g|h", "i\\j", 'k"l'], "#/e%5Ef/g%7Ch/i%5Cj/k%22l"),
        (["ä"], "#/%C3%A4"),
        (["a:b@c?d"], "#/a:b@c?d"),
        (["#"], "#/%23"),
        (["\ud800"], "#/?"),
        (iter(["a", 1]), "#/a/1"),
    ],
)
def test_a_pointer_is_a_uri_fragment(parts, pointer):
    assert json_pointer(parts) == pointer


@pytest.mark.parametrize(
    ("parts", "error", "message"),
    [
        ("age", TypeError, "^parts must be a list of names and indexes, not str: put it in a list"),
        (b"age", TypeError, "^parts must be a list of names and indexes, not bytes"),
        ([None], TypeError, "^parts must hold str and int, not NoneType"),
        ([True], TypeError, "^parts must hold str and int, not bool"),
        ([-1], ValueError, "^parts holds a negative index"),
    ],
)
def test_a_part_that_leads_nowhere_is_refused(parts, error, message):
    with pytest.raises(error, match=message):
        json_pointer(parts)


IN_A_FRAGMENT = set(string.ascii_letters + string.digits + "-._~!$&'()*+,;=:@/?%")


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])) | st.integers(min_value=0)))
def test_a_pointer_leads_back_to_its_parts(parts):
    pointer = json_pointer(parts)
    assert set(pointer[1:]) <= IN_A_FRAGMENT
    tokens = [unquote(token).replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    assert tokens == [str(part) for part in parts]


@pytest.mark.parametrize(
    ("error", "pointer"),
    [
        ((["items", 0, "age"], "wrong"), "#/items/0/age"),
        ([("a", 1), "wrong"], "#/a/1"),
        (("age", "wrong"), "#/age"),
        (("a/b", "wrong"), "#/a~1b"),
        (("#/a/b", "wrong"), "#/a/b"),
        (((), "wrong"), "#"),
        ({"pointer": "#/age", "detail": "wrong", "value": "secret"}, "#/age"),
        ({"loc": ("age",), "msg": "wrong", "input": "secret"}, "#/age"),
    ],
)
def test_an_error_says_what_and_where_and_nothing_else(error, pointer):
    assert field_errors([error]) == [{"detail": "wrong", "pointer": pointer}]


ENTRIES = [
    {"detail": "wrong", "in": "query", "parameter": "page", "code": "missing"},
    {"detail": "wrong", "in": "body", "pointer": "#/age", "code": "missing"},
    {"detail": "wrong", "parameter": "page"},
    {"detail": "wrong", "in": "query"},
]


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_of_the_library_s_own_loses_nothing(entry):
    assert field_errors([entry | {"value": "secret"}]) == [entry]
    assert field_errors([{"pointer": None, "parameter": None, "in": None, "code": None} | entry]) == [entry]


def test_the_errors_of_a_validation_problem_are_taken_as_they_are():
    faults = [
        Fault.at(["age"], "wrong"),
        Fault.at(["page"], "wrong", "query", "missing"),
        Fault.at([], "wrong", "path"),
    ]
    errors = validation_problem(422, faults).members["errors"]
    assert respond.unprocessable_content(errors=errors).members["errors"] == errors


def test_pydantics_own_errors_are_taken_as_they_are():
    class Order(pydantic.BaseModel):
        lines: list[int]

    with pytest.raises(pydantic.ValidationError) as caught:
        Order.model_validate({"lines": [1, "secret"]})
    (error,) = field_errors(caught.value.errors())
    assert error["pointer"] == "#/lines/1"
    assert "secret" not in error["detail"]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (("age", 7), "^errors has a detail of type int"),
        ((7, "wrong"), "^errors has a path of type int"),
        ((b"age", "wrong"), "^errors has a path of type bytes"),
        (
            ("age",),
            r"^errors must hold other entries than tuple: give pairs \(path, detail\), or mappings with detail and",
        ),
        ("ab", "^errors must hold other entries than str: give pairs"),
        ({"loc": ("age",)}, "^errors must hold other entries than dict: give pairs"),
        ({"detail": "wrong"}, "^errors must hold other entries than dict: give pairs"),
        ({"detail": "wrong", "pointer": None}, "^errors must hold other entries than dict: give pairs"),
        ({"detail": "wrong", "parameter": 7}, "^errors has a parameter of type int: say it in a str"),
        ({"detail": "wrong", "in": "query", "code": 7}, "^errors has a code of type int: say it in a str"),
    ],
)
def test_an_error_that_says_neither_what_nor_where_is_refused(error, message):
    with pytest.raises(TypeError, match=message):
        field_errors([error])


def test_errors_that_are_no_list_are_refused():
    with pytest.raises(TypeError, match="^errors must be a list, not int: give pairs"):
        respond.unprocessable_content(errors=5)


def test_a_client_cannot_make_the_list_of_errors_long():
    endless = (("a", str(number)) for number in range(10**12))
    assert len(field_errors(endless)) == 100
    assert len(field_errors([("a", "b")] * 3, limit=2)) == 2
