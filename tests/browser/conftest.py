"""One browser for all tests of a process, and the catalogue behind a WSGI and an ASGI server."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    from driver import Browser

    with Browser(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture(scope="session", params=["wsgi", "asgi"])
def site(request):
    """The URL of a server whose catalogue is under "/problems"; a response that breaks a rule becomes a 500."""
    from examples.problem_catalogue import CATALOGUE, create_app
    from serving import asgi_server, wsgi_server
    from werkzeug.middleware.dispatcher import DispatcherMiddleware

    from statusmw import Policy, respond
    from statusmw.wsgi import StatusMiddleware

    policy = Policy(on_finding="raise")
    if request.param == "asgi":
        serving = asgi_server(create_app(policy))
    else:
        mounted = DispatcherMiddleware(respond.not_found(), {"/problems": CATALOGUE})
        serving = wsgi_server(StatusMiddleware(mounted, policy))
    with serving as url:
        yield url
