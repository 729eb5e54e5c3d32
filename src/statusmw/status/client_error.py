"""The 4xx codes 400 to 418: the request cannot be served as it was sent."""

from __future__ import annotations

from statusmw.status.model import StatusCode

CLIENT_ERROR = (
    StatusCode(
        code=400,
        reason_phrase="Bad Request",
        source="RFC 9110, Section 15.5.1",
        meaning=(
            "The server will not process the request as it was sent: broken syntax, bad framing, or a "
            "parameter missing. A client treats every 4xx it does not know as this one."
        ),
        retry="No: fix the request first.",
        use="Malformed JSON or query string; a parameter or field that is missing.",
        confused_with=(
            (404, "404: the request is fine, but nothing is there."),
            (409, "409: the request is fine, but clashes with the current state."),
            (415, "415: a format the resource does not take; 400: the right one, but broken."),
            (422, "422: the syntax is right, the values are not."),
            (500, "A missing field that nobody checked surfaces as 500: check it and answer 400."),
        ),
    ),
    StatusCode(
        code=401,
        reason_phrase="Unauthorized",
        source="RFC 9110, Section 15.5.2",
        required_fields=("WWW-Authenticate",),
        meaning=(
            "Credentials are missing, wrong or expired; WWW-Authenticate says which kind would do. Despite "
            "its name it means not authenticated."
        ),
        retry="Yes, with credentials, or with other ones.",
        use="Not logged in, an expired token, a wrong API key.",
        confused_with=(
            (403, "403: logging in would not help; 401 asks for it."),
            (404, "404 hides that there is anything to log in for."),
            (407, "407: the proxy wants credentials; 401: the origin server does."),
            (511, "511: the network wants a login before any site can be reached."),
        ),
    ),
    StatusCode(
        code=402,
        reason_phrase="Payment Required",
        source="RFC 9110, Section 15.5.3",
        registration="reserved",
        content="optional",
        meaning=(
            "Reserved for future use: no standard says what it means, so only clients that know the API can act on it."
        ),
        retry="As the API's own documentation says.",
        use="By private agreement: an unpaid account, a plan that is used up.",
        confused_with=(
            (403, "403: refused, and paying does not change it."),
            (429, "429 passes with time; 402 with payment."),
        ),
    ),
    StatusCode(
        code=403,
        reason_phrase="Forbidden",
        source="RFC 9110, Section 15.5.4",
        meaning=(
            "Understood and refused: the credentials the client has, or the place it asks from, do not permit this."
        ),
        retry="Not with the same credentials.",
        use="No permission: a role, an owner, a policy, a closed network.",
        confused_with=(
            (401, "401: authenticate first; 403: doing so would not help."),
            (404, "404 may stand in for 403, to hide that the resource exists."),
            (405, "405: nobody may use this method here; 403: this client may not."),
            (407, "407: a proxy asks for credentials; 403: nobody asks for any."),
            (451, "451: refused because a law demands it."),
        ),
    ),
    StatusCode(
        code=404,
        reason_phrase="Not Found",
        source="RFC 9110, Section 15.5.5",
        heuristically_cacheable=True,
        meaning=(
            "Nothing is at this URI that the server wants to show: no such route, or the right route and no "
            "such item. Whether that lasts is left open."
        ),
        retry="Perhaps later: it does not say for how long.",
        use="Read, update or delete with an unknown id; hiding what the caller may not see.",
        confused_with=(
            (200, "An empty collection exists: it is a 200 with no items."),
            (403, "403 admits that the resource exists; 404 does not."),
            (405, "405: the resource exists, the method does not fit it."),
            (410, "410: it was here and is gone for good; 404 says nothing about either."),
            (500, "A look-up that fails inside the server is a 500, not a 404."),
        ),
    ),
    StatusCode(
        code=405,
        reason_phrase="Method Not Allowed",
        source="RFC 9110, Section 15.5.6",
        required_fields=("Allow",),
        heuristically_cacheable=True,
        meaning=("The server knows the method, but this resource does not support it; Allow lists the ones it does."),
        retry="No: use a method from Allow.",
        use="A read-only resource, DELETE on a collection; GET and HEAD should always work.",
        confused_with=(
            (403, "403: this client may not; 405: nobody may."),
            (404, "404: there is no such resource, whatever the method."),
            (501, "501: no resource of this server knows the method."),
        ),
    ),
    StatusCode(
        code=406,
        reason_phrase="Not Acceptable",
        source="RFC 9110, Section 15.5.7",
        recommended_fields=("Vary",),
        meaning=(
            "No representation matches what Accept, Accept-Language or the like ask for, and the server "
            "does not want to send another one."
        ),
        retry="Yes, with other Accept fields.",
        use="A client insists on a media type that is not on offer; list those that are.",
        confused_with=(
            (300, "300: several representations would do; 406: none."),
            (415, "415 is about the format sent; 406 about the format asked for."),
        ),
    ),
    StatusCode(
        code=407,
        reason_phrase="Proxy Authentication Required",
        source="RFC 9110, Section 15.5.8",
        required_fields=("Proxy-Authenticate",),
        meaning="A proxy wants credentials before it passes the request on.",
        retry="Yes, with Proxy-Authorization.",
        use="None for an origin server.",
        confused_with=(
            (401, "401: the origin server wants credentials; 407: the proxy does."),
            (403, "403: credentials would not help; 407 asks for them."),
            (511, "511: a login page of the network; 407: credentials in a field."),
        ),
    ),
    StatusCode(
        code=408,
        reason_phrase="Request Timeout",
        source="RFC 9110, Section 15.5.9",
        meaning=(
            "The client took too long to send its request. Some servers also send it on an idle connection "
            "they are about to close."
        ),
        retry="Yes, on a new connection.",
        use="Slow or stalled uploads; mostly the server's doing, not a handler's.",
        confused_with=(
            (499, "499: the client hung up; a log entry of nginx, never sent."),
            (503, "503: the server has no time; 408: the client took too much."),
            (504, "504: another server was slow; 408: the client was."),
        ),
        old_names=("Request Time-out",),
    ),
    StatusCode(
        code=409,
        reason_phrase="Conflict",
        source="RFC 9110, Section 15.5.10",
        meaning=(
            "The request is valid, but clashes with the state the resource is in: a newer version, a "
            "duplicate, a step out of order."
        ),
        retry="After resolving the conflict: read, merge, send again.",
        use="A duplicate key on create, an edit conflict on update, a delete of what is still in use.",
        confused_with=(
            (400, "400: wrong in itself; 409: wrong at this moment."),
            (412, "412: the client's own If-Match failed; 409: the server found the clash."),
            (422, "422: wrong in any state; 409: wrong in this one."),
            (423, "423: a lock is in the way; 409: the data are."),
            (428, "428: no condition was sent; 409: there is a clash."),
        ),
    ),
    StatusCode(
        code=410,
        reason_phrase="Gone",
        source="RFC 9110, Section 15.5.11",
        heuristically_cacheable=True,
        meaning="It was here, it is gone, and that is meant to last; no new address is known.",
        retry="No: remove the link.",
        use="Deleted for good, an offer that has ended, an API version past its sunset.",
        confused_with=(
            (301, "301: it has a new URI."),
            (308, "308: it has a new URI, for every method."),
            (404, "404: nothing here, and no word on whether there ever was or will be."),
        ),
    ),
    StatusCode(
        code=411,
        reason_phrase="Length Required",
        source="RFC 9110, Section 15.5.12",
        meaning="The server wants to know the length before it takes content.",
        retry="Yes, with Content-Length.",
        use="Uploads where a length must be known first; mostly the server's doing.",
        confused_with=(
            (400, "400: a length that is broken; 411: none."),
            (413, "413: the length is known, and too large."),
        ),
    ),
    StatusCode(
        code=412,
        reason_phrase="Precondition Failed",
        source="RFC 9110, Section 15.5.13",
        recommended_fields=("ETag",),
        meaning=(
            "A condition the client set, such as If-Match with an entity-tag, does not hold, and so nothing was done."
        ),
        retry="After reading again: merge, and send with the new entity-tag.",
        use="Optimistic locking: the item changed since the client read it, or If-None-Match: * found one.",
        confused_with=(
            (304, "304: what a failed If-None-Match gives on GET and HEAD; 412 on other methods."),
            (409, "409: the server found the clash; 412: the client's own condition failed."),
            (417, "417 is about Expect; 412 about If-Match and its kin."),
            (428, "428: a condition is required and none was sent."),
        ),
    ),
    StatusCode(
        code=413,
        reason_phrase="Content Too Large",
        source="RFC 9110, Section 15.5.14",
        recommended_fields=("Retry-After",),
        meaning=(
            "The content is larger than the server takes. It may close the connection so that no more of it arrives."
        ),
        retry="With less content; with the same only where Retry-After says that it will pass.",
        use="Upload limits: say how large the content may be.",
        confused_with=(
            (411, "411: the length is not known; 413: it is too large."),
            (414, "414: the URI is too long."),
            (431, "431: the fields are too large, one or all together."),
            (507, "507: the content would be fine, but there is no room left for it."),
        ),
        old_names=(
            "Payload Too Large",
            "Request Entity Too Large",
        ),
    ),
    StatusCode(
        code=414,
        reason_phrase="URI Too Long",
        source="RFC 9110, Section 15.5.15",
        heuristically_cacheable=True,
        meaning=(
            "The URI is longer than the server reads: often a form sent by GET, or a redirect that feeds on itself."
        ),
        retry="No: shorten it, or send the data as content.",
        use="Long query strings; mostly the server's doing.",
        confused_with=(
            (413, "413: the content is too large; 414: the URI is."),
            (431, "431: the fields are too large; 414: the URI is."),
        ),
        old_names=(
            "Request-URI Too Long",
            "Request-URI Too Large",
        ),
    ),
    StatusCode(
        code=415,
        reason_phrase="Unsupported Media Type",
        source="RFC 9110, Section 15.5.16",
        recommended_fields=(
            "Accept",
            "Accept-Patch",
            "Accept-Encoding",
        ),
        meaning="The resource does not take content of this type or coding with this method.",
        retry="Yes, in a format that Accept, Accept-Patch or Accept-Encoding names.",
        use="A wrong or missing Content-Type on create and update.",
        confused_with=(
            (400, "400: a format the resource takes, but broken."),
            (406, "406 is about the format asked for; 415 about the format sent."),
            (422, "422: format and syntax are fine, what they say is not."),
        ),
    ),
    StatusCode(
        code=416,
        reason_phrase="Range Not Satisfiable",
        source="RFC 9110, Section 15.5.17",
        recommended_fields=("Content-Range",),
        meaning=(
            "None of the ranges asked for lies within the representation, or there are too many small ones to serve."
        ),
        retry="With another range, or without Range.",
        use="A download resumed past its end; Content-Range tells the length.",
        confused_with=(
            (200, "A server may ignore Range and send the whole in a 200."),
            (206, "206: at least one of the ranges could be served."),
        ),
        old_names=("Requested Range Not Satisfiable",),
    ),
    StatusCode(
        code=417,
        reason_phrase="Expectation Failed",
        source="RFC 9110, Section 15.5.18",
        meaning="The server, or a proxy before it, cannot meet what the Expect field demands.",
        retry="Yes, without Expect.",
        use="None for a handler: 100-continue is the only expectation there is.",
        confused_with=(
            (100, "100 meets the expectation; 417 turns it down."),
            (412, "412 is about If-Match and its kin; 417 about Expect."),
        ),
    ),
    StatusCode(
        code=418,
        reason_phrase="I'm a Teapot",
        source="RFC 9110, Section 15.5.19",
        registration="reserved",
        content="optional",
        meaning=("A joke of 1998 that so much software took up that the number is reserved, and registered as unused."),
        retry="No: treat it as 400.",
        use="None: answer 400 or 403, even to robots.",
        confused_with=(
            (400, "400 says the same to a client, and is no joke."),
            (403, "403 is how a robot is refused."),
        ),
    ),
)
