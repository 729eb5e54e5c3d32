"""A strict client: what it makes of the bytes of one connection, and whether the next answer is the next request's."""

import re
from dataclasses import dataclass, field

import h11

NEXT = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext"
_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_TEXT = re.compile(rb"[\x20\x09\x21-\x7e\x80-\xff]*")
_ONCE = {b"content-length", b"content-type", b"date", b"etag", b"location"}


@dataclass
class Read:
    """What the client has.

    Args:
        how: ``"whole"``, ``"cut"``, ``"empty"``, ``"malformed"`` or ``"out of step"``.
    """

    how: str
    status: int = 0
    phrase: bytes = b""
    fields: list = field(default_factory=list)
    body: bytes = b""

    def values(self, name):
        return [value.decode("latin-1") for key, value in self.fields if key.lower() == name.encode()]

    def value(self, name):
        return ", ".join(self.values(name)) or None

    @property
    def names(self):
        return {name.decode("latin-1").lower() for name, _ in self.fields}


def read(raw, method, *, kept):
    """What *raw* is to a client that has sent *method*, and another request behind it if the connection is *kept*."""
    if not raw and not kept:
        return Read("empty")
    client, found = h11.Connection(h11.CLIENT), Read("malformed")
    _ask(client, method)
    client.receive_data(bytes(raw) + (NEXT if kept else b""))
    if not kept:
        client.receive_data(b"")
    try:
        _take(client, found)
    except h11.RemoteProtocolError as error:
        found.how = "cut" if not kept and "closed connection without sending complete" in str(error) else "malformed"
        return found
    found.how = "whole" if not kept or _gets_its_own(client) else "out of step"
    return found


def _ask(client, method):
    client.send(h11.Request(method=method, target="/", headers=[("Host", "localhost")]))
    client.send(h11.EndOfMessage())


def _take(client, found):
    while True:
        event = client.next_event()
        if isinstance(event, h11.Response):
            found.status, found.phrase = event.status_code, bytes(event.reason)
            found.fields = [(bytes(name), bytes(value)) for name, value in event.headers.raw_items()]
        elif isinstance(event, h11.Data):
            found.body += bytes(event.data)
        elif isinstance(event, h11.EndOfMessage):
            return
        elif not isinstance(event, h11.InformationalResponse):
            raise h11.RemoteProtocolError(f"no end: {event}")


def _gets_its_own(client):
    after = Read("")
    try:
        client.start_next_cycle()
        _ask(client, "GET")
        _take(client, after)
    except h11.ProtocolError:
        return False
    return (after.status, after.body) == (200, b"next")


def faults_of_head(status, phrase, fields):
    """What is wrong with a head, by the letter of RFC 9110; *phrase* and *fields* as octets."""
    found = [] if 200 <= status <= 599 else [f"status {status}"]
    found += [] if _TEXT.fullmatch(phrase) else [f"phrase {phrase!r}"]
    for name, value in fields:
        found += [] if _NAME.fullmatch(name) else [f"name {name!r}"]
        found += [] if _TEXT.fullmatch(value) else [f"value {value!r}"]
    names = [name.lower() for name, _ in fields]
    found += [f"twice {name!r}" for name in _ONCE if names.count(name) > 1]
    found += [f"coding {value!r}" for name, value in fields if name.lower() == b"transfer-encoding"]
    found += [
        f"length {v!r}" for n, v in fields if n.lower() == b"content-length" and not re.fullmatch(rb"[0-9]{1,18}", v)
    ]
    return found
