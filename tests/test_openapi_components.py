"""The schemas among a document's components: what has the name of something else gets another one."""

from decimal import Decimal
from typing import Annotated, Literal

import pytest
from fastapi import FastAPI
from litestar import Litestar, get
from openapi_spec_validator import validate
from pydantic import BaseModel, Field

from statusmw import Problem, install
from statusmw.openapi.components import Components
from statusmw.typed import Created


def model(name, **fields):
    """A class of its own, whatever others are called."""
    return type(name, (BaseModel,), {"__annotations__": fields})


def problem(name, **members):
    return type(name, (Problem,), {"__annotations__": members, "status": 409, "type": f"https://shop.example/{name}"})


def components(version="3.1.0", **schemas):
    return Components({"openapi": version, "components": {"schemas": schemas}})


def referred(made, name, member):
    return made[made[name]["properties"][member]["$ref"].rpartition("/")[2]]["properties"]


@pytest.fixture(params=["3.0.3", "3.1.0"])
def document(request):
    """The document of an application of FastAPI with a route of that return type, as each version writes it."""

    def made(*annotations):
        app = FastAPI()
        app.openapi_version = request.param
        for place, annotation in enumerate(annotations):
            path = f"/{place}"

            def read(): ...

            read.__annotations__["return"] = annotation
            app.get(path)(read)
        found = install(app).openapi()
        validate(found)
        return found["components"]["schemas"]

    return made


def test_a_model_of_the_application_stays_what_it_is(document):
    page, other, third = model("Page", items=list[str]), model("Page", number=int), model("Page", left=bool)
    made = document(page | problem("NoSuchPage", asked=other) | problem("Later", asked=third))
    assert list(made["Page"]["properties"]) == ["items"]
    assert list(referred(made, "NoSuchPage", "asked")) == ["number"]
    assert list(referred(made, "Later", "asked")) == ["left"]
    assert sorted(made) == ["Later", "Later.Page", "NoSuchPage", "NoSuchPage.Page", "Page"]


class Kind(BaseModel):
    """One of all kinds of values."""

    price: Decimal
    default: str = "a property, and no default"


class Sized(Kind):
    size: int | None = None


def test_one_model_has_one_name_whoever_refers_to_it(document):
    made = document(Kind | problem("Dear", kind=Kind) | problem("Sold", kind=Kind))
    assert sorted(made) == ["Dear", "Kind", "Sold"]


def test_one_model_has_one_name_in_litestar_too():
    async def read(): ...

    read.__annotations__["return"] = Sized | problem("Dear", kind=Sized)
    made = install(Litestar([get("/")(read)])).openapi_schema.to_schema()
    validate(made)
    assert sorted(made["components"]["schemas"]) == ["Dear", "Sized"]


def test_the_names_of_two_versions_of_a_model_do_not_depend_on_the_order_of_routes(document):
    first = problem("First", asked=model("Page", number=int))
    second = problem("Second", asked=model("Page", left=bool))
    page = model("Page", items=list[str])
    assert sorted(document(page | first, page | second)) == sorted(document(page | second, page | first))


def test_what_refers_to_a_model_with_a_new_name_is_another_one_too():
    def nested(**fields):
        return model("Line", inner=model("Inner", **fields))

    about = components()
    about.of_content(list[nested(a=int)])
    schema = about.of_content(list[nested(b=int)])
    assert schema["items"] == {"$ref": "#/components/schemas/Line.2"}
    assert about.schemas["Line.2"]["properties"]["inner"] == {"$ref": "#/components/schemas/Inner.2"}
    assert about.schemas["Line"]["properties"]["inner"] == {"$ref": "#/components/schemas/Inner"}


def test_contents_share_what_has_a_new_name():
    other, third = model("Page", number=int), model("Page", left=bool)
    about = components(Page={"type": "string"})
    assert [about.of_content(list[cls])["items"]["$ref"][-6:] for cls in (other, third, other)] == [
        "Page.2",
        "Page.3",
        "Page.2",
    ]


class Tree(BaseModel):
    children: "list[Tree]"


def test_a_model_that_refers_to_itself_still_does():
    about = components(Tree={"type": "string"})
    assert about.of_content(Tree) == about.of_content(Tree) == {"$ref": "#/components/schemas/Tree.2"}
    assert about.schemas["Tree.2"]["properties"]["children"]["items"] == {"$ref": "#/components/schemas/Tree.2"}
    assert sorted(about.schemas) == ["Tree", "Tree.2"]


def test_the_mapping_of_a_discriminator_follows():
    class Cat(BaseModel):
        kind: Literal["cat"]

    class Dog(BaseModel):
        kind: Literal["dog"]

    about = components(Cat={"type": "string"})
    owner = problem("Lost", pet=Annotated[Cat | Dog, Field(discriminator="kind")])
    pet = about.schemas[about.name_of(owner)]["properties"]["pet"]
    assert pet["discriminator"]["mapping"] == {
        "cat": "#/components/schemas/Lost.Cat",
        "dog": "#/components/schemas/Dog",
    }


def test_a_problem_and_the_model_of_its_member_may_share_a_name():
    about = components()
    assert about.name_of(problem("Item", item=model("Item", id=int))) == "Item"
    assert about.schemas["Item"]["properties"]["item"] == {"$ref": "#/components/schemas/Item.Item"}


def test_problems_whose_full_names_are_the_same_keep_apart():
    about = components()
    classes = [problem("Gone", **{member: int}) for member in "abc"]
    assert [about.name_of(cls) for cls in classes] == ["Gone", f"{__name__}.Gone", f"{__name__}.Gone.2"]
    assert [list(about.schemas[about.name_of(cls)]["properties"])[-1] for cls in classes] == ["a", "b", "c"]


def test_a_reply_s_content_stays_beside_a_problem_s(document):
    page, other = model("Page", items=list[str]), model("Page", number=int)
    made = document(Created[page] | problem("NoSuchPage", asked=other))
    assert list(made["Page"]["properties"]) == ["items"]
    assert list(referred(made, "NoSuchPage", "asked")) == ["number"]
