"""What both faces make of what an application hands them: functions of a message, a head or a piece of content."""

import pytest

from statusmw import asgi_messages as asgi
from statusmw import wsgi_messages as wsgi
from statusmw.exchange import Response
from statusmw.rules import gateway

TYPE = (b"content-type", b"text/plain")
EVENTS = (b"Content-Type", b"Text/Event-Stream; charset=utf-8")
START = {"type": "http.response.start", "status": 200, "headers": []}
ANNOUNCED = {**START, "trailers": True}
TRAILER = (b"server-timing", b"db;dur=5")


class Code(int):
    """A status code of a class of the application's own."""

    def __index__(self):
        raise AssertionError("whatever it does, it is not asked")


class Fields(list):
    pass


class Breaking:
    """An iterable that fails behind its first pair."""

    def __init__(self, *pairs):
        self._pairs = pairs

    def __iter__(self):
        yield from self._pairs
        raise RuntimeError


class TestWhatAnASGIHeadHolds:
    @pytest.mark.parametrize("status", [200, True, "200", None, 2.5])
    def test_what_is_exact_or_no_int_is_left_as_it_is(self, status):
        start = {"type": "http.response.start", "status": status, "headers": [TYPE]}
        exact = asgi.exact_start(start)
        assert exact == start
        assert exact is not start
        assert (exact["status"], exact["headers"]) == (start["status"], start["headers"])
        assert asgi.as_given(start, exact) is start

    @pytest.mark.parametrize("given", [{}, {"status": 200}, {"status": 200, "headers": None}, {"headers": (TYPE,)}])
    def test_what_is_missing_or_no_list_stays_so(self, given):
        assert asgi.exact_start(given) == given

    def test_an_int_of_another_class_is_made_exact_without_asking_it(self):
        start = asgi.exact_start({**START, "status": Code(404)})
        assert (type(start["status"]), start["status"]) == (int, 404)

    @pytest.mark.parametrize(
        "change",
        [
            lambda start: start.update(status=201),
            lambda start: start.update(headers=[TYPE]),
            lambda start: start.update(trailers=True),
            lambda start: start.pop("status"),
            lambda start: (start.pop("status"), start.update(other=200)),
            lambda start: (start.pop("reason"), start.update(other=200)),
            lambda start: start.clear(),
        ],
    )
    def test_what_was_held_leaves_in_the_place_of_what_has_changed_since(self, change):
        start = {"type": "http.response.start", "status": 200, "headers": [TYPE], "reason": None}
        held = asgi.exact_start(start)
        change(start)
        assert asgi.as_given(start, held) is held

    def test_what_is_of_a_class_of_the_applications_own_does_not_leave(self):
        start = type("Own", (dict,), {})(START)
        held = asgi.exact_start(start)
        assert asgi.as_given(start, held) is held
        assert type(held) is dict

    @pytest.mark.parametrize("make", [iter, Fields, set, lambda pairs: dict.fromkeys(pairs).keys()])
    def test_fields_that_may_differ_when_read_again_become_a_list(self, make):
        start = asgi.exact_start({**START, "headers": make([TYPE])})
        assert (type(start["headers"]), start["headers"], start["status"]) == (list, [TYPE], 200)

    def test_what_can_be_read_once_is_made_to_last(self):
        links = {"type": "http.response.early_hint", "links": iter([b"</a>"]), "other": iter("x")}
        lasting = asgi.lasting(links)
        assert (lasting["links"], lasting["type"], lasting["other"]) == ([b"</a>"], links["type"], links["other"])
        assert asgi.lasting({"headers": iter([TYPE])}) == {"headers": [TYPE]}
        assert asgi.lasting(START) is START
        failing = {"headers": Breaking(TYPE)}
        assert asgi.lasting(failing) == failing

    @pytest.mark.parametrize(
        ("fields", "exact"),
        [([TYPE], True), ([], True), ([(b"a", bytearray(b"b"))], False), ([TYPE, (b"a", "b")], False)],
    )
    def test_fields_are_exact_if_all_their_parts_are_bytes(self, fields, exact):
        assert asgi.are_exact(fields) is exact

    def test_lines_are_written_in_latin_1(self):
        assert asgi.raw_lines((("a", "é"), ("ü", "b"))) == [(b"a", b"\xe9"), (b"\xfc", b"b")]

    @pytest.mark.parametrize(
        ("fields", "values"),
        [
            ([TYPE, (b"Content-Type", bytearray(b"a"))], [b"text/plain", b"a"]),
            ([(b"content-typo", b"a")], []),
            ([(b"x-content-type", b"a")], []),
            (Breaking(TYPE), []),
            (None, []),
        ],
    )
    def test_the_values_of_a_field_are_found_whatever_the_case_of_its_name(self, fields, values):
        assert asgi.values_of(fields, b"content-type") == values

    @pytest.mark.parametrize(
        ("fields", "streams"),
        [
            ([EVENTS], True),
            ([(b"content-type", b"text/event-stream")], True),
            ([(b"x-a", b"b"), EVENTS], True),
            ([(b"content-tape", b"text/event-stream")], False),
            ([(b"x-content", b"b"), TYPE], False),
            ([(b"content-type", b"text/event-strea")], False),
            ([TYPE, EVENTS], False),
            ([], False),
            (Breaking(), False),
            (Breaking((b"x-a", b"b")), False),
            (None, False),
        ],
    )
    def test_an_event_stream_is_known_by_its_type(self, fields, streams):
        assert asgi.is_event_stream(fields) is streams

    @pytest.mark.parametrize(
        ("fields", "length"),
        [
            ([(b"Content-Length", b"5")], 5),
            ([(b"content-length", b"0")], 0),
            ([], None),
            ([(b"content-length", b"five")], None),
            ([(b"content-length", b"5"), (b"content-length", b"5")], None),
            ([(b"content-length", b"5"), (b"X-Sendfile", b"/a")], None),
            ([(b"content-length", b"5"), (b"x-accel-redirect", b"/a")], None),
        ],
    )
    def test_a_length_is_counted_on_if_it_is_one_number_and_no_proxy_sends_the_content(self, fields, length):
        assert asgi.declared_length(fields) == length
        lines = [(name.decode(), value.decode()) for name, value in fields]
        assert lines[:1] == lines[1:] or wsgi.declared_length(lines) == length


class TestWhatAnASGIMessageIs:
    @pytest.mark.parametrize(
        ("given", "octets"),
        [({}, b""), ({"body": None}, b""), ({"body": b"a"}, b"a"), ({"body": bytearray(b"a")}, b"a")],
    )
    def test_content_is_exact_bytes(self, given, octets):
        found = asgi.octets_of(given)
        assert (type(found), found) == (bytes, octets)

    @pytest.mark.parametrize("body", ["a", 5, ["a"], 0, ""])
    def test_content_that_is_none_is_refused_by_the_name_of_its_type(self, body):
        with pytest.raises(TypeError, match=f"^the content of an ASGI response is bytes, not {type(body).__name__}$"):
            asgi.octets_of({"body": body})

    @pytest.mark.parametrize(
        ("message", "kind"),
        [({"type": "a"}, "a"), ({"type": type("Name", (str,), {})("a")}, "a"), ({"type": 5}, ""), ({}, ""), (None, "")],
    )
    def test_a_message_without_a_type_has_an_empty_one(self, message, kind):
        assert asgi.kind_of(message) == kind

    @pytest.mark.parametrize(
        ("kind", "message", "start", "ended", "misuse"),
        [
            ("http.response.start", {}, {}, False, ""),
            ("http.response.start", {}, START, False, gateway.HEAD_AGAIN),
            ("http.response.start", {}, START, True, gateway.AFTER_END),
            ("http.response.body", {}, START, False, ""),
            ("http.response.body", {}, {}, False, gateway.HEAD_LATE),
            ("http.response.body", {}, START, True, gateway.AFTER_END),
            ("http.response.pathsend", {}, {}, False, gateway.HEAD_LATE),
            ("http.response.pathsend", {}, START, False, ""),
            ("http.response.early_hint", {}, {}, False, ""),
            ("http.response.early_hint", {"links": []}, {}, False, ""),
            ("http.response.early_hint", {"links": [b"</a>; rel=preload"]}, START, False, ""),
            ("http.response.early_hint", {"links": [b"</a>\r\n"]}, {}, False, gateway.HINT_BROKEN),
            ("http.response.early_hint", {"links": [b" </a>\t"]}, {}, False, ""),
            ("http.response.early_hint", {"links": [b"</a>", "text"]}, {}, False, gateway.HINT_BROKEN),
            ("http.response.early_hint", {"links": [b"\r\n"]}, {}, True, gateway.AFTER_END),
            ("http.response.push", {"links": [b"\r\n"]}, {}, False, ""),
            ("http.response.debug", {}, {}, False, ""),
            ("http.response.debug", {}, START, True, gateway.AFTER_END),
            ("http.response.other", {}, START, False, gateway.UNKNOWN),
            ("", {}, START, True, gateway.UNKNOWN),
            ("http.response.trailers", {}, ANNOUNCED, False, gateway.TRAILERS_EARLY),
            ("http.response.trailers", {}, START, True, gateway.TRAILERS_UNANNOUNCED),
            ("http.response.trailers", {}, {**START, "trailers": False}, True, gateway.TRAILERS_UNANNOUNCED),
            ("http.response.trailers", {}, ANNOUNCED, True, ""),
            ("http.response.trailers", {}, {**ANNOUNCED, "status": 204}, True, gateway.TRAILERS_ALONE),
            ("http.response.trailers", {}, {**ANNOUNCED, "status": "204"}, True, ""),
            ("http.response.trailers", {}, {**ANNOUNCED, "status": 304}, True, gateway.TRAILERS_ALONE),
            ("http.response.trailers", {}, {**ANNOUNCED, "status": 205}, True, ""),
            ("http.response.trailers", {"headers": [(b"x-sum", b" 5\t")]}, ANNOUNCED, True, ""),
            (
                "http.response.trailers",
                {"headers": [(b"x-sum", b"5\x0b")]},
                ANNOUNCED,
                True,
                gateway.TRAILERS_FORBIDDEN,
            ),
            ("http.response.trailers", {"headers": [TRAILER]}, ANNOUNCED, True, ""),
            ("http.response.trailers", {"headers": [TRAILER, TYPE]}, ANNOUNCED, True, gateway.TRAILERS_FORBIDDEN),
            ("http.response.trailers", {"headers": [(b"a b", b"c")]}, ANNOUNCED, True, gateway.TRAILERS_FORBIDDEN),
            ("http.response.trailers", {"headers": [(b"a", b"b\n")]}, ANNOUNCED, True, gateway.TRAILERS_FORBIDDEN),
            ("http.response.trailers", {"headers": Breaking(TRAILER)}, ANNOUNCED, True, ""),
            ("http.response.trailers", {"headers": [("a", "b")]}, ANNOUNCED, True, ""),
        ],
    )
    def test_what_is_wrong_with_it_depends_on_what_came_before(self, kind, message, start, ended, misuse):
        assert asgi.misuse_of(kind, message, start, ended=ended) == misuse

    @pytest.mark.parametrize(
        ("kind", "misuse", "ended", "may"),
        [
            ("http.response.trailers", "", True, True),
            ("http.response.trailers", gateway.TRAILERS_EARLY, False, False),
            ("http.response.start", gateway.HEAD_AGAIN, False, False),
            ("http.response.body", "", False, False),
            ("", gateway.UNKNOWN, False, False),
            ("http.response.other", gateway.UNKNOWN, False, True),
            ("http.response.other", gateway.UNKNOWN, True, True),
            ("http.response.push", "", False, True),
            ("http.response.push", gateway.AFTER_END, True, False),
        ],
    )
    def test_what_is_not_the_next_part_passes_if_a_server_can_know_it(self, kind, misuse, ended, may):
        assert asgi.may_pass(kind, misuse, ended=ended) is may

    @pytest.mark.parametrize(
        ("kind", "scope", "unoffered"),
        [
            ("http.response.trailers", {}, True),
            ("http.response.trailers", {"extensions": None}, True),
            ("http.response.trailers", {"extensions": {"http.response.push": {}}}, True),
            ("http.response.trailers", {"extensions": {"http.response.trailers": {}}}, False),
            ("http.response.body", {}, False),
            ("http.response.other", {}, False),
        ],
    )
    def test_an_extension_is_offered_if_the_server_names_it(self, kind, scope, unoffered):
        assert asgi.is_unoffered(kind, scope) is unoffered


class TestWhatAWSGIHeadHolds:
    @pytest.mark.parametrize("chunk", [b"a", bytearray(b"a"), memoryview(b"a"), type("Own", (bytes,), {})(b"a")])
    def test_content_is_exact_bytes(self, chunk):
        found = wsgi.octets_of(chunk)
        assert (type(found), found) == (bytes, b"a")

    @pytest.mark.parametrize("chunk", ["a", 5, None, [b"a"]])
    def test_content_that_is_none_is_refused_by_the_name_of_its_type(self, chunk):
        said = rf"^the content of a WSGI response is bytes, not {type(chunk).__name__} \(PEP 3333\)$"
        with pytest.raises(TypeError, match=said):
            wsgi.octets_of(chunk)

    def test_what_can_be_read_once_is_made_to_last(self):
        fields = [("a", "b")]
        assert wsgi.readable(fields) is fields
        assert wsgi.readable(iter(fields)) == (("a", "b"),)
        assert wsgi.readable(None) is None

    @pytest.mark.parametrize(
        ("line", "fields", "exact"),
        [
            ("200 OK", [("a", "b")], True),
            ("200 OK", [], True),
            (type("Line", (str,), {})("200 OK"), [("a", "b")], False),
            ("200 OK", (("a", "b"),), False),
            ("200 OK", [["a", "b"]], False),
            ("200 OK", [("a", "b"), ("a", type("Value", (str,), {})("b"))], False),
            ("200 OK", [("a", 5), ("a", "b")], False),
        ],
    )
    def test_a_head_is_exact_if_all_its_parts_are_as_the_interface_names_them(self, line, fields, exact):
        assert wsgi.is_exact(line, fields) is exact

    @pytest.mark.parametrize(
        ("fields", "lists"),
        [
            ([("a", "b"), ["a", "b"]], True),
            ([("a", "b")], False),
            ([["a"]], False),
            ([["a", "b", "c"]], False),
            ((["a", "b"],), False),
            ([], False),
        ],
    )
    def test_pairs_that_are_lists_are_noticed_where_they_can_be_read(self, fields, lists):
        assert wsgi.are_lists(fields) is lists

    @pytest.mark.parametrize(
        ("response", "line"),
        [
            (Response(200, reason_phrase="OK"), "200 OK"),
            (Response(404), "404"),
            (Response(99, reason_phrase=""), "099 "),
            (Response(7), "007"),
        ],
    )
    def test_a_status_line_has_three_digits_and_the_phrase_there_is(self, response, line):
        assert wsgi.line_of(response) == line

    @pytest.mark.parametrize(
        ("fields", "lengths"),
        [
            ([("Content-Length", "5"), ("content-length", "6")], ["5", "6"]),
            ([("Content-Length", 5), ("x-a", "b")], []),
            ([("content-longth", "5")], []),
            ([("x-content-length", "5")], []),
            (Breaking(("content-length", "5")), []),
            (None, []),
        ],
    )
    def test_lengths_are_found_in_whatever_can_be_read(self, fields, lengths):
        assert wsgi.stated_lengths(fields) == lengths

    def test_one_length_said_twice_is_one(self):
        assert wsgi.declared_length([("content-length", "5"), ("Content-Length", "5")]) == 5
        assert wsgi.declared_length([("content-length", "5"), ("Content-Length", "6")]) is None
