"""What the page says besides figures: why the targets that are missed are missed, and what was tried and dropped."""

WHY = """## What is not reached, and why

*Where the time goes* above has the pieces. In pure Python the floor is near:

- A wrapper that only passes on makes one coroutine for each message and one for the request. To hold a head until the
  content is there takes a state and two more sends, before anything is judged; an object that also notices a client
  that leaves and an application that fails takes its attributes. That alone is more than the budget of *same*.
- A head that was seen before costs one loop over its pairs (the exact type of each part, because a key that lies about
  equality would speak for others), one tuple, one hash, one look-up.
- A fresh head cannot be looked up. Each of its values is hashed, joined and scanned, and those that some rule judges
  reach the rules' own functions: regular expressions behind one or two calls each. The sum of the judges alone is
  beyond the target; it would take rules whose judges are data.
- A further chunk takes a coroutine of ours around the server's: it has to notice a client that has left.
- An exception: a log record, an id, the choice of a format, a document, and then the same way as every response,
  content rules over the document included.
- Imports: the rules are values with regular expressions; what each costs is what `re` and `dataclasses` take to
  build it.
"""

DROPPED = """## Tried and dropped

Figures of the day they were tried, CPython 3.11, µs for a fine response with 4 fields unless said otherwise. The
machine was busy, so only the ratio within a line means something.

- *A layout per row of names, and a memory of heads per layout* (two look-ups): 1.12. One memory of heads in front of
  the layouts (one look-up, `tuple(fields)` as the key in place of `zip`): 0.58. Kept is the second.
- *Types by `set(map(type, chain.from_iterable(fields)))`*: 0.42; the loop with `type(x) is not bytes`: 0.12 (8 fields:
  0.68 and 0.25). CPython specialises the call of `type`.
- *One scan by `re.fullmatch` over all that is joined*: 0.52; by `bytes.translate`: 0.43, and over the
  values alone 0.34.
- *`__slots__` in place of attributes with defaults on the class*, for the object of one response: 0.02 less of 0.7;
  the defaults are shorter.
- *A closure in place of that object*: 0.11 less of 0.67, and all of its functions would have to be made for each
  request or be written out in one. Dropped.
- *Serving inside of `__call__`, without the coroutine of `run`*: 0.11 less of 0.80. Dropped: the tests' own watch
  shares that function.
- *The server's awaitable returned in place of awaited*, for a chunk: 0.21 in place of 0.28 (passing on: 0.09). Dropped:
  `send` would be no coroutine function any more, which some libraries ask for, and whether it is the server or the
  application that raised could not be told.
- *Never ceasing to remember heads*: to learn a fresh head costs 0.13 more and its look-up as much again; so that stops
  for a while where none comes twice.
- *`orjson` or `msgspec` for content*: see *The helpers* above.
- *A compiled engine* (mypyc, Cython): not tried. What is left of *same* is mostly outside of the engine, in coroutines
  and the object of the response, which a compiled `fine` would not make cheaper.
"""
