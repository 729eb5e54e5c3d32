"""Maps for MongoDB and Redis."""

from __future__ import annotations

from typing import Any, Final

from statusmw.maps.model import Entry, Map, When

_DOWN: Final = "The database is down, or changes its primary; it passes."
_POOL: Final = "All connections to the database are in use; it passes."
_THERE: Final = "It is there already."
_PASSWORD: Final = "What is wrong is this server's own password; waiting helps nobody."  # noqa: S105 - is none

_DUPLICATE_KEY: Final = 11000


def _only_duplicates(error: Any) -> bool:
    failed = error.details["writeErrors"]
    return bool(failed) and all(each["code"] == _DUPLICATE_KEY for each in failed)


_DUPLICATES: Final = When("all that failed is there already", _only_duplicates)

PYMONGO: Final = Map(
    "pymongo",
    "PyMongo: duplicate keys, servers that cannot be reached, full pools.",
    (
        Entry("pymongo.errors.DuplicateKeyError", 409, _THERE),
        Entry("pymongo.errors.BulkWriteError", 409, _THERE, when=_DUPLICATES),
        Entry("pymongo.errors.WaitQueueTimeoutError", 503, _POOL, retry_after=1),
        Entry("pymongo.errors.ConnectionFailure", 503, _DOWN, retry_after=5),
        Entry("pymongo.errors.ExecutionTimeout", 503, "The database has given up on the query.", retry_after=5),
    ),
)

REDIS: Final = Map(
    "redis",
    "redis-py: servers that cannot be reached or are busy, full pools, transactions that met another.",
    (
        Entry("redis.exceptions.AuthenticationError", 500, _PASSWORD),
        Entry("redis.exceptions.AuthorizationError", 500, _PASSWORD),
        Entry("redis.exceptions.MaxConnectionsError", 503, _POOL, retry_after=1),
        Entry("redis.exceptions.ConnectionError", 503, _DOWN, retry_after=5),
        Entry("redis.exceptions.TimeoutError", 503, _DOWN, retry_after=5),
        Entry("redis.exceptions.ClusterDownError", 503, _DOWN, retry_after=5),
        Entry("redis.exceptions.TryAgainError", 503, _DOWN, retry_after=1),
        Entry("redis.exceptions.ReadOnlyError", 503, _DOWN, retry_after=5),
        Entry("redis.exceptions.OutOfMemoryError", 503, "The database has no memory left.", retry_after=5),
        Entry("redis.exceptions.WatchError", 409, "Somebody else has changed what this transaction is about."),
    ),
)
