"""What the page says besides figures: why the targets that are missed are missed, and what was tried and dropped."""

WHY = """## What is not reached, and why

*Where the time goes* above has the pieces. In pure Python the floor is near:

- A wrapper that only passes on makes one coroutine for each message and one for the request. To hold a head until the
  content is there takes a state and two more sends, before anything is judged; an object that also notices a client
  that leaves and an application that fails takes its attributes. That alone is more than the budget of *same*.
- A head that was seen before costs one loop over its pairs (the exact type of each part, because a key that lies about
  equality would speak for others), one tuple, one hash, one look-up.
- A fresh head cannot be looked up. Its names are, which gives the layout; its values are joined and read by one
  pattern, put together from what the rules say of values that they judge alike (a date by its day, a cookie by its name
  and attributes); what the pattern captures is looked up. Reading takes about half; the rest is what *same* costs,
  and to part names from values. A Last-Modified beside Date still has an exchange made for it.
- A further chunk takes a coroutine of ours around the server's: it has to notice a client that has left. To look at
  type, content and end of the message takes longer than to pass it on, even written out without a call.
- An exception: the log record alone takes as much as `logging` takes to look for the caller and to make it; the rest is
  an object that is an exception of two frameworks, the request as a value for the record, and the document. What was
  just written here is known again by the object it is, and the rules that it keeps by its making do not read it.
- Imports: what `re` takes to compile grammars, and `dataclasses` to write the methods of some thirty classes. The
  catalogue is loaded when the first policy is made, which is where its time is spent now, and not when a face is
  imported.
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
- *Counting chunks by what is left, without asking for the state* (ASGI, beyond a server that does nothing, on a machine
  twice as slow as before; passing on: 0.23): 0.59 in place of 0.69, and 0.78 with a call to count. With the server's
  awaitable returned: 0.40. Kept is the one without the call; each place that ends a stream would have to know of the
  first, and the last is dropped as said above.
- *One pattern for each value in place of one for the head*: 3.7 for 8 values, the pattern of the head 3.2, one by one
  on a busy machine; and the clean scan falls out.
- *A pattern that says which values are certainly right*, in place of which are judged alike: a date would have to name
  all days of the week of all years, and each pattern would be a second, weaker rule. What is alike is judged once by
  the rule itself.
- *Never ceasing to remember heads*: to learn a fresh head costs 0.13 more and its look-up as much again; so that stops
  for a while where none comes twice.
- *`orjson` or `msgspec` for content*: see *The helpers* above.
- *A compiled engine* (mypyc 2.4, all of `statusmw.engine` from the same source): `fine` for a head that was seen before
  takes 0.28 in place of 0.55, for a fresh one 3.7 in place of 4.0 (8 fields), as what is left there is spent inside of
  `re` and of tuples. Of the whole of *same* that is a tenth over ASGI, a sixth over WSGI; it had to be half. What is
  left is mostly outside of the engine, in coroutines and the object of the response.
"""
