"""Who is asked by the battery, what is left out and why, and the tables that show it.

A cell that is not left out is asked, by `test_battery_frameworks.py` or `test_django_battery.py`, and a question that is
not answered fails there. So a table needs no run: it says what has to hold before a change lands.
"""

from __future__ import annotations

from battery_questions import QUESTIONS

INSTALLED = {
    "flask": "Flask",
    "quart": "Quart",
    "starlette": "Starlette",
    "fastapi": "FastAPI",
    "litestar": "Litestar",
    "falcon": "Falcon",
    "falcon_asgi": "Falcon ASGI",
    "bottle": "Bottle",
    "pyramid": "Pyramid",
    "connexion": "Connexion",
}
"""Those of `install()`, and what they are called."""

DJANGOS = {
    "django": "Django",
    "django_asgi": "Django ASGI",
    "django_asgi_sync": "Django ASGI, synchronous views",
    "drf": "REST framework",
}
BEHIND = {
    "litestar_bubbling": "Litestar, letting everything out",
    "flask_a2wsgi": "Flask over ASGI, a2wsgi",
    "flask_asgiref": "Flask over ASGI, asgiref",
    "starlette_a2wsgi": "Starlette over WSGI, a2wsgi",
}
"""The same applications, behind a bridge, or with a handler that raises what it is given, as Litestar 3 will do."""

FRAMEWORKS = [*INSTALLED, *BEHIND]

_NO_VALIDATION = "the framework validates nothing"
_NO_RESPONSE = "a handler has no response before it returns one"
_NO_MOUNTS = "the framework mounts no other application"
_OUTSIDE = "what nobody handles travels outwards past the middleware, so that it sees the exception"
_NO_HOOK = "before a handler there is only middleware, which another question is about"
_FORMS = "Django's forms answer by themselves"

_LEFT_OUT: dict[str, dict[str, str]] = {
    "flask": {"validation_errors": _NO_VALIDATION},
    "quart": {"validation_errors": _NO_VALIDATION},
    "starlette": {
        "validation_errors": _NO_VALIDATION,
        "cookies_are_kept": _NO_RESPONSE,
        "fields_of_middleware_are_kept_on_500": _OUTSIDE,
        "redirect_is_raised_before_the_handler": _NO_HOOK,
    },
    "fastapi": {
        "cookies_are_kept": "FastAPI drops the response it injects when the handler raises",
        "fields_of_middleware_are_kept_on_500": _OUTSIDE,
    },
    "litestar": {"cookies_are_kept": _NO_RESPONSE},
    "falcon": {"exception_of_a_mounted_application": _NO_MOUNTS},
    "falcon_asgi": {"exception_of_a_mounted_application": _NO_MOUNTS},
    "bottle": {
        "validation_errors": _NO_VALIDATION,
        "cookies_are_kept": "Bottle drops the response when an HTTPError is raised",
    },
    "pyramid": {
        "validation_errors": _NO_VALIDATION,
        "method_not_allowed_with_allow": "in Pyramid the method is a predicate: another one is not found",
    },
    "connexion": {"cookies_are_kept": _NO_RESPONSE, "exception_of_a_mounted_application": _NO_MOUNTS},
    "django": {"validation_errors": _FORMS, "exception_of_a_mounted_application": _NO_MOUNTS},
    "django_asgi": {"validation_errors": _FORMS, "exception_of_a_mounted_application": _NO_MOUNTS},
    "django_asgi_sync": {"validation_errors": _FORMS, "exception_of_a_mounted_application": _NO_MOUNTS},
    "drf": {"exception_of_a_mounted_application": _NO_MOUNTS},
}
_BRIDGED: dict[str, tuple[str, dict[str, str]]] = {
    "litestar_bubbling": ("litestar", {}),
    "flask_a2wsgi": ("flask", {}),
    "flask_asgiref": (
        "flask",
        {"background_task_that_fails_harms_no_response": "asgiref never closes what a WSGI application returns"},
    ),
    "starlette_a2wsgi": (
        "starlette",
        {
            "client_that_leaves_while_it_sends_is_no_error": "a2wsgi reads on for ever where content is missing",
            "background_task_that_fails_harms_no_response": "a2wsgi drops what is raised after the response",
            "stream_that_fails_midway": "a2wsgi may end the response as if it were whole",
        },
    ),
}
_LEFT_OUT |= {name: _LEFT_OUT[inner] | more for name, (inner, more) in _BRIDGED.items()}

DOES_NOT_APPLY = {(name, question): reason for name, each in _LEFT_OUT.items() for question, reason in each.items()}
"""The cells without a question, and why."""


def asked(name: str) -> str:
    """The question with the name *name* in words."""
    return name.replace("_", " ")


def reasons() -> list[str]:
    """Why cells are left out, each reason once."""
    return sorted(set(DOES_NOT_APPLY.values()))


def table(columns: dict[str, str]) -> str:
    """The questions and *columns*, with the number of the reason where a cell is left out."""
    numbers = {reason: f"({number})" for number, reason in enumerate(reasons(), 1)}
    lines = ["| | " + " | ".join(columns.values()) + " |", "|---" * (len(columns) + 1) + "|"]
    for question in QUESTIONS:
        why = (DOES_NOT_APPLY.get((name, question.__name__)) for name in columns)
        cells = " | ".join("yes" if reason is None else numbers[reason] for reason in why)
        lines.append(f"| {asked(question.__name__)} | {cells} |")
    return "\n".join(lines)


def notes() -> str:
    """The reasons by their numbers."""
    return "  \n".join(f"({number}) {reason}." for number, reason in enumerate(reasons(), 1))


def overview() -> str:
    """Who is asked what, for whoever wants no more than that: who is asked how much, and what is left out there."""
    lines = ["| | asked and answered | does not apply |", "|---|---|---|"]
    for name, called in (INSTALLED | DJANGOS).items():
        left_out = _LEFT_OUT.get(name, {})
        said = ", ".join(map(asked, left_out)) or "nothing"
        lines.append(f"| {called} | {len(QUESTIONS) - len(left_out)} of {len(QUESTIONS)} | {said} |")
    return "\n".join(lines)
