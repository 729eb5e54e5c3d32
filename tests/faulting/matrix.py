"""The matrix of faults: each has an id, the faces on which it can come, and a sentence. Tests are named by the ids."""

from dataclasses import dataclass

GROUPS = {
    "HDR": "header block",
    "FRM": "framing",
    "STA": "status",
    "SEQ": "call sequence",
    "EXC": "exceptions",
    "LEAK": "leaks",
    "XSS": "reflected content",
    "LOG": "logs",
    "RED": "redirect targets",
    "RES": "resources",
    "CON": "concurrency",
    "HLP": "helpers",
    "CLI": "command line",
}
"""The prefix of an id to what the faults are about."""


@dataclass(frozen=True)
class Fault:
    """One thing that an application, a client or a server does wrong."""

    id: str
    faces: tuple[str, ...]
    what: str

    @property
    def group(self):
        return GROUPS[self.id.partition("-")[0]]


_FACES = {"both": ("asgi", "wsgi"), "asgi": ("asgi",), "wsgi": ("wsgi",), "helper": ("helper",), "cli": ("cli",)}

_TABLE = """
HDR-01 both   a line end and a further field in a value
HDR-02 both   a line feed in a value
HDR-03 both   a carriage return in a value
HDR-04 both   a value that holds a whole second response
HDR-05 both   a value folded over two lines
HDR-06 both   a null in a value
HDR-07 both   every other control character in a value
HDR-08 both   tabs, empty values and octets above 127, which are allowed
HDR-09 both   blanks around a value
HDR-10 wsgi   characters that no octet stands for
HDR-11 both   half a surrogate pair in a value
HDR-12 both   characters whose low octets are a line end
HDR-13 both   the octet 85, which some take for a line end
HDR-14 wsgi   a value that Django folds at U+2028
HDR-15 both   a line end in a name
HDR-16 both   a name that is no token
HDR-17 both   names that CGI or HTTP/2 keep for the status
HDR-18 both   a value that is no text, or text where octets belong
HDR-19 asgi   fields that can be read only once
HDR-20 both   fields that are no list of pairs
HDR-21 both   fields that are changed after they were handed over
HDR-22 wsgi   subclasses of str, tuple and list that lie
HDR-23 both   thousands of fields, or one of 200 KB
HDR-24 both   a field twice that may stand there once
HDR-25 both   fields about the connection
HDR-26 asgi   a line end in a field of a WebSocket handshake
HDR-27 asgi   a line end in the subprotocol of a WebSocket handshake
FRM-01 both   more content than Content-Length says
FRM-02 both   less content than Content-Length says
FRM-03 both   Content-Length 0 with content
FRM-04 both   a Content-Length without content
FRM-05 both   two Content-Lengths that differ
FRM-06 both   the same Content-Length twice, in two lines or in one
FRM-07 both   a Content-Length that int() takes and HTTP does not
FRM-08 both   a Content-Length in the digits of other scripts
FRM-09 both   a Content-Length that is negative, hexadecimal, empty or thousands of digits long
FRM-10 both   Content-Length beside Transfer-Encoding
FRM-11 both   a Transfer-Encoding of the application's own
FRM-12 both   a 204 with content and its length
FRM-13 both   a 204 or 304 with content
FRM-14 both   a 304 with content and its length
FRM-15 asgi   a 304 with the length that a 200 would have
FRM-16 both   a 205 with content
FRM-17 both   a status code of the 100s for the final response
FRM-18 wsgi   content in answer to HEAD
FRM-19 both   endless content where there is none
FRM-20 both   empty pieces between others
FRM-21 asgi   a memoryview whose items are longer than an octet
FRM-22 helper the length of a problem counted in characters
FRM-23 both   trailers that nobody can take
FRM-24 both   a broken response behind a proxy harms other clients
STA-01 both   a status code that HTTP has no place for
STA-02 both   a status code from 600 on
STA-03 both   a negative status code
STA-04 asgi   a status that equals an int and is none
STA-05 wsgi   a line end in the status line
STA-06 wsgi   other characters that do not belong into a status line
STA-07 wsgi   a status line that is none
STA-08 both   a status code that nobody has registered
SEQ-01 wsgi   what is returned is no iterable of octets
SEQ-02 wsgi   start_response is never called
SEQ-03 wsgi   start_response is called twice
SEQ-04 wsgi   start_response is called with exc_info
SEQ-05 wsgi   write is called, also too late
SEQ-06 wsgi   start_response is called with the first piece of content, or behind empty ones
SEQ-07 wsgi   pieces of content that are no octets
SEQ-08 wsgi   what was returned has to be closed, once
SEQ-09 wsgi   close fails
SEQ-10 wsgi   a file that the server can send by itself
SEQ-11 wsgi   an iterable that lies about how long it is
SEQ-12 asgi   the application sends nothing
SEQ-13 asgi   a head without content, content without an end
SEQ-14 asgi   content before the head, a second head
SEQ-15 asgi   messages behind the end
SEQ-16 asgi   messages of unknown types, or none
SEQ-17 asgi   extensions that the server does not offer
SEQ-18 asgi   a file that the server sends, with a wrong length
SEQ-19 asgi   several tasks send at once
SEQ-20 asgi   the server refuses the head
SEQ-21 asgi   cancelled while the head is being sent
SEQ-22 asgi   receive is the application's alone
SEQ-23 asgi   other scopes than HTTP
SEQ-24 both   the middleware twice
SEQ-25 asgi   the application returns a value
SEQ-26 asgi   content that is text or None
SEQ-27 asgi   the application changes the scope
EXC-01 both   an exception before anything was sent
EXC-02 wsgi   an exception at the first piece
EXC-03 both   an exception in the middle of a stream
EXC-04 both   an exception in the middle of content whose length was told
EXC-05 asgi   daphne loses its task after a stream that fails
EXC-06 both   the application asks the process to end
EXC-07 both   the operator interrupts
EXC-08 both   the task is cancelled, a generator is closed
EXC-09 wsgi   StopIteration leaves the application
EXC-10 both   the memory is used up
EXC-11 both   the stack is used up
EXC-12 both   an exception whose text fails, is no text, or is 50 MB long
EXC-13 both   groups and causes without measure
EXC-14 both   exceptions in a circle, and such as lie about themselves
EXC-15 both   the same exception object for every request
EXC-16 both   members of a problem that JSON has no form for
EXC-17 both   the user's mapping fails
EXC-18 wsgi   a response object fails while it is written
EXC-19 both   exceptions of the frameworks that say what cannot be sent
EXC-20 asgi   a background task fails behind a whole response
EXC-21 asgi   the client leaves, and send fails
EXC-22 wsgi   the client leaves in the middle
EXC-23 both   the server ends a worker that hangs
EXC-24 both   logging fails
EXC-25 asgi   a task group wraps one exception
EXC-26 both   warnings are errors
LEAK-01 both   secrets in an exception
LEAK-02 both   a page for developers in production
LEAK-03 both   secrets in logs and findings
LEAK-04 both   faults of a request that repeat what was sent
LEAK-05 both   members of a problem that repeat the path or the query
LEAK-06 both   fields of the response that failed
LEAK-07 both   errors in caches
LEAK-08 both   names and versions of what runs
XSS-01 both   markup in an HTML page
XSS-02 both   JSON that is taken for HTML
XSS-03 helper the target of a redirection in content
XSS-04 both   plain text that is taken for HTML
XSS-05 both   words of the request in a page
LOG-01 both   a line end in the path
LOG-02 both   characters that a terminal obeys
LOG-03 both   the same finding ten thousand times
LOG-04 both   signs of formatting in what is logged
LOG-05 both   one failure logged by several
RED-01 helper targets that begin with slashes
RED-02 helper targets that a browser reads as such
RED-03 helper targets whose host changes when they are written
RED-04 helper targets that are scripts
RED-05 helper control characters and escapes in targets
RED-06 helper hosts that are none, and targets of 100 KB
RED-07 both   Location by what the client calls the host
RED-08 helper empty and relative targets
RES-01 both   content that is collected
RES-02 both   memory by what clients send
RES-03 both   memory by long values
RES-04 both   a remembered verdict given to what merely equals
RES-05 both   an Accept of 64 KB
RES-06 both   expressions that take more than linear time
RES-07 wsgi   dates of a request that the framework fails on
RES-08 both   endless content for a client that has left
RES-09 both   references in a circle
RES-10 both   a report that fails, or never ends
RES-11 both   files and sockets left open
CON-01 both   many threads
CON-02 both   an interpreter without the lock
CON-03 wsgi   gevent
CON-04 asgi   context variables
CON-05 asgi   what the middleware costs
CON-06 asgi   another event loop than asyncio's
CON-07 both   a process that forks behind the import
HLP-01 helper delays that are none
HLP-02 helper statuses that no problem has
HLP-03 helper extension members of reserved names, or too many
HLP-04 helper values that JSON has no type for
HLP-05 helper quotes and line ends in challenges, file names, links, entity tags
HLP-06 helper methods that are none
HLP-07 helper content where there is none
HLP-08 helper one reply for several requests
HLP-09 helper a framework that is not installed
CLI-01 cli    characters that a terminal obeys, in a capture
CLI-02 cli    captures that are huge, deep, or none
CLI-03 cli    an application's path as code
CLI-04 cli    a reader that leaves, and an interrupt
CLI-05 cli    a server that is asked
"""

FAULTS = {
    id: Fault(id, _FACES[faces], what.strip())
    for id, faces, what in (line.split(maxsplit=2) for line in _TABLE.strip().splitlines())
}

ELSEWHERE = {
    "FRM-24": "needs servers and proxies: `make servers`",
    "EXC-05": "daphne itself loses its task; nothing that is sent to it can mend that",
    "CON-02": "no interpreter without the lock at hand; the package is Python only and shares what CON-01 tries",
    "CON-03": "needs gevent, which is not among the packages for tests: `make soak`",
    "CON-05": "a figure, not a verdict: `make bench`",
}
"""Those without a test here, and why."""

DIFFERENT = {
    "HDR-09": "left as they are and not reported: HTTP/1.1 has room for blanks there, and a client takes them away",
    "HDR-17": "a field Status leaves: HTTP has nothing against it, and nobody reads it but CGI; `:status` does not leave",
    "HDR-23": "leave as they came: how much a server takes is the server's to say",
    "HDR-24": "what differs is reported and leaves: which of the two was meant nobody but the application knows",
    "HDR-25": "taken away over HTTP/2 only: Connection is how an application asks its server, and none moves the end",
    "FRM-15": "left as it is: RFC 9110 allows the length, and a right response is not changed",
    "FRM-16": "without a length of the application's own the server shows that there is nothing, in its own way",
    "SEQ-16": "a type that nobody knows is reported and passes: it may be an extension's that the server knows",
    "SEQ-17": "reported; what names content is refused, trailers are left out, the rest passes: it can refuse that",
    "EXC-07": "passes in every thread: who interrupts means it",
    "EXC-08": "GeneratorExit passes, as what else is no Exception: it is how Python ends a generator",
    "EXC-12": "never asked for its text but by who writes the log; how much of it is written is the log's own",
    "EXC-20": "left to the server, which logs it: the response had left whole",
    "EXC-23": "a 500 over ASGI: the event loop would be torn down in the middle of others; the server ends it by force",
    "RES-10": "a report that never returns holds up its own request: it is called in it, so that nothing queues up",
    "CLI-02": "what never ends is read for ever, in bounded memory, as other commands do; a capture has no ceiling",
    "CLI-05": "nothing is asked over a network at all",
}
"""Where something else is right than what one might ask for, and why."""
