"""The catalogue compiled: `fine` is quick and never wrong, `check` is complete.

What a response can break depends first on its *shape*: which fields are there, the request method, the status code,
and whether there is content. The rules that a shape leaves open are worked out once and remembered, and so are values
and whole heads that were found fine. No rule is tuned by hand; whatever is fast here follows from the rules' own data.

names       which of the fields that rules ask about a name stands for
plans       the rules that a shape leaves open
likeness    what the verdict on values hinges on, so that those that are alike are judged once
layouts     where in the head the values stand that these rules judge
judgements  the rules that judge a value on its own, and the values they were content with
checker     `Checker`: all of it together
"""

from statusmw.engine.checker import Checker as Checker
