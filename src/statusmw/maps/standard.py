"""Maps for what Python itself raises."""

from __future__ import annotations

import errno
from typing import Any, Final

from statusmw.maps.model import Entry, Map, When

_FULL_DISK: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_DESCRIPTOR: Final = frozenset({errno.EMFILE, errno.ENFILE})

_FULL: Final = When("the disk or the quota is full", lambda error: error.errno in _FULL_DISK)
_EXHAUSTED: Final = When("no file descriptor is left", lambda error: error.errno in _NO_DESCRIPTOR)
_TIMED_OUT: Final = When("the reason is a timeout", lambda error: isinstance(error.reason, TimeoutError))
_UPSTREAM_FAILED: Final = When("the other server has answered with 5xx", lambda error: error.code >= 500)
_UNREACHED: Final = When("there was no answer", lambda error: not _has_code(error))


def _has_code(error: Any) -> bool:
    return getattr(error, "code", None) is not None


_REFUSED: Final = "The other server cannot be reached."
_CUT: Final = "The other side has cut the connection."
_TIME: Final = "What this server waits for did not answer in time."
_CROWDED: Final = "There is more to do than there is room for; it passes."

STD: Final = Map(
    "std",
    "What the standard library raises about sockets, other servers, disks and queues.",
    (
        Entry("builtins.TimeoutError", 504, _TIME),
        Entry("builtins.ConnectionRefusedError", 502, _REFUSED),
        Entry("builtins.ConnectionResetError", 502, _CUT),
        Entry("builtins.ConnectionAbortedError", 502, _CUT),
        Entry("socket.gaierror", 502, "The other server's name cannot be resolved."),
        Entry("ssl.SSLError", 502, "There is no trusted connection to the other server."),
        Entry("http.client.BadStatusLine", 502, "The other server's answer is no HTTP."),
        Entry("http.client.IncompleteRead", 502, _CUT),
        Entry("urllib.error.HTTPError", 502, "The other server has failed.", when=_UPSTREAM_FAILED),
        Entry("urllib.error.URLError", 504, _TIME, when=_TIMED_OUT),
        Entry("urllib.error.URLError", 502, _REFUSED, when=_UNREACHED),
        Entry("builtins.OSError", 507, "There is no room to store what was sent.", when=_FULL),
        Entry("builtins.OSError", 503, _CROWDED, when=_EXHAUSTED, retry_after=1),
        Entry("queue.Full", 503, _CROWDED, retry_after=1),
    ),
)

ASYNCIO: Final = Map(
    "asyncio",
    "Timeouts and full queues of asyncio.",
    (
        Entry("builtins.TimeoutError", 504, _TIME),
        Entry("asyncio.QueueFull", 503, _CROWDED, retry_after=1),
        Entry("asyncio.IncompleteReadError", 502, "The other side has ended the stream too early."),
    ),
)
