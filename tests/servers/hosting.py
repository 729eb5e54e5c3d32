"""One server process for the matrix: `hosting.py SERVER MODULE:FACTORY plain|checked SOCKET RECORD`, as in the demo."""

import logging
import os
import sys
import threading

from examples import demo_serve


def cheroot(app, listening):
    from cheroot.wsgi import Server

    server = Server(listening.getsockname(), app)
    server.bind = lambda *_: setattr(server, "socket", listening)
    server.error_log = lambda *_, **__: None
    server.start()


def wsgiref(app, listening):
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

    WSGIRequestHandler.log_message = lambda *_: None
    server = WSGIServer(listening.getsockname(), WSGIRequestHandler, bind_and_activate=False)
    server.socket, (server.server_name, server.server_port) = listening, listening.getsockname()
    server.setup_environ()
    server.set_app(app)
    server.serve_forever()


def werkzeug(app, listening):
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    make_server(*listening.getsockname(), app, threaded=True, fd=listening.fileno()).serve_forever()


def gevent(app, listening):
    from gevent import monkey

    monkey.patch_all()
    from gevent.pywsgi import WSGIServer
    from gevent.socket import socket

    WSGIServer(socket(fileno=listening.detach()), app, log=None, error_log=None).serve_forever()


def daphne(app, listening):
    from daphne.server import Server

    Server(app, endpoints=[f"fd:fileno={listening.fileno()}"], verbosity=0).run()


def granian(app, listening, interface):
    """Binds to the port itself, once for each of its workers."""
    from granian import Granian

    address, port = listening.getsockname()
    listening.close()
    os.environ["SERVED"] = "\n".join(sys.argv[2:])
    Granian("hosting:served", address, port, interface=interface, factory=True, log_enabled=False).serve()


def served():
    """The application, made anew in a process of granian's."""
    factory, mode, _, record = os.environ["SERVED"].split("\n")
    return demo_serve.made(factory, mode, record)


WSGI = {
    **demo_serve.WSGI,
    "cheroot": cheroot,
    "wsgiref": wsgiref,
    "werkzeug": werkzeug,
    "gevent": gevent,
    "granian wsgi": lambda app, listening: granian(app, listening, "wsgi"),
}
ASGI = {
    **demo_serve.ASGI,
    "gunicorn asgi": lambda app, listening: demo_serve.gunicorn(app, listening, "asgi"),
    "daphne": daphne,
    "granian asgi": lambda app, listening: granian(app, listening, "asgi"),
}

if __name__ == "__main__":
    threading.excepthook = lambda _: None
    demo_serve.main(*sys.argv[1:], servers=WSGI | ASGI)
