"""What takes long: `make test` tries a share of it, always the same one, and `make test-long` all."""

import os
from zlib import crc32

LONG = bool(os.environ.get("TESTS_LONG"))


def examples(count):
    """How many examples hypothesis is to make, where *count* is all."""
    return count if LONG else max(count // 5, 20)


def share(of, one_in):
    """One in so many of a sequence, or all of it."""
    return of if LONG else of[::one_in]


def is_left_out(nodeid, one_in):
    """Whether the case of a test of which one in so many is tried is not tried now."""
    return not LONG and crc32(nodeid.encode()) % one_in != 0
