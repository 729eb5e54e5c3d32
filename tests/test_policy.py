"""What a user can decide, and how a decision that cannot work is refused."""

import copy
import dataclasses
import logging
from functools import partial

import pytest
from asgiref.sync import async_to_sync
from starlette.testclient import TestClient
from werkzeug.test import Client

from statusmw import BrokenResponse, Policy, Problem, Rule, Source, asgi, wsgi
from statusmw.exchange import Exchange, Request, Response
from statusmw.maps import MAPS
from statusmw.policy import DEFAULT
from statusmw.profiles import PROFILES, Excuse, Profile
from statusmw.reporting import Sentry, Warnings
from statusmw.rule import Finding, Level
from statusmw.rules import CATALOGUE, TOPICS

ADVICE = [rule.id for rule in CATALOGUE if rule.level is Level.ADVICE]


class NeedsMore(Problem):
    status = 409
    sku: str


def rule(id="of-my-own", level=Level.MUST):
    return Rule(id=id, source=Source("IANA"), level=level, says="S.", why="W.", bad="", good="")


async def asks_later(error):
    return False


async def each_later(error):
    yield error


class AsksLater:
    async def __call__(self, error):
        return False

    async def later(self, error):
        return False


@pytest.mark.parametrize(
    ("argument", "value", "error", "says"),
    [
        ("on_finding", "mend", ValueError, "'mend' is none of report, repair, raise"),
        ("on_finding", None, ValueError, "None is none of"),
        ("report", "log", TypeError, "'log' cannot be called; give a function of one finding"),
        ("report", Warnings, TypeError, r"Warnings is a class; write Warnings\(\)$"),
        ("observers", [print, Sentry], TypeError, r"Sentry is a class; write Sentry\(\)$"),
        ("observers", 5, TypeError, "5 is no list"),
        ("ignore", "status-line-malformed", TypeError, r"give a collection of patterns, such as \['status-line-"),
        ("ignore", ["status-line-malforme"], ValueError, "no rule 'status-line-malforme'; did you mean 'status-line-malformed'"),
        ("ignore", ["zzz"], ValueError, "no rule 'zzz'; give one such as 'MUST', 'SHOULD', 'ADVICE', 'topic:"),
        ("ignore", [5], TypeError, "5 is no pattern; give a rule's id, 'created-"),
        ("ignore", Level.MUST, TypeError, r"give a collection of patterns, such as \['MUST'\]"),
        ("ignore", 5, TypeError, r"give a collection of patterns, such as \['topic:caching'\]"),
        ("select", None, TypeError, r"give a collection of patterns, such as \['MUST', 'topic:caching'\]"),
        ("maps", None, TypeError, r"give a collection of names, such as \['std'\]"),
        ("maps", MAPS["std"], TypeError, r"give a collection of names, such as \['std'\]"),
        ("ignore", ["must"], ValueError, "no rule 'must'; did you mean 'MUST'"),
        ("ignore", ["created"], ValueError, r"no rule 'created'; did you mean 'created-\*'"),
        ("ignore", ["created-"], ValueError, r"did you mean 'created-\*'"),
        ("ignore", ["creatd-*"], ValueError, r"no rule 'creatd-\*'; did you mean 'created-\*'"),
        ("ignore", ["topic:cachin"], ValueError, "no rule 'topic:cachin'; did you mean 'topic:caching'"),
        ("ignore", ["a\nb"], ValueError, r"no rule 'a\\nb'"),
        ("select", "x", TypeError, "give a collection of patterns"),
        ("select", ["unauthorized-with-challenge"], ValueError, "did you mean 'unauthorized-without-challenge'"),
        ("profiles", "tus", TypeError, r"give a collection of names, such as \['tus'\]"),
        ("profiles", PROFILES["tus"], TypeError, r"give a collection of names, such as \['tus'\]"),
        ("profiles", None, TypeError, r"give a collection of names, such as \['webdav'\]"),
        ("profiles", ["webdaw"], ValueError, "no profile 'webdaw'; did you mean 'webdav'"),
        ("profiles", [7], TypeError, "7 is neither the name of a profile nor a Profile"),
        ("profiles", [Profile(name="own", description="", ignore=["x"])], ValueError, "own: there is no rule 'x'"),
        ("profiles", [Profile(name="own", description="", excuses=[Excuse(rule="x")])], ValueError, "own: there is no"),
        ("per_path", ["/"], TypeError, r"\['/'\] is no mapping; give a path"),
        ("per_path", {7: ["MUST"]}, TypeError, "7 is no path; give a str"),
        ("per_path", {"legacy/*": ["MUST"]}, ValueError, "'legacy/\\*' matches no path; .* a slash: '/legacy/\\*'"),
        ("per_path", {"/*": "MUST"}, TypeError, r"/\*: give a collection of patterns, such as \['MUST'\]"),
        ("per_path", {"/*": None}, TypeError, r"/\*: give a collection of patterns, such as \['topic:caching'\]"),
        ("per_path", {"/*": ["MAST"]}, ValueError, r"/\*: there is no rule 'MAST'; did you mean 'MUST'"),
        ("sample", "1", TypeError, "'1' is no number; give one from 0 to 1"),
        ("sample", True, TypeError, "True is no number"),
        ("sample", 1.1, ValueError, "1.1 is no share; give a number from 0 to 1"),
        ("sample", -0.1, ValueError, "-0.1 is no share"),
        ("sample", float("nan"), ValueError, "nan is no share"),
        ("on_finding", {"MAST": "raise"}, ValueError, "no level 'MAST'; did you mean 'MUST'"),
        ("on_finding", {5: "raise"}, TypeError, "5 is no level; give a Level"),
        ("on_finding", {"MUST": "rise"}, ValueError, "'rise' is none of report, repair, raise"),
        ("on_finding", {"MUST": ["raise"]}, ValueError, r"\['raise'\] is none of"),
        ("catch_exceptions", 1, TypeError, "1 is neither True nor False"),
        ("extend", ["x"], TypeError, "'x' is no Rule"),
        ("extend", None, TypeError, r"give a collection of rules, such as \[rule\]"),
        ("extend", 5, TypeError, r"give a collection of rules, such as \[rule\]"),
        ("extend", rule(), TypeError, r"give a collection of rules, such as \[rule\]"),
        ("extend", [rule("status-line-malformed")], ValueError, "there is a rule 'status-line-malformed' already"),
        ("extend", [rule(), rule()], ValueError, "there is a rule 'of-my-own' already"),
        ("mapping", 5, TypeError, "5 is no mapping"),
        ("mapping", [KeyError], TypeError, "is no mapping"),
        ("mapping", {5: 404}, TypeError, "5 is no exception class"),
        ("mapping", {int: 404}, TypeError, "int is no exception class"),
        ("mapping", {KeyError(): 404}, TypeError, "is no exception class"),
        ("mapping", {"KeyError": 404}, ValueError, "'KeyError' is no dotted name, such as 'builtins.TimeoutError'"),
        ("mapping", {"": 404}, ValueError, "'' is no dotted name"),
        ("mapping", {"a.b c": 404}, ValueError, "is no dotted name"),
        ("mapping", {KeyError: "404"}, TypeError, "KeyError leads to '404'; give a status code"),
        ("mapping", {KeyError: None}, TypeError, "KeyError leads to None"),
        ("mapping", {KeyError: ValueError}, TypeError, "KeyError leads to <class 'ValueError'>"),
        ("mapping", {KeyError: 200}, ValueError, "KeyError leads to 200, of which no problem can be made"),
        ("mapping", {KeyError: 0}, ValueError, "KeyError leads to 0"),
        ("mapping", {KeyError: True}, TypeError, "KeyError leads to True"),
        ("mapping", {KeyError: Problem}, TypeError, "of which no problem can be made: .*status"),
        ("mapping", {KeyError: NeedsMore}, TypeError, "of which no problem can be made: .*sku"),
        ("mapping", {"a.b": Problem(404)}, TypeError, "'a.b' leads to"),
        ("mapping", {asks_later: 404}, TypeError, "asks_later at .*: a coroutine cannot be waited for here; give a plain"),
        ("mapping", {KeyError: asks_later}, TypeError, "KeyError leads to .*asks_later.*: a coroutine cannot be waited"),
        ("mapping", {KeyError: each_later}, TypeError, "KeyError leads to .*each_later.*: a coroutine cannot be waited"),
        ("mapping", {AsksLater(): 404}, TypeError, "AsksLater object .*: a coroutine cannot be waited for here"),
        ("mapping", {partial(partial(asks_later)): 404}, TypeError, "a coroutine cannot be waited for here"),
        ("report", asks_later, TypeError, "a coroutine cannot be waited for here; give a plain function"),
        ("report", AsksLater(), TypeError, "a coroutine cannot be waited for here"),
        ("report", AsksLater().later, TypeError, "a coroutine cannot be waited for here"),
        ("observers", [print, asks_later], TypeError, "a coroutine cannot be waited for here"),
        ("observers", iter([asks_later]), TypeError, "a coroutine cannot be waited for here"),
        ("observers", iter([AsksLater]), TypeError, r"AsksLater is a class; write AsksLater\(\)"),
        ("observers", [partial(AsksLater())], TypeError, "a coroutine cannot be waited for here"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused_by_the_name_of_the_argument(argument, value, error, says):
    with pytest.raises(error, match=rf"^{argument}: .*{says}"):
        Policy(**{argument: value})


@pytest.mark.parametrize("face", [wsgi.StatusMiddleware, asgi.StatusMiddleware])
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("raise", r"'raise' is no Policy; write Policy\(on_finding='raise'\)"),
        ("strict", r"'strict' is no Policy; write Policy\(\)"),
        ({}, r"{} is no Policy; write Policy\(\)"),
        (Policy, r"<class .*> is no Policy; write Policy\(\)"),
        (False, "False is no Policy"),
    ],
)
def test_a_face_refuses_what_is_no_policy(face, given, says):
    with pytest.raises(TypeError, match=f"^policy: {says}"):
        face(lambda *asked: [], given)


@pytest.mark.parametrize(
    ("face", "says"), [(wsgi.StatusMiddleware, "WSGI"), (asgi.StatusMiddleware, "ASGI")], ids=["wsgi", "asgi"]
)
@pytest.mark.parametrize("app", [None, "shop:app"])
def test_a_face_refuses_what_is_no_application(face, says, app):
    with pytest.raises(TypeError, match=f"^app: {app!r} cannot be called; give what a server calls over {says}$"):
        face(app)


def test_an_async_function_made_synchronous_is_a_plain_one():
    policy = Policy(mapping={KeyError: async_to_sync(asks_later)}, report=async_to_sync(AsksLater().later))
    assert list(policy.mapping) == [KeyError]


def test_observers_may_come_one_by_one():
    assert Policy(observers=iter([print])).observers == (print,)


def test_what_can_work_is_taken():
    def function(error):
        return None

    mapping = {KeyError: 404, "some.where.Error": 503, TimeoutError: function, KeyboardInterrupt: 503}
    assert dict(Policy(mapping=mapping).mapping) == mapping


def test_the_default_asks_every_rule_but_advice():
    assert set(Policy().rules) == {rule for rule in CATALOGUE if rule.level is not Level.ADVICE}


def ids(policy):
    return {rule.id for rule in policy.rules}


def ids_of(topic):
    return {rule.id for rule in TOPICS[topic]}


@pytest.mark.parametrize(
    ("patterns", "named"),
    [
        (["etag-malformed"], {"etag-malformed"}),
        (["created-*"], {rule.id for rule in CATALOGUE if rule.id.startswith("created-")}),
        (["*-malforme[d]", "age-malforme?"], {rule.id for rule in CATALOGUE if rule.id.endswith("-malformed")}),
        (["SHOULD"], {rule.id for rule in CATALOGUE if rule.level is Level.SHOULD}),
        ([Level.ADVICE], set(ADVICE)),
        (["topic:caching"], ids_of("caching")),
        (["topic:status-codes"], ids_of("status codes")),
        (["topic:Status codes "], ids_of("status codes")),
        (["topic:storing", "etag-malformed"], ids_of("storing") | {"etag-malformed"}),
        (["*"], {rule.id for rule in CATALOGUE}),
        ((), set()),
    ],
)
def test_a_pattern_names_rules_wherever_rules_are_named(patterns, named):
    everything = {rule.id for rule in CATALOGUE}
    assert ids(Policy(select=patterns)) == named
    assert ids(Policy(select=iter(patterns))) == named
    assert ids(Policy(select=["*"], ignore=patterns)) == everything - named
    own = Profile(name="own", description="Mine.", ignore=patterns)
    assert ids(Policy(select=["*"], profiles=[own])) == everything - named
    assert ids(Policy(select=(), profiles=[Profile(name="own", description="Mine.", select=patterns)])) == named


def test_ignore_wins_over_select_and_over_profiles():
    policy = Policy(select=["etag-malformed"], ignore=["etag-*", "redirect-*"], profiles=["api-guideline"])
    assert not {id for id in ids(policy) if id.startswith(("etag-", "redirect-"))}
    chosen = Profile(name="on", description="", select="etag-malformed")
    unchosen = Profile(name="off", description="", ignore="etag-malformed")
    assert "etag-malformed" not in ids(Policy(select=["etag-malformed"], profiles=[chosen, unchosen]))


def finding_on(path, id="etag-malformed"):
    (found,) = [rule for rule in CATALOGUE if rule.id == id]
    return Finding(found, Exchange(Request("GET", path), Response(200)))


@pytest.mark.parametrize(
    ("path", "left_out"),
    [
        ("/legacy/", True),
        ("/legacy/a/b?token=1", True),
        ("/legacy", False),
        ("/api/legacy/7", False),
        ("/Legacy/7", False),
        ("/legacy/a\nb", True),
        ("/old/7.html", True),
        ("/old/7.json?.html", False),
    ],
)
def test_a_rule_is_left_out_on_the_paths_that_say_so(path, left_out):
    policy = Policy(per_path={"/legacy/*": ["etag-*"], "*.html": [Level.MUST], "/*": ["redirect-*"]})
    assert policy.excuses(finding_on(path)) is left_out
    assert not policy.excuses(finding_on(path, "content-without-content-type"))


def test_what_is_left_out_on_a_path_is_asked_elsewhere():
    assert Policy(per_path={"/legacy/*": ["*"]}).rules == Policy().rules


@pytest.mark.parametrize("given", ["raise", "report", "repair"])
def test_one_word_is_meant_for_every_level(given):
    policy = Policy(on_finding=given)
    assert [policy.action(level) for level in Level] == [given] * 3
    assert policy.on_finding == given


def test_a_level_is_asked_for_by_its_name_as_well():
    policy = Policy(on_finding={"SHOULD": "report"})
    assert policy.action("SHOULD") == policy.action(Level.SHOULD) == "report"
    with pytest.raises(ValueError, match="^level: there is no level 'MAST'; did you mean 'MUST'"):
        policy.action("MAST")
    with pytest.raises(TypeError, match="^level: 5 is no level; give a Level, or its name as a str"):
        policy.action(5)


def test_a_level_that_is_not_named_is_repaired():
    policy = Policy(on_finding={"MUST": "raise", Level.ADVICE: "report"})
    assert [policy.action(level) for level in Level] == ["raise", "repair", "report"]
    assert dict(policy.on_finding) == {Level.MUST: "raise", Level.SHOULD: "repair", Level.ADVICE: "report"}


@pytest.mark.parametrize(("given", "kept"), [(0, 0.0), (1, 1.0), (0.25, 0.25)])
def test_a_sample_is_a_share(given, kept):
    assert Policy(sample=given).sample == kept
    assert isinstance(Policy(sample=given).sample, float)


def test_rules_of_ones_own_are_asked_whatever_their_level_and_can_be_ignored():
    mine, advice, ignored = rule(), rule("a-piece-of-advice", Level.ADVICE), rule("not-now")
    asked = Policy(extend=[mine, advice, ignored], ignore=["not-now"]).rules
    assert mine in asked
    assert advice in asked
    assert ignored not in asked


def test_a_policy_cannot_be_changed_nor_by_what_it_was_made_of():
    given = {
        "ignore": ["status-line-malformed"],
        "mapping": {KeyError: 404},
        "per_path": {"/a": ["MUST"]},
        "on_finding": {"MUST": "raise"},
    }
    policy = Policy(**given)
    given["ignore"].append("no such rule")
    given["mapping"][ValueError] = 400
    given["per_path"]["/a"].append("no such rule")
    given["on_finding"]["MUST"] = "report"
    assert (policy.ignore, dict(policy.mapping)) == ({"status-line-malformed"}, {KeyError: 404})
    assert (dict(policy.per_path), policy.action(Level.MUST)) == ({"/a": {"MUST"}}, "raise")
    with pytest.raises(dataclasses.FrozenInstanceError):
        policy.on_finding = "raise"
    for held in (policy.mapping, policy.per_path, policy.on_finding):
        with pytest.raises(TypeError):
            held["x"] = 400


def test_policies_that_say_the_same_are_equal():
    assert Policy(mapping={KeyError: 404}) == Policy(mapping={KeyError: 404})
    assert Policy(ignore=["status-line-malformed"]) != Policy()
    assert len({Policy(), Policy(), Policy(on_finding="raise")}) == 2
    full = {
        "on_finding": {"MUST": "raise"},
        "per_path": {"/a": ["MUST"]},
        "profiles": ["webdav", "tus"],
        "select": [Level.MUST, "etag-*"],
    }
    same = {**full, "profiles": ["tus", "webdav"], "select": ["etag-*", "MUST"], "on_finding": {Level.MUST: "raise"}}
    assert len({Policy(**full), Policy(**same), Policy(**{**full, "sample": 0})}) == 2


def test_a_policy_can_be_made_from_another():
    strict = dataclasses.replace(Policy(mapping={KeyError: 404}), on_finding="raise")
    assert (strict.on_finding, dict(strict.mapping)) == ("raise", {KeyError: 404})
    full = Policy(on_finding={"MUST": "raise"}, per_path={"/a": ["MUST"]}, profiles=["tus"], ignore=["etag-*"])
    assert dataclasses.replace(full) == copy.copy(full) == full


@pytest.mark.parametrize("interface", ["asgi", "wsgi"])
def test_the_rules_are_compiled_once_for_each_interface(interface):
    policy = Policy()
    assert policy.checker(interface) is policy.checker(interface)
    assert {rule.interface for rule in policy.checker(interface).rules} == {None, interface}


def test_a_finding_is_one_warning_by_default(caplog):
    (found,) = [rule for rule in CATALOGUE if rule.id == "status-line-malformed"]
    exchange = Exchange(Request("GET", "/a\r\nb", interface="wsgi"), Response(200))
    with caplog.at_level(logging.INFO, "statusmw"):
        DEFAULT.report(Finding(found, exchange))
    (record,) = caplog.records
    assert (record.levelno, record.rule, record.level_of_rule) == (logging.WARNING, found.id, found.level.value)
    assert record.getMessage().isprintable()


@pytest.mark.parametrize(
    ("interface", "asked", "fields"),
    [
        (
            "asgi",
            {"method": "GET", "path": "/", "headers": [(b"range", b"bytes=0-4")]},
            (b"content-range", b"bytes %s/10"),
        ),
        (
            "wsgi",
            {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_RANGE": "bytes=0-4"},
            ("Content-Range", "bytes %s/10"),
        ),
    ],
)
def test_a_rule_that_looks_at_the_request_gets_it(interface, asked, fields):
    name, value = fields

    def fine(part):
        text = value.replace(b"%s", part.encode()) if isinstance(value, bytes) else value % part
        kind = (b"content-type", b"text/plain") if interface == "asgi" else ("Content-Type", "text/plain")
        return Policy().checker(interface).fine(asked, "GET", 206, [kind, (name, text)], 5)

    assert fine("0-4")
    assert not fine("9-4")


def wsgi_app(environ, start_response):
    start_response("204 No Content", [("Content-Length", "0"), ("Trailer", "x")])
    return []


async def asgi_app(scope, receive, send):
    fields = [(b"content-length", b"0"), (b"trailer", b"x")]
    await send({"type": "http.response.start", "status": 204, "headers": fields})
    await send({"type": "http.response.body"})


def asked_of_wsgi(policy, path):
    return sorted(name.lower() for name, _ in Client(wsgi.StatusMiddleware(wsgi_app, policy)).get(path).headers)


def asked_of_asgi(policy, path):
    return sorted(TestClient(asgi.StatusMiddleware(asgi_app, policy)).get(path).headers)


@pytest.mark.parametrize("ask", [asked_of_wsgi, asked_of_asgi])
@pytest.mark.parametrize(
    ("decided", "path", "left", "reported"),
    [
        ({}, "/orders", [], 2),
        ({"on_finding": {"MUST": "report"}}, "/orders", ["content-length"], 2),
        ({"on_finding": {"SHOULD": "report"}}, "/orders", ["trailer"], 2),
        ({"on_finding": {"MUST": "report", "SHOULD": "report"}}, "/orders", ["content-length", "trailer"], 2),
        ({"per_path": {"/legacy/*": ["*"]}}, "/legacy/7?a=b", ["content-length", "trailer"], 0),
        ({"per_path": {"/legacy/*": ["SHOULD"]}}, "/legacy/7", ["trailer"], 1),
        ({"per_path": {"/bücher/*.csv": ["*"]}}, "/bücher/a%3Fb.csv?a=b", ["content-length", "trailer"], 0),
        ({"per_path": {"/legacy/*": ["*"]}}, "/orders", [], 2),
        ({"per_path": {"/legacy/*": ["*"]}, "on_finding": "raise"}, "/legacy/7", ["content-length", "trailer"], 0),
        ({"per_path": {"/legacy/*": ["MUST"]}, "on_finding": {"MUST": "raise"}}, "/legacy/7", ["content-length"], 1),
        ({"on_finding": {"MUST": "raise"}}, "/orders", None, 2),
        ({"on_finding": {"SHOULD": "raise", "MUST": "report"}}, "/orders", None, 2),
    ],
)  # fmt: skip
def test_a_decision_counts_on_both_faces(ask, decided, path, left, reported):
    found = []
    policy = Policy(report=found.append, select=["topic:content"], **decided)
    if left is None:
        with pytest.raises(BrokenResponse):
            ask(policy, path)
    else:
        assert ask(policy, path) == left
    assert len(found) == reported
