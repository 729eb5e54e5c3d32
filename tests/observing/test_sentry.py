"""Sentry gets each failure once, with its id and its traceback, wherever it stands, and nothing else ever."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sentry_sdk
from sentry_sdk import scope

from statusmw.failures import ResponseAborted, checked_observers, foresees
from statusmw.reporting import Failure, Sentry, sentry

HERE = Path(__file__).parent
FAILURES = {"/boom": "Boom", "/broken": "Problem", "/http-500": "HTTPException"}
NONE = ("/maintenance", "/gone", "/problem-404", "/http-404")


def told(*how):
    """Each line that the script prints, by kind, place and path."""
    run = subprocess.run(
        [sys.executable, "-W", "ignore", str(HERE / "sentry_events.py"), *how],
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    return {(line["kind"], line["where"], line["path"]): line for line in lines}


@pytest.fixture(scope="module", params=[("observing", "logs"), ("observing",)], ids=["with its log", "without its log"])
def everything(request):
    return told(*request.param)


@pytest.fixture(scope="module")
def places(everything):
    return {(kind, where) for kind, where, path in everything if path == "/boom"}


def test_all_places_are_asked(places):
    assert len(places) == 13


@pytest.mark.parametrize(("path", "raised"), FAILURES.items())
def test_a_failure_is_one_event_with_its_id_and_where_it_was_raised(everything, places, path, raised):
    for place in places:
        line = everything[*place, path]
        assert line["status"] == 500, line
        (event,) = line["events"]
        assert (event["type"], line["id"] in event["ids"]) == (raised, True), line
        assert event["in"] in ("view", "wsgi_app", "asgi_app"), line


@pytest.mark.parametrize("path", NONE)
def test_what_is_no_failure_is_no_event(everything, places, path):
    for place in places:
        line = everything[*place, path]
        assert (line["events"], line["status"]) == ([], 503 if path == "/maintenance" else 404), line


@pytest.mark.parametrize("path", FAILURES)
def test_a_failure_is_one_record(everything, places, path):
    for place in places:
        (record,) = everything[*place, path]["records"]
        assert record == ["ERROR", "django.request" if place[0] == "django" else "statusmw", True]


def test_what_fails_later_is_one_event_and_the_end_of_the_connection_none(everything):
    (event,) = everything["late", "outside", "/"]["events"]
    assert event["type"] == "Boom"


def test_without_the_observer_there_is_one_event_all_the_same():
    everything = told("logs")
    for (kind, where, path), line in everything.items():
        if path == "/boom":
            assert [event["type"] for event in line["events"]] == ["Boom"], (kind, where)


# What an event is told, asked directly.


class Known(Exception):
    pass


@pytest.fixture
def observer():
    made = Sentry()
    made.attach(lambda error: isinstance(error, KeyError))
    return made


def event(**mechanism):
    return {"exception": {"values": [{"mechanism": mechanism}]}}


def hint(error):
    return {"exc_info": (type(error), error, None)}


@pytest.mark.parametrize(
    ("mechanism", "error", "stays", "has_id"),
    [
        ({"type": "wsgi", "handled": False}, ValueError, True, True),
        ({"type": "wsgi", "handled": False}, KeyError, False, False),
        ({"type": "starlette", "handled": True}, KeyError, True, True),
        ({"type": "django", "handled": False}, KeyError, True, True),
        ({"type": "flask", "handled": False}, KeyError, True, True),
        ({"type": "celery", "handled": False}, KeyError, True, False),
        ({"type": "generic", "handled": True}, KeyError, True, False),
        ({}, ValueError, True, False),
    ],
)
def test_only_what_comes_to_a_face_is_changed(observer, mechanism, error, stays, has_id):
    left = sentry._processed(event(**mechanism), hint(error()))
    assert (left is not None) == stays
    assert bool(left and left.get("tags")) == has_id


@pytest.mark.parametrize("given", [None, {}, {"exc_info": None}, {"exc_info": (None, None, None)}])
def test_an_event_without_an_exception_is_left_alone(observer, given):
    message = {"message": "hello"}
    assert sentry._processed(message, given) is message
    assert message == {"message": "hello"}


def test_an_event_without_a_mechanism_is_left_alone(observer):
    for odd in (
        {},
        {"exception": None},
        {"exception": {"values": []}},
        {"exception": {"values": [{"mechanism": None}]}},
    ):
        assert sentry._processed(dict(odd), hint(KeyError())) == odd


def test_one_processor_is_enough_for_all_observers():
    Sentry(), Sentry()
    assert scope.global_event_processors.count(sentry._processed) == 1


def test_an_observer_is_told_by_its_policy_what_is_foreseen():
    observer = Sentry()
    assert not observer.foresees(Known())
    checked_observers([observer], {Known: 404})
    assert observer.foresees(Known())
    assert not observer.foresees(ValueError())


def test_what_is_foreseen():
    def fails(error):
        raise ZeroDivisionError

    assert foresees({}, ResponseAborted())
    assert foresees({Known: 404}, Known())
    assert not foresees({Known: 502}, Known())
    assert not foresees({}, Known())
    assert not foresees({Known: fails}, Known())


def test_without_a_client_nothing_is_sent(observer):
    from statusmw.exchange import Request

    assert not sentry_sdk.get_client().is_active()
    observer(Failure(Known(), Request(), "answered with 500", 500, "urn:uuid:7"))


def test_without_the_package_the_remedy_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with pytest.raises(ImportError, match="pip install"):
        Sentry()
