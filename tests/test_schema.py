"""The JSON Schema of a problem class, and examples that fit it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePosixPath
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, Field

from statusmw import Problem
from statusmw.schema import description_of, example_of, schema_of, title_of
from statusmw.schema_samples import sample
from statusmw.schema_types import Empty, members_read


class Colour(Enum):
    RED = "red"


class Line(BaseModel):
    sku: str
    left: int = Field(ge=3)
    parts: "list[Line]" = []
    whole: "Line | None" = None


@dataclass
class Place:
    row: int
    column: int = 1


class OutOfStock(Problem):
    """The order asks for more than there is.

    Nothing has been ordered.

    Args:
        sku: of what.
    """

    status = 409
    type = "https://shelf.example/problems/out-of-stock"
    title = "Out of stock"
    detail = "Only {left} of {sku} left"
    sku: Annotated[str, Field(description="Of what.")]
    left: int
    example: ClassVar = {"sku": "plum"}


class Below(OutOfStock):
    left: Annotated[int, Field(lt=0)]
    customer: str = "somebody"


class Undocumented(Problem):
    status = 503


def problem_with(annotation, **attributes):
    about = {"status": 409, "__annotations__": {"member": annotation}, "__module__": __name__, **attributes}
    return type("Made", (Problem,), about)


def test_the_schema_says_what_every_document_has():
    assert schema_of(OutOfStock) == {
        "title": "Out of stock",
        "description": "The order asks for more than there is.\n\nNothing has been ordered.",
        "type": "object",
        "properties": {
            "type": {"type": "string", "format": "uri-reference", "const": OutOfStock.type},
            "title": {"type": "string", "examples": ["Out of stock"]},
            "status": {"type": "integer", "const": 409},
            "detail": {"type": "string"},
            "instance": {"type": "string", "format": "uri-reference"},
            "sku": {"type": "string", "description": "Of what."},
            "left": {"type": "integer"},
        },
        "required": ["type", "title", "status", "sku", "left"],
    }


def test_the_schema_of_every_problem_leaves_open_what_differs():
    schema = schema_of(Problem)
    assert schema["properties"]["type"]["default"] == "about:blank"
    assert schema["properties"]["status"] == {"type": "integer", "minimum": 400, "maximum": 599}
    assert (schema["required"], "title" in schema, "description" in schema) == (["title", "status"], False, False)
    assert example_of(Problem) == {"title": "Bad Request", "status": 400}
    assert example_of(type("Odd", (Problem,), {"status": 499}))["title"]


def test_a_subclass_has_the_members_of_its_base():
    schema = schema_of(Below)
    assert list(schema["properties"])[-3:] == ["sku", "left", "customer"]
    assert schema["properties"]["left"] == {"type": "integer", "exclusiveMaximum": 0}
    assert (description_of(Below), title_of(Below)) == (description_of(OutOfStock), "Out of stock")
    assert example_of(Below) == {
        "type": OutOfStock.type,
        "title": "Out of stock",
        "status": 409,
        "detail": "Only -1 of plum left",
        "sku": "plum",
        "left": -1,
        "customer": "somebody",
    }


def test_without_a_docstring_nothing_is_said():
    assert (description_of(Undocumented), title_of(Undocumented)) == ("", "Service Unavailable")


def test_types_of_their_own_are_referred_to_as_asked():
    made = problem_with(list[Line])
    assert schema_of(made)["properties"]["member"]["items"] == {"$ref": "#/$defs/Line"}
    assert "sku" in schema_of(made)["$defs"]["Line"]["properties"]
    schema = schema_of(made, ref_template="#/components/schemas/{model}")
    assert schema["properties"]["member"]["items"] == {"$ref": "#/components/schemas/Line"}


KINDS = [
    str,
    int,
    float,
    bool,
    Decimal,
    UUID,
    date,
    datetime,
    time,
    timedelta,
    PurePosixPath,
    Colour,
    Line,
    Place,
    Any,
    None,
    list[Line],
    list[str],
    frozenset[int],
    tuple[int, str],
    dict[str, int],
    str | None,
    int | str,
    Literal["a", "b"],
    Literal["a"],
    "list[Line]",
    Annotated[str, Field(min_length=8, max_length=10)],
    Annotated[str, Field(min_length=7, max_length=7)],
    Annotated[str, Field(max_length=2)],
    Annotated[str, Field(pattern="^[0-9]+$")],
    Annotated[str, Field(pattern="^[A-Z]{3}$", examples=["ABC"])],
    Annotated[int, Field(gt=3, multiple_of=5)],
    Annotated[int, Field(le=-3)],
    Annotated[int, Field(lt=0, multiple_of=4)],
    Annotated[float, Field(ge=1.5)],
    Annotated[list[int], Field(min_length=3)],
    Annotated[int, Field(json_schema_extra={"default": 7})],
]


@pytest.mark.parametrize("annotation", KINDS, ids=str)
def test_the_example_of_every_kind_of_member_fits_its_schema(annotation):
    made = problem_with(annotation)
    schema, example = schema_of(made), example_of(made)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(example)


def test_what_the_class_gives_comes_first():
    assert example_of(problem_with(timedelta, member=timedelta(hours=1)))["member"] == "PT1H"
    assert example_of(problem_with(str, example={"member": "mine"}))["member"] == "mine"
    assert example_of(problem_with(str | None, member=None))["member"] == "string"

    class Named(Problem):
        status = 409
        example: str

    assert example_of(Named)["example"] == "string"


def test_an_example_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"Made\.member: as an example, 'string' does not fit: .* write example = "):
        example_of(problem_with(Annotated[str, Field(pattern="^[A-Z]{3}$")]))
    with pytest.raises(ValueError, match=r"Made\.member: as an example, 'many' does not fit"):
        example_of(problem_with(int, example={"member": "many"}))


NO_EXAMPLES = [
    ([3], TypeError, r"^Made\.example: \[3\] is no mapping; give the members by name: example = \{'sku': 'a-1'\}$"),
    ("member", TypeError, r"^Made\.example: 'member' is no mapping; "),
    ({"membr": 3}, ValueError, r"^Made\.example: there is no member 'membr'; did you mean 'member'\?$"),
    (
        {"member": 3, "detail": "No"},
        ValueError,
        r"^Made\.example: there is no member 'detail'; give one of 'member'$",
    ),
    ({3: 3}, ValueError, r"^Made\.example: there is no member '3'; "),
]


@pytest.mark.parametrize(("example", "error", "message"), NO_EXAMPLES)
def test_an_example_of_which_something_would_be_ignored_is_refused(example, error, message):
    with pytest.raises(error, match=message):
        example_of(problem_with(int, example=example))


def test_an_example_of_a_class_without_members_is_refused():
    bare = type("Bare", (Problem,), {"status": 409, "example": {"left": 3}})
    with pytest.raises(
        ValueError, match=r"^Bare\.example: there is no member 'left'; annotate it: the class has none$"
    ):
        example_of(bare)


@pytest.mark.parametrize("annotation", ["Nowhere", Callable[[], int], "Line.nothing", object.__class__])
def test_a_member_without_a_schema_is_refused(annotation):
    with pytest.raises(TypeError, match=r"annotate members with types of JSON, of a module, or that pydantic knows"):
        schema_of(problem_with(annotation))


@pytest.mark.parametrize("function", [schema_of, example_of])
@pytest.mark.parametrize("problem", [OutOfStock(sku="a", left=0), int, "OutOfStock"])
def test_what_is_no_problem_class_is_refused(function, problem):
    with pytest.raises(TypeError, match="problem must be Problem or a subclass of it"):
        function(problem)


def test_without_pydantic_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pydantic", None)
    with pytest.raises(ImportError, match="pip install pydantic"):
        members_read(problem_with(int), {"member": 1})


def test_members_are_read_as_annotated():
    assert members_read(problem_with(date), {"member": "2030-01-31", "other": 1}) == {"member": date(2030, 1, 31)}
    assert members_read(problem_with(date), {"member": "soon"}) == {}
    assert members_read(problem_with("Nowhere"), {"member": "soon"}) == {"member": "soon"}
    for annotation, value in ((str, ""), (str | None, None), (list[int], []), (dict[str, int], {}), (int, None)):
        read = members_read(problem_with(annotation), {"member": Empty()})
        assert read == ({} if annotation is int else {"member": value})


def test_a_class_whose_module_is_gone_is_read_as_far_as_it_can_be():
    made = problem_with("int", __module__="gone")
    assert schema_of(made)["properties"]["member"] == {"type": "integer"}


def test_a_type_that_contains_itself_ends():
    loop = {"type": "array", "items": {"$ref": "#/$defs/Loop"}}
    found = sample(loop, {"Loop": loop})
    depth = 0
    while found:
        found, depth = found[0], depth + 1
    assert depth < 10
    assert sample({"type": "array", "minItems": 2, "items": {"enum": [1]}}, {}) == [1, 1]
    assert sample({"oneOf": [{"const": 3}]}, {}) == 3
    assert sample({"type": "integer", "minimum": 4, "maximum": 4}, {}) == 4
    assert sample({"type": "integer", "exclusiveMaximum": 0}, {}) == -1
