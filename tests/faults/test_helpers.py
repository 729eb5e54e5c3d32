"""Faults of arguments: a helper refuses at the call what no response can say, and writes the rest so that it is read back."""

import copy
import inspect
import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from faulting.naming import cells, fault
from statusmw import Problem, Reply, respond
from statusmw.fields import content_disposition

CONTROLS = [chr(octet) for octet in (*range(9), *range(10, 32), 127)]


class Odd(str):
    """Says of itself that it is harmless."""

    __slots__ = ()

    def __str__(self):
        return "harmless"

    def __eq__(self, other):
        return True

    def encode(self, *_):
        return b"harmless"

    def __contains__(self, _):
        return False

    __hash__ = str.__hash__


SLOTS = {
    "reply field": lambda text: Reply(headers={"X-Note": text}),
    "reply name": lambda text: Reply(headers={text: "1"}),
    "problem field": lambda text: Problem(404, headers={"X-Note": text}),
    "location": respond.see_other,
    "redirect": respond.redirect,
    "created": respond.created,
    "realm": lambda text: respond.unauthorized({"scheme": "Bearer", "realm": text}),
    "challenge": respond.unauthorized,
    "allow": lambda text: respond.method_not_allowed([text]),
    "etag": lambda text: respond.ok("x", etag=text),
    "media type": lambda text: Reply("x", media_type=text),
    "upgrade": lambda text: respond.upgrade_required([text]),
    "file name": content_disposition,
    "type": lambda text: Problem(404, type=text),
}


def lines_of(made):
    if isinstance(made, str):
        return [("", made)]
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in made.answer("GET", None)[0]]


def sendable(made):
    return not any({*CONTROLS} & {*name, *value} for name, value in lines_of(made))


@cells(*[("HLP-05", name, make) for name, make in SLOTS.items()])
@pytest.mark.parametrize("kind", [str, Odd, str.encode], ids=["str", "odd", "bytes"])
def test_no_control_character_gets_into_a_field_in_any_type(face, case, kind):
    (make,) = case
    for control in CONTROLS:
        for text in (f"a{control}b", f"{control}a", f"a{control}"):
            try:
                made = make(kind(text))
            except (TypeError, ValueError):
                continue
            assert sendable(made), ascii(text)


@cells(*[("HLP-05", name, make) for name, make in SLOTS.items()])
def test_half_a_character_gets_into_no_field(face, case):
    for text in ("a\ud800", "\udc0a", "a\u010d\u010ab"):
        try:
            made = case[0](text)
        except (TypeError, ValueError):
            continue
        assert sendable(made)


@fault("HLP-05")
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: text.strip(". /\\")))
def test_a_file_name_and_a_realm_are_read_back(face, text):
    try:
        written = content_disposition(text)
    except ValueError:
        return
    kind, found = parse_options_header(written)
    assert kind == "attachment"
    assert "\r" not in written
    assert found["filename"]


DELAYS = [
    float("nan"),
    float("inf"),
    -5,
    1.5,
    True,
    "x\r\ny",
    "5",
    10**5000,
    timedelta(days=-1),
    datetime(2020, 1, 1),
    None.__class__,
]


@cells(*[("HLP-01", str(number), value) for number, value in enumerate(DELAYS)])
def test_what_is_no_delay_is_refused(face, case):
    with pytest.raises((TypeError, ValueError), match="retry_after"):
        respond.service_unavailable(retry_after=case[0])


@cells(
    ("HLP-01", "int", 5),
    ("HLP-01", "delta", timedelta(seconds=1.5)),
    ("HLP-01", "date", datetime(2030, 1, 1, tzinfo=UTC)),
)
def test_a_delay_is_digits_or_a_date(face, case):
    value = dict(lines_of(respond.service_unavailable(retry_after=case[0])))["retry-after"]
    assert value.isdigit() or value.endswith("GMT")


@cells(*[("HLP-02", repr(value), value) for value in (99, 204, 304, 200, 600, "404", True, None, 404.0)])
def test_a_problem_has_the_status_of_an_error(face, case):
    with pytest.raises((TypeError, ValueError), match="status"):
        Problem(case[0])


@cells(*[("HLP-03", name, name) for name in ("status_code", "headers", "type", "title", "detail", "instance")])
def test_a_class_declares_no_member_of_a_reserved_name(face, case):
    def declared():
        return type("Taken", (Problem,), {"status": 409, "__annotations__": {case[0]: str}})

    if case[0] in ("type", "title", "detail", "instance"):
        assert json.loads(Problem(409, **{case[0]: "/about"}).body)[case[0]] == "/about"
        return
    with pytest.raises(TypeError, match=case[0]):
        declared()


@fault("HLP-03")
def test_ten_thousand_members_are_a_bounded_document(face):
    body = Problem(409, **{f"m{number}": "x" * 100 for number in range(10_000)}).body
    assert json.loads(body)["status"] == 409
    assert len(body) < 64 * 1024


class Colour(Enum):
    RED = "red"


@dataclass
class Item:
    name: str


@cells(
    ("HLP-04", "decimal", Decimal("1.50")),
    ("HLP-04", "uuid", UUID(int=1)),
    ("HLP-04", "datetime", datetime(2030, 1, 1, tzinfo=UTC)),
    ("HLP-04", "date", date(2030, 1, 1)),
    ("HLP-04", "enum", Colour.RED),
    ("HLP-04", "dataclass", Item("a")),
    ("HLP-04", "octets", b"\xff\x00"),
    ("HLP-04", "set", {1}),
    ("HLP-04", "nan", float("nan")),
    ("HLP-04", "surrogate", "\ud800"),
)
def test_a_value_json_has_no_type_for_is_told_in_another_or_refused_at_the_call(face, case):
    try:
        body = Reply({"value": case[0]}).body
    except (TypeError, ValueError):
        body = b"{}"
    json.loads(body, parse_constant=lambda name: pytest.fail(name))
    document = json.loads(Problem(409, value=case[0]).body, parse_constant=lambda name: pytest.fail(name))
    assert document["status"] == 409


@cells(*[("HLP-06", repr(method), method) for method in ("GET, POST", "", "G T", "GET\r\n", "\xe9", "GET/", '"GET"')])
def test_what_is_no_method_is_not_allowed(face, case):
    with pytest.raises(ValueError, match="allow"):
        respond.method_not_allowed([case[0]])


@fault("HLP-06")
def test_no_method_at_all_may_be_allowed(face):
    assert dict(lines_of(respond.method_not_allowed([])))["allow"] == ""


@fault("HLP-07")
def test_there_is_no_argument_for_content_where_there_is_none(face):
    for helper in (respond.no_content, respond.not_modified, respond.reset_content, respond.see_other):
        assert not {"content", "body", "media_type"} & {*inspect.signature(helper).parameters}
    with pytest.raises(TypeError):
        respond.no_content(content="x")
    for status in (204, 205, 304):
        with pytest.raises(ValueError, match="content"):
            Reply("x", status)


@fault("HLP-08")
def test_each_call_makes_its_own_reply(face):
    one, other = respond.ok("x"), respond.ok("x")
    one.headers["X-A"] = "1"
    assert "x-a" not in other.headers
    copied = copy.copy(one)
    copied.headers["X-B"] = "2"
    assert "x-b" not in one.headers


ABSENT = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"flask", "django", "fastapi", "quart", "litestar", "falcon", "bottle", "pyramid", "connexion", "pydantic"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
import statusmw, statusmw.asgi, statusmw.wsgi
from statusmw import Policy, respond
respond.created("/orders/7")
Policy()
print("fine")
"""


@fault("HLP-09")
def test_nothing_needs_a_framework_until_it_is_asked_for(face):
    done = subprocess.run([sys.executable, "-c", ABSENT], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "fine", done.stderr


@fault("FRM-22")
@given(st.text())
def test_the_length_of_a_problem_is_that_of_its_octets(face, text):
    for accept in (None, "text/html", "text/plain", "application/problem+xml"):
        fields, content = Problem(409, text, extra=text).answer("GET", accept)
        assert dict(fields)[b"content-length"] == b"%d" % len(content)
        content.decode("utf-8")
