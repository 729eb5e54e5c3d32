"""The catalogue as pages for people: self-contained, without scripts, allowed to load nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from statusmw.catalogue.entries import Entry, MemberTold
from statusmw.status import reason_phrase
from statusmw.writers.skeleton import Skeleton

STYLE: Final = """
:root{color-scheme:light dark;--paper:#ffffff;--raised:#f4f6f8;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;
--link:#0550ae;--client:#8a4600;--server:#a40e26}
@media (prefers-color-scheme:dark){:root{--paper:#14171a;--raised:#1e2227;--ink:#e8eaed;--soft:#a8b0b8;--line:#3b424a;
--link:#79b8ff;--client:#f0b072;--server:#ff9a9a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
main,nav{max-width:46rem;margin:0 auto;padding:0 1rem}
nav{padding-top:1.5rem}
main{padding-top:1.5rem;padding-bottom:4rem}
h1{margin:0 0 .5rem;font-size:1.75rem;line-height:1.2}
h2{margin:2.25rem 0 .5rem;font-size:1.125rem}
h3{margin:1.25rem 0 .5rem;font-size:1rem}
p{margin:0 0 .75rem}
a{color:var(--link)}
a:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}
pre{margin:0;padding:1rem;background:var(--raised);border:1px solid var(--line);border-radius:.5rem}
pre{white-space:pre-wrap}
.soft{color:var(--soft)}
.status{font-weight:600}
.client{color:var(--client)}
.server{color:var(--server)}
.entries{list-style:none;margin:1.5rem 0 0;padding:0;border-top:1px solid var(--line)}
.entries li{padding:.875rem 0;border-bottom:1px solid var(--line)}
.entries a{font-weight:600}
.entries p{margin:0}
dl{margin:0;border-top:1px solid var(--line)}
dl div{padding:.5rem 0;border-bottom:1px solid var(--line)}
dd{margin:0}
@media (min-width:36rem){dl div,.entries li{display:grid;grid-template-columns:12rem 1fr;gap:1rem}}
"""
"""The pages' only style; text has a contrast of 4.5 to 1 or more on what is behind it, in both schemes."""

# Without an icon of its own a page makes browsers ask the site for one.
_SKELETON: Final = Skeleton(STYLE, '<link rel="icon" href="data:,">\n', images=True)
POLICY: Final = _SKELETON.policy
_INDEX: Final = """<main>
<h1>{title}</h1>
<p>Each kind of error that this API answers with has a page here. Its address is the <code>type</code> member of the
<a href="https://www.rfc-editor.org/rfc/rfc9457">problem document</a> that a client gets.</p>
{entries}
<p class="soft">For programs: <a href="index.json">this list as JSON</a>.</p>
</main>"""
_NONE: Final = "<p>There are none so far.</p>"
_ENTRY: Final = '<li><p>{status}</p><div><p><a href="{href}">{title}</a></p><p class="soft">{said}</p></div></li>'
_TYPE: Final = """<nav aria-label="Catalogue"><a href="{up}">{index}</a></nav>
<main>
<h1>{title}</h1>
<p>{status}</p>
<p><code>{type}</code></p>
<h2>What it means</h2>
{meaning}
<h2>What to do</h2>
{advice}
{members}
<h2>Example</h2>
<pre>{example}</pre>
<h2>For programs</h2>
<p><a href="{schema}">JSON Schema of these documents</a>, <a href="{data}">this page as JSON</a></p>
</main>"""
_QUOTED: Final = re.compile(r"``?([^`]+)``?")
_STATUS: Final = '<span class="status {kind}">{status} {phrase}</span>'
_MEMBERS: Final = "<h2>Members</h2>\n{}"
_GROUP: Final = "{heading}<dl>\n{members}\n</dl>"
_GROUPED: Final = "<h3>Each <code>{}</code> has</h3>\n"
_MEMBER: Final = "<div><dt><code>{name}</code></dt><dd>{kind}{description}</dd></div>"


def index_page(title: str, entries: Sequence[Entry]) -> bytes:
    """The list of all problem types.

    Args:
        title: its heading.
        entries: in their order.
    """
    listed = "\n".join(map(_listed, entries))
    body = _INDEX.format(title=escape(title), entries=f'<ul class="entries">\n{listed}\n</ul>' if entries else _NONE)
    return _SKELETON.page(title, body)


def _listed(entry: Entry) -> str:
    said = _text(next(iter(entry.description), ""))
    return _ENTRY.format(status=_status(entry), href=escape(f"./{entry.name}"), title=escape(entry.title), said=said)


def type_page(index: str, entry: Entry) -> bytes:
    """The page of one problem type.

    Args:
        index: the heading of the list that it is in.
        entry: the problem type.
    """
    last = entry.name.rpartition("/")[2]
    body = _TYPE.format(
        up="../" * entry.name.count("/") or "./",
        index=escape(index),
        title=escape(entry.title),
        status=_status(entry),
        type=escape(entry.type),
        meaning=_paragraphs(entry.description),
        advice=_paragraphs(entry.advice),
        members=_members(entry.members),
        example=escape(json.dumps(entry.example, indent=2, ensure_ascii=False), quote=False),
        schema=escape(f"./{last}/schema.json"),
        data=escape(f"./{last}/index.json"),
    )
    return _SKELETON.page(f"{entry.title} - {index}", body)


def _status(entry: Entry) -> str:
    if entry.status is None:
        return '<span class="status">Several status codes</span>'
    kind = "server" if entry.status >= 500 else "client"
    return _STATUS.format(kind=kind, status=entry.status, phrase=escape(reason_phrase(entry.status))).replace(" <", "<")


def _paragraphs(texts: Iterable[str]) -> str:
    return "\n".join(f'<p dir="auto">{_text(text)}</p>' for text in texts) or "<p>Nothing more is known.</p>"


def _text(text: str) -> str:
    """Text of a docstring, whose names stand in backquotes."""
    return _QUOTED.sub(r"<code>\1</code>", escape(text))


def _members(groups: Sequence[tuple[str, Sequence[MemberTold]]]) -> str:
    return _MEMBERS.format("\n".join(_group(name, members) for name, members in groups)) if groups else ""


def _group(name: str, members: Iterable[MemberTold]) -> str:
    heading = _GROUPED.format(escape(name)) if name else ""
    return _GROUP.format(heading=heading, members="\n".join(map(_member, members)))


def _member(member: MemberTold) -> str:
    description = f"<br>{_text(member.description)}" if member.description else ""
    return _MEMBER.format(name=escape(member.name), kind=escape(member.kind), description=description)
