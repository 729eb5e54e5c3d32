"""Starts real servers, each once for the tests of a process, and lets them find the faulty applications."""

import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


@pytest.fixture(scope="session")
def serving(tmp_path_factory):
    """A function that returns the running server of that kind with that application."""
    from examples.demo_servers import Server

    directory, running = tmp_path_factory.mktemp("servers"), {}
    with ExitStack() as stack:

        def serve(kind, factory, *, checked=True):
            key = kind, factory, checked
            if key not in running:
                server = Server(kind, factory, directory, checked=checked, path=str(HERE))
                running[key] = stack.enter_context(server).wait()
            return running[key]

        yield serve
