"""What both faces share, asked directly: verdicts, answers, records."""

import json
import logging
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from werkzeug.exceptions import HTTPException as WerkzeugHTTPException

from faces import Reports
from statusmw import BrokenResponse, Policy, Problem, Reply, respond
from statusmw.exchange import Content, Exchange, Request, Response
from statusmw.failures import tell
from statusmw.outcome import Outcome, Verdict, kept_fields
from statusmw.reporting import Failure
from statusmw.reporting.repetition import Repetition
from statusmw.tally import Tally

ASKED = Request("POST", "/orders/7?token=canary", interface="wsgi")
CANARY = "c4n4ry"


class Boom(Exception):
    pass


class Hostile(Exception):
    def __str__(self):
        raise ZeroDivisionError

    __repr__ = __str__


def outcome(interface="wsgi", **policy):
    policy.setdefault("report", Reports())
    made = Policy(**policy)
    return Outcome(made, made.checker(interface))


def exchange(line, *fields, length=None, method="GET"):
    content = None if length is None else Content(length)
    return Exchange(Request(method, "/", interface="wsgi"), Response(line, fields, "OK"), content)


def records(caplog):
    return [record for record in caplog.records if record.levelno >= logging.ERROR or hasattr(record, "error_id")]


# Findings.


@pytest.mark.parametrize("mode", ["report", "repair", "raise"])
def test_what_is_right_is_passed_on(mode):
    right = exchange(204)
    verdict, known = outcome(on_finding=mode).settle(right)
    assert verdict.exchange is right
    assert (verdict.replacement, known) == (None, ())


def test_a_finding_is_reported_and_mended():
    judge = outcome()
    verdict, known = judge.settle(exchange(204, ("Content-Length", "0")))
    assert verdict.exchange == exchange(204)
    assert known == ("content-length-without-content",)
    assert judge.policy.report.ids == list(known)


def test_in_report_mode_nothing_is_mended():
    wrong = exchange(204, ("Content-Length", "0"))
    judge = outcome(on_finding="report")
    assert judge.settle(wrong)[0].exchange is wrong
    assert len(judge.policy.report) == 1


def test_in_raise_mode_all_findings_are_reported_and_raised():
    judge = outcome(on_finding="raise")
    with pytest.raises(BrokenResponse) as raised:
        judge.settle(exchange(204, ("Content-Length", "0"), length=3))
    assert list(raised.value.findings) == judge.policy.report
    assert len(judge.policy.report) == 2


def test_what_is_known_is_not_reported_again():
    judge = outcome()
    _, known = judge.settle(exchange(204, ("Content-Length", "0")))
    _, known = judge.settle(exchange(204, ("Content-Length", "0"), length=3), known)
    assert judge.policy.report.ids == ["content-length-without-content", "no-content-with-content"]
    assert set(known) == set(judge.policy.report.ids)


# One finding of each level: MUST, SHOULD, and ADVICE; each but the last has a repair.
OF_EACH_LEVEL = exchange(204, ("Content-Length", "0"), ("Trailer", "x"), ("Content-Type", "a/b"))
ASKED_OF_EACH = ["content-length-without-content", "trailer-without-content", "no-content-with-content-type"]


@pytest.mark.parametrize(
    ("on_finding", "left", "raised"),
    [
        ({"MUST": "report"}, ["Content-Length", "Content-Type"], None),
        ({"SHOULD": "report"}, ["Trailer", "Content-Type"], None),
        ({"ADVICE": "report"}, ["Content-Type"], None),
        ({"MUST": "raise", "ADVICE": "report"}, None, [0]),
        ({"MUST": "repair", "SHOULD": "raise", "ADVICE": "raise"}, None, [1, 2]),
        (
            {"MUST": "report", "SHOULD": "report", "ADVICE": "report"},
            ["Content-Length", "Trailer", "Content-Type"],
            None,
        ),
    ],
)
def test_each_level_is_treated_as_the_policy_says(on_finding, left, raised):
    judge = outcome(on_finding=on_finding, select=ASKED_OF_EACH)
    assert (judge.holds, judge.mends) == (
        set(judge.policy.on_finding.values()) != {"report"},
        on_finding.get("MUST", "repair") == "repair",
    )
    if raised is None:
        assert [name for name, _ in judge.settle(OF_EACH_LEVEL)[0].exchange.response.fields] == left
    else:
        with pytest.raises(BrokenResponse) as broken:
            judge.settle(OF_EACH_LEVEL)
        assert [finding.rule.id for finding in broken.value.findings] == [ASKED_OF_EACH[place] for place in raised]
    assert sorted(judge.policy.report.ids) == sorted(ASKED_OF_EACH)


def test_what_cannot_be_sent_leaves_as_it_is_where_its_level_is_only_reported():
    odd = (("fields", 7),)
    wrong = Exchange(ASKED, Response(204, (("Trailer", "x"),), "OK", odd), Content(0))
    judge = outcome(on_finding={"MUST": "report"})
    assert judge.settle(wrong) == (Verdict(wrong), ("field-not-text", "trailer-without-content"))


def test_what_is_excused_is_neither_reported_nor_raised_nor_mended():
    judge = outcome(on_finding="raise", per_path={"/orders/*": ["topic:content"]})
    there = Exchange(ASKED, Response(204, (("Content-Length", "0"),), "OK"), Content(0))
    assert judge.settle(there) == (Verdict(there), ())
    assert judge.policy.report == []
    with pytest.raises(BrokenResponse):
        judge.settle(exchange(204, ("Content-Length", "0")))


def test_what_cannot_be_sent_is_replaced_by_a_problem():
    verdict, _ = outcome().settle(exchange(200, ("X-A", "a\r\nb"), ("X-Request-ID", "7")))
    assert isinstance(verdict.replacement, Problem)
    assert verdict.replacement.status_code == 500
    assert verdict.replacement.headers["x-request-id"] == "7"


@pytest.mark.parametrize("name", ["Content-Digest", "repr-digest", "Digest", "Signature"])
@pytest.mark.parametrize(("length", "mended"), [(None, False), (5, False), (0, True)])
def test_what_is_signed_is_left_alone_unless_it_has_no_content(name, length, mended):
    signed = exchange(204, (name, "x"), ("Content-Length", "0"), length=length)
    verdict, _ = outcome().settle(signed)
    assert verdict.exchange.response.has("content-length") is not mended


def test_a_report_that_fails_is_logged(caplog):
    def report(finding):
        raise Boom

    verdict, _ = outcome(report=report).settle(exchange(204, ("Content-Length", "0")))
    assert verdict.exchange == exchange(204)
    assert [record.exc_info[0] for record in records(caplog)] == [Boom]


# What a replaced response leaves.


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (("Access-Control-Allow-Origin", "*"), True),
        (("access-control-allow-credentials", "true"), True),
        (("ACCESS-CONTROL-EXPOSE-HEADERS", "X-A"), True),
        (("Vary", "Origin"), True),
        (("X-Request-Id", "7"), True),
        (("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), True),
        (("Server-Timing", "db;dur=5"), True),
        (("Access-Control-Evil", "x"), False),
        (("Access-Control-Allow-Origin\r\n", "x"), False),
        (("X-Request-Id", "a\nb"), False),
        (("X-Request-Id", "é"), False),
        (("X-Request-Id", " 7"), False),
        (("Set-Cookie", "a=b"), False),
        (("Content-Encoding", "gzip"), False),
        (("ETag", '"a"'), False),
        (("Location", "/a"), False),
        (("Cache-Control", "public"), False),
        (("Authorization", "x"), False),
    ],
)
def test_only_what_belongs_to_the_request_is_kept(line, kept):
    assert kept_fields(Response(200, (line,))) == ({line[0].lower(): [line[1]]} if kept else {})


@given(st.lists(st.tuples(st.text(max_size=30) | st.sampled_from(["vary", "X-Request-ID"]), st.text(max_size=9))))
def test_what_is_kept_can_always_be_sent(lines):
    problem = Problem(500, headers=kept_fields(Response(200, tuple(lines))))
    assert problem.status_code == 500


def test_lines_of_one_name_are_all_kept():
    assert kept_fields(Response(200, (("Vary", "A"), ("vary", "B")))) == {"vary": ["A", "B"]}


# Exceptions.


def test_nothing_of_an_unhandled_exception_reaches_the_client(caplog):
    class Canary(Exception):
        canary = CANARY

        def __str__(self):
            return CANARY

    error = Canary(CANARY)
    error.add_note(CANARY)
    error.__cause__ = ValueError(CANARY)
    for accept in (None, "text/html", "text/plain", "application/problem+xml"):
        fields, content = outcome().answer(error, ASKED).answer("GET", accept)
        sent = content + b"".join(part for line in fields for part in line)
        assert CANARY.encode() not in sent
        assert b"Canary" not in sent
        assert b"token" not in sent


def test_the_id_that_is_sent_is_the_one_that_is_logged(caplog):
    reply = outcome().answer(Boom(CANARY), ASKED)
    (record,) = records(caplog)
    assert json.loads(reply.body)["instance"] == record.error_id
    assert record.error_id.startswith("urn:uuid:")
    assert record.getMessage() == f"POST /orders/7 failed, answered with 500 as {record.error_id}"
    assert CANARY in logging.Formatter().format(record)


def test_an_instance_of_the_problems_own_is_the_id(caplog):
    reply = outcome().answer(Problem(503, instance="/incidents/7"), ASKED)
    assert (reply.instance, records(caplog)[0].error_id) == ("/incidents/7", "/incidents/7")


def test_every_failure_has_an_id_of_its_own(caplog):
    error = Boom()
    ids = {outcome().answer(error, ASKED).instance for _ in range(9)}
    assert len(ids) == 9


@pytest.mark.parametrize("error", [Problem(404), HTTPException(404, "No"), respond.see_other("/a")])
def test_what_the_server_is_not_to_blame_for_is_not_logged(error, caplog):
    assert outcome().answer(error, ASKED).status_code < 500
    assert records(caplog) == []


def caused(error):
    error.__cause__ = Boom()
    return error


@pytest.mark.parametrize(
    "error",
    [Problem(500), HTTPException(500), caused(Problem(503)), ExceptionGroup("", [Boom(), Problem(404)])],
    ids=["problem", "of the framework", "caused by another", "group"],
)
def test_what_the_server_is_to_blame_for_is_logged_once(error, caplog):
    assert outcome().answer(error, ASKED).status_code >= 500
    (record,) = records(caplog)
    assert record.exc_info[1] is error


@pytest.mark.parametrize(
    "error", [Problem(503, "Closed for stocktaking"), HTTPException(503, "Closed for stocktaking")]
)
def test_an_answer_that_was_meant_is_one_warning_without_a_traceback(error, caplog):
    reply = outcome().answer(error, ASKED)
    (record,) = records(caplog)
    assert (record.levelno, record.exc_info) == (logging.WARNING, None)
    assert "Closed for stocktaking" in record.getMessage()
    assert json.loads(reply.body)["instance"] == record.error_id


def test_a_reply_that_is_no_problem_is_logged_under_an_id_all_the_same(caplog):
    reply = outcome(mapping={Boom: lambda error: Reply("sorry", 502)}).answer(Boom(), ASKED)
    assert (reply.status_code, reply.body) == (502, b"sorry")
    assert records(caplog)[0].error_id


def test_the_wish_to_end_the_process_is_critical(caplog):
    assert outcome().answer(SystemExit(3), ASKED).status_code == 500
    assert records(caplog)[0].levelno == logging.CRITICAL


def test_what_is_logged_is_what_a_wrapper_hides(caplog):
    wrapper, cause = RuntimeError("Caught handled exception, but response already started."), Boom()
    wrapper.__cause__ = cause
    outcome().answer(wrapper, ASKED)
    assert records(caplog)[0].exc_info[1] is cause


HOSTILE_FIELDS = [
    {"X": "a\r\nb"},
    {"X\r\nY": "a"},
    {"X": 5},
    {"X": None},
    {5: "a"},
    {"X": "\u20ac"},
    {"X": "\ud800"},
    {"": "a"},
]


def _werkzeug(fields):
    class Made(WerkzeugHTTPException):
        code = 404

        def get_headers(self, environ=None, scope=None):
            return list(fields.items())

    return Made()


@pytest.mark.parametrize(
    "make", [lambda fields: HTTPException(404, "x", fields), _werkzeug], ids=["starlette", "werkzeug"]
)
@pytest.mark.parametrize("fields", HOSTILE_FIELDS, ids=range(len(HOSTILE_FIELDS)))
def test_fields_of_an_exception_that_cannot_be_sent_make_a_clean_500(make, fields, caplog):
    error = make(fields)
    reply = outcome().answer(error, ASKED)
    assert reply.status_code == 500
    assert reply.raw_headers == []
    (record,) = records(caplog)
    assert record.exc_info[1].__context__ is error


@pytest.mark.parametrize(
    "answer",
    [
        lambda error: 1 / 0,
        lambda error: "404",
        lambda error: 200,
        lambda error: True,
        lambda error: Problem,
        lambda error: ValueError,
        lambda error: object(),
    ],
    ids=["fails", "str", "200", "True", "needs more", "no problem", "object"],
)
def test_a_mapping_that_fails_is_a_500_logged_once_with_both(answer, caplog):
    error = Boom()
    reply = outcome(mapping={Boom: answer}).answer(error, ASKED)
    assert reply.status_code == 500
    (record,) = records(caplog)
    assert record.error_id == reply.instance
    assert record.exc_info[1].__context__ is error


def test_a_mapping_that_raises_what_it_was_given_is_a_500(caplog):
    def again(error):
        raise error

    error = Boom()
    assert outcome(mapping={Boom: again}).answer(error, ASKED).status_code == 500
    (record,) = records(caplog)
    assert record.exc_info[1] is error
    assert error.__context__ is None


def test_an_exception_that_cannot_be_shown_is_answered_and_logged(caplog):
    assert outcome().answer(Hostile(), ASKED).status_code == 500
    assert len(records(caplog)) == 1


def test_the_answer_keeps_what_belongs_to_the_request_unless_it_says_otherwise():
    failed = Response(200, (("X-Request-ID", "7"), ("Vary", "Origin"), ("Set-Cookie", "a=b")))
    reply = outcome().answer(Problem(404, headers={"X-Request-ID": "8"}), ASKED, failed)
    assert (reply.headers["x-request-id"], reply.headers["vary"]) == ("8", "Origin")
    assert "set-cookie" not in reply.headers


def test_what_was_raised_is_not_changed():
    problem = Problem(503, headers={"Retry-After": "30"}, members_of="mine")
    before = dict(vars(problem), raw_headers=list(problem.raw_headers))
    replies = [outcome().answer(problem, ASKED, Response(200, (("X-Request-ID", one),))) for one in "123"]
    assert {**vars(problem), "raw_headers": list(problem.raw_headers)} == before
    assert [reply.headers["x-request-id"] for reply in replies] == ["1", "2", "3"]
    assert all(one.instance != other.instance for one, other in pairwise(replies))


# Records.


@pytest.mark.parametrize(("error_id", "end"), [("", "later"), ("urn:uuid:7", "later as urn:uuid:7")])
def test_a_record_is_one_line_of_printable_ascii(error_id, end, caplog):
    tell(Failure(Boom(), Request("G\r\nT", "/\x1b[31m\r\nINFO é?token=canary"), "later", error_id=error_id))
    (record,) = caplog.records
    assert record.getMessage().isprintable()
    assert record.getMessage().isascii()
    assert record.getMessage().endswith(end)
    assert "canary" not in record.getMessage()


def test_logging_that_fails_is_no_failure(caplog):
    def fail(record):
        raise Boom

    logger = logging.getLogger("statusmw")
    logger.addFilter(fail)
    try:
        reply = outcome().answer(Boom(), ASKED)
        outcome().failed(Boom(), ASKED, "later")
    finally:
        logger.removeFilter(fail)
    assert reply.status_code == 500


def test_what_nobody_has_foreseen_is_answered_by_a_new_problem_like_any_other():
    first = outcome().answer(Boom(), ASKED)
    first.members["seen"] = True
    first.with_headers({"x-seen": "1"})
    second, made = outcome().answer(Boom(), ASKED), Problem(500)
    assert first.instance != second.instance
    made.instance = second.instance
    assert (type(second), vars(second), second.args) == (type(made), vars(made), made.args)


# The tally.


@pytest.mark.parametrize(
    ("limit", "cuts", "chunks", "left"),
    [
        (None, True, [b"abc", b"de"], [b"abc", b"de"]),
        (5, True, [b"abc", b"de"], [b"abc", b"de"]),
        (4, True, [b"abc", b"de"], [b"abc", b"d"]),
        (3, True, [b"abc", b"de"], [b"abc", b""]),
        (0, True, [b"abc", b"de"], [b"", b""]),
        (4, False, [b"abc", b"de"], [b"abc", b"de"]),
    ],
)
def test_no_more_leaves_than_may(limit, cuts, chunks, left):
    tally = Tally(limit, cuts=cuts)
    assert [tally.take(chunk) for chunk in chunks] == left
    assert (tally.seen, tally.content) == (5, Content(5))
    assert tally.is_over is (cuts and limit is not None and limit < 5)


@pytest.mark.parametrize(
    ("limit", "cuts", "passes", "short"),
    [
        (None, True, True, False),
        (5, True, True, False),
        (4, True, False, False),
        (6, True, False, True),
        (6, False, True, False),
    ],
)
def test_a_tally_knows_whether_content_of_five_bytes_is_all(limit, cuts, passes, short):
    tally = Tally(limit, cuts=cuts)
    assert tally.passes(5) is passes
    tally.take(b"Hello")
    assert tally.is_short is short


@given(st.none() | st.integers(0, 30), st.lists(st.binary(max_size=9)))
def test_what_leaves_is_the_beginning_of_what_was_seen(limit, chunks):
    tally = Tally(limit, cuts=True)
    left = b"".join([tally.take(chunk) for chunk in chunks])
    assert left == b"".join(chunks)[:limit]


def ends(*_):
    raise SystemExit


def test_a_report_that_wishes_to_end_the_process_changes_nothing(caplog):
    made = outcome(report=ends)
    verdict, _ = made.settle(Exchange(ASKED, Response(401), Content(0)))
    assert verdict.replacement is None
    assert records(caplog)[0].getMessage().startswith("The report of a finding failed")


@pytest.mark.parametrize("mapping", [{Boom: ends}, {ends: 409}])
def test_a_mapping_that_wishes_to_end_the_process_is_a_500(mapping):
    assert outcome(mapping=mapping).answer(Boom(), ASKED).status_code == 500


# Every word of what is kept and told.

BELONGS_TO_THE_REQUEST = (
    *(f"access-control-allow-{what}" for what in ("credentials", "headers", "methods", "origin")),
    *("access-control-expose-headers", "access-control-max-age", "server-timing", "traceparent", "traceresponse"),
    *("tracestate", "vary", "x-correlation-id", "x-request-id"),
)


@pytest.mark.parametrize("name", BELONGS_TO_THE_REQUEST)
def test_each_field_that_belongs_to_the_request_is_kept(name):
    assert kept_fields(Response(200, ((name.title(), "a"), ("x-other", "b")))) == {name: ["a"]}
    verdict, _ = outcome().settle(exchange(200, ("X-A", "a\r\nb"), (name.upper(), "a")))
    assert verdict.replacement.headers[name] == "a"


def test_a_report_that_fails_is_logged_once_in_an_interval_and_counted(caplog):
    def report(finding):
        raise Boom

    now = [0.0]
    judge = outcome(report=report)
    judge._faults = Repetition(60, clock=lambda: now[0])
    wrong = exchange(204, ("Content-Length", "0"))
    for _ in range(3):
        judge.settle(wrong)
    now[0] = 61.0
    judge.settle(wrong)
    found = str(judge.findings(wrong)[0])
    assert [record.getMessage() for record in records(caplog)] == [
        f"The report of a finding failed: {found}",
        f"The report of a finding failed (and 2 more): {found}",
    ]


@pytest.mark.parametrize(
    ("tell_of", "said"),
    [
        (lambda judge: judge.answer(Boom(), ASKED), "POST /orders/7 failed, answered with 500 as "),
        (lambda judge: judge.last_resort(Boom(), ASKED, "at last"), "POST /orders/7 failed, at last as "),
        (lambda judge: judge.failed(Boom(), ASKED, "too late"), "POST /orders/7 failed, too late"),
        (
            lambda judge: judge.settle(exchange(200, ("X-A", "a\r\nb"))),
            "GET / failed, made what cannot be sent, answered with 500 as ",
        ),
    ],
)
def test_a_record_says_what_became_of_the_response(tell_of, said, caplog):
    tell_of(outcome())
    (record,) = records(caplog)
    said_before_id = record.getMessage().removesuffix(record.error_id) if record.error_id else record.getMessage()
    assert (said_before_id, record.levelno) == (said, logging.ERROR)


def test_each_id_stands_in_the_answer_unless_it_says_so_by_itself():
    asked = Request("POST", "/", interface="wsgi", id="r-7")
    judge = outcome(
        mapping={Boom: lambda error: Problem(409, "no"), KeyError: lambda error: Problem(409, request_id="own")}
    )
    assert json.loads(judge.answer(Boom(), asked).body) == {
        "title": "Conflict",
        "status": 409,
        "detail": "no",
        "request_id": "r-7",
    }
    assert json.loads(judge.answer(KeyError(), asked).body)["request_id"] == "own"
    assert json.loads(judge.last_resort(Boom(), asked, "").body)["request_id"] == "r-7"


@pytest.mark.parametrize("code", [199, 600, "409", 4.09])
def test_a_reply_changed_to_what_is_no_status_code_is_told_with_the_remedy(code, caplog):
    problem = Problem(409)
    problem.status_code = code
    assert outcome().answer(problem, ASKED).status_code == 500
    (record,) = records(caplog)
    said = f"status_code: {code!r} is no status code of a response; give a number from 200 to 599"
    assert (type(record.exc_info[1]), str(record.exc_info[1])) == (ValueError, said)
    assert record.exc_info[1].__context__ is problem


@pytest.mark.parametrize("code", [200, 599])
def test_a_reply_may_be_changed_to_any_status_code(code):
    problem = Problem(409)
    problem.status_code = code
    assert outcome().answer(problem, ASKED).status_code == code
