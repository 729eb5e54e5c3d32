"""The 2xx codes: the request was received, understood and accepted."""

from __future__ import annotations

from statusmw.status.model import StatusCode

SUCCESS = (
    StatusCode(
        code=200,
        reason_phrase="OK",
        source="RFC 9110, Section 15.3.1",
        recommended_fields=(
            "ETag",
            "Last-Modified",
        ),
        heuristically_cacheable=True,
        meaning=(
            "The request succeeded: GET is answered with the representation, a write with its outcome. HEAD "
            "gets the same fields without content, TRACE the request as it arrived."
        ),
        retry="Not needed.",
        use="Read, list and search (an empty list too); update or delete when the outcome is worth showing.",
        confused_with=(
            (201, "201 says that something new exists and where; 200 does not."),
            (202, "202 says that the work is still to be done; 200 that it is done."),
            (204, "204 has nothing to show; after 200 the client looks for content."),
            (206, "206 is the part that Range asked for; 200 is the whole."),
            (400, "An error inside a 200 is invisible to caches and monitors: send the 4xx or 5xx it is."),
            (404, "A search that finds nothing is a 200 with an empty list; 404 is a missing resource."),
        ),
    ),
    StatusCode(
        code=201,
        reason_phrase="Created",
        source="RFC 9110, Section 15.3.2",
        recommended_fields=(
            "Location",
            "ETag",
        ),
        meaning=(
            "A new resource exists before this answer leaves. Location names it; without Location it is the "
            "target of the request itself."
        ),
        retry="Not needed.",
        use="Create by POST, or by PUT to a URI that held nothing.",
        confused_with=(
            (200, "200 leaves open whether anything new exists; 201 says so and names it."),
            (202, "202 promises work; with 201 the resource is there now."),
            (204, "A PUT that replaced answers 200 or 204; a PUT that created must answer 201."),
            (303, "303 sends the client on to another resource; 201 tells what came into being."),
        ),
    ),
    StatusCode(
        code=202,
        reason_phrase="Accepted",
        source="RFC 9110, Section 15.3.3",
        recommended_fields=(
            "Location",
            "Retry-After",
        ),
        meaning=(
            "The request passed the checks made when it arrived, and is queued; nothing is done yet and it "
            "may still fail."
        ),
        retry="Do not repeat it: ask the status monitor how it is going.",
        use="Create, update or delete that outlives the request: answer with a link to the job.",
        confused_with=(
            (200, "200 reports a result; 202 only that there will be one, perhaps."),
            (201, "201 says the resource exists; after 202 it may never."),
            (204, "204 says it is done; 202 that it is not."),
        ),
    ),
    StatusCode(
        code=203,
        reason_phrase="Non-Authoritative Information",
        source="RFC 9110, Section 15.3.4",
        heuristically_cacheable=True,
        meaning=("A proxy between the origin server and the client changed what would have been the content of a 200."),
        retry="Not needed.",
        use="None for a handler: only a transforming proxy has a reason to send it.",
        confused_with=(
            (200, "A mirror or backup that serves its own copy answers 200."),
            (206, "206 is a part, unchanged; 203 is the whole, changed on the way."),
        ),
    ),
    StatusCode(
        code=204,
        reason_phrase="No Content",
        source="RFC 9110, Section 15.3.5",
        content="forbidden",
        recommended_fields=("ETag",),
        forbidden_fields=(
            "Content-Length",
            "Transfer-Encoding",
        ),
        heuristically_cacheable=True,
        meaning=(
            "Done, and there is nothing to show: the client stays where it is. Fields such as ETag describe "
            "the target as it is now."
        ),
        retry="Not needed.",
        use="Update and delete without content; saving a draft; the answer to a CORS preflight.",
        confused_with=(
            (200, "200 comes with something to read; an empty one makes clients parse nothing."),
            (201, "201 names what came into being; 204 has nothing to name."),
            (202, "202 says that the work is still to be done; 204 that it is done."),
            (205, "205 asks the client to clear its form; 204 leaves the view as it is."),
            (404, "A GET for something that is not there is a 404, not an empty success."),
        ),
    ),
    StatusCode(
        code=205,
        reason_phrase="Reset Content",
        source="RFC 9110, Section 15.3.6",
        content="forbidden",
        recommended_fields=("Content-Length",),
        meaning=(
            "Done; the client should put the view that sent the request, such as an entry form, back to its start."
        ),
        retry="Not needed.",
        use="Data entry, one record after another; rare, because browsers ignore it.",
        confused_with=(
            (204, "204 leaves the view as it is; 205 asks to reset it, and is framed with a length of 0."),
            (200, "200 brings a new view; 205 brings none and resets the old one."),
        ),
    ),
    StatusCode(
        code=206,
        reason_phrase="Partial Content",
        source="RFC 9110, Section 15.3.7",
        required_fields=("Content-Range",),
        recommended_fields=(
            "ETag",
            "Date",
            "Cache-Control",
            "Expires",
            "Content-Location",
            "Vary",
            "Accept-Ranges",
        ),
        heuristically_cacheable=True,
        meaning=(
            "The ranges the client asked for, not the whole. One part names its place in Content-Range; "
            "several come as multipart/byteranges."
        ),
        retry="Ask for the ranges still missing; join parts only under the same strong ETag.",
        use="Resumed downloads and seeking in media: GET with Range.",
        confused_with=(
            (200, "200 is the whole: Range was ignored, or If-Range did not match."),
            (203, "203 is the whole, changed by a proxy; 206 is a part, unchanged."),
            (416, "416 says that none of the ranges can be served."),
        ),
    ),
    StatusCode(
        code=207,
        reason_phrase="Multi-Status",
        source="RFC 4918, Section 11.1",
        recommended_fields=("Content-Type",),
        meaning=("One request with several outcomes: the content lists a status for each, and some may be failures."),
        retry="Item by item, as the status of each says.",
        use="WebDAV; by convention, batches whose items succeed or fail one by one.",
        confused_with=(
            (200, "200 speaks for the whole; a 207 has to be opened to know."),
            (202, "202 has done nothing yet; 207 has finished and reports item by item."),
            (422, "If one bad item stops the whole batch, the answer is 422, not 207."),
        ),
    ),
    StatusCode(
        code=208,
        reason_phrase="Already Reported",
        source="RFC 5842, Section 7.1",
        content="optional",
        meaning=("Inside a 207: this collection was listed above under another binding, and is not listed again."),
        retry="Not needed.",
        use="None outside a WebDAV multi-status; it is not meant for a status line.",
        confused_with=(
            (207, "207 is the status of the response; 208 stands inside its content."),
            (508, "508 gives up on a loop; 208 skips what was listed and goes on."),
        ),
    ),
    StatusCode(
        code=226,
        reason_phrase="IM Used",
        source="RFC 3229, Section 10.4.1",
        required_fields=(
            "IM",
            "ETag",
        ),
        recommended_fields=("Delta-Base",),
        meaning=(
            "The content is a difference against a version the client holds, made with the instance "
            "manipulations that IM lists."
        ),
        retry="Not needed; without the base version, ask again without A-IM.",
        use="Feed readers that ask with A-IM for what is new.",
        confused_with=(
            (206, "206 is a range of one version; 226 is the difference between two."),
            (304, "304 says that nothing changed; 226 says what did."),
        ),
    ),
)
