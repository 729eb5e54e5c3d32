"""What a policy can be told about exceptions: predicates, names, decorators; and exceptions that want to be missed."""

import asyncio
import json
import sys
import threading
import types

import pytest
from starlette.responses import PlainTextResponse

from faces import serve_wsgi
from raising import raised_by
from statusmw import Policy, Problem, install, respond, wsgi
from statusmw.mapping import Answers, answer_to, leaves
from statusmw.mapping.incoming import incoming, source_of
from statusmw.mapping.opening import UnreadableException, full_name, functions_passed, readable


def status_of(error, mapping):
    answer = answer_to(error, mapping)
    return None if answer is None else answer.status_code


class Full(Exception):
    def __init__(self, left=0):
        self.left = left


class Gone(Problem):
    status = 410


def is_empty(error):
    return isinstance(error, Full) and error.left == 0


def never(error):
    return False


# Predicates.


@pytest.mark.parametrize(
    ("mapping", "error", "status_code"),
    [
        ({is_empty: 409}, Full(), 409),
        ({is_empty: 409}, Full(1), None),
        ({is_empty: 409, Full: 503}, Full(), 409),
        ({Full: 503, is_empty: 409}, Full(), 409),
        ({is_empty: 409, Full: 503}, Full(1), 503),
        ({never: 400, is_empty: Gone}, Full(), 410),
        ({is_empty: lambda error: None, Full: 503}, Full(), 503),
        ({is_empty: lambda error: respond.conflict(f"{error.left} left")}, Full(), 409),
        ({is_empty: 409}, ExceptionGroup("", [Full()]), 409),
    ],
)
def test_a_predicate_is_asked_before_the_classes(mapping, error, status_code):
    assert status_of(error, mapping) == status_code


def test_a_predicate_that_fails_is_the_users_fault_and_nothing_is_hidden(caplog):
    def app(environ, start_response):
        raise Full

    policy = Policy(mapping={lambda error: error.colour == "red": 409})
    face = wsgi.StatusMiddleware(app, policy)
    answer = face.outcome.answer(Full(), request("/"))
    assert answer.status_code == 500
    (record,) = caplog.records
    assert isinstance(record.exc_info[1], AttributeError)
    assert isinstance(record.exc_info[1].__context__, Full)


async def asks_later(error):
    return False


class Later:
    """Awaitable, and nothing to close."""

    def __await__(self):
        yield


@pytest.mark.parametrize("mapping", [{lambda error: asks_later(error): 404}, {Full: lambda error: asks_later(error)}])
def test_what_would_have_to_be_awaited_is_no_yes_and_no_answer(mapping, caplog, recwarn):
    def app(environ, start_response):
        raise Full

    answer = wsgi.StatusMiddleware(app, Policy(mapping=mapping)).outcome.answer(Full(), request("/"))
    assert answer.status_code == 500
    (record,) = caplog.records
    assert "returned what has to be awaited; give a plain function" in str(record.exc_info[1])
    assert not recwarn.list


@pytest.mark.parametrize("answer", [PlainTextResponse("no", 404), "no", {"title": "no"}, b"", 4.04])
def test_what_is_no_answer_is_told_once_with_what_to_give(answer, caplog):
    def mapped(error):
        return answer

    def app(environ, start_response):
        raise Full

    served = serve_wsgi(wsgi.StatusMiddleware(app, Policy(mapping={Full: mapped})))
    assert (served.error, served.code) == (None, 500)
    (record,) = caplog.records
    said = f"returned {type(answer).__name__}; give a Reply, a Problem class, a status code or None"
    assert str(record.exc_info[1]).endswith(said)


def test_whatever_can_be_awaited_is_no_yes():
    with pytest.raises(TypeError, match="returned what has to be awaited"):
        answer_to(Full(), {lambda error: Later(): 404})


@pytest.mark.parametrize(("said", "status_code"), [("yes", 409), ([], None), (1, 409), (None, None)])
def test_a_predicate_may_say_yes_in_any_words(said, status_code):
    assert status_of(Full(), {lambda error: said: 409}) == status_code


def request(path):
    from statusmw.exchange import Request

    return Request("GET", path)


# Names.


@pytest.fixture
def shop(monkeypatch):
    """A package whose public module shows a class that another module defines."""
    public, private = types.ModuleType("shop_public"), types.ModuleType("shop_private")
    private.SoldOut = type("SoldOut", (Exception,), {"__module__": "shop_private"})
    public.SoldOut = private.SoldOut
    public.SOLD_OUT = "no class"
    monkeypatch.setitem(sys.modules, "shop_public", public)
    monkeypatch.setitem(sys.modules, "shop_private", private)
    return private.SoldOut


@pytest.mark.parametrize("name", ["shop_public.SoldOut", "shop_private.SoldOut"])
def test_a_class_is_known_by_each_dotted_name_it_has(shop, name):
    assert status_of(shop(), {name: 409}) == 409
    assert status_of(type("Derived", (shop,), {})(), {name: 409}) == 409


@pytest.mark.parametrize("name", ["shop_public.SOLD_OUT", "shop_public.Missing", "not_there.SoldOut"])
def test_a_name_that_is_of_no_class_leads_nowhere_and_imports_nothing(shop, name):
    assert status_of(shop(), {name: 409}) is None
    assert "not_there" not in sys.modules


def test_a_name_is_found_once_its_module_is_there(monkeypatch):
    answers = Answers({"shop_later.SoldOut": 409})
    later = types.ModuleType("shop_later")
    later.SoldOut = type("SoldOut", (Exception,), {"__module__": "elsewhere"})
    assert status_of(later.SoldOut(), answers) is None
    monkeypatch.setitem(sys.modules, "shop_later", later)
    assert [status_of(later.SoldOut(), answers) for _ in range(2)] == [409, 409]


def test_a_name_is_found_once_its_module_has_it(monkeypatch):
    answers = Answers({"shop_begun.SoldOut": 409, "shop_begun.Late": 503, "shop_never.SoldOut": 404})
    begun = types.ModuleType("shop_begun")
    monkeypatch.setitem(sys.modules, "shop_begun", begun)
    for name, status in (("SoldOut", 409), ("Late", 503)):
        cls = type(name, (Exception,), {"__module__": "elsewhere"})
        assert status_of(cls(), answers) is None
        setattr(begun, name, cls)
        assert status_of(cls(), answers) == status


def test_a_module_that_is_none_is_passed_over(monkeypatch):
    monkeypatch.setitem(sys.modules, "shop_hidden", None)
    assert status_of(Full(), {"shop_hidden.Full": 409}) is None


def test_the_class_comes_before_its_name_and_what_it_leaves_goes_to_the_name():
    name = f"{Full.__module__}.Full"
    assert status_of(Full(), {name: 404, Full: 409}) == 409
    assert status_of(Full(), {name: 404, Full: lambda error: None}) == 404


def test_what_the_user_says_comes_before_what_is_below_it_for_the_same_class():
    name = f"{Full.__module__}.Full"
    assert status_of(Full(), Answers({Full: 409}, {name: 404})) == 409
    assert status_of(Full(), Answers({Full: lambda error: None}, {name: 404})) == 404
    assert status_of(Full(), Answers({Exception: 409}, {name: 404}, {name: 410})) == 404


def test_answers_are_a_mapping_of_what_the_user_said():
    answers = Answers({Full: 409, "a.B": 404}, {KeyError: 404})
    assert dict(answers) == answers == {Full: 409, "a.B": 404}
    assert len(answers) == 2
    assert answers[Full] == 409
    assert repr(answers) == repr(dict(answers))
    assert KeyError not in answers


@pytest.mark.parametrize("key", [5, int, None, object()])
def test_what_is_no_exception_no_name_and_no_predicate_is_refused(key):
    with pytest.raises(TypeError, match=r"^mapping: .* is no exception class, no dotted name of one, and no predicate"):
        Policy(mapping={key: 404})


# The decorator.


def test_catch_registers_a_function_a_class_or_a_code():
    policy = Policy(mapping={KeyError: 404})

    @policy.catch(Full, "shop.errors.SoldOut")
    def full(error):
        return respond.conflict(f"{error.left} left")

    @policy.catch(is_empty)
    class Empty(Problem):
        status = 422

    assert policy.catch(ValueError)(400) == 400
    assert policy.mapping == {KeyError: 404, Full: full, "shop.errors.SoldOut": full, is_empty: Empty, ValueError: 400}
    assert [status_of(error, policy.mapping) for error in (Full(3), Full(), ValueError(), KeyError())] == [
        409,
        422,
        400,
        404,
    ]


@pytest.mark.parametrize(
    ("what", "target", "error", "message"),
    [
        ((), 404, ValueError, "catch: nothing to catch"),
        ((5,), 404, TypeError, "catch: 5 is no exception class"),
        (("nodots",), 404, ValueError, "catch: 'nodots' is no dotted name"),
        ((Full,), 200, ValueError, "catch: Full leads to 200"),
        ((Full,), "409", TypeError, "catch: Full leads to '409'"),
        ((KeyError,), 409, ValueError, "catch: there is an answer to KeyError already"),
        ((Full,), asks_later, TypeError, "catch: Full leads to <function .*>: a coroutine cannot be waited for here"),
        ((asks_later,), 409, TypeError, "catch: <function .*>: a coroutine cannot be waited for here"),
    ],
)
def test_catch_refuses_what_cannot_work_and_changes_nothing(what, target, error, message):
    policy = Policy(mapping={KeyError: 404})
    with pytest.raises(error, match=f"^{message}"):
        policy.catch(*what)(target)
    assert policy.mapping == {KeyError: 404}


def flask_app():
    from flask import Flask

    return Flask(__name__)


def falcon_app():
    import falcon

    return falcon.App()


def plain_app():
    return lambda environ, start_response: [b""]


@pytest.mark.parametrize("app", [flask_app, falcon_app, plain_app])
def test_catch_says_when_it_is_too_late(app):
    policy = Policy()
    policy.catch(KeyError)(404)
    if app is plain_app:
        wsgi.StatusMiddleware(app(), policy)
    else:
        install(app(), policy)
    with pytest.raises(RuntimeError, match=r"^catch: the policy is in use; call catch\(\) before install"):
        policy.catch(Full)(409)


def test_nothing_is_lost_when_threads_register():
    policy = Policy()
    kinds = [type(f"Kind{number}", (Exception,), {}) for number in range(200)]
    start = threading.Barrier(4)

    def register(part):
        start.wait()
        for kind in part:
            policy.catch(kind)(409)

    threads = [threading.Thread(target=register, args=(kinds[number::4],)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(policy.mapping) == set(kinds)


def test_catch_goes_with_a_policy_on_top_of_what_a_framework_says():
    policy = Policy(mapping={KeyError: 404}, maps=["std"])
    policy.catch(Full)(409)
    informed = policy.on_top_of({KeyError: 400, ValueError: 400})
    errors = (KeyError(), ValueError(), Full(), TimeoutError())
    assert [status_of(error, informed.mapping) for error in errors] == [404, 400, 409, 504]
    with pytest.raises(RuntimeError, match=r"^catch: the policy is in use"):
        policy.catch(OSError)(503)


# Exceptions that want to be missed.


class LyingMeta(type):
    def __getattribute__(cls, name):
        if name in {"__mro__", "__qualname__"}:
            raise ZeroDivisionError
        return super().__getattribute__(name)

    def __hash__(cls):
        raise ZeroDivisionError


Unhashable = LyingMeta("Unhashable", (LookupError,), {"__hash__": None})


class LyingClass(Exception):
    __class__ = property(lambda self: ExceptionGroup)


class RaisingClass(Exception):
    __class__ = property(lambda self: 1 / 0)


class RaisingCause(RuntimeError):
    __cause__ = property(lambda self: 1 / 0)
    args = property(lambda self: 1 / 0)
    __traceback__ = property(lambda self: 1 / 0)
    __dict__ = property(lambda self: 1 / 0)


class LyingGroup(ExceptionGroup):
    exceptions = property(lambda self: [self])


class RaisingGroup(ExceptionGroup):
    exceptions = property(lambda self: 1 / 0)


def circular():
    wrapper = RuntimeError("response already started")
    wrapper.__cause__ = ExceptionGroup("", [wrapper])
    return wrapper


def nested(error, depth):
    for _ in range(depth):
        error = ExceptionGroup("", [error])
    return error


def doubled(depth):
    error = ExceptionGroup("", [Problem(404)])
    for _ in range(depth):
        error = ExceptionGroup("", [error, error])
    return error


@pytest.mark.parametrize(
    ("error", "status_code"),
    [
        (LyingClass(), 503),
        (RaisingClass(), 503),
        (RaisingCause("response already started"), 503),
        (LyingGroup("", [Problem(404)]), 404),
        (RaisingGroup("", [Problem(404)]), 404),
        (circular(), None),
        (ExceptionGroup("", [circular()]), None),
        (nested(Problem(404), 10_000), 404),
        (nested(circular(), 10_000), None),
        (doubled(1000), 404),
    ],
    ids=range(10),
)
def test_an_exception_that_lies_fails_or_goes_round_in_a_circle_is_answered(error, status_code):
    assert status_of(error, {Exception: 503}) == status_code


def test_a_class_that_cannot_be_hashed_is_known_by_what_it_derives_from():
    assert status_of(Unhashable(), {LookupError: 404, "builtins.Exception": 503}) == 404


def test_a_class_without_a_name_has_none():
    assert full_name(Unhashable) == ""


def ends(*_):
    raise SystemExit


class EndingMeta(type):
    __hash__ = ends

    def __getattribute__(cls, name):
        return ends() if name == "__qualname__" else super().__getattribute__(name)


Ending = EndingMeta(
    "Ending", (LookupError,), {"__hash__": None, "__cause__": property(ends), "__dict__": property(ends)}
)


def test_an_exception_that_asks_the_process_to_end_when_it_is_read_is_answered():
    assert status_of(Ending(), {LookupError: 404, "builtins.Exception": 503}) == 404
    assert full_name(Ending) == ""
    assert isinstance(readable(Ending()), UnreadableException)


def test_an_exception_that_asks_the_process_to_end_when_it_is_marked_stays_the_servers():
    with pytest.raises(Ending) as raised, incoming():
        raise Ending
    assert source_of(raised.value) is None


@pytest.mark.parametrize(
    "make",
    [
        Unhashable,
        LyingClass,
        RaisingClass,
        RaisingCause,
        lambda: LyingGroup("", [KeyError()]),
        lambda: RaisingGroup("", [KeyError()]),
        lambda: ExceptionGroup("", [KeyError(), LyingGroup("", [KeyError()])]),
    ],
    ids=range(7),
)
def test_what_a_logger_could_not_read_has_a_stand_in_with_the_same_traceback(make, caplog):
    raised = raised_by(raise_it, make())
    stand_in = readable(raised)
    assert isinstance(stand_in, UnreadableException)
    assert [name for _, name in functions_passed(stand_in)] == ["raised_by", "raise_it"]
    outcome = wsgi.StatusMiddleware(plain_app(), Policy(maps=["std", "sqlalchemy", "pydantic", "auth"])).outcome
    assert json.loads(outcome.answer(raised, request("/")).body)["status"] == 500
    (record,) = caplog.records
    assert isinstance(record.exc_info[1], UnreadableException)


def raise_it(error):
    raise error


@pytest.mark.parametrize(
    "error",
    [KeyError(), Problem(404), circular(), nested(KeyError(), 10_000), ExceptionGroup("", [KeyError()] * 200)],
    ids=range(5),
)
def test_what_can_be_read_stands_for_itself(error):
    assert readable(error) is error


def test_the_answer_to_a_deep_group_is_a_whole_response(caplog):
    outcome = wsgi.StatusMiddleware(plain_app(), Policy()).outcome
    assert json.loads(outcome.answer(nested(KeyError(), 10_000), request("/")).body)["status"] == 500
    assert len(caplog.records) == 1


def test_all_leaves_of_a_wide_tree_come_once():
    inner = ExceptionGroup("", [KeyError(), ValueError()])
    assert len(leaves(ExceptionGroup("", [inner, inner, TypeError()]))) == 3


def test_no_more_than_a_thousand_frames_are_looked_at():
    def deep(left):
        if left:
            deep(left - 1)
        else:
            raise Full

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(3000)
    try:
        deep(1500)
    except Full as error:
        passed = list(functions_passed(error))
    finally:
        sys.setrecursionlimit(limit)
    assert len(passed) == 1000
    assert passed[-1] == (__name__, "deep")


# Monitors of frameworks are told of failures, and of nothing else.


def flask_site(error, policy):
    from flask import Flask, got_request_exception

    app, told = Flask(__name__), []

    def tell(sender, exception, **more):
        told.append(exception)

    got_request_exception.connect(tell, app)

    @app.get("/")
    def view():
        raise error

    install(app, policy)
    app.extensions["keep"] = tell
    return app, told, lambda: app.test_client().get("/").status_code


def quart_site(error, policy):
    from quart import Quart, got_request_exception

    app, told = Quart(__name__), []

    async def tell(sender, exception, **more):
        told.append(exception)

    got_request_exception.connect(tell, app)

    @app.get("/")
    async def view():
        raise error

    install(app, policy)
    app.extensions["keep"] = tell

    async def ask():
        return (await app.test_client().get("/")).status_code

    return app, told, lambda: asyncio.run(ask())


def broken(error):
    raise ZeroDivisionError


SOLD_OUT = f"{Full.__module__}.Full"


@pytest.mark.parametrize("site", [flask_site, quart_site])
@pytest.mark.parametrize(
    ("mapping", "status_code", "alarms"),
    [
        ({SOLD_OUT: 409}, 409, 0),
        ({is_empty: 409}, 409, 0),
        ({SOLD_OUT: 503}, 503, 1),
        ({}, 500, 1),
        ({broken: 409}, 500, 1),
    ],
)
def test_a_framework_gives_no_alarm_where_a_name_or_a_predicate_foresees(site, mapping, status_code, alarms):
    _, told, ask = site(Full(), Policy(mapping=mapping))
    assert ask() == status_code
    assert len(told) == alarms


@pytest.mark.parametrize("site", [flask_site, quart_site])
def test_a_handler_of_the_users_has_the_last_word_over_names(site):
    app, told, ask = site(Full(), Policy(mapping={SOLD_OUT: 409}))
    app.register_error_handler(500, lambda error: ("mine", 500))
    assert ask() == 500
    assert len(told) == 1


def test_a_last_resort_of_the_users_own_stays():
    from flask import Flask

    class Own(Flask):
        def handle_exception(self, error):
            return self.make_response(("mine", 500))

    app = Own(__name__)

    @app.get("/")
    def view():
        raise Full

    install(app, Policy(mapping={SOLD_OUT: 409}))
    assert app.test_client().get("/").text == "mine"
