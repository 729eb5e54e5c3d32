"""The facts of the status codes: complete, exact, and consistent with one another."""

import copy
import dataclasses
import os
import pickle
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusmw.status import (
    CLASSES,
    REGISTERED,
    STATUS_CODES,
    UnknownStatusCode,
    find,
    reason_phrase,
    status_class,
)
from statusmw.status.crud import CRUD

REGISTRY = {
    100: "Continue",
    101: "Switching Protocols",
    102: "Processing",
    103: "Early Hints",
    104: "Upload Resumption Supported",
    200: "OK",
    201: "Created",
    202: "Accepted",
    203: "Non-Authoritative Information",
    204: "No Content",
    205: "Reset Content",
    206: "Partial Content",
    207: "Multi-Status",
    208: "Already Reported",
    226: "IM Used",
    300: "Multiple Choices",
    301: "Moved Permanently",
    302: "Found",
    303: "See Other",
    304: "Not Modified",
    305: "Use Proxy",
    306: "(Unused)",
    307: "Temporary Redirect",
    308: "Permanent Redirect",
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    407: "Proxy Authentication Required",
    408: "Request Timeout",
    409: "Conflict",
    410: "Gone",
    411: "Length Required",
    412: "Precondition Failed",
    413: "Content Too Large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    416: "Range Not Satisfiable",
    417: "Expectation Failed",
    418: "(Unused)",
    421: "Misdirected Request",
    422: "Unprocessable Content",
    423: "Locked",
    424: "Failed Dependency",
    425: "Too Early",
    426: "Upgrade Required",
    428: "Precondition Required",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    451: "Unavailable For Legal Reasons",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
    505: "HTTP Version Not Supported",
    506: "Variant Also Negotiates",
    507: "Insufficient Storage",
    508: "Loop Detected",
    510: "Not Extended",
    511: "Network Authentication Required",
}

UNOFFICIAL = {
    *(218, 419, 420, 430, 440, 444, 449, 450, 460, 461, 462, 463, 464, *range(494, 500)),
    *(509, *range(520, 528), 529, 530, 561, 598, 599, 999),
}

EVERY = list(STATUS_CODES.values())
OFFICIAL = list(REGISTERED.values())


def every(codes=EVERY):
    return pytest.mark.parametrize("each", codes, ids=lambda each: str(each.code))


def test_the_registry_is_complete():
    assert list(REGISTERED) == sorted(REGISTRY)


@pytest.mark.parametrize(("code", "phrase"), sorted((REGISTRY | {418: "I'm a Teapot"}).items()))
def test_reason_phrases_are_those_of_the_registry_except_that_the_teapot_has_one(code, phrase):
    assert reason_phrase(code) == phrase


def test_the_unofficial_codes_are_known_as_unofficial():
    assert set(STATUS_CODES) - set(REGISTERED) == UNOFFICIAL
    assert {each.code for each in EVERY if each.registration == "unofficial"} == UNOFFICIAL


@every()
def test_a_vendor_is_named_exactly_for_unofficial_codes(each):
    assert bool(each.vendor) == (each.code in UNOFFICIAL) == (each.source == "no standard")


@pytest.mark.parametrize(
    ("registration", "codes"),
    [("temporary", {104}), ("deprecated", {305}), ("reserved", {306, 402, 418}), ("obsolete", {510})],
)
def test_codes_that_are_not_simply_registered_are_marked(registration, codes):
    assert {each.code for each in EVERY if each.registration == registration} == codes


@every(OFFICIAL)
def test_a_registered_code_names_document_and_section(each):
    assert re.fullmatch(r"RFC \d+, Section \d+(\.\d+)*", each.source) or each.registration == "temporary"


def test_sections_of_rfc_9110_follow_the_class():
    firsts = {"15.2": 1, "15.3": 2, "15.4": 3, "15.5": 4, "15.6": 5}
    cited = [each for each in OFFICIAL if each.source.startswith("RFC 9110")]
    assert len(cited) == 46
    assert len({each.source for each in cited}) == len(cited)
    assert all(firsts[each.source.split()[-1][:4]] == each.code // 100 for each in cited)


def test_content_is_forbidden_exactly_where_the_specifications_forbid_it():
    assert {each.code for each in EVERY if each.content == "forbidden"} == {100, 101, 102, 103, 104, 204, 205, 304}


def test_heuristically_cacheable_is_what_rfc_9110_lists_and_451_by_rfc_7725():
    listed = {200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501}
    assert {each.code for each in EVERY if each.heuristically_cacheable} == listed | {451}


def test_required_fields():
    assert {each.code: set(each.required_fields) for each in EVERY if each.required_fields} == {
        101: {"Upgrade", "Connection"},
        206: {"Content-Range"},
        226: {"IM", "ETag"},
        303: {"Location"},
        401: {"WWW-Authenticate"},
        405: {"Allow"},
        407: {"Proxy-Authenticate"},
        426: {"Upgrade", "Connection"},
    }


@pytest.mark.parametrize(
    ("code", "field"),
    [(201, "Location"), (301, "Location"), (302, "Location"), (307, "Location"), (308, "Location"), (304, "ETag"),
     (416, "Content-Range"), (429, "Retry-After"), (503, "Retry-After"), (451, "Link"), (415, "Accept")],
)  # fmt: skip
def test_recommended_fields(code, field):
    assert field in STATUS_CODES[code].recommended_fields


@pytest.mark.parametrize("code", [100, 101, 102, 103, 104, 204])
def test_where_nothing_frames_content_the_framing_fields_are_forbidden(code):
    assert set(STATUS_CODES[code].forbidden_fields) == {"Content-Length", "Transfer-Encoding"}


@every()
def test_no_field_is_required_and_forbidden_at_once(each):
    names = [*each.required_fields, *each.recommended_fields, *each.forbidden_fields]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[A-Z][A-Za-z-]+", name) for name in names)


def sentences(text):
    return re.findall(r"[^.]+(?:\.\d[^.]*)*\.(?= |$)", text)


@every()
def test_prose_is_short_ascii_sentences(each):
    assert 1 <= len(sentences(each.meaning)) <= 2, each.meaning
    for text in (each.meaning, each.retry, each.use, *(difference for _, difference in each.confused_with)):
        assert text.isascii()
        assert text[0].isupper() or text[0].isdigit()
        assert text.endswith(".")
        assert "  " not in text
    assert 20 <= len(each.meaning) <= 190
    assert len(each.use) <= 100
    assert len(each.retry) <= 100
    assert all(len(difference) <= 90 for _, difference in each.confused_with)


@every()
def test_what_a_code_is_confused_with_exists_and_is_another(each):
    codes = [code for code, _ in each.confused_with]
    assert codes
    assert codes == sorted(set(codes), key=codes.index)
    assert each.code not in codes
    assert set(codes) <= set(STATUS_CODES)


@pytest.mark.parametrize(
    "codes",
    [(401, 403, 407), (400, 422), (404, 410), (301, 308), (302, 303, 307), (502, 503, 504), (409, 412),
     (413, 414, 431), (429, 503), (200, 201, 202, 204), (204, 205), (405, 501), (406, 415), (301, 302), (307, 308),
     (412, 428), (403, 404), (500, 503), (500, 502), (101, 426), (200, 206), (206, 416), (408, 504), (413, 507)],
)  # fmt: skip
def test_codes_that_people_confuse_tell_the_difference_in_both_directions(codes):
    told = {(each, other) for each in codes for other, _ in STATUS_CODES[each].confused_with}
    assert {(each, other) for each in codes for other in codes if each != other} <= told


@every(OFFICIAL)
def test_a_name_is_a_python_identifier_and_unique(each):
    assert each.name.isidentifier()
    assert each.name == each.name.lower()
    assert [other.code for other in OFFICIAL if other.name == each.name] == [each.code]


@pytest.mark.parametrize(
    ("code", "name"),
    [(200, "ok"), (203, "non_authoritative_information"), (207, "multi_status"), (226, "im_used"), (306, "unused"),
     (413, "content_too_large"), (414, "uri_too_long"), (418, "im_a_teapot"), (422, "unprocessable_content"),
     (404, "not_found"), (505, "http_version_not_supported"), (463, "x_forwarded_for_too_long")],
)  # fmt: skip
def test_a_name_is_the_reason_phrase_in_snake_case(code, name):
    assert STATUS_CODES[code].name == name


@pytest.mark.parametrize(
    ("code", "words"),
    [(100, "1xx informational"), (299, "2xx successful"), (304, "3xx redirection"), (471, "4xx client error"),
     (599, "5xx server error"), (600, "custom classes above 599"), (999, "custom classes above 599"), (99, ""),
     (1000, ""), (-1, "")],
)  # fmt: skip
def test_the_class_follows_from_the_number(code, words):
    assert status_class(code) == words


@every()
def test_a_code_knows_its_class_and_shows_itself_as_in_a_status_line(each):
    assert each.status_class == status_class(each.code)
    assert str(each) == f"{each.code} {each.reason_phrase}"


def test_classes_follow_one_another_without_gap():
    ends = [(each.first, each.last) for each in CLASSES.values()]
    assert ends == [(100, 199), (200, 299), (300, 399), (400, 499), (500, 599), (600, 999)]
    assert [each.unknown_as for each in CLASSES.values()] == [100, 200, 300, 400, 500, 500]


@pytest.mark.parametrize(
    ("key", "attribute", "words"),
    [
        ("1xx", "meaning", "head of the request"),
        ("1xx", "client", "sending the content would be in vain"),
        ("2xx", "meaning", "Accepted is not always done"),
        ("3xx", "meaning", "another URI, for now or for good"),
        ("4xx", "client", "Fix the request first"),
        ("5xx", "client", "Usually retry the same request"),
        ("5xx", "meaning", "cannot be reached"),
        ("custom", "meaning", "not to do"),
        ("custom", "client", "as a 5xx"),
        ("custom", "author", "Never send one"),
    ],
)
def test_each_class_says_what_it_tells_a_client(key, attribute, words):
    assert words in getattr(CLASSES[key], attribute)


@pytest.mark.parametrize("each", CLASSES.values(), ids=CLASSES)
def test_what_a_class_says_is_short_ascii_sentences(each):
    for text in (each.meaning, each.client, each.author):
        assert text.isascii()
        assert 1 <= len(sentences(text)) <= 2, text
        assert len(text) <= 230


def test_the_facts_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        STATUS_CODES[200].code = 201
    for mapping in (STATUS_CODES, REGISTERED, CLASSES):
        with pytest.raises(TypeError):
            mapping[0] = None


@every()
def test_a_status_code_survives_copy_and_pickle(each):
    assert pickle.loads(pickle.dumps(each)) == copy.deepcopy(each) == each


@every()
def test_a_code_is_found_by_its_number_and_by_its_status_line(each):
    assert find(str(each.code)) is each
    assert find(f"  {each} ") is each


@every(OFFICIAL)
def test_a_registered_code_is_found_by_every_name_in_every_spelling(each):
    for phrase in (each.reason_phrase, *each.old_names):
        for text in (
            phrase,
            phrase.upper(),
            phrase.replace(" ", ""),
            phrase.replace(" ", "_"),
            phrase.replace(" ", "-"),
        ):
            assert find(text) is each
    assert find(each.name) is each


@pytest.mark.parametrize(
    ("text", "code"),
    [("unprocessable", 422), ("teapot", 418), ("Unprocessable Entity", 422), ("404 not-found", 404), ("401", 401),
     ("413 Payload Too Large", 413), ("unauthorized", 401), ("page expired", 419), ("Legal", 451), ("ok", 200),
     ("request header fields too large", 431), ("internal", 500), ("999", 999)],
)  # fmt: skip
def test_find_understands_parts_old_names_and_status_lines(text, code):
    assert find(text).code == code


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("427", [426, 428, 425]),
        ("4 2 2", [422, 421, 423]),
        ("4004", [404, 400]),
        ("418 (Unused)", [418, 417, 416]),
        ("404 Gone", [404, 403, 405]),
        ("timeout", [408, 504]),
        ("moved", [301, 302]),
        ("redirct", [307, 308]),
        ("forbiden", [403]),
        ("no common meaning", [461, 462]),
        ("not", [304, 404, 406]),
        ("", []),
        ("-", []),
        ("9" * 5000, []),
        ("\u0664\u0660\u0664", []),
    ],
)
def test_what_is_not_found_comes_with_the_nearest(text, suggested):
    with pytest.raises(UnknownStatusCode) as caught:
        find(text)
    assert [each.code for each in caught.value.suggestions] == suggested
    assert caught.value.text == text


def test_an_unknown_code_is_a_lookup_error_that_can_be_shown_and_pickled():
    error = UnknownStatusCode("42\n\u00e9", (STATUS_CODES[422],))
    assert isinstance(error, LookupError)
    assert str(error) == "no single status code is meant by '42\\n\\xe9'; nearest: 422 Unprocessable Content"
    assert str(UnknownStatusCode("x")) == "no single status code is meant by 'x'"
    again = pickle.loads(pickle.dumps(error))
    assert (again.text, again.suggestions) == (error.text, error.suggestions)


def test_find_wants_text():
    with pytest.raises(TypeError, match=r"text must be a str, not int; for a number use STATUS_CODES\[number\]"):
        find(404)


def test_the_reason_phrase_of_an_unknown_code_is_empty():
    assert reason_phrase(299) == ""


@given(st.text(max_size=30) | st.from_regex(r"[0-9 ]{1,6}", fullmatch=True))
def test_find_gives_a_code_or_says_that_there_is_none(text):
    try:
        found = find(text)
    except UnknownStatusCode as error:
        assert len(error.suggestions) <= 3
        assert str(error).isascii()
    else:
        assert STATUS_CODES[found.code] is found


@pytest.mark.parametrize("row", CRUD, ids=lambda row: f"{row.operation}-{row.method}-{row.outcome}-{row.code}")
def test_advice_names_the_helper_of_its_code(row):
    assert row.helper.startswith(f"respond.{STATUS_CODES[row.code].name}(")
    assert row.helper.endswith(")")
    compile(row.helper, "helper", "eval")


@pytest.mark.parametrize("row", CRUD, ids=lambda row: f"{row.operation}-{row.method}-{row.outcome}-{row.code}")
def test_advice_is_short_prose(row):
    assert row.why.isascii()
    assert row.why.endswith(".")
    assert len(row.why) <= 70
    assert row.outcome == row.outcome.lower()


def codes(operation, method="", mode="synchronous"):
    return {row.code for row in CRUD if row.operation == operation and method in row.method and row.mode == mode}


@pytest.mark.parametrize(
    ("operation", "method", "mode", "expected"),
    [
        ("create", "POST", "synchronous", {200, 201, 303, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429}),
        ("create", "PUT", "synchronous", {201, 401, 403, 405, 412, 415, 422, 429}),
        ("create", "POST", "asynchronous", {202}),
        ("read", "GET", "synchronous", {200, 206, 304, 400, 401, 403, 404, 405, 406, 410, 416, 429}),
        ("read", "HEAD", "synchronous", {200, 304, 404, 410}),
        ("read", "GET", "asynchronous", {200, 303}),
        ("update", "PUT", "synchronous", {200, 201, 204, 400, 401, 403, 404, 405, 409, 410, 412, 415, 422, 428, 429}),
        ("update", "PATCH", "synchronous", {200, 204, 400, 401, 403, 404, 405, 409, 410, 412, 415, 422, 428, 429}),
        ("update", "PUT, PATCH", "asynchronous", {202}),
        ("delete", "DELETE", "synchronous", {200, 204, 400, 401, 403, 404, 405, 409, 410, 412, 428, 429}),
        ("delete", "DELETE", "asynchronous", {202}),
        ("move", "", "synchronous", {301, 302, 307, 308, 410}),
        ("fail", "", "synchronous", {400, 500, 501, 502, 503, 504, 507}),
        ("fail", "", "asynchronous", {503}),
    ],
)
def test_each_operation_has_its_successes_and_its_usual_errors(operation, method, mode, expected):
    assert expected <= codes(operation, method, mode)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [("third party unreachable", 502), ("third party too slow", 504), ("overloaded", 503), ("maintenance", 503),
     ("assumed and missing", 500), ("unhandled exception", 500), ("required field missing", 400)],
)  # fmt: skip
def test_a_failure_has_a_more_telling_code_than_500_where_there_is_one(outcome, code):
    assert [row.code for row in CRUD if (row.operation, row.outcome) == ("fail", outcome)] == [code]


def test_patch_never_creates_and_delete_never_answers_201():
    assert 201 not in {row.code for row in CRUD if row.method in ("PATCH", "DELETE")}


def test_the_facts_need_neither_framework_nor_event_loop():
    program = (
        "import sys, statusmw.status, statusmw.status.crud\n"
        "heavy = {'starlette', 'werkzeug', 'asyncio', 'json', 'difflib', 'rich'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or None)"
    )
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=unmeasured)
    assert (done.returncode, done.stderr) == (0, "")
