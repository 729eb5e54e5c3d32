"""What is right for one kind of application only: each profile lets that pass, and nothing else."""

import json
import re
from pathlib import Path

import pytest

from statusmw import Policy, cli
from statusmw.outcome import Outcome
from statusmw.profiles import PROFILES, Excuse, Profile
from statusmw.rule import Level
from statusmw.rules import find_rule
from statusmw.wire import parse_exchange

ROOT = Path(__file__).parent.parent
BINDING = {Level.MUST, Level.SHOULD}
XML = 'Content-Type: application/xml\n\n<d xmlns="DAV:"/>'
TUS = "Tus-Resumable: 1.0.0"
UPLOAD = f"PATCH /files/7\n{TUS}\nContent-Type: application/offset+octet-stream\nContent-Length: 3\nUpload-Offset: 7"
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
PLAIN = "Content-Type: text/plain\n\na"

# Profile, right exchange, and the rules that the profile has to excuse for it; where there are none, no profile is needed.
RIGHT = [
    ("webdav", f"PROPFIND /files\nDepth: 1\n\n207 Multi-Status\n{XML}", []),
    ("webdav", f"PROPPATCH /files/7\nContent-Type: application/xml\n\n207 Multi-Status\n{XML}", []),
    ("webdav", f"DELETE /files\n\n207 Multi-Status\n{XML}", []),
    ("webdav", f"REPORT /calendar\nDepth: 1\n\n207 Multi-Status\n{XML}", []),
    ("webdav", f"SEARCH /\nContent-Type: application/xml\n\n207 Multi-Status\n{XML}", []),
    ("webdav", "MKCOL /files/new\n\n201 Created", []),
    ("webdav", "MKCALENDAR /calendar\n\n201 Created\nCache-Control: no-cache", []),
    ("webdav", "PUT /files/7\n\n201 Created", []),
    ("webdav", "COPY /files/7\nDestination: /files/8\nOverwrite: F\n\n412 Precondition Failed", []),
    ("webdav", "PUT /files/7\nIf: (<urn:uuid:1>)\n\n412 Precondition Failed", []),
    ("webdav", "MOVE /files/7\nDestination: /files/8\n\n201 Created\nLocation: /files/8", []),
    ("webdav", "COPY /files/7\nDestination: /files/8\n\n204 No Content", []),
    ("webdav", "COPY /files/7\nDestination: /files/8\n\n507 Insufficient Storage", []),
    ("webdav", "COPY /files/7\nDestination: http://b.example/8\n\n502 Bad Gateway", ["gateway-error-from-origin"]),
    ("webdav", "MOVE /files/7\nDestination: http://b.example/8\n\n502 Bad Gateway", ["gateway-error-from-origin"]),
    ("webdav", "MOVE /files/7\nDestination: /files/8\n\n424 Failed Dependency", []),
    ("webdav", "DELETE /files/7\n\n424 Failed Dependency", ["failed-dependency-outside-of-webdav"]),
    ("webdav", "ACL /files\n\n424 Failed Dependency", ["failed-dependency-outside-of-webdav"]),
    ("webdav", f"LOCK /files/7\nTimeout: Infinite\n\n200 OK\nLock-Token: <urn:uuid:1>\n{XML}", []),
    ("webdav", f"LOCK /files/new\nTimeout: Infinite\n\n201 Created\nLock-Token: <urn:uuid:1>\n{XML}", []),
    ("webdav", f"LOCK /files\nDepth: infinity\n\n207 Multi-Status\n{XML}", []),
    ("webdav", "UNLOCK /files/7\nLock-Token: <urn:uuid:1>\n\n204 No Content", []),
    ("webdav", f"UNLOCK /files/7\nLock-Token: <urn:uuid:1>\n\n409 Conflict\n{XML}", []),
    ("webdav", f"PUT /files/7\n\n423 Locked\n{XML}", []),
    ("webdav", f"LOCK /files/7\nDepth: 0\n\n423 Locked\n{XML}", []),
    ("webdav", f"PROPFIND /files\nDepth: infinity\n\n403 Forbidden\n{XML}", []),
    ("webdav", "PROPFIND /files\nDepth: infinity\n\n508 Loop Detected", []),
    ("webdav", "PROPFIND /files\n\n508 Loop Detected", []),
    ("webdav", "MKCOL /files/7\nContent-Type: a/b\nContent-Length: 5\n\n415 Unsupported Media Type", []),
    ("webdav", "MKCOL /files/7\n\n405 Method Not Allowed\nAllow: GET, PUT, PROPFIND", []),
    ("webdav", "OPTIONS /files\n\n200 OK\nDAV: 1, 2\nAllow: GET, PUT, PROPFIND, LOCK\nContent-Length: 0", []),
    ("webdav", "PROPFIND /ref\n\n302 Found\nLocation: /files/7\nRedirect-Ref: /files/7", []),
    ("tus", f"POST /files\n{TUS}\nUpload-Length: 9\n\n201 Created\n{TUS}\nLocation: /files/7", ["created-without-content"]),
    ("tus", f"POST /files\n{TUS}\nUpload-Length: 99\n\n413 Content Too Large\n{TUS}", []),
    ("tus", f"HEAD /files/7\n{TUS}\n\n200 OK\n{TUS}\nUpload-Offset: 7\nCache-Control: no-store", []),
    ("tus", f"HEAD /files/7\n{TUS}\n\n410 Gone\n{TUS}", []),
    ("tus", f"{UPLOAD}\n\n204 No Content\n{TUS}\nUpload-Offset: 10", []),
    ("tus", f"{UPLOAD}\n\n409 Conflict\n{TUS}", ["conflict-without-explanation"]),
    ("tus", f"{UPLOAD}\n\n412 Precondition Failed\n{TUS}\nTus-Version: 1.0.0", []),
    ("tus", f"{UPLOAD}\n\n403 Forbidden\n{TUS}", []),
    ("tus", f"{UPLOAD}\nUpload-Checksum: sha1 Kq5s\n\n460 Checksum Mismatch\n{TUS}", ["status-code-of-vendor"]),
    ("tus", f"PATCH /files/7\n{TUS}\nContent-Type: a/b\nContent-Length: 3\n\n415 Unsupported Media Type\n{TUS}",
     ["patch-refused-without-accept-patch", "unsupported-media-type-without-accept"]),
    ("tus", f"OPTIONS /files\n\n204 No Content\n{TUS}\nTus-Version: 1.0.0\nTus-Extension: creation", []),
    ("tus", f"DELETE /files/7\n{TUS}\n\n204 No Content\n{TUS}", []),
    ("proxy", "GET /\n\n502 Bad Gateway", ["gateway-error-from-origin"]),
    ("proxy", "GET /\n\n504 Gateway Timeout", ["gateway-error-from-origin"]),
    ("proxy", 'GET /\n\n407 Proxy Authentication Required\nProxy-Authenticate: Basic realm="p"', ["proxy-authentication-from-origin"]),
    ("proxy", f"GET /\n\n203 Non-Authoritative Information\n{PLAIN}", ["non-authoritative-from-origin"]),
    ("proxy", f"GET /\n\n200 OK\nAge: 7\n{PLAIN}", ["age-from-origin"]),
    ("proxy", f"GET /\n\n200 OK\nServer: upstream/1\n{PLAIN}", ["date-or-server-from-application"]),
    ("proxy", f'GET /\nIf-None-Match: "a"\n\n200 OK\nETag: "a"\n{PLAIN}', ["if-none-match-ignored"]),
    ("proxy", f'GET /\nIf-Match: "b"\n\n200 OK\nETag: "a"\n{PLAIN}', ["if-match-ignored"]),
    ("proxy", f"GET /\nIf-Modified-Since: {DATE}\n\n200 OK\nLast-Modified: {DATE}\n{PLAIN}", ["if-modified-since-ignored"]),
    ("proxy", f'GET /\nRange: bytes=0-0\nIf-Range: "b"\n\n206 Partial Content\nETag: "a"\nContent-Range: bytes 0-0/9\n{PLAIN}',
     ["partial-content-of-other-version"]),
    ("proxy", f"GET /\n\n200 OK\nDate: {DATE}\nLast-Modified: {DATE.replace(':37', ':38')}\n{PLAIN}",
     ["date-or-server-from-application", "last-modified-after-date"]),
    ("proxy", "GET /\n\n511 Network Authentication Required\nContent-Type: text/html\n\n<a href='https://p.example/'>Log in</a>",
     ["network-authentication-from-origin"]),
    ("proxy", "CONNECT a.example:443\n\n200 OK", []),
    ("proxy", "GET /\n\n421 Misdirected Request", []),
]  # fmt: skip

# Profile, and an exchange that the same rule still finds wrong.
WRONG = [
    ("webdav", "GET /files/7\n\n502 Bad Gateway", "gateway-error-from-origin"),
    ("webdav", "COPY /files/7\n\n504 Gateway Timeout", "gateway-error-from-origin"),
    ("webdav", "MKCOL /files/a/b\n\n409 Conflict", "conflict-without-explanation"),
    ("tus", "POST /orders\n\n201 Created\nLocation: /orders/7", "created-without-content"),
    ("tus", "PUT /orders/7\n\n409 Conflict", "conflict-without-explanation"),
    ("tus", f"{UPLOAD}\n\n460 Checksum Mismatch\n{TUS}", "status-code-of-vendor"),
    ("tus", f"{UPLOAD}\nUpload-Checksum: sha1 Kq5s\n\n461 Custom\n{TUS}", "status-code-of-vendor"),
    ("tus", "PATCH /orders/7\nContent-Type: a/b\nContent-Length: 3\n\n415 Unsupported Media Type",
     "patch-refused-without-accept-patch"),
    ("tus", "OPTIONS /orders\n\n204 No Content", "options-without-capabilities"),
    ("proxy", 'GET /\nIf-None-Match: "a"\n\n412 Precondition Failed', "precondition-failed-instead-of-not-modified"),
]  # fmt: skip


def found(exchange, **policy):
    made = Policy(**policy)
    return {each.rule for each in Outcome(made, made.checker(exchange.request.interface)).findings(exchange)}


def ids(rules):
    return {rule.id for rule in rules}


@pytest.mark.parametrize("interface", ["asgi", "wsgi"])
@pytest.mark.parametrize(("profile", "text", "excused"), RIGHT)
def test_what_is_right_there_passes(profile, text, excused, interface):
    exchange = parse_exchange(text, interface)
    assert ids(found(exchange, profiles=[profile])) == set()
    all_of_it = found(exchange, select=["*"])
    assert ids(all_of_it - found(exchange, select=["*"], profiles=[profile])) == set(excused)
    assert found(exchange) == {rule for rule in all_of_it if rule.id in excused and rule.level in BINDING}


@pytest.mark.parametrize("interface", ["asgi", "wsgi"])
@pytest.mark.parametrize(("profile", "text", "rule"), WRONG)
def test_what_is_wrong_there_is_found(profile, text, rule, interface):
    assert rule in ids(found(parse_exchange(text, interface), select=["*"], profiles=[profile]))


@pytest.mark.parametrize("name", ["webdav", "tus", "proxy"])
def test_nothing_is_left_out_without_need(name):
    needed = {rule for profile, _, excused in RIGHT if profile == name for rule in excused}
    assert {*PROFILES[name].ignore, *(excuse.rule for excuse in PROFILES[name].excuses)} == needed
    assert PROFILES[name].select == ()


def test_the_guidelines_of_apis_ask_for_more_and_leave_nothing_out():
    guideline = PROFILES["api-guideline"]
    asked = set(Policy(profiles=["api-guideline"]).rules) - set(Policy().rules)
    assert len(asked) >= len(guideline.select) > 20
    assert {rule.level for rule in asked} == {Level.ADVICE}
    assert (guideline.ignore, guideline.excuses) == ((), ())
    for rule in asked:
        exchange = parse_exchange(rule.bad)
        assert rule in found(exchange, profiles=["api-guideline"])
        assert rule not in found(exchange)


@pytest.mark.parametrize(
    "text",
    [
        "GET /orders\n\n200 OK\nContent-Type: application/json\n\n[]",
        'POST /orders\n\n201 Created\nLocation: /orders/7\nContent-Type: application/json\n\n{"id": 7}',
        'POST /orders\n\n202 Accepted\nLocation: /jobs/7\nContent-Type: application/json\n\n{"state": "queued"}',
        "PUT /orders/7\n\n204 No Content",
        'PATCH /orders/7\nContent-Type: application/json\n\n200 OK\nContent-Type: application/json\n\n{"id": 7}',
        "DELETE /orders/7\n\n204 No Content",
        'GET /orders/8\n\n404 Not Found\nContent-Type: application/problem+json\n\n{"status": 404}',
        'GET /\n\n429 Too Many Requests\nRetry-After: 7\nContent-Type: application/problem+json\n\n{"status": 429}',
    ],
)  # fmt: skip
def test_a_right_api_satisfies_its_guideline(text):
    assert ids(found(parse_exchange(text), profiles=["api-guideline"])) == set()


def test_every_profile_can_be_used_by_name_and_names_what_there_is():
    for name, profile in PROFILES.items():
        assert (profile.name, Policy(profiles=[name]).profiles) == (name, {profile})
        for excuse in profile.excuses:
            assert find_rule(excuse.rule).id == excuse.rule


def test_a_profile_of_ones_own_is_a_value():
    given = [404]
    excuse = Excuse(rule="etag-malformed", status_codes=given, methods="GET", asked="x-old", answered="x-new")
    given.append(405)
    own = Profile(name="own", description="Mine.", select=Level.ADVICE, ignore="redirect-*", excuses=[excuse])
    assert (own.select, own.ignore, own.excuses) == ((Level.ADVICE,), ("redirect-*",), (excuse,))
    assert hash(own) == hash(
        Profile(name="own", description="Mine.", select=[Level.ADVICE], ignore=["redirect-*"], excuses=[excuse])
    )
    right = "GET /\nX-Old: 1\n\n404 Not Found\nX-New: 1\nETag: 7"
    assert "etag-malformed" not in ids(found(parse_exchange(right), profiles=[own]))
    for old, new in (("404", "405"), ("GET", "PUT"), ("X-Old", "X-Older"), ("X-New", "X-Newer")):
        assert "etag-malformed" in ids(found(parse_exchange(right.replace(old, new)), profiles=[own]))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Excuse(rule="a", status_codes=401), "status_codes: 401 is no collection; give a list, such as [401]"),
        (
            lambda: Excuse(rule="a", status_codes="401"),
            "status_codes: '401' is no status code; give an int, such as 401",
        ),
        (lambda: Excuse(rule="a", methods=5), "methods: 5 is no collection; give a list, such as [5]"),
        (lambda: Profile(name="a", description="", select=5), "select: 5 is no collection; give a list, such as [5]"),
        (lambda: Profile(name="a", description="", excuses=None), "excuses: None is no collection; give a list"),
    ],
)
def test_what_is_no_collection_is_refused_by_the_name_of_the_argument(make, message):
    with pytest.raises(TypeError) as refused:
        make()
    assert str(refused.value).startswith(message)


def test_the_command_line_lists_the_profiles_with_what_they_do(capsys):
    assert cli.main(["profiles"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for profile in PROFILES.values():
        assert f"{profile.name} {profile.description}" in shown
    for line in (
        "if-match-ignored not asked",
        "created-with-fragment asked as well",
        "status-code-of-vendor may be broken by a 460 if the request has upload-checksum",
        "gateway-error-from-origin may be broken by a 502 in answer to COPY or MOVE",
    ):
        assert line in shown
    assert cli.main(["profiles", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(each["name"], each["description"]) for each in listed] == [
        (p.name, p.description) for p in PROFILES.values()
    ]
    assert listed[1]["excuses"][0] == {
        "rule": "status-code-of-vendor",
        "status_codes": [460],
        "methods": [],
        "asked": ["upload-checksum"],
        "answered": [],
    }


def test_the_documentation_lists_the_profiles():
    page = (ROOT / "docs" / "policy.md").read_text()
    assert re.findall(r"^\| `([a-z-]+)` \| .* \|$", page.partition("## Profiles")[2], re.MULTILINE)[
        : len(PROFILES)
    ] == [*PROFILES]
