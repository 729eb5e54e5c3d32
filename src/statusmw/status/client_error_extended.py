"""The 4xx codes 421 to 451: added by WebDAV and other documents, some now in RFC 9110."""

from __future__ import annotations

from statusmw.status.model import StatusCode

CLIENT_ERROR_EXTENDED = (
    StatusCode(
        code=421,
        reason_phrase="Misdirected Request",
        source="RFC 9110, Section 15.5.20",
        forbidden_fields=("Alt-Svc",),
        meaning=(
            "This server does not answer for the host in the URI, often because a connection was reused for "
            "another name."
        ),
        retry="Yes, on a new connection, whatever the method.",
        use="A wrong Host or TLS server name on a shared connection; not for proxies to send.",
        confused_with=(
            (400, "400: Host is missing or broken; 421: it is fine, but not served here."),
            (404, "404: the right server, but no such resource."),
            (502, "502: a gateway got no usable answer; 421: the request came to the wrong door."),
        ),
    ),
    StatusCode(
        code=422,
        reason_phrase="Unprocessable Content",
        source="RFC 9110, Section 15.5.21",
        meaning=(
            "Format and syntax are right, but what the content says cannot be acted on: a value out of "
            "range, a business rule broken."
        ),
        retry="No: correct the content first.",
        use="Validation errors: list each one with a pointer to its place.",
        confused_with=(
            (400, "400: the content cannot even be read; 422: it was read and is wrong."),
            (409, "409: wrong in the current state; 422: wrong in any."),
            (415, "415: the format is not taken; 422: it is, but the values are wrong."),
        ),
        old_names=("Unprocessable Entity",),
    ),
    StatusCode(
        code=423,
        reason_phrase="Locked",
        source="RFC 4918, Section 11.3",
        meaning="A lock keeps the resource from being changed.",
        retry="When the lock is gone, or with its token.",
        use="A record that somebody has checked out.",
        confused_with=(
            (403, "403 does not pass by itself; a lock does."),
            (409, "409: the data are in the way; 423: a lock is."),
        ),
    ),
    StatusCode(
        code=424,
        reason_phrase="Failed Dependency",
        source="RFC 4918, Section 11.4",
        meaning="Not done, because another action that it depends on has failed.",
        retry="After the other action has succeeded.",
        use="The items of a batch that were skipped; mostly inside a 207.",
        confused_with=(
            (207, "207 is the status of the batch; 424 that of one item in it."),
            (409, "409: clashes with the state; 424: with a failed part of the same request."),
            (502, "502: another server failed; 424: another part of the request did."),
        ),
    ),
    StatusCode(
        code=425,
        reason_phrase="Too Early",
        source="RFC 8470, Section 5.2",
        meaning=(
            "The request came in TLS early data, which an attacker can replay, and the server will not take that risk."
        ),
        retry="Yes, at once, when the TLS handshake has finished.",
        use="Endpoints where a replay does harm, such as payments.",
        confused_with=(
            (408, "408: too late; 425: before the handshake was over."),
            (429, "429: too many requests; 425: one, too soon on its connection."),
            (503, "503: the server cannot; 425: it could, but will not yet."),
        ),
    ),
    StatusCode(
        code=426,
        reason_phrase="Upgrade Required",
        source="RFC 9110, Section 15.5.22",
        required_fields=(
            "Upgrade",
            "Connection",
        ),
        meaning="The server refuses over this protocol what it would serve over the one in Upgrade.",
        retry="Yes, after changing to a protocol that Upgrade names.",
        use="Plain HTTP/1.1 to an endpoint that only speaks WebSocket.",
        confused_with=(
            (101, "101 carries the change out; 426 demands it."),
            (400, "400: a handshake that is broken; 426: none was tried."),
            (505, "505: the version of HTTP is refused for good, and no other protocol is offered."),
        ),
    ),
    StatusCode(
        code=428,
        reason_phrase="Precondition Required",
        source="RFC 6585, Section 3",
        meaning=(
            "The write must carry a condition such as If-Match, so that no client overwrites a change it "
            "has not seen. No cache may store this."
        ),
        retry="Yes, with If-Match and the current entity-tag.",
        use="Optimistic locking that is enforced on PUT, PATCH and DELETE.",
        confused_with=(
            (409, "409: there is a clash; 428: there might be, and nobody could tell."),
            (412, "412: a condition was sent and failed; 428: none was sent."),
        ),
    ),
    StatusCode(
        code=429,
        reason_phrase="Too Many Requests",
        source="RFC 6585, Section 4",
        recommended_fields=("Retry-After",),
        meaning="This client sent too many requests in a given time. No cache may store this.",
        retry="Yes, after Retry-After, and more slowly from then on.",
        use="Rate limits, per user, key or address.",
        confused_with=(
            (402, "402 passes with payment; 429 with time."),
            (403, "403 does not pass with time; 429 does."),
            (425, "425: one request, too early; 429: too many."),
            (503, "503: the server is overloaded, whoever asks; 429: this client asks too often."),
        ),
    ),
    StatusCode(
        code=431,
        reason_phrase="Request Header Fields Too Large",
        source="RFC 6585, Section 5",
        meaning=(
            "One field of the request, or all of them together, is larger than the server reads. No cache "
            "may store this."
        ),
        retry="With smaller fields, for instance after clearing cookies.",
        use="Cookies or tokens that have grown too large; mostly the server's doing.",
        confused_with=(
            (400, "400 leaves the client guessing; 431 says what to shrink."),
            (413, "413: the content is too large; 431: the fields are."),
            (414, "414: the URI is too long; 431: the fields are too large."),
        ),
    ),
    StatusCode(
        code=451,
        reason_phrase="Unavailable For Legal Reasons",
        source="RFC 7725, Section 3",
        recommended_fields=("Link",),
        heuristically_cacheable=True,
        meaning="Access is refused because of a legal demand; whether the resource exists is left open.",
        retry="No.",
        use="Blocked by a court or by the law of a country: say who demands it, and why.",
        confused_with=(
            (403, "403: the server's own refusal; 451: a law's."),
            (404, "404: nothing to show; 451: not allowed to show it."),
            (410, "410: gone for good; 451: perhaps there, but withheld."),
        ),
    ),
)
