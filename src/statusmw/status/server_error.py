"""The 5xx codes: the server failed at a request that may be fine."""

from __future__ import annotations

from statusmw.status.model import StatusCode

SERVER_ERROR = (
    StatusCode(
        code=500,
        reason_phrase="Internal Server Error",
        source="RFC 9110, Section 15.6.1",
        meaning=(
            "Something unexpected went wrong in the server; the request may be perfectly fine. A client "
            "treats every 5xx it does not know as this one."
        ),
        retry="Idempotent requests, a few times with growing pauses; then report it.",
        use="An unhandled exception; a thing the code took for granted and did not find.",
        confused_with=(
            (400, "400: if the request is to blame, check it and say so."),
            (404, "404: the client named something unknown; 500: the server's own look-up failed."),
            (501, "501: never built; 500: broken."),
            (502, "502: a server behind this one failed; 500: this one did."),
            (503, "503: a known state that passes; 500: nobody knows yet."),
        ),
    ),
    StatusCode(
        code=501,
        reason_phrase="Not Implemented",
        source="RFC 9110, Section 15.6.2",
        heuristically_cacheable=True,
        meaning=("The server lacks what the request needs; above all, it does not know the method for any resource."),
        retry="No: use another method.",
        use="Methods the server has never heard of; never GET or HEAD.",
        confused_with=(
            (404, "404: no such resource; 501: no such method anywhere."),
            (405, "405: the method is known, but not allowed here."),
            (505, "505: the version of HTTP is the problem; 501: the method is."),
        ),
    ),
    StatusCode(
        code=502,
        reason_phrase="Bad Gateway",
        source="RFC 9110, Section 15.6.3",
        recommended_fields=("Proxy-Status",),
        meaning=(
            "On the client's behalf this server turned to another one and got no usable answer: refused, "
            "cut off, or not valid."
        ),
        retry="Idempotent requests, with growing pauses.",
        use="A third party that cannot be reached or answers nonsense.",
        confused_with=(
            (500, "500: the fault is in this server's own code."),
            (503, "503: this server itself is out of service for a while."),
            (504, "504: no answer in time; 502: a bad one, or a refused connection."),
        ),
    ),
    StatusCode(
        code=503,
        reason_phrase="Service Unavailable",
        source="RFC 9110, Section 15.6.4",
        recommended_fields=(
            "Retry-After",
            "Cache-Control",
        ),
        meaning=(
            "The server cannot handle requests right now, because of overload or maintenance, and expects to recover."
        ),
        retry="Yes, after Retry-After, or else with growing pauses.",
        use="Maintenance, overload, an exhausted pool, a database that refuses; with a page people can read.",
        confused_with=(
            (429, "429: this client asks too often; 503: the server is overloaded, whoever asks."),
            (500, "500: unexpected; 503: a known state that passes."),
            (502, "502: another server's answer was no good; 503: this server cannot work."),
            (504, "504: another server was too slow; 503: this server cannot work."),
            (507, "507: room is lacking; 503: time or strength is."),
        ),
    ),
    StatusCode(
        code=504,
        reason_phrase="Gateway Timeout",
        source="RFC 9110, Section 15.6.5",
        recommended_fields=("Proxy-Status",),
        meaning=(
            "On the client's behalf this server turned to another one and got no answer in time. A cache "
            "also says it to only-if-cached when it has nothing."
        ),
        retry="Idempotent requests, later: the other server may still be at work on the first one.",
        use="A third party that took too long.",
        confused_with=(
            (408, "408: the client was too slow; 504: another server was."),
            (502, "502: a bad answer, or a refused connection; 504: none in time."),
            (503, "503: this server cannot work; 504: it waited for another in vain."),
        ),
        old_names=("Gateway Time-out",),
    ),
    StatusCode(
        code=505,
        reason_phrase="HTTP Version Not Supported",
        source="RFC 9110, Section 15.6.6",
        meaning="The server refuses to speak this major version of HTTP.",
        retry="With another version of HTTP.",
        use="None for a handler: the server decides.",
        confused_with=(
            (426, "426 names another protocol to change to; 505 only refuses this one."),
            (501, "501: the method is the problem; 505: the version of HTTP is."),
        ),
    ),
    StatusCode(
        code=506,
        reason_phrase="Variant Also Negotiates",
        source="RFC 2295, Section 8.1",
        meaning=(
            "A set-up error: the variant that negotiation chose negotiates in turn, and so there is nothing "
            "final to send."
        ),
        retry="No: report it to the site.",
        use="None: transparent negotiation is hardly used.",
        confused_with=(
            (300, "300 offers a choice that works; 506 is a choice that leads nowhere."),
            (406, "406: the client asks for what is not there; 506: the server is set up wrongly."),
        ),
    ),
    StatusCode(
        code=507,
        reason_phrase="Insufficient Storage",
        source="RFC 4918, Section 11.5",
        meaning="The server has no room to store what the request needs; taken to be temporary.",
        retry="Not by itself: when room has been made and a user asks again.",
        use="A full disk or a quota that is used up.",
        confused_with=(
            (413, "413: too large at any time; 507: no room for it now."),
            (503, "503: time or strength is lacking; 507: room is."),
        ),
    ),
    StatusCode(
        code=508,
        reason_phrase="Loop Detected",
        source="RFC 5842, Section 7.2",
        meaning="A request with Depth: infinity ran into a loop, and the whole of it failed.",
        retry="No, or with a smaller Depth.",
        use="None outside WebDAV; hosting panels misuse it for resource limits.",
        confused_with=(
            (208, "208 skips what was listed and goes on; 508 gives up."),
            (503, "503 is the code for a resource limit that was hit."),
        ),
    ),
    StatusCode(
        code=510,
        reason_phrase="Not Extended",
        source="RFC 2774, Section 7",
        registration="obsolete",
        meaning=(
            "The request lacks an extension that the resource requires. The experiment ended, and the code is obsolete."
        ),
        retry="No: treat it as 500.",
        use="None: never send it.",
        confused_with=((501, "501: the server lacks something; 510: the request did."),),
    ),
    StatusCode(
        code=511,
        reason_phrase="Network Authentication Required",
        source="RFC 6585, Section 6",
        forbidden_fields=("WWW-Authenticate",),
        meaning=(
            "The network, not the site, wants a login before it lets traffic pass; the content links to the "
            "page for it. No cache may store this."
        ),
        retry="After logging in to the network.",
        use="Captive portals only; never an origin server.",
        confused_with=(
            (401, "401: the site wants credentials; 511: the network on the way does."),
            (407, "407: credentials in a field for a proxy; 511: a login page."),
        ),
    ),
)
