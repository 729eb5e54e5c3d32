from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusmw.reading import asgi_request, asgi_response, status_line, wsgi_request, wsgi_response


class Lying(int):
    def __eq__(self, other):
        return True

    def __ge__(self, other):
        return True

    def __index__(self):
        return 200

    __int__ = __index__
    __hash__ = int.__hash__


class Text(str):
    __slots__ = ()


class Octets(bytes):
    __slots__ = ()


class Impostor:
    @property
    def __class__(self):
        return int


class Hostile:
    def __iter__(self):
        raise RuntimeError

    def __getitem__(self, key):
        raise RuntimeError

    @property
    def __class__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("200 OK", (200, "OK")),
        ("200 ", (200, "")),
        ("200", (200, None)),
        ("200 O\nK", (200, "O\nK")),
        ("200OK", None),
        ("200\n", None),
        (" 200 OK", None),
        ("٢٠٠ OK", None),
        ("", None),
    ],
)
def test_a_status_line_is_a_code_and_its_phrase(line, read):
    assert status_line(line) == read


def test_a_wsgi_request_is_read_from_its_environ():
    request = wsgi_request(
        {
            "REQUEST_METHOD": "POST",
            "SCRIPT_NAME": "/shop",
            "PATH_INFO": "/orders",
            "QUERY_STRING": "a=b",
            "SERVER_PROTOCOL": "HTTP/1.0",
            "HTTP_IF_MATCH": '"a"',
            "CONTENT_TYPE": "text/plain",
            "CONTENT_LENGTH": "",
        }
    )
    assert (request.method, request.target, request.http_version) == ("POST", "/shop/orders?a=b", "1.0")
    assert request.fields == (("if-match", '"a"'), ("content-type", "text/plain"))
    assert request.interface == "wsgi"


@pytest.mark.parametrize(
    ("environ", "target"), [({}, "/"), ({"QUERY_STRING": "a"}, "/?a"), ({"PATH_INFO": "/b"}, "/b")]
)
def test_an_environ_that_says_little_is_read_all_the_same(environ, target):
    request = wsgi_request({**environ, "SERVER_PROTOCOL": "INCLUDED"})
    assert (request.method, request.target, request.http_version) == ("GET", target, "1.1")


@pytest.mark.parametrize(
    ("octets", "target"),
    [
        (b"/b\xc3\xbccher/7", "/bücher/7"),
        (b"/caf\xe9", "/café"),
        (b"/files/a?b.csv", "/files/a%3Fb.csv"),
        (b"/\xe2\x82\xac?", "/€%3F"),
    ],
)
@pytest.mark.parametrize("query", ["", "a=%3F"])
def test_a_path_is_the_text_it_is_over_either_interface(octets, target, query):
    path = octets.decode("latin-1")
    environ = {"SCRIPT_NAME": path[:3], "PATH_INFO": path[3:], "QUERY_STRING": query}
    scope = {"path": octets.decode(errors="replace"), "query_string": query.encode()}
    expected = f"{target}?{query}" if query else target
    assert wsgi_request(environ).target == expected
    assert wsgi_request(environ).path == target
    if b"\xe9" not in octets:
        assert asgi_request(scope).target == expected


def test_a_path_that_a_server_has_decoded_already_is_left_alone():
    assert wsgi_request({"PATH_INFO": "/€"}).target == "/€"


def test_an_asgi_request_is_read_from_its_scope():
    request = asgi_request(
        {
            "method": "PUT",
            "path": "/é",
            "query_string": b"a=%20",
            "http_version": "2",
            "headers": [(b"if-match", b'"\xe9"'), [b"range", bytearray(b"bytes=0-")]],
        }
    )
    assert (request.method, request.target, request.http_version) == ("PUT", "/é?a=%20", "2")
    assert request.fields == (("if-match", '"é"'), ("range", "bytes=0-"))
    assert request.interface == "asgi"


def test_an_empty_scope_is_read_all_the_same():
    assert asgi_request({}).target == "/"


def test_a_wsgi_head_is_read():
    response = wsgi_response("404 Not Found", [("Vary", "*")])
    assert (response.status_code, response.reason_phrase, response.odd) == (404, "Not Found", ())
    assert response.fields == (("Vary", "*"),)


@pytest.mark.parametrize("line", [200, None, "2000 OK", b"200 OK"])
def test_a_wsgi_status_line_of_another_type_or_form_is_odd(line):
    response = wsgi_response(line, [])
    assert (response.status_code, response.odd) == (0, (("status", line),))


@pytest.mark.parametrize("fields", [(("Vary", "*"),), iter([("Vary", "*")]), {("Vary", "*"): 1}])
def test_wsgi_fields_that_are_no_list_are_read_for_what_they_hold(fields):
    response = wsgi_response("200 OK", fields)
    assert (response.fields, response.odd) == ((("Vary", "*"),), ())


class LyingText(str):
    __slots__ = ()

    def __eq__(self, other):
        return True

    def __str__(self):
        return "another"

    __hash__ = str.__hash__


def test_text_of_a_class_of_its_own_is_read_as_what_it_holds():
    response = wsgi_response(LyingText("404 Gone?"), [(Text("a"), LyingText("b"))])
    assert (response.status_code, response.reason_phrase, response.odd) == (404, "Gone?", ())
    assert response.fields == (("a", "b"),)
    assert {type(part) for line in response.fields for part in line} == {str}


def test_octets_of_a_class_of_its_own_are_read_as_what_they_hold():
    response = asgi_response(200, [(Octets(b"age"), Octets(b"5"))])
    assert (response.fields, response.odd) == ((("age", "5"),), ())


def test_an_asgi_head_is_read():
    response = asgi_response(404, iter([(b"vary", b"\xe9"), [b"age", b"5"], iter([b"a", b"b"])]))
    assert (response.status_code, response.reason_phrase, response.odd) == (404, None, ())
    assert response.fields == (("vary", "é"), ("age", "5"), ("a", "b"))


@pytest.mark.parametrize("status", [HTTPStatus.NOT_FOUND, Lying(404)])
def test_an_integer_of_another_type_is_read_for_what_it_is(status):
    response = asgi_response(status, [])
    assert (response.status_code, response.odd) == (404, ())
    assert type(response.status_code) is int


@pytest.mark.parametrize("status", ["200", b"200", None, 200.0, True, -1, 1000, 10**50, Lying(-5)])
def test_an_asgi_status_that_is_no_code_is_odd(status):
    response = asgi_response(status, [])
    assert response.status_code == 0
    ((place, value),) = response.odd
    assert place == "status"
    assert value is status


@pytest.mark.parametrize("fields", [None, 5])
def test_fields_that_cannot_be_gone_through_are_odd(fields):
    response = asgi_response(200, fields)
    assert (response.fields, response.odd[0][0]) == ((), "fields")
    assert response.odd[0][1] is fields


@pytest.mark.parametrize(
    ("pair", "place"),
    [
        ((b"age", 5), "age"),
        ((b"age", "5"), "age"),
        (("age", b"5"), "age"),
        ((b"age", b"5", b"6"), "age"),
        ((b"status", 200), "fields"),
        ((5, b"5"), "fields"),
        ((), "fields"),
        (None, "fields"),
        (b"ab", "fields"),
        ({b"a", b"b", b"c"}, "fields"),
    ],
)
def test_a_pair_that_is_none_is_odd_in_its_place(pair, place):
    response = asgi_response(200, [(b"vary", b"*"), pair])
    assert response.fields == (("vary", "*"),)
    ((found, value),) = response.odd
    assert (found, value is pair) == (place, True)


@pytest.mark.parametrize("kind", [Impostor, Hostile])
def test_an_object_that_lies_about_its_type_is_odd(kind):
    # pytest would ask an argument for its type, so the object is made here.
    for response in (asgi_response(kind(), []), asgi_response(200, kind()), asgi_response(200, [kind()])):
        ((_, value),) = response.odd
        assert type(value) is kind


@pytest.mark.parametrize("pair", ["ab", ("a", b"b"), ["a"]])
def test_over_wsgi_a_pair_is_two_texts(pair):
    response = wsgi_response("200 OK", [pair])
    assert (response.fields, len(response.odd)) == ((), 1)


@given(st.recursive(st.none() | st.integers() | st.text() | st.binary(), lambda each: st.lists(each) | st.tuples(each)))
def test_reading_never_fails(anything):
    for response in (asgi_response(anything, anything), wsgi_response(anything, anything)):
        assert all(type(part) is str for line in response.fields for part in line)


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ([(b"a", b"b"), ("c", "d"), 5, (b"e",)], (("a", "b"),)),
        ([(b"a", b"\xe9")], (("a", "\xe9"),)),
        (5, ()),
    ],
)
def test_of_what_an_application_puts_among_the_fields_only_fields_are_read(headers, fields):
    assert asgi_request({"headers": headers}).fields == fields
