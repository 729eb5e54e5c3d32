"""Clients are met where they call the application: those there are, those that come, and those that have changed."""

import importlib
import sys
from types import SimpleNamespace

import pytest

from statusmw.testing.clients import CALLS, Call, Interceptor


def doubled(original, guard):
    return lambda: original() * guard.factor


GUARD = SimpleNamespace(factor=2)
CALL = Call("shop_client", "", "call", doubled)
OF_CLASS = Call("shop_client", "Client", "ask", lambda original, guard: lambda self: -original(self))
GONE = [Call("shop_client", "", "gone", doubled), Call("shop_client", "Gone", "ask", doubled)]


@pytest.fixture
def client(tmp_path, monkeypatch):
    (tmp_path / "shop_client.py").write_text(
        "def call(): return 21\nclass Base:\n    def ask(self): return 1\nclass Client(Base): pass\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield "shop_client"
    sys.modules.pop("shop_client", None)


@pytest.mark.parametrize("comes_later", [False, True])
def test_a_module_is_met_whenever_it_comes_and_left_as_it_was(client, comes_later):
    interceptor = Interceptor(GUARD, [CALL, OF_CLASS, *GONE])
    if comes_later:
        interceptor.install()
        module = importlib.import_module(client)
    else:
        module = importlib.import_module(client)
        interceptor.install()
    try:
        assert (module.call(), module.Client().ask()) == (42, -1)
        assert [str(call) for call in interceptor.missed] == ["shop_client.gone", "shop_client.Gone.ask"]
        assert type(module.__loader__) is type(module.__spec__.loader) is type(pytest.__loader__)
    finally:
        interceptor.remove()
    assert (module.call(), module.Client().ask(), "ask" in vars(module.Client)) == (21, 1, False)
    assert interceptor not in sys.meta_path


def test_a_look_at_a_module_does_not_load_it_and_one_that_is_not_there_is_not_found(client):
    interceptor = Interceptor(GUARD, [CALL, Call("shop_client_of_nobody", "", "call", doubled)])
    interceptor.install()
    try:
        spec = importlib.util.find_spec(client)
        assert spec.loader.get_filename(client) == spec.origin
        assert importlib.util.find_spec("shop_client_of_nobody") is None
        assert importlib.import_module(client).call() == 42
    finally:
        interceptor.remove()


def test_a_loader_that_sets_no_spec_is_no_obstacle():
    interceptor = Interceptor(GUARD, [CALL])
    module = SimpleNamespace(__name__="shop_client", __spec__=None)

    def load(module):
        module.call = lambda: 4

    from statusmw.testing.clients import _Announced

    _Announced(SimpleNamespace(exec_module=load), interceptor.intercept).exec_module(module)
    assert module.call() == 8


def test_the_end_without_a_beginning_changes_nothing():
    before = list(sys.meta_path)
    Interceptor(GUARD).remove()
    assert sys.meta_path == before


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_every_place_is_there_in_the_releases_that_are_pinned(call, recwarn):
    module = importlib.import_module(call.module)
    owner = getattr(module, call.owner) if call.owner else module
    assert callable(getattr(owner, call.name))
