import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusmw.exchange import Content
from statusmw.wire import format_exchange, parse_exchange


def test_an_exchange_is_read_from_text():
    exchange = parse_exchange(
        """
        GET /orders/7?full=1 HTTP/1.0
        Range: bytes=0-4

        206 Partial Content
        Content-Range: bytes 0-4/10
        Content-Type: text/plain

        hello
        """,
        "wsgi",
    )
    assert (exchange.request.method, exchange.request.target) == ("GET", "/orders/7?full=1")
    assert (exchange.request.http_version, exchange.request.interface) == ("1.0", "wsgi")
    assert exchange.request.fields == (("Range", "bytes=0-4"),)
    assert (exchange.response.status_code, exchange.response.reason_phrase) == (206, "Partial Content")
    assert exchange.response.values("content-range") == ("bytes 0-4/10",)
    assert exchange.content == Content(5, octets=b"hello")


def test_content_may_have_empty_lines_and_is_counted_in_bytes():
    assert parse_exchange("GET /\n\n200 OK\n\nü\n\nb").content == Content(5, octets="ü\n\nb".encode())


def test_a_line_of_content_may_end_with_a_carriage_return():
    assert parse_exchange("GET /\n\n200 OK\n\na\\r\nb\\rc").content.octets == b"a\r\nb\\rc"


def test_misuse_of_the_interface_is_told_among_the_fields():
    exchange = parse_exchange("GET /\n\n200 OK\n! write is called\nServer: x\n\nhello")
    assert exchange.misuse == ("write is called",)
    assert exchange.response.fields == (("Server", "x"),)
    assert format_exchange(exchange) == "GET /\n\n200\nServer: x\n! write is called\n\n(5 bytes)"


def test_over_asgi_there_is_no_reason_phrase():
    assert parse_exchange("GET /\n\n200 OK").response.reason_phrase is None


@pytest.mark.parametrize(("line", "phrase"), [("200", None), ("200 ", ""), ("200 OK ", "OK ")])
def test_over_wsgi_the_reason_phrase_is_as_it_stands(line, phrase):
    assert parse_exchange(f"GET /\n\n{line}", "wsgi").response.reason_phrase == phrase


@pytest.mark.parametrize(
    ("line", "value"), [("2000 OK", "2000 OK"), ("twohundred", "twohundred"), ("{200.0}", 200.0), ("{None}", None)]
)
def test_a_status_code_that_is_none_is_kept_as_it_is(line, value):
    response = parse_exchange(f"GET /\n\n{line}").response
    assert (response.status_code, response.odd) == (0, (("status", value),))


def test_a_value_that_is_no_text_is_kept_as_it_is():
    response = parse_exchange("GET /\n\n200 OK\nX-Total: {12}").response
    assert (response.fields, response.odd) == ((), (("X-Total", 12),))


@pytest.mark.parametrize(
    ("text", "value"), [(r"a\r\nb\0", "a\r\nb\0"), (r"\xe9\x20", "é "), (r"a\tb", r"a\tb"), (" two", " two"), ("", "")]
)
def test_escapes_stand_for_what_no_line_can_hold(text, value):
    assert parse_exchange(f"GET /\n\n200 OK\nX-Note: {text}").response.value("x-note") == value


def test_a_pseudo_header_is_read_with_its_colon():
    assert parse_exchange("GET /\n\n200 OK\n:status: 200").response.fields == ((":status", "200"),)


def test_half_an_exchange_is_refused():
    with pytest.raises(ValueError, match="a request line, an empty line|one of them is missing"):
        parse_exchange("GET /")


def test_an_exchange_is_written_with_the_length_of_its_content():
    text = 'GET / HTTP/2\nAccept: */*\n\n200 OK\nETag: "a"\n\nhello'
    written = format_exchange(parse_exchange(text, "wsgi"))
    assert written == 'GET / HTTP/2\nAccept: */*\n\n200 OK\nETag: "a"\n\n(5 bytes)'


def test_an_exchange_without_content_ends_with_its_fields():
    assert format_exchange(parse_exchange("GET /\n\n204 No Content")) == "GET /\n\n204"


names = st.from_regex(r"[A-Za-z-]{1,8}", fullmatch=True)
values = st.from_regex(r"[!-z]{0,8}", fullmatch=True).filter(lambda value: "\\" not in value)


@given(st.lists(st.tuples(names, values)), st.integers(100, 599))
def test_what_is_written_is_read_back(fields, status_code):
    text = "\n".join(["GET /", "", str(status_code), *(f"{name}: {value}" for name, value in fields)])
    exchange = parse_exchange(text)
    assert exchange.response.fields == tuple(fields)
    assert parse_exchange(format_exchange(exchange)) == exchange


@pytest.mark.parametrize("braced", ["{(}", "{[}", "{name}", "{}", "{{[]: 1}}", "{1 + x}"])
@pytest.mark.parametrize("text", ["GET /\n\n{}", "GET /\n\n200 OK\nX-A: {}"])
def test_what_is_no_value_in_braces_is_refused(text, braced):
    with pytest.raises(ValueError, match="no Python value in braces"):
        parse_exchange(text.replace("{}", braced))
