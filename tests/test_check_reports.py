"""JSON lines, and every format in which findings are told."""

import io
import json
import re
from xml.etree.ElementTree import fromstring

import pytest

from checks import Bytes, check
from statusmw.commands.feed import Feed
from statusmw.commands.jsonl import exchange_of, read_jsonl
from statusmw.commands.judging import METHODS, UNSEEN, Fault, Place, Seen, judge, once, quickly
from statusmw.commands.kinds import FORMATS
from statusmw.commands.reports import report_in
from statusmw.commands.reports.base import Tally
from statusmw.commands.scope import ABOUT_LENGTH, NOT_IN_A_HAR, NOT_OF_INTERIM, NOT_ON_THE_WIRE, ON_THE_WIRE_TOO
from statusmw.commands.shown import REMOVED, asked, exchange_data, field_line
from statusmw.exchange import Content, Exchange, Request, Response
from statusmw.rule import Level, Rule, Source
from statusmw.rules import CATALOGUE, find_rule

PLACE = Place("a,b:c.txt", 3)
EVIL = {
    "request": {"method": "GET", "target": "/a\x1b[31m%0d\n::error::?token=hunter2", "fields": {"Authorization": "Bearer hunter2", "Cookie": "id=hunter2"}},
    "response": {"status_code": 401, "fields": [["Content-Type", "text/plain"], ["Set-Cookie", "id=hunter2; Path=/"], ["X-Api-Key", "hunter2"], ["Location", "/b?code=hunter2"]]},
    "content": 4,
}  # fmt: skip
FINE = {"request": {"method": "GET", "target": "/b", "fields": []}, "response": {"status_code": 204}, "content": 0}
CREATED = {"request": {"method": "POST", "target": "/c", "fields": []}, "response": {"status_code": 201}, "content": 0}
OWN = Rule(
    id="own",
    source=Source("House rules"),
    level=Level.ADVICE,
    says="Own.",
    why="Why.",
    bad="",
    good="",
    status_codes={204},
)
SECRET = (
    *("X-CSRFToken", "apikey", "X-ApiKey", "X-AccessToken", "X-SessionId", "X-Passwd", "X-Pwd", "Cookie2", "DPoP", "X-User-Pass"),
    *("Cf-Access-Jwt-Assertion", "Authentication", "Authentication-Info", "X-Authorisation", "X-OTP", "X-Bearer"),
)  # fmt: skip
LINKS = (
    *("Location", "Content-Location", "Referer", "HX-Current-URL", "HX-Redirect", "Destination", "X-Original-Url"),
    *("X-Forwarded-Uri", "X-Envoy-Original-Path", "SourceMap"),
)
ORDINARY = (
    ("ETag", 'W/"a#b?"'),
    ("Cache-Control", 'max-age=60, private="set-cookie"'),
    ("Vary", "Accept, Cookie"),
    ("Accept", "text/html;q=0.5, */*;q=0.1"),
    ("Access-Control-Allow-Credentials", "true"),
    ("Author", "me"),
    ("X-Cache-Bypass", "1"),
    ("Priority", "u=1,i=?0,u=2"),
    ("WWW-Authenticate", 'Digest realm="a", nonce="b", qop=auth'),
    ("Sec-WebSocket-Protocol", "chat, graphql-transport-ws"),
    ("Link", "</a>; rel=next"),
    ("From", "me@shop.example"),
    ("Location", "/a/b"),
)


def lines(*each):
    return "".join(f"{json.dumps(line)}\n" for line in each)


@pytest.fixture
def capture(tmp_path):
    file = tmp_path / "capture.jsonl"
    file.write_text(lines(EVIL, FINE) + "\nnonsense\n" + lines(CREATED))
    return file


def test_a_line_says_as_much_as_is_known():
    fields = {"X-A": ["one", "two"], "X-B": "three"}
    seen = exchange_of({"response": {"status_code": 200, "fields": fields}, "content": None, "unasked": ["a"]}, PLACE)
    assert seen.exchange.response.fields == (("X-A", "one"), ("X-A", "two"), ("X-B", "three"))
    assert seen.exchange.request.fields is UNSEEN
    assert (seen.methods, seen.exchange.content, seen.unasked) == (METHODS, None, {"a"})
    assert exchange_of({**FINE, "interim": True}, PLACE).unasked == {*NOT_OF_INTERIM}
    known = exchange_of({**FINE, "request": {**FINE["request"], "http_version": "2"}}, PLACE)
    assert (known.methods, known.exchange.request.http_version, known.exchange.content) == ((), "2", Content(0))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[]", "the line is no object"),
        ("{}", "response is no object"),
        ('{"response": {}}', "response.status_code is no integer up to 999"),
        ('{"response": {"status_code": true}}', "response.status_code is no integer up to 999"),
        ('{"response": {"status_code": 1000}}', "response.status_code is no integer up to 999"),
        ('{"response": {"status_code": 200, "fields": ["abc"]}}', "response.fields is no list of pairs"),
        ('{"response": {"status_code": 200, "fields": 1}}', "response.fields is no list of pairs"),
        ('{"response": {"status_code": 200, "fields": [["a", 1]]}}', "response.fields holds something else than texts"),
        ('{"response": {"status_code": 200}, "request": [1]}', "request is no object"),
        ('{"response": {"status_code": 200}, "request": {"method": 1}}', "request.method is no text"),
        ('{"response": {"status_code": 200}, "content": "abc"}', "content is no number of bytes"),
        ('{"response": {"status_code": 200}, "content": -1}', "content is no number of bytes"),
        ('{"response": {"status_code": 200}, "unasked": "a"}', "unasked is no list of rule ids"),
        ('{"response": {"status_code": 200}, "unasked": [[1]]}', "unasked is no list of rule ids"),
        ("nonsense", "the line is no JSON"),
        ("[" * 100_000, "the line is no JSON"),
        ('"' + "x" * (1 << 20) + '"', "the line is longer than 1048576 bytes"),
    ],
)
def test_a_line_that_is_no_exchange_says_what_is_wrong(line, message):
    fault, fine = read_jsonl(Feed(Bytes(f"{line}\n{json.dumps(FINE)}".encode())), "-")
    assert isinstance(fault, Fault)
    assert (fault.message.startswith(message), fault.place.line, fine.place.line) == (True, 1, 2)


@pytest.mark.parametrize("format", FORMATS)
def test_no_format_tells_a_secret_or_speaks_to_a_terminal(capsys, capture, format):
    shown = check(capsys, capture, "--format", format, "--advice")
    assert shown.exit_code == 1
    assert "hunter2" not in shown.out
    assert shown.out.replace("\n", "").isprintable()
    assert "\n::error::?" not in shown.out
    assert shown.err.splitlines() == [f"statusmw: {capture}:4: the line is no JSON; write one exchange a line"]


@pytest.mark.parametrize("format", FORMATS)
def test_a_report_can_be_written_to_a_file(capsys, capture, tmp_path, format):
    written = tmp_path / "report"
    to_stdout = check(capsys, capture, "--format", format).out
    shown = check(capsys, capture, "--format", format, "--output", written)
    assert (shown.exit_code, shown.out, written.read_text()) == (1, "", to_stdout)


def test_text_for_people(capsys, capture):
    shown = check(capsys, capture)
    assert shown.out.splitlines() == [
        f"{capture}:1: GET /a\\x1b[31m%0d\\n::error:: -> 401",
        f"  MUST    {find_rule('unauthorized-without-challenge').says} [unauthorized-without-challenge] RFC 9110, Section 15.5.2",
        f"{capture}:5: POST /c -> 201",
        f"  SHOULD  {find_rule('created-without-location').says} [created-without-location] RFC 9110, Section 9.3.3",
        "3 responses, 2 findings (1 MUST, 1 SHOULD), 1 part could not be read.",
        "statusmw explain RULE tells more about a rule, and shows it mended.",
    ]


def test_json_for_programs_which_can_be_checked_again(capsys, capture, tmp_path):
    written = tmp_path / "report.json"
    check(capsys, capture, "--format", "json", "--output", written, "--advice")
    data = json.loads(written.read_text())
    first = data["findings"][0]
    assert {
        "place",
        "rule",
        "level",
        "says",
        "why",
        "source",
        "url",
        "request",
        "response",
        "content",
        "unasked",
    } == set(first)
    assert first["request"]["fields"] == [["Authorization", "Bearer removed"], ["Cookie", "removed"]]
    assert data["summary"]["responses"] == 3
    assert (data["summary"]["unread"], data["summary"]["findings"]["MUST"]) == (1, 1)
    again = check(capsys, written, "--format", "json", "--advice")
    assert again.rules == [each["rule"] for each in data["findings"] if "rule" in each]
    assert again.exit_code == 1


def test_a_report_that_is_cut_off_says_so(capsys, capture, tmp_path):
    text = check(capsys, capture, "--format", "json").out
    (tmp_path / "cut.json").write_text(text[:-90])
    shown = check(capsys, tmp_path / "cut.json")
    assert (shown.exit_code, "is cut off or no JSON" in shown.err) == (1, True)


def test_a_report_without_findings_can_be_checked_again(capsys, tmp_path):
    (tmp_path / "a.jsonl").write_text(lines(FINE))
    out = check(capsys, tmp_path / "a.jsonl", "--format", "json").out
    (tmp_path / "report.json").write_text(out)
    assert json.loads(out)["findings"] == []
    assert check(capsys, tmp_path / "report.json").exit_code == 2


def test_sarif_has_what_its_schema_requires(capsys, capture):
    data = check(capsys, capture, "--format", "sarif", "--advice").data
    assert (data["version"], set(data)) == ("2.1.0", {"$schema", "version", "runs"})
    [run] = data["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "statusmw"
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert all(rule["defaultConfiguration"]["level"] in {"error", "warning", "note"} for rule in rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        [location] = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"].endswith("/capture.jsonl")
        assert location["physicalLocation"]["region"]["startLine"] in {1, 2, 5}
    assert [result["level"] for result in run["results"] if result["ruleId"] == "created-without-location"] == [
        "warning"
    ]
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [each["level"] for each in invocation["toolExecutionNotifications"]] == ["error"]


def test_junit_has_a_case_for_each_response(capsys, capture):
    root = fromstring(check(capsys, capture, "--format", "junit").out)
    [suite] = root
    assert (root.tag, suite.tag, suite.get("tests"), suite.get("failures"), suite.get("errors")) == (
        "testsuites", "testsuite", "4", "1", "1",
    )  # fmt: skip
    evil, fine, unread, created = suite
    assert [each.tag for each in evil] == ["failure"]
    assert evil[0].get("type") == "unauthorized-without-challenge"
    assert (list(fine), fine.get("line"), fine.get("name")) == ([], "2", "GET /b -> 204")
    assert [each.tag for each in unread] == ["error"]
    assert [each.tag for each in created] == ["system-out"]
    assert "created-without-location" in created[0].text


def test_github_gets_one_annotation_for_each_finding(capsys, capture):
    out = check(capsys, capture, "--format", "github").out.splitlines()
    commands = [re.fullmatch(r"::(\w+) file=([^,]*),line=(\d+),title=([^,:]*)::(.*)", line) for line in out[:-1]]
    assert [(each[1], each[3], each[4]) for each in commands] == [
        ("error", "1", "unauthorized-without-challenge"),
        ("error", "4", "unreadable"),
        ("warning", "5", "created-without-location"),
    ]
    assert "%250d" in commands[0][5]
    assert out[-1].startswith("3 responses, ")


def reported(format, *seen, rules=(OWN, *CATALOGUE), faults=()):
    stream = io.StringIO()
    report, tally = report_in(format, stream, rules, "source"), Tally()
    report.begin()
    for each in seen:
        findings = judge(each, rules)
        tally.count(each, findings)
        report.add(each, findings)
    for fault in faults:
        report.fault(fault)
    report.end(tally)
    return stream.getvalue()


def failed(place=PLACE, **more):
    return Seen(Exchange(Request("GET", "/a"), Response(0)), place, error="raised KeyError: 'a'", missing=True, **more)


def answered(code=204, place=PLACE, **more):
    return Seen(Exchange(Request("DELETE", "/a"), Response(code), Content(0)), place, **more)


def test_every_format_tells_errors_and_rules_of_the_user_s_own():
    place = Place("-", 0, "entry 1")
    seen = failed(), failed(place), answered(), answered(place=place)
    assert reported("text", *seen).count("  ERROR   raised KeyError: 'a'\n") == 2
    data = json.loads(reported("json", *seen))
    assert [each.get("error", each.get("url")) for each in data["findings"]] == ["raised KeyError: 'a'"] * 2 + [""] * 2
    assert data["findings"][0]["response"] is None
    results = json.loads(reported("sarif", *seen))["runs"][0]["results"]
    assert [each["ruleId"] for each in results] == ["error-while-answering"] * 2 + ["own"] * 2
    assert results[1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "stdin"
    suite = fromstring(reported("junit", *seen))[0]
    assert (suite.get("tests"), suite.get("errors"), suite.get("failures")) == ("4", "2", "0")
    github = reported("github", *seen).splitlines()
    assert (
        github[0] == "::error file=a%2Cb%3Ac.txt,line=3,title=error-while-answering::GET /a -> ?: raised KeyError: 'a'"
    )
    assert github[1].startswith("::error title=error-while-answering (entry 1)::")
    assert github[2].startswith("::notice file=")


def test_a_rule_that_is_not_among_those_that_are_listed_is_told_all_the_same():
    results = json.loads(reported("sarif", answered(reported=(OWN,)), rules=()))["runs"][0]["results"]
    assert [(each["ruleId"], "ruleIndex" in each) for each in results] == [("own", False)]


def test_sarif_keeps_the_first_hundred_faults():
    data = json.loads(reported("sarif", faults=[Fault("unreadable", PLACE)] * 150))
    assert len(data["runs"][0]["invocations"][0]["toolExecutionNotifications"]) == 100


def test_xml_holds_no_character_that_it_cannot_hold():
    evil = Rule(
        id="own",
        source=Source("A"),
        level=Level.MUST,
        says="<a>\x00\ud800&",
        why='"',
        bad="",
        good="",
        status_codes={204},
    )
    [suite] = fromstring(reported("junit", answered(), rules=(evil,)))
    assert suite[0][0].get("message") == "<a>??&"


COMMANDS = ["##[error]", "###[error]", "##vso[task.complete]"]
NAMES = ["a\udc80b", "a\ufffeb", "a\uffffb", "a\x9bb", "a\x1b[31mb", "\u202eb", "::error::b", " ::error::b", *COMMANDS]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("format", FORMATS)
def test_no_name_of_a_file_breaks_a_report_or_speaks_to_what_shows_it(format, name):
    seen = exchange_of(EVIL, Place(name)), failed(Place("-", 0, name))
    out = reported(format, *seen, faults=[Fault("unreadable", Place(name))])
    assert out.replace("\n", "").isprintable()
    assert not [line for line in out.splitlines() if line.lstrip().startswith("::error::")]
    assert not [command for command in COMMANDS if command in out]
    if format in {"json", "sarif"}:
        json.loads(out)
    if format == "junit":
        assert fromstring(out)[0].get("tests") == "3"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("format", FORMATS)
def test_no_capture_speaks_to_a_runner(capsys, tmp_path, format, command):
    file = tmp_path / f"{command}.jsonl"
    asked, answer = (
        {"method": "GET", "target": f"/{command}", "fields": [["A", command]]},
        {"status_code": 401, "fields": [["A", command]]},
    )
    file.write_text(lines({"request": asked, "response": answer}) + "nonsense\n")
    shown = check(capsys, file, "--format", format)
    assert (shown.exit_code, command in shown.out + shown.err) == (1, False)
    assert command not in check(capsys, f"no/{command}").err
    if format == "json":
        assert shown.data["findings"][0]["response"]["fields"] == [["A", command]]


def test_names_that_can_be_found_stay_as_they_are():
    place = Place("dir\\caf\xe9 \u20ac.txt")
    [uri] = re.findall(r'"uri": "([^"]*)"', reported("sarif", answered(place=place)))
    assert (uri, "file=dir\\caf\xe9 \u20ac.txt," in reported("github", answered(place=place))) == (
        "dir%5Ccaf%C3%A9%20%E2%82%AC.txt",
        True,
    )


def test_sarif_has_the_octets_of_a_name():
    assert '"uri": "a%80"' in reported("sarif", answered(place=Place("a\udc80")))


def test_every_rule_that_is_left_out_is_in_the_catalogue():
    ids = {rule.id for rule in CATALOGUE}
    for named in (ABOUT_LENGTH, NOT_IN_A_HAR, NOT_OF_INTERIM, NOT_ON_THE_WIRE, ON_THE_WIRE_TOO):
        assert set(named) <= ids
        assert all(named.values())
    assert all(find_rule(id).interface is not None for id in ON_THE_WIRE_TOO)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (("Authorization", "hunter2"), REMOVED),
        (("Proxy-Authorization", "Basic hunter2"), "Basic removed"),
        (("Set-Cookie", "hunter2"), REMOVED),
        (("X-Auth-Token", "hunter2"), REMOVED),
        (("X-CSRF-Token", "hunter2"), REMOVED),
        (("WWW-Authenticate", 'Basic realm="a"'), 'Basic realm="a"'),
        (("Keep-Alive", "timeout=5"), "timeout=5"),
        (("Link", "</a?x=hunter2>; rel=next"), "</a?removed>; rel=next"),
        *(((name, "hunter2"), REMOVED) for name in SECRET),
        *(((name, "//u:hunter2@h/a?b=c,d;e f&code=hunter2"), "//removed@h/a?removed") for name in LINKS),
        *(((name, "/a#access_token=hunter2"), "/a#removed") for name in LINKS),
        (("Refresh", "5; url=https://a/?b='c'&d=hunter2"), "5; url=https://a/?removed"),
        (
            ("Link", '</a?b=c, d;e=hunter2>; rel=next; title="b", <https://u:hunter2@h/#hunter2>; rel=prev'),
            '</a?removed>; rel=next; title="b", <https://removed@h/#removed>; rel=prev',
        ),
        (
            ("Link", '</a>; anchor="/b?\\"hunter2"; title="\\""; rel=next; x=#hunter2'),
            '</a>; anchor="/b?removed"; title="\\""; rel=next; x=#removed'.replace("\\", "\\\\"),
        ),
        (("X-A", 'see /a?b="hunter2", hunter2'), "see /a?removed"),
        (
            ("Report-To", '{"url": "https://h/?key=hunter2", "max_age": 5}'),
            '{"url": "https://h/?removed", "max_age": 5}',
        ),
        (
            ("WWW-Authenticate", "Negotiate hunter2==, Basic realm=api, NTLM hunter2"),
            "Negotiate removed, Basic realm=api, NTLM removed",
        ),
        (("Proxy-Authenticate", "Negotiate hunter2"), "Negotiate removed"),
        (("Sec-WebSocket-Protocol", "bearer, hunter2"), "bearer, removed"),
        (("Sec-WebSocket-Protocol", "hunter2,access_token"), "removed, removed"),
        (("Sec-WebSocket-Protocol", "chat, " + "hunter2" * 5), "chat, removed"),
        *((line, line[1]) for line in ORDINARY),
        (("X-A", "\x1b[31m" + "x" * 300), "\\x1b[31m" + "x" * 192 + "..."),
    ],
)
def test_a_field_line_is_fit_to_be_shown(line, shown):
    assert field_line(*line) == (line[0], shown)


@pytest.mark.parametrize(
    ("target", "shown"),
    [("/a#hunter2", "/a#removed"), ("http://u:hunter2@h/a?b", "http://removed@h/a"), ("/a@b", "/a@b")],
)
def test_a_target_is_fit_to_be_shown(target, shown):
    seen = exchange_of({**FINE, "request": {**FINE["request"], "target": target}}, PLACE)
    assert (exchange_data(seen)["request"]["target"], asked(seen)) == (shown, f"GET {shown}")


def test_content_that_was_not_seen_to_its_end_is_not_told():
    seen = answered()
    cut = Exchange(seen.exchange.request, seen.exchange.response, Content(5, complete=False))
    assert exchange_data(Seen(cut, PLACE))["content"] is None


def test_what_is_not_known_of_a_request_is_left_out():
    data = exchange_data(exchange_of({"response": {"status_code": 204}}, PLACE))
    assert data["request"] == {"http_version": "1.1"}


def test_a_rule_that_fails_finds_nothing():
    broken = Rule(
        id="own", source=Source("A"), level=Level.MUST, says="", why="", bad="", good="", check=lambda _: 1 / 0
    )
    assert judge(answered(), (broken,)) == ()


def test_what_was_reported_comes_first_unless_it_is_not_asked():
    location = find_rule("created-without-location")
    other = find_rule("etag-malformed")
    seen = answered(reported=(OWN, location))
    assert [finding.rule for finding in judge(seen, (location, other))] == [OWN, location]
    assert [finding.rule for finding in judge(seen, (other,))] == [OWN]
    assert judge(seen, (location,), excuses=lambda finding: True) == ()


def test_what_was_found_before_is_found_once():
    verdict = once(lambda seen: judge(seen, (OWN,)))
    assert [len(verdict(seen)) for seen in (answered(), answered(), failed(), answered(205))] == [1, 0, 0, 0]


def test_what_is_fine_at_a_glance_is_not_asked_about_any_further():
    judged = []
    verdict = quickly(lambda seen: judged.append(seen) or (), CATALOGUE)
    fine = exchange_of({**FINE, "request": {**FINE["request"], "method": "DELETE"}}, PLACE)
    unknown, faulty = exchange_of({"response": {"status_code": 204}}, PLACE), exchange_of(EVIL, PLACE)
    open_ended = exchange_of({**FINE, "content": None}, PLACE)
    assert [verdict(each) for each in (fine, unknown, faulty, open_ended)] == [(), (), (), ()]
    assert judged[:2] == [unknown, faulty]


def test_which_rules_are_asked_is_chosen_by_patterns(capsys, capture, monkeypatch):
    def rules(*arguments):
        return check(capsys, capture, "--format", "json", *arguments).rules

    assert rules("--select", "MUST") == ["unauthorized-without-challenge"]
    assert rules("--select", "created-without-l*,etag-malformed") == ["created-without-location"]
    assert rules("--ignore", "topic:authentication", "--ignore", "created-*") == []
    assert set(rules("--advice")) > set(rules())
    assert check(capsys, capture, "--select", "created-without-l*").exit_code == 2
    monkeypatch.setenv("STATUSMW_IGNORE", "topic:authentication")
    assert rules() == ["created-without-location"]


def test_a_profile_excuses(capsys, tmp_path):
    (tmp_path / "a.jsonl").write_text(lines(FINE))
    assert check(capsys, tmp_path / "a.jsonl", "--profile", "webdav").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--select", "etag"], "statusmw: select: there is no rule 'etag'; did you mean 'etag-*'?\n"),
        (
            ["--ignore", "etag-malformd"],
            "statusmw: ignore: there is no rule 'etag-malformd'; did you mean 'etag-malformed'?\n",
        ),
        (["--profile", "webdaw"], None),
        (
            ["--output", "/no/such/folder"],
            "statusmw: --output: /no/such/folder cannot be written: No such file or directory\n",
        ),
    ],
)
def test_arguments_that_make_no_sense_end_with_2(capsys, capture, arguments, message):
    shown = check(capsys, capture, *arguments)
    assert (shown.exit_code, shown.out) == (2, "")
    assert shown.err == message if message else "'webdaw'" in shown.err


OF_APP = "goes with an application, as module:app; '{}' is read as a capture"
OF_CAPTURE = "goes with a capture, and 'check_apps:noted' names an application; leave it out"
OF_METHOD = "is no request method; give one such as GET"
OF_TARGET = "is no path and query; it begins with a slash and is percent-encoded"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--interface", "wsgi"], f"--interface: {OF_APP}"),
        (["--factory"], f"--factory: {OF_APP}"),
        (["--path", "/a"], f"--path: {OF_APP}"),
        (["--openapi", "no/such/file"], f"--openapi: {OF_APP}"),
        (["--unsafe"], f"--unsafe: {OF_APP}"),
        (["--timeout", "10"], f"--timeout: {OF_APP}"),
        (["--from", "jsonl", "--unsafe", "--path", "/a", "--path", "/b"], f"--unsafe, --path: {OF_APP}"),
        (["--method", "GE T"], f"--method: 'GE T' {OF_METHOD}"),
        (["--method", ""], f"--method: '' {OF_METHOD}"),
        (["--target", "nopath"], f"--target: 'nopath' {OF_TARGET}"),
        (["--target", "/a b"], f"--target: '/a b' {OF_TARGET}"),
        (["--target", "/\u20ac"], f"--target: '/\\u20ac' {OF_TARGET}"),
        (["--target", "https://shop.example/a"], f"--target: 'https://shop.example/a' {OF_TARGET}"),
    ],
)
def test_what_would_be_ignored_for_a_capture_ends_with_2(capsys, capture, arguments, message):
    shown = check(capsys, capture, *arguments)
    assert (shown.exit_code, shown.out, shown.err) == (2, "", f"statusmw: {message.format(capture)}\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from", "har"], f"--from: {OF_CAPTURE}"),
        (["--method", "GET"], f"--method: {OF_CAPTURE}"),
        (["--target", "/x", "--method", "GET"], f"--method, --target: {OF_CAPTURE}"),
        (["--openapi", "no/such/file", "--path", "/x"], "--openapi: with --path nothing else is asked for; leave one of the two out"),
    ],
)  # fmt: skip
def test_what_would_be_ignored_for_an_application_ends_with_2(capsys, arguments, message):
    shown = check(capsys, "check_apps:noted", *arguments)
    assert (shown.exit_code, shown.out, shown.err) == (2, "", f"statusmw: {message}\n")


@pytest.mark.parametrize("said", [["--method", "GET"], ["--target", "/x"]])
@pytest.mark.parametrize("kind", ["jsonl", "har", "report"])
def test_what_was_asked_cannot_be_said_of_a_capture_that_has_it(capsys, tmp_path, kind, said):
    (tmp_path / "a").write_text(
        {"jsonl": lines(FINE), "har": '{"log": {"entries": []}}', "report": '{"statusmw": "1", "findings": []}'}[kind]
    )
    expected = f"--method and --target are for what curl prints; this is {kind}, which has the requests"
    for arguments in ([], ["--from", kind]):
        shown = check(capsys, tmp_path / "a", *arguments, *said)
        assert (shown.exit_code, shown.err) == (2, f"statusmw: {tmp_path / 'a'}:1: {expected}\n")


@pytest.mark.parametrize(
    ("target", "method"), [("/", "GET"), ("/a?b=%20", "post"), ("*", "OPTIONS"), ("shop.example:443", "CONNECT")]
)
def test_what_was_asked_can_be_said_of_what_curl_prints(capsys, tmp_path, target, method):
    (tmp_path / "a").write_text("HTTP/1.1 401 Unauthorized\nContent-Type: text/plain\n\n")
    shown = check(capsys, tmp_path / "a", "--target", target, "--method", method, "--format", "json")
    assert shown.exit_code == 1
    assert shown.data["findings"][0]["request"]["method"] == method.upper()


@pytest.mark.parametrize(
    "arguments", [["--format", "html"], ["--from", "pcap"], ["--timeout", "0"], ["--timeout", "soon"], ["--json"]]
)
def test_arguments_that_argparse_refuses_end_with_2(capsys, capture, arguments):
    with pytest.raises(SystemExit) as caught:
        check(capsys, capture, *arguments)
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no/such/file", "statusmw: no/such/file cannot be read: No such file or directory\n"),
        ("/", "statusmw: / cannot be read: Is a directory\n"),
        ("a\0b", "statusmw: a\\x00b cannot be read: embedded null byte\n"),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_2(capsys, source, message):
    shown = check(capsys, source)
    assert (shown.exit_code, shown.out, shown.err) == (2, "", message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "there is nothing in it; give the output of curl -i, a HAR or JSON lines"),
        ("nonsense", "no response was found; give the output of curl -i, a HAR or JSON lines, and say which with --from"),
        ('{"log": {"entries": []}}', "no response was found; give the output of curl -i, a HAR or JSON lines, and say which with --from"),
    ],
)  # fmt: skip
def test_what_holds_no_response_ends_with_2(capsys, tmp_path, content, message):
    (tmp_path / "a").write_text(content)
    shown = check(capsys, tmp_path / "a")
    assert (shown.exit_code, shown.err) == (2, f"statusmw: {tmp_path / 'a'}: {message}\n")


def test_what_a_capture_is_can_be_said(capsys, tmp_path):
    (tmp_path / "a").write_text('{"a": 1}\nHTTP/1.1 401 Unauthorized\n\n')
    assert check(capsys, tmp_path / "a").exit_code == 2
    assert check(capsys, tmp_path / "a", "--from", "curl").exit_code == 1
