import pytest

from statusmw import Problem, Redirect
from statusmw.members import REQUIRED, Member


class OutOfStock(Problem):
    status = 409
    title = "Out of stock"
    detail = "Only {left} of {sku} left"
    sku: str
    left: int = 0


class Reserved(OutOfStock):
    detail = "{sku} is reserved for {customer.name} until {times[end]}"
    customer: object
    times: dict = ()


def test_annotations_become_members_with_their_defaults():
    assert OutOfStock.extension_members == {
        "sku": Member("sku", REQUIRED, str),
        "left": Member("left", 0, int),
    }
    assert list(Reserved.extension_members) == ["sku", "left", "customer", "times"]


def test_members_are_attributes_and_part_of_the_document_in_the_order_of_declaration():
    problem = OutOfStock(left=2, sku="a-1")
    assert (problem.sku, problem.left, problem.members) == ("a-1", 2, {"sku": "a-1", "left": 2})
    assert list(problem.members) == ["sku", "left"]
    assert OutOfStock(sku="b").left == 0


def test_the_detail_of_the_class_is_a_template_over_the_members():
    class Customer:
        name = "Ann"

    assert OutOfStock(sku="a-1", left=2).detail == "Only 2 of a-1 left"
    assert OutOfStock(sku="{left}", left=2).detail == "Only 2 of {left} left"
    reserved = Reserved(sku="a", customer=Customer(), times={"end": 9})
    assert reserved.detail == "a is reserved for Ann until 9"
    assert OutOfStock(detail="None {at} all", sku="a-1").detail == "None {at} all"


def test_each_instance_has_the_template_of_its_class_and_not_the_text_of_another():
    assert [OutOfStock(sku=sku).detail for sku in "ab"] == ["Only 0 of a left", "Only 0 of b left"]


MISUSED = [
    (lambda: OutOfStock(), r"OutOfStock\(\) needs the extension member sku"),
    (lambda: OutOfStock(left=1), r"OutOfStock\(\) needs the extension member sku"),
    (lambda: OutOfStock(sku="a", colour=1), r"declares no extension member colour; it has: sku, left"),
    (lambda: OutOfStock("a", 0), r"OutOfStock\(\) has status 409 from its class"),
    (lambda: type("Bare", (Problem,), {"status": 400})(order=7), r"no extension member order; it has: none"),
]


@pytest.mark.parametrize(("make", "message"), MISUSED)
def test_members_that_are_missing_or_unknown_are_refused_by_name(make, message):
    with pytest.raises(TypeError, match=message):
        make()


TAKEN = ["type", "title", "status", "detail", "instance", "headers", "body", "code", "args", "members", "stream"]


@pytest.mark.parametrize("name", TAKEN)
def test_a_name_that_means_something_else_cannot_be_a_member(name):
    with pytest.raises(TypeError, match=rf"Shadow.{name}: a problem has '{name}' already"):
        type("Shadow", (Problem,), {"__annotations__": {name: str}, "status": 400})


@pytest.mark.parametrize("annotation", ["ClassVar[int]", "typing.ClassVar", "t.ClassVar[int]"])
def test_class_variables_and_private_names_are_no_members(annotation):
    made = type("Own", (Problem,), {"__annotations__": {"limit": annotation, "_hidden": "int"}, "status": 400})
    assert made.extension_members == {}


def test_class_variables_are_told_by_the_annotation_itself_too():
    from typing import ClassVar

    class Own(Problem):
        status = 400
        limit: ClassVar[int] = 3
        bare: ClassVar = 4
        kept: int = 5

    assert list(Own.extension_members) == ["kept"]


def test_a_name_that_only_begins_like_a_class_variable_is_a_member():
    made = type("Own", (Problem,), {"__annotations__": {"kept": "ClassVariety"}, "status": 400})
    assert list(made.extension_members) == ["kept"]


@pytest.mark.parametrize("default", [[], {}, set()])
def test_a_default_that_all_instances_would_share_is_refused(default):
    with pytest.raises(TypeError, match=r"Own.tags: all instances would share one .*; use a tuple"):
        type("Own", (Problem,), {"__annotations__": {"tags": "list"}, "tags": default, "status": 400})


TEMPLATES = [
    ("Only {left} left", "Own.detail names left; declare it as an extension member: left: str"),
    ("{b} {a.x} {c[0]}", "Own.detail names a, b, c"),
    ("a { b", r"Own.detail: .*; write \{\{ and \}\} for braces that stand for themselves, \{name\} for an extension"),
    ("Only {} left", r"Own.detail: .*positional.*; write .* \{name\} for an extension member"),
    ("Only {0} left", r"Own.detail: .*positional.*; write .* \{name\} for an extension member"),
    ("{known:{}}", r"Own.detail: .*; write "),
    ("{known:{width}}", "Own.detail names width; declare it as an extension member: width: str"),
    ("{known:{known.a:{known}}}", "Own.detail: .*recursion"),
    ("{known!z}", "Own.detail: .*conversion"),
    ("{known!r:d}", "Own.detail: .*format code"),
    ("{known.}", "Own.detail: Empty attribute"),
    ("{known[}", "Own.detail: "),
]


@pytest.mark.parametrize(("template", "message"), TEMPLATES)
def test_a_template_that_cannot_be_filled_is_refused_with_the_class(template, message):
    with pytest.raises(TypeError, match=message):
        type("Own", (Problem,), {"__annotations__": {"known": int}, "detail": template, "status": 400})


def test_braces_can_stand_for_themselves():
    class Own(Problem):
        status = 400
        detail = "{{a}} {b!r:>4}"
        b: int

    assert Own(b=1).detail == "{a}    1"


def test_a_format_may_be_a_member_too():
    class Own(Problem):
        status = 400
        detail = "{left:>{width}}|{left!s:{form.__class__.__name__[0]}>2}|{left!s:.{width}}|{left:%Y}"
        left: object
        width: int
        form: object

    class Year(int):
        def __format__(self, form):
            return f"<{form}>"

    assert Own(left=Year(7), width=3, form=1).detail == "<>3>|i7|7|<%Y>"


CLASSES = [
    ({"status": 302}, ValueError, "Own.status: a problem has a status code from 400 to 599, not 302"),
    ({"status": 600}, ValueError, "Own.status must be from 200 to 599"),
    ({"status": "409"}, TypeError, "Own.status must be an int"),
    ({"status": 409, "type": "a\nb"}, ValueError, "Own.type holds a control character"),
    ({"status": 409, "title": None}, TypeError, "Own.title must be a str"),
    ({"status": 409, "detail": 7}, TypeError, "Own.detail must be a str"),
]


@pytest.mark.parametrize(("body", "error", "message"), CLASSES)
def test_what_a_class_says_is_checked_with_the_class(body, error, message):
    with pytest.raises(error, match=message):
        type("Own", (Problem,), body)


def test_a_redirect_is_no_problem():
    assert not issubclass(Redirect, Problem)
