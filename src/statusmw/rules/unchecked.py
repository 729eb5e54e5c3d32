"""What the documents require as well and no look at one response can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from statusmw.rule import Source


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A requirement that no rule judges.

    Args:
        requirement: in one sentence.
        source: where it stands.
        why: why it is not judged.
    """

    requirement: str
    source: Source
    why: str


UNCHECKED: Final = (
    Unchecked(
        "The Content-Length of a 304 response is that of the 200 response it stands for.",
        Source("RFC 9110", "8.6"),
        "The other response is not there to compare with, and 0 is right for an empty representation; there is advice.",
    ),
    Unchecked(
        "The Content-Length of a response to HEAD is that of the response to GET.",
        Source("RFC 9110", "8.6"),
        "The other response is not there to compare with; there is advice about a length of 0.",
    ),
    Unchecked(
        "A 304 response repeats Cache-Control, Content-Location, Date, Expires and Vary of the 200 response.",
        Source("RFC 9110", "15.4.5"),
        "The other response is not there to compare with; ETag is judged, because a condition tells that there is one.",
    ),
    Unchecked(
        "A 206 response repeats Cache-Control, Content-Location, Date, ETag, Expires and Vary of the 200 response.",
        Source("RFC 9110", "15.3.7"),
        "The other response is not there to compare with.",
    ),
    Unchecked(
        "A response to HEAD has the fields of the response to GET.",
        Source("RFC 9110", "9.3.2"),
        "The other response is not there to compare with, and a server may leave out what only the content tells.",
    ),
    Unchecked(
        "A 304 response is sent only if a condition was false for the current representation.",
        Source("RFC 9110", "13.2.2"),
        "What is current is known to the application only; an ETag or a date that contradicts the request is judged.",
    ),
    Unchecked(
        "Content-Encoding lists the codings that were applied.",
        Source("RFC 9110", "8.4"),
        "Of coded content only the mark of gzip is looked at; the others have none, or would have to be decoded.",
    ),
    Unchecked(
        "A 407 response over WSGI has a challenge in Proxy-Authenticate.",
        Source("RFC 9110", "15.5.8"),
        "PEP 3333 forbids an application to send fields that are about one connection; over ASGI it is judged.",
    ),
    Unchecked(
        "A 101 or 426 response over WSGI names protocols in Upgrade, and upgrade in Connection.",
        Source("RFC 9110", "7.8"),
        "PEP 3333 forbids an application to send fields that are about one connection; over ASGI it is judged.",
    ),
    Unchecked(
        "An application over WSGI sends no field that is about the connection.",
        Source("PEP 3333", "Other HTTP Features"),
        "Only Transfer-Encoding does harm everywhere; Connection: close is how an application asks a server to close.",
    ),
    Unchecked(
        "A response has a Date.",
        Source("RFC 9110", "6.6.1"),
        "The server adds it behind the application; one that the application adds may be sent twice.",
    ),
    Unchecked(
        "A response whose length is known has a Content-Length.",
        Source("RFC 9110", "8.6"),
        "The server adds it, or another framing, behind the application.",
    ),
    Unchecked(
        "A 425 response over HTTP/3 answers a request in early data.",
        Source("RFC 8470", "5.2"),
        "A server of QUIC takes early data itself and need not tell of it; over HTTP/1 and HTTP/2 it is judged.",
    ),
    Unchecked(
        "A 201 response is sent only after the resource was created, a 405 lists what is supported now.",
        Source("RFC 9110", "15"),
        "What the resource really does is not in the response.",
    ),
    Unchecked(
        "A reason phrase is not that of another status code.",
        Source("RFC 9110", "15.1"),
        "Its words are free and carry no meaning; what is judged is whether they can be sent.",
    ),
    Unchecked(
        "Status codes 102 and 104 are sent as interim responses only.",
        Source("RFC 9110", "15.2"),
        "Sent as a final response, any 1xx is judged; interim ones do not pass through the application's response.",
    ),
    Unchecked(
        "A proxy makes no 421 response of its own.",
        Source("RFC 9110", "15.5.20"),
        "A response does not tell whether its author acts as a proxy.",
    ),
    Unchecked(
        "A 100 response answers a request with Expect: 100-continue, and comes before a 101.",
        Source("RFC 9110", "10.1.1"),
        "Interim responses pass by the server, or as a message of their own that holds links only.",
    ),
    Unchecked(
        "A 103 response has no fields that are about itself, and the final response repeats its links.",
        Source("RFC 8297", "2"),
        "Interim responses pass by the server, or as a message of their own that holds links only.",
    ),
    Unchecked(
        "A response that is sent before the whole request was read says whether the connection is closed.",
        Source("RFC 9110", "10.1.1"),
        "The server reads the rest or closes the connection by itself.",
    ),
    Unchecked(
        "A field that is sent as a trailer was announced in Trailer, and the client and the server can carry it.",
        Source("RFC 9110", "6.6.2"),
        "Some protocols agree on theirs otherwise; whether any were announced, and the server takes them, is judged.",
    ),
    Unchecked(
        "Last-Modified is not in the future.",
        Source("RFC 9110", "8.8.2.1"),
        "A finding must not depend on the clock of the machine it is made on; against Date it is judged.",
    ),
    Unchecked(
        "A resource fails once the date in its Sunset is past.",
        Source("RFC 8594", "3"),
        "A finding must not depend on the clock, and the date is a hint that may be moved.",
    ),
    Unchecked(
        "A strong entity tag is not shared by the coded and the uncoded content.",
        Source("RFC 9110", "8.8.1"),
        "The other response is not there to compare with.",
    ),
    Unchecked(
        "Content-Type is left out where there is no content.",
        Source("RFC 9110", "8.3"),
        "It does no harm, and most frameworks add it; there is advice about 204 and about JSON.",
    ),
    Unchecked(
        "Strict-Transport-Security is not sent over plain HTTP.",
        Source("RFC 6797", "7.2"),
        "TLS often ends before the application, which then takes a secure request for a plain one.",
    ),
    Unchecked(
        "A negotiated response, and the refusal to negotiate, names in Vary the fields that decided.",
        Source("RFC 9110", "12.5.5"),
        "Which fields decided is not in the response; what Content-Encoding tells of it is judged.",
    ),
    Unchecked(
        "A request with Prefer: return=minimal is answered without content.",
        Source("RFC 7240", "4.2"),
        "Preferences may be ignored.",
    ),
    Unchecked(
        "A POST response that is stored has the URI of its target in Content-Location.",
        Source("RFC 9110", "9.3.3"),
        "A proxy may have changed the target; there is advice about a response without that field.",
    ),
    Unchecked(
        "A 206 response with several parts repeats the Content-Type of the representation in each part.",
        Source("RFC 9110", "15.3.7.2"),
        "The other response is not there to compare with; there is advice about parts without the field.",
    ),
    Unchecked(
        "A response to PUT has an ETag or Last-Modified only if the content was saved as it came.",
        Source("RFC 9110", "9.3.4"),
        "What was saved is not in the response.",
    ),
    Unchecked(
        "A 2xx response does not hide an error in its content.",
        Source("RFC 9205", "4.6"),
        "Formats such as GraphQL's mean it so; advice looks at problems, and a rule of your own can read the rest.",
    ),
    Unchecked(
        "Each response element of a 207 names its resource, and no 1xx stands inside.",
        Source("RFC 4918", "13"),
        "Content that is XML is not parsed: other vocabularies may extend it, and it can be very long.",
    ),
    Unchecked(
        "A 300 response names the preferred choice in Location.",
        Source("RFC 9110", "15.4.1"),
        "It does so only if the server prefers one, which nothing else in the response tells.",
    ),
    Unchecked(
        "A redirect does not lead from https to http.",
        Source("RFC 6797", "2.3.1"),
        "TLS often ends at a proxy, so that an application cannot tell by which scheme it was asked.",
    ),
    Unchecked(
        "If-Modified-Since is ignored where there is If-None-Match.",
        Source("RFC 9110", "13.1.3"),
        "A 304 does not tell which of the two conditions it answers; its ETag is compared with the former.",
    ),
    Unchecked(
        "501 refuses a method that the server knows for no resource; one that others know is refused with 405.",
        Source("RFC 9110", "9.1"),
        "What other resources support is not in the response, and 501 refuses other features as well.",
    ),
    Unchecked(
        "A client whose credentials are good and do not suffice gets 403, not 401.",
        Source("RFC 9110", "15.5.4"),
        "Whose credentials they are is known to the application only, and a stronger login is asked for with 401.",
    ),
    Unchecked(
        "A 408 response answers a request that did not arrive in time, not one that took long to work on.",
        Source("RFC 9110", "15.5.9"),
        "How much of the request had arrived is not in the response.",
    ),
    Unchecked(
        "A 413 response has Retry-After if the limit is a passing one.",
        Source("RFC 9110", "15.5.14"),
        "Whether the limit will pass is not in the response.",
    ),
    Unchecked(
        "A 431 response names the field that was too large, if it was one alone.",
        Source("RFC 6585", "5"),
        "Which field it was, and whether it was one alone, is known to the server only.",
    ),
    Unchecked(
        "The date in Retry-After lies ahead.",
        Source("RFC 9110", "10.2.3"),
        "Clocks differ, and a rule sees no time of day; there is advice about a number of seconds.",
    ),
    Unchecked(
        "Retry-After is not earlier than the reset that a field about the rate limit tells.",
        Source("RFC 6585", "4"),
        "The fields about rate limits are not standardized yet, and their syntax has changed from draft to draft.",
    ),
    Unchecked(
        "Text is in the charset that Content-Type names.",
        Source("RFC 9110", "8.3.2"),
        "Most charsets decode any bytes: that they decode proves nothing.",
    ),
    Unchecked(
        "A problem of a registered type has the status code that is registered with it.",
        Source("RFC 9457", "4.2"),
        "The registry is young, and names status codes as advice.",
    ),
)
"""The requirements, in the order of the rules they would stand among."""
