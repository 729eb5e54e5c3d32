"""The 1xx codes: interim responses, sent before the final one."""

from __future__ import annotations

from statusmw.status.model import StatusCode

INFORMATIONAL = (
    StatusCode(
        code=100,
        reason_phrase="Continue",
        source="RFC 9110, Section 15.2.1",
        content="forbidden",
        forbidden_fields=(
            "Content-Length",
            "Transfer-Encoding",
        ),
        meaning=("The head of the request is fine so far: the client may send the content it was holding back."),
        retry="Nothing to retry: send the content, and the final response follows.",
        use="Large uploads, when the client asked first with Expect: 100-continue.",
        confused_with=(
            (102, "102 only says that the work goes on; 100 asks for the content."),
            (417, "417 turns the expectation down; 100 meets it."),
        ),
    ),
    StatusCode(
        code=101,
        reason_phrase="Switching Protocols",
        source="RFC 9110, Section 15.2.2",
        content="forbidden",
        required_fields=(
            "Upgrade",
            "Connection",
        ),
        forbidden_fields=(
            "Content-Length",
            "Transfer-Encoding",
        ),
        meaning=(
            "The server takes up a protocol that the client offered in Upgrade, and speaks it right after "
            "this response."
        ),
        retry="No: go on in the new protocol.",
        use="The WebSocket handshake over HTTP/1.1; the server does it, not a handler.",
        confused_with=(
            (426, "426 demands a change of protocol; 101 carries one out."),
            (200, "Over HTTP/2 and HTTP/3 a WebSocket starts with CONNECT and 200; 101 is HTTP/1.1 only."),
        ),
    ),
    StatusCode(
        code=102,
        reason_phrase="Processing",
        source="RFC 2518, Section 10.1",
        content="forbidden",
        forbidden_fields=(
            "Content-Length",
            "Transfer-Encoding",
        ),
        meaning=("The server has the whole request and is still at work on it. WebDAV itself has dropped this code."),
        retry="Nothing to retry: keep waiting for the final response.",
        use="None today: answer 202 at once and let the client ask.",
        confused_with=(
            (202, "202 is final and ends the exchange; after 102 the client still waits."),
            (103, "103 brings fields worth acting on; 102 brings nothing."),
        ),
    ),
    StatusCode(
        code=103,
        reason_phrase="Early Hints",
        source="RFC 8297, Section 2",
        content="forbidden",
        recommended_fields=("Link",),
        forbidden_fields=(
            "Content-Length",
            "Transfer-Encoding",
        ),
        meaning=(
            "Fields that the final response will probably carry, above all Link, sent ahead so that the "
            "client can start loading while the server still works."
        ),
        retry="Nothing to retry: the final response follows, and only its fields count.",
        use="Pages with a slow back end: preload style sheets, scripts and fonts.",
        confused_with=(
            (100, "100 asks for content; 103 offers hints."),
            (102, "102 brings nothing; 103 brings fields worth acting on."),
        ),
    ),
    StatusCode(
        code=104,
        reason_phrase="Upload Resumption Supported",
        source="draft-ietf-httpbis-resumable-upload",
        registration="temporary",
        content="forbidden",
        recommended_fields=(
            "Location",
            "Upload-Offset",
            "Upload-Limit",
        ),
        forbidden_fields=(
            "Content-Length",
            "Transfer-Encoding",
        ),
        meaning=("The server keeps what arrives of this upload, so that a broken one can go on where it stopped."),
        retry="After a break: ask how much has arrived, then send the rest to the upload's own URI.",
        use="Resumable uploads of large files, while the draft lasts.",
        confused_with=(
            (100, "100 asks for content that was held back; 104 does not stand in for it."),
            (202, "202 ends the exchange; 104 comes while the upload is still running."),
        ),
    ),
)
