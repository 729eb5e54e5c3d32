"""Right status codes for Python web applications: by construction and by proof.

`respond`, `Problem` and `Redirect` build right responses; `StatusMiddleware` (in `statusmw.wsgi` and `statusmw.asgi`)
looks at every response that leaves; `install` switches both on for an application of a known framework.

What stands here is loaded when it is first used, so that the parts which need no framework load none.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from statusmw import respond as respond
    from statusmw.adapters import install as install
    from statusmw.policy import Policy as Policy
    from statusmw.problem import ProblemDetails as ProblemDetails
    from statusmw.raisable import Problem as Problem
    from statusmw.raisable import Redirect as Redirect
    from statusmw.reply import Reply as Reply
    from statusmw.rule import BrokenResponse as BrokenResponse
    from statusmw.rule import Finding as Finding
    from statusmw.rule import Level as Level
    from statusmw.rule import Rule as Rule
    from statusmw.rule import Source as Source
    from statusmw.translating import Translations as Translations

__version__ = "0.1.0"

_HOMES = {
    "BrokenResponse": "rule",
    "Finding": "rule",
    "Level": "rule",
    "Policy": "policy",
    "Problem": "raisable",
    "ProblemDetails": "problem",
    "Redirect": "raisable",
    "Reply": "reply",
    "Rule": "rule",
    "Source": "rule",
    "Translations": "translating",
    "install": "adapters",
    "respond": "",
}

__all__ = [
    "BrokenResponse",
    "Finding",
    "Level",
    "Policy",
    "Problem",
    "ProblemDetails",
    "Redirect",
    "Reply",
    "Rule",
    "Source",
    "Translations",
    "__version__",
    "install",
    "respond",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{home or name}")
    value = getattr(module, name) if home else module
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
