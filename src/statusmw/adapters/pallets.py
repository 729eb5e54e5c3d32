"""What Flask and Quart share: handlers where the user has none, and who has the last word.

Both ask handlers by number before those by class, and of those the most derived first. Ours stand at the very end:
for `HTTPException`, and for each class of the policy's mapping that has no handler yet.
"""

from __future__ import annotations

from typing import Any, ClassVar

from werkzeug.exceptions import HTTPException, InternalServerError

from statusmw.mapping import answer_to
from statusmw.outcome import Outcome


class Answering:
    """What answers the errors of one application, where its user has nothing that does.

    Args:
        app: the application, of `framework`.
        outcome: decides by the policy.
    """

    framework: ClassVar[Any]
    answer: Any
    answer_mapped: Any
    handle_exception: Any
    log_exception: Any

    def __init__(self, app: Any, outcome: Outcome) -> None:
        self._app = app
        self._outcome = outcome

    def register(self) -> None:
        """Register what answers, wherever the user has registered nothing."""
        self._register(HTTPException, self.answer)
        for cls in self._outcome.policy.mapping:
            # A handler for `Exception` would come before the user's for 500; `answer` is asked behind that one.
            if isinstance(cls, type) and issubclass(cls, Exception) and cls is not Exception:
                self._register(cls, self.answer_mapped)
        own = self.framework.log_exception
        if type(self._app).log_exception is own and "log_exception" not in vars(self._app):
            self._app.log_exception = self.log_exception  # said once, with the id
        last = self.framework.handle_exception
        if type(self._app).handle_exception is last and "handle_exception" not in vars(self._app):
            self._app.handle_exception = self.handle_exception  # no alarm where there is no failure

    def _register(self, cls: type[Exception], handler: Any) -> None:
        code = cls.code if issubclass(cls, HTTPException) else None
        if cls not in self._app.error_handler_spec[None][code]:
            self._app.register_error_handler(cls, handler)

    def blames_server(self, error: Exception) -> bool:
        """Whether the mapping says that *error* is the server's; raises it again if the mapping says nothing."""
        reply = answer_to(error, self._outcome.policy.mapping)
        if reply is None:
            raise error
        return reply.status_code >= 500

    def is_foreseen(self, error: Exception, blueprints: list[str]) -> bool:
        """Whether *error*, for which there is no handler, is known by a name or a predicate, and not the server's."""
        if not self.has_last_word(blueprints):
            return False
        try:
            reply = answer_to(error, self._outcome.policy.mapping)
        except (Exception, SystemExit):  # noqa: BLE001 - a fault of the user's mapping is a failure
            return False
        return reply is not None and reply.status_code < 500

    def last_handler(self) -> Any:
        """The user's handler for every exception, if there is one."""
        return self._app.error_handler_spec[None][None].get(Exception)

    def has_last_word(self, blueprints: list[str]) -> bool:
        """Whether what nobody has handled is answered here."""
        find = self._app._find_error_handler  # noqa: SLF001 - there is no public way to see who will be asked
        return find(InternalServerError(), blueprints) == self.answer and self.last_handler() is None


def original(error: HTTPException) -> BaseException:
    """What was raised: *error*, or what the framework made a 500 of."""
    cause = error.original_exception if isinstance(error, InternalServerError) else None
    return cause or error
