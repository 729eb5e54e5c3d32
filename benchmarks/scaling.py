"""How the cost of a fine response grows with what it has, and with what happens beside it."""

from __future__ import annotations

import asyncio
import itertools
import sys
import threading
import time

from faces import WRAPPERS, quiet
from heads import SCOPE, PassOnAsgi, asgi_app, asgi_run, received, sent
from measuring import Chart, Part, by_turns, shown
from statusmw.asgi import StatusMiddleware
from statusmw.engine import heads, layouts

FIELDS = (1, 2, 5, 10, 20, 50, 100, 200)
SHAPES = (1, 10, 100, 1_000, 2_000, 4_000, 10_000)
CHUNKS = (1, 10, 100, 1_000, 10_000)
TASKS = (1, 10, 100, 1_000, 10_000)
THREADS = (1, 2, 4)


def part(rounds: int) -> Part:
    """One table; the reason for each bend stands below it."""
    made = Part("Scaling", __doc__, ("", "", "µs for one response"))
    for title, over, figures in (
        ("fields", "fields of the head", by_fields(rounds)),
        ("shapes", "rows of names that come by turns", by_shapes(rounds)),
        ("chunks", "chunks", by_chunks(rounds)),
        ("tasks", "tasks at the same time", by_tasks()),
    ):
        at = sorted({each for line in figures.values() for each in line})
        for name, line in figures.items():
            made.rows += [(f"{each:,} {over}", name, shown(took)) for each, took in line.items()]
        series = {name: [line[each] for each in at] for name, line in figures.items()}
        made.charts[title] = Chart(f"Cost of a response by {over}", over, "µs", [*at], series, logarithmic=True)
    made.rows += by_threads()
    made.after = REASONS.format(gil=_about_threads(), heads=heads.ROOM // 1000, layouts=layouts.ROOM // 1000)
    return made


REASONS = """The bends, and why:

- *Fields*: linear; a head that was seen before is hashed, a fresh one is also joined and scanned. Heads of more than
  512 characters are not remembered, so that from about 20 fields on both lines are that of fresh heads.
- *Shapes*: flat as long as a head comes again before 512 new ones have come, which is when it is given up for a while
  to remember them, or before they fill {heads} kB; from there on each is judged. Layouts that fill more than
  {layouts} kB are made anew each time as well, and that is all: it grows no further.
- *Chunks*: a constant for the head and the end, then linear.
- *Tasks*: nothing is shared between responses, so it is that of asyncio itself.
- *Threads*: {gil}"""


def by_fields(rounds: int) -> dict[str, dict[int, float]]:
    """Beyond the bare application, by number of fields."""

    def app(count: int, fresh: bool):
        numbers = itertools.count()
        names = [b"x-field-%d" % number for number in range(count - 1)]

        async def answer(scope, receive, send):
            value = b"%d" % (next(numbers) if fresh else 7)
            headers = [(b"content-type", b"text/plain"), *((name, value) for name in names)]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"x"})

        return answer

    found: dict[str, dict[int, float]] = {"the same": {}, "fresh": {}}
    for count in FIELDS:
        for name, line in found.items():
            made = app(count, name == "fresh")
            taken = by_turns(
                {"bare": asgi_run(made, 100), "ours": asgi_run(StatusMiddleware(made, quiet()), 100)}, rounds, 100
            )
            line[count] = taken["ours"].beyond(taken["bare"]).least
    return found


def by_shapes(rounds: int) -> dict[str, dict[int, float]]:
    """Beyond the bare application, by number of rows of names that come one after the other."""
    found: dict[int, float] = {}
    for count in SHAPES:
        numbers = itertools.cycle(range(count))

        async def app(scope, receive, send, numbers=numbers):
            headers = [(b"content-type", b"text/plain"), (b"x-name-%d" % next(numbers), b"7")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"x"})

        each = max(count, 200)
        taken = by_turns(
            {"bare": asgi_run(app, each), "ours": asgi_run(StatusMiddleware(app, quiet()), each)},
            max(2, rounds // 3),
            each,
        )
        found[count] = taken["ours"].beyond(taken["bare"]).least
    return {"statusmw": found}


def by_chunks(rounds: int) -> dict[str, dict[int, float]]:
    """The whole of a stream beyond the bare application, by number of chunks."""
    found: dict[str, dict[int, float]] = {"passes on": {}, "statusmw": {}}
    for count in CHUNKS:
        each = max(1, 1000 // count)
        cases = {name: asgi_run(WRAPPERS["asgi"][name](asgi_app("stream", count)), each) for name in ("bare", *found)}
        taken = by_turns(cases, max(3, rounds // 2), each)
        for name, line in found.items():
            line[count] = taken[name].beyond(taken["bare"]).least
    return found


def by_tasks() -> dict[str, dict[int, float]]:
    """With a pause in each request, so that all are there at the same time; by number of tasks."""
    inner = asgi_app("same")

    async def app(scope, receive, send):
        await asyncio.sleep(0)
        await inner(scope, receive, send)

    async def all_at_once(wrapped, count: int) -> float:
        best = float("inf")
        for _ in range(max(3, 2_000 // count)):
            started = time.process_time()
            await asyncio.gather(*(wrapped(dict(SCOPE), received, sent) for _ in range(count)))
            best = min(best, time.process_time() - started)
        return best / count * 1e6

    makers = {
        "bare": lambda each: each,
        "passes on": PassOnAsgi,
        "statusmw": lambda each: StatusMiddleware(each, quiet()),
    }
    return {
        name: {count: asyncio.run(all_at_once(make(app), count)) for count in TASKS} for name, make in makers.items()
    }


def by_threads() -> list[tuple[str, str, str]]:
    """Requests through one middleware from several threads: the time of all together, for one."""
    app, each, rows = StatusMiddleware(asgi_app("same"), quiet()), 4_000, []
    for count in THREADS:
        threads = [threading.Thread(target=asgi_run(app, each)) for _ in range(count)]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rows.append((f"{count} threads", "statusmw", shown((time.perf_counter() - started) / (count * each) * 1e6)))
    return rows


def _about_threads() -> str:
    if getattr(sys, "_is_gil_enabled", lambda: True)():
        return (
            "with a global lock one thread serves at a time, however many there are. This interpreter has the lock; "
            "none without it was at hand, so what a free-threaded one gains was not measured."
        )
    return "this interpreter has no global lock; what grows is what the threads share: the memories of the engine."
