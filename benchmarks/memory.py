"""Whether memory stays where it is, whatever an application answers and a client asks.

Each response has random fields, values, methods, paths and status codes. The first tenth fills what is remembered; from
there on the resident set of the process must not grow.
"""

from __future__ import annotations

import random
from pathlib import Path

from heads import asgi_run
from measuring import Chart, Part, Target, shown
from statusmw import Policy
from statusmw.asgi import StatusMiddleware

STEPS = 20
KNOWN = ("etag", "vary", "location", "cache-control", "set-cookie", "content-type", "date", "allow", "link", "age")


def resident() -> float:
    """MiB of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def answering(dice: random.Random):
    """An application that never answers the same."""

    async def app(scope, receive, send):
        scope["method"] = dice.choice(["GET", "POST", "PUT", f"M{dice.getrandbits(32):x}"])
        scope["path"] = f"/{dice.getrandbits(64):x}"
        names = [*dice.sample(KNOWN, 3), *(f"x-{dice.getrandbits(40):x}" for _ in range(dice.randrange(4)))]
        dice.shuffle(names)
        headers = [(name.encode(), b"%x" % dice.getrandbits(dice.choice([16, 64, 256]))) for name in names]
        await send(
            {"type": "http.response.start", "status": dice.choice([200, 201, 302, 404, 500]), "headers": headers}
        )
        await send({"type": "http.response.body", "body": b"x" * dice.randrange(8)})

    return app


def fine_answers(dice: random.Random):
    """An application whose answers are all fine, and whose heads never come twice."""

    async def app(scope, receive, send):
        headers = [(b"x-%x" % dice.getrandbits(48), b"%x" % dice.getrandbits(64)) for _ in range(dice.randrange(6))]
        headers += [(b"etag", b'"%x"' % dice.getrandbits(64)), (b"content-type", b"text/x-%d" % dice.getrandbits(20))]
        dice.shuffle(headers)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"x"})

    return app


def part(responses: int) -> Part:
    """The resident set after each twentieth."""
    dice = random.Random(7)
    policy = Policy(report=lambda finding: None)
    # One that is faulty takes long: there is one to fifty fine ones.
    runs = [
        asgi_run(StatusMiddleware(make(dice), policy), count)
        for make, count in ((fine_answers, responses // STEPS * 49 // 50), (answering, responses // STEPS // 50))
    ]
    seen = []
    for _ in range(STEPS):
        for run in runs:
            run()
        seen.append(resident())
    warm = seen[STEPS // 10]
    made = Part("Memory", __doc__.split("\n\n", 1)[1], ("responses", "resident set, MiB"))
    done = [responses // STEPS * step for step in range(1, STEPS + 1)]
    made.rows = [(f"{count:,}", shown(size)) for count, size in zip(done, seen, strict=True)][:: STEPS // 5]
    made.targets = [
        Target(f"Resident set over {responses:,} random responses: growth", 5, (seen[-1] / warm - 1) * 100, " %")
    ]
    made.charts["memory"] = Chart("Resident set", "responses", "MiB", [*done], {"resident set": seen})
    return made
