"""A failure as a page for the developer: self-contained, without scripts, allowed to load nothing.

It shows the source around each line that was running. It never shows fields of the request, what its query holds, or
the values of variables. Never to be switched on in production.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from statusmw.exposure import FIRST_FRAMES, Frame, Raised
from statusmw.problem import ProblemDetails
from statusmw.writers.readable import one_line, showable
from statusmw.writers.skeleton import Skeleton
from statusmw.writers.written import Written

STYLE: Final = """
:root{color-scheme:light dark;--paper:#ffffff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;
--code:#f6f8fa;--hit:#ffebe9;--mark:#ffc1ba;--loud:#b3261e}
@media (prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#e8eaed;--soft:#a8b0b8;--line:#3b424a;
--code:#1c2126;--hit:#3d1f20;--mark:#7a2e2e;--loud:#ff8a80}}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:72rem;margin:0 auto;padding:clamp(1rem,4vw,3rem) 1rem}
h1{margin:0;font-size:1.5rem;line-height:1.25;color:var(--loud)}
h2{margin:2rem 0 .25rem;font-size:1.125rem}
h2 small{display:block;font-weight:normal}
p{margin:.5rem 0}
.message{font:1.0625rem/1.5 ui-monospace,monospace;white-space:pre-wrap}
small,.soft{color:var(--soft);font-size:.875rem}
section section{border-inline-start:.25rem solid var(--line);padding-inline-start:1rem}
details{margin:.5rem 0;border:1px solid var(--line);border-radius:.375rem;overflow:hidden}
summary{padding:.5rem .75rem;cursor:pointer;font:.875rem/1.5 ui-monospace,monospace}
summary:focus-visible{outline:.125rem solid var(--loud);outline-offset:-.125rem}
details[open]>summary{border-bottom:1px solid var(--line)}
.library>summary{color:var(--soft)}
pre{margin:0;background:var(--code);font:.875rem/1.6 ui-monospace,monospace;
overflow-x:auto;overflow-wrap:normal;tab-size:4}
pre code{display:block;width:max-content;min-width:100%;font:inherit}
pre span{display:block;padding:0 .75rem;white-space:pre}
pre i{display:inline-block;min-width:3.5em;padding-inline-end:1em;
text-align:end;font-style:normal;color:var(--soft);user-select:none}
pre .hit{background:var(--hit)}
mark{background:var(--mark);color:inherit;border-radius:.125rem}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:1rem}
"""
"""The page's only style; colours keep a contrast of 4.5 to 1 on what is behind them in both schemes."""

_SKELETON: Final = Skeleton(STYLE, '<meta name="robots" content="noindex">\n')
_BODY: Final = """<main>
<p class="soft">{asked}</p>
{told}
<footer><p class="soft">{reference}This page is for developers: the policy says expose="traceback". In production it
has to be "none".</p></footer>
</main>"""
_FIRST: Final = "<h1>{type}</h1>"
_INNER: Final = "<h2><small>{relation}</small>{type}</h2>"
_MESSAGE: Final = '<p class="message" dir="auto">{}</p>'
_FRAME: Final = "<details{open}{kind}><summary>{file}:{line} in <b>{function}</b></summary>{source}</details>"
_NO_SOURCE: Final = '<p class="soft">The source is not to be had.</p>'
_RELATIONS: Final = {
    "cause": "This was caused by",
    "context": "It happened while this was being handled",
    "member": "In the group",
}


def write(details: ProblemDetails, raised: Raised, asked: str) -> Written:
    """The page, and the Content-Security-Policy it is to be sent with.

    Args:
        details: what users would be told.
        raised: the exception.
        asked: method and path of the request, without its query.

    Returns:
        The page in UTF-8.

    >>> from statusmw.problem import ProblemDetails
    >>> page = write(ProblemDetails(500), Raised("KeyError", "<sku>"), "GET /orders")
    >>> b"<h1>KeyError</h1>" in page.content, b"&lt;sku&gt;" in page.content
    (True, True)
    """
    reference = f"Reference: <code>{escape(one_line(details.instance))}</code>. " if details.instance else ""
    body = _BODY.format(
        asked=f"{escape(one_line(asked))} was answered with {details.status}",
        told="\n".join(_exception(raised)),
        reference=reference,
    )
    page = _SKELETON.page(one_line(raised.line)[:200], body)
    return Written(page, "text/html; charset=utf-8", (("Content-Security-Policy", _SKELETON.policy),))


def _exception(raised: Raised) -> Iterator[str]:
    form = _INNER if raised.relation else _FIRST
    yield "<section>"
    yield form.format(type=escape(one_line(raised.type)), relation=_RELATIONS.get(raised.relation, ""))
    yield from (_MESSAGE.format(_shown(text)) for text in (raised.message, *raised.notes) if text)
    yield from _trace(raised)
    for each in raised.inner:
        yield from _exception(each)
    if raised.more:
        yield '<p class="soft">There are more exceptions than are shown.</p>'
    yield "</section>"


def _trace(raised: Raised) -> Iterator[str]:
    """The frames, those of the application open, and the last one in any case."""
    last = len(raised.frames) - 1
    for number, frame in enumerate(raised.frames):
        if raised.omitted and number == FIRST_FRAMES:
            yield f'<p class="soft">{raised.omitted} frames are left out here.</p>'
        yield _FRAME.format(
            open=" open" if number == last or not frame.is_library else "",
            kind=' class="library"' if frame.is_library else "",
            file=escape(one_line(frame.file)),
            line=frame.line,
            function=escape(one_line(frame.function)),
            source=_source(frame),
        )


def _source(frame: Frame) -> str:
    if not frame.source:
        return _NO_SOURCE
    numbered = enumerate(frame.source, frame.first)
    return f"<pre><code>{''.join(_line(frame, number, text) for number, text in numbered)}</code></pre>"


def _line(frame: Frame, number: int, text: str) -> str:
    if number != frame.line:
        return f"<span><i>{number}</i>{_shown(text)}</span>"
    start, stop = frame.part or (0, 0)
    marked = f"<mark>{_shown(text[start:stop])}</mark>" if stop > start else ""
    return f'<span class="hit"><i>{number}</i>{_shown(text[:start])}{marked}{_shown(text[stop:])}</span>'


def _shown(text: str) -> str:
    return escape(showable(text))
