"""The 3xx codes: the client has one more step to take."""

from __future__ import annotations

from statusmw.status.model import StatusCode

REDIRECTION = (
    StatusCode(
        code=300,
        reason_phrase="Multiple Choices",
        source="RFC 9110, Section 15.4.1",
        recommended_fields=(
            "Location",
            "Link",
            "Vary",
        ),
        heuristically_cacheable=True,
        meaning=(
            "The target has several representations, each with a URI of its own, and the client or its user "
            "picks one from the list in the content."
        ),
        retry="No: request one of the alternatives.",
        use="Rare: most APIs negotiate by Accept and answer 200.",
        confused_with=(
            (303, "303 names one place to go; 300 offers several."),
            (406, "406 says that none of the representations will do; 300 that several would."),
        ),
    ),
    StatusCode(
        code=301,
        reason_phrase="Moved Permanently",
        source="RFC 9110, Section 15.4.2",
        content="optional",
        recommended_fields=("Location",),
        heuristically_cacheable=True,
        meaning="The target has a new URI for good. A client that follows may turn a POST into a GET.",
        retry="Follow Location.",
        use="A renamed page, the one true host name, an API of which only reads moved.",
        confused_with=(
            (302, "302 is for now: the client keeps the old URI; after 301 it updates the link."),
            (308, "308 keeps method and content; after 301 a POST may arrive as a GET."),
            (410, "410 says it is gone and has no new address."),
        ),
    ),
    StatusCode(
        code=302,
        reason_phrase="Found",
        source="RFC 9110, Section 15.4.3",
        content="optional",
        recommended_fields=("Location",),
        meaning=(
            "The target is at another URI for now: keep using the old one. A client that follows may turn a "
            "POST into a GET."
        ),
        retry="Follow Location, and keep the old URI for the next request.",
        use="Sending a browser to log in; prefer 303 or 307, which say what becomes of the method.",
        confused_with=(
            (301, "301 is for good; 302 is for now."),
            (303, "303 always means GET the other one; after 302 the method is the client's guess."),
            (307, "307 keeps method and content; 302 leaves that open."),
        ),
        old_names=("Moved Temporarily",),
    ),
    StatusCode(
        code=303,
        reason_phrase="See Other",
        source="RFC 9110, Section 15.4.4",
        required_fields=("Location",),
        meaning=("The answer is to be had at another URI, with GET or HEAD, whatever the method of this request was."),
        retry="Follow Location with GET.",
        use="Post, redirect, get after a form; a finished job that points to its result.",
        confused_with=(
            (201, "201 names what came into being; 303 says where to look next."),
            (302, "302 leaves the method open; 303 makes it GET."),
            (307, "307 repeats the request over there; 303 only looks there."),
        ),
    ),
    StatusCode(
        code=304,
        reason_phrase="Not Modified",
        source="RFC 9110, Section 15.4.5",
        content="forbidden",
        recommended_fields=(
            "ETag",
            "Date",
            "Cache-Control",
            "Expires",
            "Content-Location",
            "Vary",
        ),
        meaning=("The copy the client holds is still good: a conditional GET or HEAD found the version it named."),
        retry="No: use the stored copy and take over the new field values.",
        use="Reading again with If-None-Match or If-Modified-Since; it saves the transfer.",
        confused_with=(
            (200, "200 sends the representation; 304 says the client has it already."),
            (204, "204 says there is nothing; 304 that the client holds it."),
            (412, "A failed If-None-Match is 304 on GET and HEAD, and 412 on every other method."),
        ),
    ),
    StatusCode(
        code=305,
        reason_phrase="Use Proxy",
        source="RFC 9110, Section 15.4.6",
        registration="deprecated",
        content="optional",
        meaning=(
            "Once: reach the target through the proxy in Location. Deprecated, since it let a response "
            "reroute a client's traffic."
        ),
        retry="No: do not follow it.",
        use="None: never send it.",
        confused_with=((407, "407 comes from a proxy that wants credentials; 305 pointed to a proxy."),),
    ),
    StatusCode(
        code=306,
        reason_phrase="(Unused)",
        source="RFC 9110, Section 15.4.7",
        registration="reserved",
        content="optional",
        meaning="Nothing: an early draft used it, no standard does, and the number stays reserved.",
        retry="No: there is nothing to follow.",
        use="None: never send it.",
        confused_with=((305, "305 was in use once and is deprecated; 306 never was."),),
        old_names=("Switch Proxy",),
    ),
    StatusCode(
        code=307,
        reason_phrase="Temporary Redirect",
        source="RFC 9110, Section 15.4.8",
        content="optional",
        recommended_fields=("Location",),
        meaning=(
            "The target is at another URI for now: repeat the same request there, with the same method and content."
        ),
        retry="Repeat the same request at Location, and keep the old URI for the next one.",
        use="A short move of an API; sending writes from http to https.",
        confused_with=(
            (302, "302 leaves the method open; 307 keeps it."),
            (303, "303 turns every method into GET; 307 keeps it."),
            (308, "308 is for good; 307 is for now."),
        ),
    ),
    StatusCode(
        code=308,
        reason_phrase="Permanent Redirect",
        source="RFC 9110, Section 15.4.9",
        content="optional",
        recommended_fields=("Location",),
        heuristically_cacheable=True,
        meaning=("The target has a new URI for good: repeat the same request there, with the same method and content."),
        retry="Repeat the same request at Location, and use that URI from now on.",
        use="An API, or a path with its trailing slash, that moved for good, writes included.",
        confused_with=(
            (301, "After 301 a POST may arrive as a GET; 308 keeps method and content."),
            (307, "307 is for now; 308 is for good."),
        ),
    ),
)
