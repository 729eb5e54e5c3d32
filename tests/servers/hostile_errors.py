"""Exceptions that are raised where none should be, and some that no handler is made for."""

from faults import REFUSED, Expected


class Unprintable(Exception):
    def __str__(self):
        raise SystemExit(3)

    __repr__ = __str__


class Shapeless(Exception):
    """An exception whose text is none."""

    def __str__(self):
        return b"secret"  # noqa: PLE0307 - that is the fault


class Nameless(Exception):
    @property
    def __class__(self):
        raise KeyError("secret")


class Bare(BaseException):
    """One that is no `Exception` and that nobody knows."""


def in_a_circle():
    one, other = KeyError("secret"), ValueError("secret")
    one.__cause__, other.__cause__ = other, one
    return one


def nested(depth=3000):
    error = KeyError("secret")
    for _ in range(depth):
        error = ExceptionGroup("secret", [error])
    return error


def chained(length=5000):
    last = KeyError("secret")
    for _ in range(length):
        error = KeyError("secret")
        error.__cause__, last = last, error
    return last


def looks_like_http():
    error = KeyError("secret")
    error.status_code = error.code = "500\r\nSet-Cookie: admin=1"
    error.headers, error.detail = {"X-Note": "a\r\nSet-Cookie: admin=1"}, object()
    return error


# Name of the case to what makes the exception, and what may leave.
ERRORS = {
    "stop-iteration": (StopIteration, REFUSED),
    "stop-async-iteration": (StopAsyncIteration, REFUSED),
    "memory": (MemoryError, REFUSED),
    "recursion": (lambda: RecursionError("secret"), REFUSED),
    "os": (lambda: ConnectionResetError("secret"), REFUSED),
    "timeout": (lambda: TimeoutError("secret"), REFUSED),
    "exit": (lambda: SystemExit(3), Expected(500, None)),
    "exit-text": (lambda: SystemExit("secret"), Expected(500, None)),
    "unprintable": (Unprintable, REFUSED),
    "shapeless": (Shapeless, REFUSED),
    "nameless": (Nameless, REFUSED),
    "surrogate": (lambda: KeyError("secret \ud800"), REFUSED),
    "circle": (in_a_circle, REFUSED),
    "nested": (nested, REFUSED),
    "chained": (chained, REFUSED),
    "huge": (lambda: KeyError("secret" * 200_000), REFUSED),
    "http-like": (looks_like_http, REFUSED),
}
# Those that are also raised behind a part of the content.
LATER = {"exit"}
# What is no fault of the application's alone to answer: somebody ends a generator, a thread or the process.
ENDINGS = {
    "generator-exit": GeneratorExit,
    "interrupt": KeyboardInterrupt,
    "bare": Bare,
}
