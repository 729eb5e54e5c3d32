"""Problem documents as a page for people: self-contained, without scripts, allowed to load nothing."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from statusmw.writers.readable import AS_WRITTEN, ERRORS, REFERENCE, Say, Wording, readable
from statusmw.writers.skeleton import Skeleton
from statusmw.writers.written import Written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusmw.problem import ProblemDetails

MEDIA_TYPE: Final = "text/html"

STYLE: Final = """
:root{color-scheme:light dark;--paper:#ffffff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de}
@media (prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#e8eaed;--soft:#a8b0b8;--line:#3b424a}}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:40rem;margin:0 auto;padding:clamp(1rem,8vw,5rem) 1rem}
h1{margin:0 0 1rem;font-size:1.75rem;line-height:1.2}
h2{margin:1.5rem 0 .5rem;font-size:1.125rem}
p{margin:0 0 1rem}
dl{margin:1.5rem 0;border-top:1px solid var(--line)}
dl div{padding:.5rem 0;border-bottom:1px solid var(--line)}
dt,small{color:var(--soft);font-size:.875rem}
dd{margin:0}
ul{margin:0 0 1.5rem;padding-inline-start:1.25rem}
code{font-family:ui-monospace,monospace}
.detail{white-space:pre-line}
@media (min-width:36rem){dl div{display:grid;grid-template-columns:10rem 1fr;gap:1rem}}
"""
"""The page's only style; colours keep a contrast of 4.5 to 1 on `--paper` in both schemes."""

_SKELETON: Final = Skeleton(STYLE)
_BODY: Final = "<main>\n<h1>{heading}</h1>\n{parts}\n</main>"
_DETAIL: Final = '<p class="detail" dir="auto">{}</p>'
_ERRORS: Final = "<h2>{heading}</h2>\n<ul>\n{items}\n</ul>"
_ERROR: Final = '<li dir="auto">{detail}</li>'
_ERROR_AT: Final = '<li dir="auto">{detail} <small>(<code>{pointer}</code>)</small></li>'
_FACTS: Final = "<dl>\n{items}\n</dl>"
_FACT: Final = '<div><dt dir="auto">{}</dt><dd dir="auto">{}</dd></div>'
_ADVICE: Final = "<p>{}</p>"
_REFERENCE: Final = "<p><small>{}</small></p>"


def write(details: ProblemDetails, wording: Wording = AS_WRITTEN) -> Written:
    """The page, and the Content-Security-Policy it is to be sent with.

    Args:
        details: what to say; its extensions have to be plain JSON values. All of it is text to the page: no member
            becomes an element, an attribute or a link.
        wording: the words of all that is added.

    Returns:
        The page in UTF-8.

    >>> from statusmw.problem import ProblemDetails
    >>> page = write(ProblemDetails(404, "Not Found", detail="No <order> 7"))
    >>> b"<h1>404 Not Found</h1>" in page.content, b"No &lt;order&gt; 7" in page.content
    (True, True)
    """
    told, say = readable(details, wording.say), wording.say
    facts = (_FACT.format(escape(name), escape(value)) for name, value in told.facts)
    parts = [
        _DETAIL.format(escape(told.detail)) if told.detail else "",
        _listed(_ERRORS, (_error(*each) for each in told.errors), escape(say(ERRORS))),
        _listed(_FACTS, facts),
        _ADVICE.format(escape(told.advice)),
        _REFERENCE.format(_reference(say, told.reference)) if told.reference else "",
    ]
    body = _BODY.format(heading=escape(told.heading), parts="\n".join(filter(None, parts)))
    page = _SKELETON.page(told.heading, body, wording.language)
    return Written(page, f"{MEDIA_TYPE}; charset=utf-8", (("Content-Security-Policy", _SKELETON.policy),))


def _reference(say: Say, reference: str) -> str:
    return escape(say(REFERENCE)).replace("{}", f"<code>{escape(reference)}</code>")


def _error(pointer: str, detail: str) -> str:
    form = _ERROR_AT if pointer else _ERROR
    return form.format(pointer=escape(pointer), detail=escape(detail))


def _listed(form: str, items: Iterable[str], heading: str = "") -> str:
    joined = "\n".join(items)
    return form.format(items=joined, heading=heading) if joined else ""
