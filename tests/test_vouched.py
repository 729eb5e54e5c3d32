"""What is written here need not be read again: the rules that it keeps by the way it is made, and no others."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusmw import Level, Policy, Problem
from statusmw.asgi import StatusMiddleware
from statusmw.content_reader import HELD, is_vouched, vouch
from statusmw.exchange import Content, Exchange, Request, Response
from statusmw.problem import ProblemDetails
from statusmw.reporting.failure import made_id
from statusmw.rule import Rule, Source
from statusmw.rules import CATALOGUE, find_rule
from statusmw.writers import write
from statusmw.writers.json import MEDIA_TYPE

TEXT = st.text(max_size=20) | st.sampled_from(["\ud800", "</script>", "\x00"])
FLAT = st.none() | st.booleans() | st.integers() | TEXT


def exchange(content: bytes, status_code: int) -> Exchange:
    head = Response(status_code, (("content-type", MEDIA_TYPE), ("content-length", str(len(content)))))
    return Exchange(Request(), head, Content.of(content))


def broken(content: bytes, status_code: int) -> set[str]:
    return {rule.id for rule in map(find_rule, HELD) if rule.broken_by(exchange(content, status_code))}


def test_each_rule_is_in_the_catalogue_and_reads_problems():
    assert {rule.id for rule in CATALOGUE} >= HELD
    assert all(find_rule(id).reads == (MEDIA_TYPE,) for id in HELD)


@given(
    status=st.integers(400, 599),
    title=st.none() | TEXT,
    detail=st.none() | TEXT,
    named=st.booleans(),
    extensions=st.dictionaries(st.text(min_size=1, max_size=9).filter(lambda name: name.islower()), FLAT, max_size=3),
)
def test_whatever_is_vouched_for_keeps_them(status, title, detail, named, extensions):
    kept = {name: value for name, value in extensions.items() if name not in ("type", "title", "detail", "instance")}
    kept.pop("status", None)
    instance = made_id() if named else None
    content = write(ProblemDetails(status, title, "about:blank", detail, instance, kept), MEDIA_TYPE).content
    assert is_vouched(content, status)
    assert not is_vouched(content, status - 1)
    assert not is_vouched(bytes(bytearray(content)), status)
    assert broken(content, status) == set()


@pytest.mark.parametrize(
    "details",
    [
        ProblemDetails(404, type="order not found"),
        ProblemDetails(404, instance="no reference"),
        ProblemDetails(404, instance="urn:uuid:7"),
        ProblemDetails(404, extensions={"deep": [1]}),
        ProblemDetails(title="no status"),
    ],
    ids=str,
)
def test_what_may_break_one_is_not_vouched_for(details):
    assert not is_vouched(write(details, MEDIA_TYPE).content, 404)


def test_the_next_one_takes_the_place_of_the_last():
    first, second = bytes(bytearray(b"first")), bytes(bytearray(b"second"))
    vouch(first, 404)
    vouch(second, 404)
    assert (is_vouched(first, 404), is_vouched(second, 404)) == (False, True)


def has_no_support(exchange: Exchange) -> bool:
    return "support" not in json.loads(exchange.content.octets)


OWN = Rule(
    id="problem-without-support",
    source=Source("House style"),
    level=Level.MUST,
    says="A problem names whom to ask.",
    why="Nobody knows.",
    status_codes=range(400, 600),
    reads=MEDIA_TYPE,
    check=has_no_support,
    bad="GET /\n\n404 Not Found\n",
    good="GET /\n\n404 Not Found\n",
)


def answered(app, policy: Policy) -> tuple[int, dict]:
    sent: list[dict] = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    with pytest.raises(StopIteration):
        StatusMiddleware(app, policy)(scope, receive, send).send(None)
    return sent[0]["status"], json.loads(b"".join(message.get("body", b"") for message in sent))


def raising(error: BaseException):
    async def app(scope, receive, send):
        raise error

    return app


@pytest.mark.parametrize("error", [ValueError("no"), Problem(404)], ids=str)
def test_rules_of_the_users_are_asked_all_the_same(error):
    found: list[str] = []
    policy = Policy(report=lambda finding: found.append(finding.rule.id), extend=[OWN])
    status_code, document = answered(raising(error), policy)
    assert (status_code, document["status"], found) == (status_code, status_code, [OWN.id])


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """What the rules are asked, which this test needs as they are again afterwards."""
    found: list[str] = []
    checks = {rule: rule.check for rule in map(find_rule, HELD)}
    for rule in checks:
        object.__setattr__(rule, "check", lambda exchange, name=rule.id: bool(found.append(name)))
    yield found
    for rule, check in checks.items():
        object.__setattr__(rule, "check", check)


def test_no_rule_reads_what_is_vouched_for(asked):
    assert answered(raising(ValueError("no")), Policy())[0] == 500
    assert asked == []


def test_the_rules_read_what_is_not(asked):
    error = Problem(404, type="/problems/order-not-found")
    assert answered(raising(error), Policy())[0] == 404
    assert set(asked) == HELD
