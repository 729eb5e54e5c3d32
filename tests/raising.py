"""What libraries really raise: caught where they raise it, and what a policy with some maps answers to it."""

import contextlib
import socket
import threading

from statusmw import Policy, Problem
from statusmw.mapping import answer_to


def raised_by(call, *arguments, **more):
    """The exception that the call raises."""
    try:
        call(*arguments, **more)
    except Warning:
        raise
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


async def raised_in(awaitable):
    """The exception that awaiting raises."""
    try:
        await awaitable
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def answer(error, *maps):
    """Status code and the fields that matter, or None where the exception stays a 500 that nobody has foreseen."""
    reply = answer_to(error, Policy(maps=maps).mapping)
    if reply is None:
        return None
    if isinstance(reply, Problem) and reply.status_code >= 500:
        assert reply.said == ""
        assert reply.members == {}
    wanted = ("retry-after", "www-authenticate")
    return reply.status_code, {name: reply.headers[name] for name in wanted if name in reply.headers}


@contextlib.contextmanager
def closed_port():
    """A port on which nobody listens: it is bound and stays so."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@contextlib.contextmanager
def listening(*answers):
    """A port on which each connection is answered with the next of *answers*, then cut; without any, with silence."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()
        thread = threading.Thread(target=_serve, args=(server, answers, over))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            with socket.create_connection(server.getsockname()):
                pass  # wakes who waits for a connection
            thread.join()


def _serve(server, answers, over):
    kept = []
    answers = iter(answers)
    while True:
        connection, _ = server.accept()
        kept.append(connection)
        if over.is_set():
            break
        said = next(answers, None)
        if said is not None:
            connection.recv(65536)
            connection.sendall(said)
            connection.close()
    for connection in kept:
        connection.close()
