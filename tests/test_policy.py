"""What a user can decide, and how a decision that cannot work is refused."""

import dataclasses
import logging

import pytest

from statusmw import Policy, Problem, Rule, Source
from statusmw.exchange import Exchange, Request, Response
from statusmw.policy import DEFAULT
from statusmw.rule import Finding, Level
from statusmw.rules import CATALOGUE

ADVICE = [rule.id for rule in CATALOGUE if rule.level is Level.ADVICE]


class NeedsMore(Problem):
    status = 409
    sku: str


def rule(id="of-my-own", level=Level.MUST):
    return Rule(id=id, source=Source("IANA"), level=level, says="S.", why="W.", bad="", good="")


@pytest.mark.parametrize(
    ("argument", "value", "error", "says"),
    [
        ("on_finding", "mend", ValueError, "'mend' is none of report, repair, raise"),
        ("on_finding", None, ValueError, "None is none of"),
        ("report", "log", TypeError, "'log' cannot be called; give a function of one finding"),
        ("ignore", "status-line-malformed", TypeError, r"give a collection of rule ids, such as \['status-line-"),
        ("ignore", ["status-line-malforme"], ValueError, "no rule 'status-line-malforme'; did you mean 'status-line-malformed'"),
        ("ignore", ["zzz"], ValueError, "did you mean"),
        ("ignore", [5], TypeError, "5 is no id of a rule"),
        ("advice", "x", TypeError, "give a collection of rule ids"),
        ("advice", ["unauthorized-with-challenge"], ValueError, "did you mean 'unauthorized-without-challenge'"),
        ("extend", ["x"], TypeError, "'x' is no Rule"),
        ("extend", [rule("status-line-malformed")], ValueError, "has a rule 'status-line-malformed' already"),
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
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused_by_the_name_of_the_argument(argument, value, error, says):
    with pytest.raises(error, match=rf"^{argument}: .*{says}"):
        Policy(**{argument: value})


def test_what_can_work_is_taken():
    def function(error):
        return None

    mapping = {KeyError: 404, "some.where.Error": 503, TimeoutError: function, KeyboardInterrupt: 503}
    assert dict(Policy(mapping=mapping).mapping) == mapping


def test_the_default_asks_every_rule_but_advice():
    assert set(Policy().rules) == {rule for rule in CATALOGUE if rule.level is not Level.ADVICE}


def test_rules_are_ignored_and_advice_is_asked_by_id():
    policy = Policy(ignore=(each for each in ["status-line-malformed"]), advice=iter(ADVICE[:1]))
    ids = [rule.id for rule in policy.rules]
    assert "status-line-malformed" not in ids
    assert ADVICE[0] in ids
    assert not set(ADVICE[1:]) & set(ids)


def test_rules_of_ones_own_are_asked_whatever_their_level_and_can_be_ignored():
    mine, advice, ignored = rule(), rule("a-piece-of-advice", Level.ADVICE), rule("not-now")
    asked = Policy(extend=[mine, advice, ignored], ignore=["not-now"]).rules
    assert mine in asked
    assert advice in asked
    assert ignored not in asked


def test_a_policy_cannot_be_changed_nor_by_what_it_was_made_of():
    ignore, mapping = ["status-line-malformed"], {KeyError: 404}
    policy = Policy(ignore=ignore, mapping=mapping)
    ignore.append("no such rule")
    mapping[ValueError] = 400
    assert (policy.ignore, dict(policy.mapping)) == ({"status-line-malformed"}, {KeyError: 404})
    with pytest.raises(dataclasses.FrozenInstanceError):
        policy.on_finding = "raise"
    with pytest.raises(TypeError):
        policy.mapping[ValueError] = 400


def test_policies_that_say_the_same_are_equal():
    assert Policy(mapping={KeyError: 404}) == Policy(mapping={KeyError: 404})
    assert Policy(ignore=["status-line-malformed"]) != Policy()
    assert len({Policy(), Policy(), Policy(on_finding="raise")}) == 2


def test_a_policy_can_be_made_from_another():
    strict = dataclasses.replace(Policy(mapping={KeyError: 404}), on_finding="raise")
    assert (strict.on_finding, dict(strict.mapping)) == ("raise", {KeyError: 404})


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
