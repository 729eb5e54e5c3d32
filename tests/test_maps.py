"""The ready-made maps as data, how a policy and the command line name them, and what an entry makes of an exception."""

import importlib
import json
import subprocess
import sys
import warnings

import pytest

from statusmw import Policy, Problem, respond
from statusmw.cli import main
from statusmw.mapping import answer_to
from statusmw.mapping.frameworks import BUILT_IN
from statusmw.maps import MAPS, Entry, Map, When, checked_maps
from statusmw.problem import ProblemDetails

ENTRIES = [(each.name, entry) for each in MAPS.values() for entry in each.entries]
NAMES = sorted({entry.name for _, entry in ENTRIES} | {key for key in BUILT_IN if isinstance(key, str)})


def found(name):
    module, _, attribute = name.rpartition(".")
    with warnings.catch_warnings(record=True):  # Authlib has deprecated a module that many still use
        return getattr(importlib.import_module(module), attribute)


@pytest.mark.parametrize("name", NAMES)
def test_each_name_is_that_of_an_exception_in_the_installed_library(name):
    assert issubclass(found(name), Exception)


@pytest.mark.parametrize(
    ("name", "entry"), ENTRIES, ids=[f"{name}-{entry.name}-{entry.when.words}" for name, entry in ENTRIES]
)
def test_each_entry_is_one_that_can_be_sent_and_says_why(name, entry):
    assert entry.why.endswith(".")
    assert "\n" not in entry.why
    plain = Problem(entry.status_code, headers=entry.fields)
    assert (plain.status_code == 503) == ("Retry-After" in entry.fields)
    assert (plain.status_code == 401) <= ("WWW-Authenticate" in entry.fields)
    assert plain.status_code not in {422} or entry.make is not None


@pytest.mark.parametrize("each", MAPS.values(), ids=MAPS)
def test_no_entry_of_a_map_stands_behind_one_that_takes_all(each):
    taken = set()
    for entry in each.entries:
        assert entry.name not in taken
        if not entry.when.words:
            taken.add(entry.name)


def test_maps_import_no_library():
    program = (
        "import sys; from statusmw import Policy; from statusmw.maps import MAPS; Policy(maps=MAPS);"
        "print({'httpx', 'requests', 'sqlalchemy', 'django', 'redis', 'pymongo', 'grpc', 'pydantic', 'jwt'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("set()\n", "")


# Naming them.


def test_a_policy_names_maps_and_keeps_them_apart_from_its_own():
    policy = Policy(maps=["redis", "sqlalchemy"], mapping={KeyError: 404})
    assert policy.maps == (MAPS["redis"], MAPS["sqlalchemy"])
    assert policy.mapping == {KeyError: 404}
    assert policy == Policy(maps=("redis", "sqlalchemy"), mapping={KeyError: 404})
    assert policy != Policy(mapping={KeyError: 404})
    assert hash(policy) == hash(Policy(maps=("redis", "sqlalchemy")))


def test_general_maps_are_asked_last():
    assert [each.name for each in checked_maps(["asyncio", "redis", "std", "grpc"])] == [
        "redis",
        "grpc",
        "asyncio",
        "std",
    ]


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ("redis", TypeError, r"maps: give a collection of names, such as \['redis'\]"),
        (MAPS["redis"], TypeError, r"maps: give a collection of names, such as \['redis'\]"),
        (5, TypeError, r"maps: give a collection of names, such as \['std'\]"),
        ([5], TypeError, "maps: 5 is neither the name of a map nor a Map"),
        (["sqlalcemy"], ValueError, "maps: there is no map 'sqlalcemy'; did you mean 'sqlalchemy'"),
        (["a\nb"], ValueError, r"maps: there is no map 'a\\nb'; give one such as 'std', "),
    ],
)
def test_a_wrong_name_is_refused(given, error, message):
    with pytest.raises(error, match=f"^{message}"):
        Policy(maps=given)


def test_a_wrong_name_in_the_environment_is_refused():
    with pytest.raises(ValueError, match="^STATUSMW_MAPS: there is no map 'radis'; did you mean 'redis'"):
        Policy.from_settings(environ={"STATUSMW_MAPS": "radis"})


class SoldOut(Exception):
    left = 0


def test_a_map_of_ones_own_is_a_value():
    shop = Map("shop", "Errors of the shop.", [Entry(f"{__name__}.SoldOut", 409, "Somebody was faster.")])
    assert answer_to(SoldOut(), Policy(maps=[shop]).mapping).status_code == 409
    assert answer_to(SoldOut(), Policy(maps=[shop], mapping={SoldOut: 410}).mapping).status_code == 410


# What an entry makes of an exception.


@pytest.mark.parametrize(
    ("entry", "fits"),
    [
        (Entry("a.B", 409, "."), True),
        (Entry("a.B", 409, ".", when=When("none is left", lambda error: error.left == 0)), True),
        (Entry("a.B", 409, ".", when=When("some are left", lambda error: error.left)), False),
        (Entry("a.B", 409, ".", when=When("it is red", lambda error: error.colour == "red")), False),
    ],
)
def test_a_condition_that_fails_is_not_met(entry, fits):
    assert entry.fits(SoldOut()) is fits


def test_an_entry_makes_an_answer_with_its_fields():
    reply = Entry("a.B", 503, ".", retry_after=7, challenge="Bearer").reply(SoldOut())
    assert reply.status_code == 503
    assert dict(reply.headers) == {"retry-after": "7", "www-authenticate": "Bearer"}


def test_an_entry_makes_the_answer_by_a_function_or_else_of_its_status_code():
    assert Entry("a.B", 409, ".", make=lambda error: respond.conflict("sold out")).reply(SoldOut()).detail == "sold out"
    assert Entry("a.B", 409, ".", make=lambda error: error.colour).reply(SoldOut()).status_code == 409


# Wrong calls: refused when the entry is made, for later nobody would learn of them, or a 500 would tell.


async def later(error):
    return True


NO_NAME = "is no dotted name of a class; give one such as"
NO_ENTRIES = [
    (("KeyError", 404, "."), {}, ValueError, f"name: 'KeyError' {NO_NAME} 'builtins.KeyError'"),
    (("SoldOut", 404, "."), {}, ValueError, f"name: 'SoldOut' {NO_NAME} 'shop.errors.SoldOut'"),
    (("shop.", 404, "."), {}, ValueError, f"name: 'shop.' {NO_NAME} 'shop.errors.SoldOut'"),
    (
        (KeyError, 404, "."),
        {},
        TypeError,
        "name: <class 'KeyError'> is no dotted name; give one such as 'builtins.KeyE",
    ),
    (("a.B", 200, "."), {}, ValueError, "status_code: 200 is that of no error; give one from 400 to 599"),
    (("a.B", "404", "."), {}, TypeError, "status_code: '404' is no status code; give that of an error, such as 409"),
    (("a.B", True, "."), {}, TypeError, "status_code: True is no status code; give that of an error, such as 409"),
    (
        ("a.B", 409, "."),
        {"when": len},
        TypeError,
        "when: <built-in function len> is no When; give When('none is left', ",
    ),
    (("a.B", 409, "."), {"make": 5}, TypeError, "make: 5 is no function; give one that makes a reply of the exception"),
    (
        ("a.B", 409, "."),
        {"make": later},
        TypeError,
        "make: a coroutine cannot be waited for here; give a plain function",
    ),
    (("a.B", 503, "."), {"retry_after": 1.5}, TypeError, "retry_after: 1.5 is no number of seconds; give a whole one"),
    (
        ("a.B", 503, "."),
        {"retry_after": True},
        TypeError,
        "retry_after: True is no number of seconds; give a whole one",
    ),
    (("a.B", 503, "."), {"retry_after": -1}, ValueError, "retry_after: -1 is past; give 0 or more seconds"),
    (("a.B", 401, "."), {"challenge": 5}, TypeError, "challenge: 5 is no text; give one such as 'Bearer'"),
]


@pytest.mark.parametrize(("args", "kwargs", "error", "message"), NO_ENTRIES)
def test_an_entry_that_never_answers_is_refused(args, kwargs, error, message):
    with pytest.raises(error) as refused:
        Entry(*args, **kwargs)
    assert str(refused.value).startswith(message)


NO_PARTS = [
    (When, ("none is left", 5), "test: 5 is no function; give one of an exception, such as lambda error: "),
    (When, ("none is left", later), "test: a coroutine cannot be waited for here; give a plain function"),
    (When, (len, len), "words: <built-in function len> is no text; give the condition, as it follows 'if'"),
    (Map, ("shop", "", 5), "entries: 5 is no collection of entries; give one such as [Entry('shop.SoldOut', 409, "),
    (Map, ("shop", "", ["a.B"]), "entries: 'a.B' is no Entry; give one such as Entry('shop.SoldOut', 409, "),
    (Map, ("shop", "", Entry("a.B", 409, ".")), "entries: Entry(name='a.B'"),
]


@pytest.mark.parametrize(("made", "args", "message"), NO_PARTS)
def test_a_map_of_something_else_is_refused(made, args, message):
    with pytest.raises(TypeError) as refused:
        made(*args)
    assert str(refused.value).startswith(message)


# The command line.


def test_the_command_shows_all_maps_and_one(capsys):
    assert main(["maps"]) == 0
    overview = capsys.readouterr().out
    assert all(name in overview for name in MAPS)
    assert main(["maps", "AUTH"]) == 0
    assert 'error="invalid_token"' in capsys.readouterr().out
    assert main(["maps", "sqlalchemy"]) == 0
    assert "If a unique constraint is violated: It is there already." in capsys.readouterr().out


def test_the_command_gives_programs_the_same(capsys):
    assert main(["maps", "--json"]) == 0
    everything = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in everything] == list(MAPS)
    assert main(["maps", "grpc", "--json"]) == 0
    (grpc,) = json.loads(capsys.readouterr().out)
    assert grpc == next(each for each in everything if each["name"] == "grpc")
    assert grpc["entries"][0] == {
        "name": "grpc.RpcError",
        "if": "the status is NOT_FOUND",
        "status_code": 404,
        "fields": {},
        "why": "What the request names is not there.",
    }


def test_the_command_refuses_a_map_that_is_not_there(capsys):
    assert main(["maps", "radis"]) == 2
    assert capsys.readouterr().err == "statusmw: there is no map 'radis'; did you mean 'redis'?\n"


def test_a_server_error_says_nothing_of_the_exception():
    for _, entry in ENTRIES:
        if entry.status_code >= 500:
            details = entry.reply(SoldOut("canary")).details
            assert details == ProblemDetails(status=entry.status_code, title=details.title)
