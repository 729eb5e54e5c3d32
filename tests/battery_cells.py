FRAMEWORKS = [
    "flask",
    "quart",
    "starlette",
    "fastapi",
    "litestar",
    "litestar_bubbling",
    "falcon",
    "falcon_asgi",
    "bottle",
    "pyramid",
    "connexion",
]
_NO_VALIDATION = "the framework validates nothing"
_NO_RESPONSE = "a handler has no response before it returns one"
_NO_MOUNTS = "the framework mounts no other application"
_OUTSIDE = "what nobody handles travels outwards past the middleware, so that it sees the exception"
DOES_NOT_APPLY = {
    ("flask", "validation_errors"): _NO_VALIDATION,
    ("quart", "validation_errors"): _NO_VALIDATION,
    ("starlette", "validation_errors"): _NO_VALIDATION,
    ("bottle", "validation_errors"): _NO_VALIDATION,
    ("pyramid", "validation_errors"): _NO_VALIDATION,
    ("pyramid", "method_not_allowed_with_allow"): "in Pyramid the method is a predicate: another one is not found",
    ("bottle", "cookies_are_kept"): "Bottle drops the response when an HTTPError is raised",
    ("starlette", "cookies_are_kept"): _NO_RESPONSE,
    ("connexion", "cookies_are_kept"): _NO_RESPONSE,
    ("litestar_bubbling", "cookies_are_kept"): _NO_RESPONSE,
    ("falcon", "exception_of_a_mounted_application"): _NO_MOUNTS,
    ("falcon_asgi", "exception_of_a_mounted_application"): _NO_MOUNTS,
    ("connexion", "exception_of_a_mounted_application"): _NO_MOUNTS,
    ("starlette", "redirect_is_raised_before_the_handler"): "before a handler there is only middleware",
    ("litestar", "cookies_are_kept"): _NO_RESPONSE,
    ("fastapi", "cookies_are_kept"): "FastAPI drops the response it injects when the handler raises",
    ("starlette", "fields_of_middleware_are_kept_on_500"): _OUTSIDE,
    ("fastapi", "fields_of_middleware_are_kept_on_500"): _OUTSIDE,
}
DJANGOS = ["django", "django_asgi", "django_asgi_sync", "drf"]
DOES_NOT_APPLY |= {(n, "validation_errors"): "Django's forms answer by themselves" for n in DJANGOS[:3]}
DOES_NOT_APPLY |= {(n, "exception_of_a_mounted_application"): _NO_MOUNTS for n in DJANGOS}
