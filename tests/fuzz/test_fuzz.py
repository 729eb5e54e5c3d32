"""The fuzzers for a moment, by fixed seeds: nothing is found, and nearly everything where the middleware is missing."""

from random import Random

import pytest

from fuzz import asgi_programs, oracles, right_programs, wsgi_programs
from fuzz.asgi_programs import body, chunk, start
from fuzz.pages import written
from fuzz.trying import FAULTS, ORACLES, PROGRAMS, Trial, Tried, minimised
from fuzz.watching import LOG, Watched
from fuzz.wsgi_programs import TEXT, give

HINT = {"type": "http.response.early_hint", "links": []}
ENDED = (("send", start()), ("send", body()))
FOUND = {
    "asgi": {
        "cancelled while the head is sent, and content in a finally": asgi_programs.Program(
            (("send", start()), ("send", body())), (body(b""),), client=(("stalls", True),), cancelled_at=0
        ),
        "a message of no type": asgi_programs.Program((("send", None),)),
        "a hint behind the end": asgi_programs.Program((*ENDED, ("send", HINT))),
        "trailers that nobody announced": asgi_programs.Program(
            (*ENDED, ("try", {"type": "http.response.trailers", "headers": []}))
        ),
        "trailers that never come": asgi_programs.Program((("send", start(trailers=True)), ("send", chunk(b"")))),
        "content behind what is named, and a head that has none": asgi_programs.Program(
            (("send", start(304)), ("send", asgi_programs.NAMED[2]), ("send", body()))
        ),
        "a name of content behind content, where the server offers none": asgi_programs.Program(
            (("send", start()), ("send", chunk(b"Hello")), ("send", asgi_programs.NAMED[0])), offered=False
        ),
        "an end that comes twice": asgi_programs.Program((*ENDED,), (body(b"again"),), (body(b"late"),)),
    },
    "wsgi": {
        "bytes for a status line": wsgi_programs.Program((("start", (b"200 OK", TEXT)),), give(b"Hello")),
        "a field that is added behind what was written, of which nothing left": wsgi_programs.Program(
            (("start", ("204 No Content", ())),), (("write", b"x"), ("add", (" x", "a")))
        ),
        "nothing but what is written, and a second head": wsgi_programs.Program(
            (("start", ("204 No Content", ())), ("write", b"x"), ("start", ("200 OK", ()))), manner="tuple"
        ),
    },
}


@pytest.fixture(autouse=True)
def log():
    was = LOG.propagate, LOG.handlers[:]
    yield
    LOG.propagate, LOG.handlers[:] = was


@pytest.mark.parametrize("oracle", ORACLES)
@pytest.mark.parametrize("interface", ["asgi", "wsgi"])
def test_nothing_is_found(interface, oracle):
    trial, tried = Trial(interface, "fixed"), Tried()
    for number in range(400):
        trial.one(oracle, number, tried)
    assert [str(finding) for finding in tried.findings] == []


@pytest.mark.parametrize("interface", ["asgi", "wsgi"])
def test_nearly_every_program_is_noticed_without_the_middleware(interface):
    trial, tried = Trial(interface, "fixed", guarded=False), Tried()
    for number in range(400):
        trial.one("safety", number, tried)
    assert len(tried.findings) > 0.8 * 400


@pytest.mark.parametrize(("interface", "kind"), [(face, kind) for face, kinds in FAULTS.items() for kind in kinds])
def test_a_fault_is_told_once(interface, kind):
    watched = Watched(interface)
    for number in range(12):
        program, expected = FAULTS[interface][kind](Random(number))
        answer, app = PROGRAMS[interface].run(watched, program)
        wrong = oracles.safety(answer, watched.findings, watched.records)
        wrong += oracles.accounting(answer, expected, app.raised, watched.ids, watched.records)
        assert (wrong, program) == ([], program)


@pytest.mark.parametrize(("interface", "title"), [(face, title) for face, found in FOUND.items() for title in found])
def test_what_was_found_once_stays_mended(interface, title):
    watched = Watched(interface)
    answer, _ = PROGRAMS[interface].run(watched, FOUND[interface][title])
    assert oracles.safety(answer, watched.findings, watched.records) == []
    assert len(set(watched.ids)) == len(watched.ids)


REPORTED = {
    "asgi": {
        "cancelled while content is sent, and more in a finally": asgi_programs.Program(
            (("send", start()), ("send", chunk(b"Hello")), ("send", body(b""))),
            (body(b"late"),),
            client=(("stalls", True),),
            cancelled_at=1,
        ),
    },
    "wsgi": {
        "what is raised, and fails once more when it is closed": wsgi_programs.Program(
            (("start", ("200 OK", TEXT)),), (("raise", "plain"),), manner="iterator", closing="assertion"
        ),
    },
}


def both(interface, program, **policy):
    faces = Watched(interface, guarded=False), Watched(interface, **policy)
    return [PROGRAMS[interface].run(face, program)[0] for face in faces]


@pytest.mark.parametrize(("interface", "title"), [(face, title) for face, made in REPORTED.items() for title in made])
def test_what_is_only_reported_leaves_as_it_would_alone(interface, title):
    program = REPORTED[interface][title]
    assert oracles.transparency(*both(interface, program, on_finding="report", catch_exceptions=False)) == []


@pytest.mark.parametrize(
    ("interface", "program"),
    [
        ("asgi", asgi_programs.Program((("send", start(404)), ("raise", "plain")))),
        ("wsgi", wsgi_programs.Program((("start", ("404 Not Found", TEXT)),), (("raise", "plain"),))),
    ],
)
def test_a_face_that_answers_is_not_transparent(interface, program):
    noticed = [each.partition(":")[0] for each in oracles.transparency(*both(interface, program))]
    assert noticed == ["status", "fields", "content", "ending", "error"]


def test_a_failing_program_is_made_as_small_as_it_can_be():
    program = asgi_programs.Program(
        (("send", start()), ("raise", "plain"), ("send", body())), later=(body(),), method="PUT", offered=False
    )
    smallest = minimised(program, lambda less: ("raise", "plain") in less.steps)
    assert smallest == asgi_programs.Program((("raise", "plain"),))


@pytest.mark.parametrize("interface", ["asgi", "wsgi"])
def test_right_programs_differ(interface):
    made = {repr(getattr(right_programs, interface)(Random(number))) for number in range(200)}
    assert len(made) > 100


def test_what_was_printed_stands_between_its_marks(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- fuzz -->\nold\n<!-- /fuzz -->\nb\n")
    written("fuzz", ["1", "2"], page)
    assert page.read_text() == "a\n<!-- fuzz -->\n\n```text\n1\n2\n```\n\n<!-- /fuzz -->\nb\n"
    with pytest.raises(ValueError, match="has no <!-- soak -->"):
        written("soak", [], page)
