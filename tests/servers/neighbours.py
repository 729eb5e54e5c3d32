"""Whether somebody else suffers: the faulty answer and the next one go through a proxy over one connection.

nginx, HAProxy and Varnish share the connections that they hold to a server among all their clients. One client asks
for the fault; then another, on a connection of its own, asks for what every server can answer.
"""

import shutil
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from matrix import FACES, HERE, Host
from talking import request, talk

NGINX = """
daemon off; master_process off; pid {directory}/nginx.pid; error_log {directory}/error.log crit;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {directory}/a; proxy_temp_path {directory}/b; fastcgi_temp_path {directory}/c;
    uwsgi_temp_path {directory}/d; scgi_temp_path {directory}/e;
    upstream behind {{ server 127.0.0.1:{behind} max_fails=0; keepalive 1; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_read_timeout 3s;
        }}
    }}
}}
"""
HAPROXY = """
global
    nbthread 1
defaults
    mode http
    timeout connect 3s
    timeout client 10s
    timeout server 3s
    http-reuse always
frontend before
    bind 127.0.0.1:{port}
    default_backend behind
backend behind
    server one 127.0.0.1:{behind} pool-max-conn 1
"""
VARNISH = """
vcl 4.1;
backend behind {{ .host = "127.0.0.1"; .port = "{behind}"; .first_byte_timeout = 3s; .between_bytes_timeout = 3s; }}
sub vcl_recv {{ return (pass); }}
"""
# Name to its file, and what starts it with a configuration in a directory.
PROXIES = {
    "nginx": (NGINX, ["nginx", "-p", "{directory}", "-c", "{directory}/configuration"]),
    "HAProxy": (HAPROXY, ["haproxy", "-db", "-f", "{directory}/configuration"]),
    "Varnish": (
        VARNISH,
        [
            "varnishd",
            "-j",
            "none",
            "-F",
            "-a",
            "127.0.0.1:{port}",
            "-f",
            "{directory}/configuration",
            "-n",
            "{directory}/work",
            "-s",
            "malloc,16m",
        ],
    ),
}
BEHIND = {
    "gunicorn gthread": "wsgi",
    "waitress": "wsgi",
    "cheroot": "wsgi",
    "gevent": "wsgi",
    "granian wsgi": "wsgi",
    "uvicorn h11": "asgi",
    "uvicorn httptools": "asgi",
    "hypercorn": "asgi",
    "granian asgi": "asgi",
}
FAULTS = (
    "/204-content",
    "/204-content-streamed",
    "/205-content",
    "/304-content",
    "/head",
    "/head-streamed",
    "/long",
    "/long-streamed",
    "/short",
    "/short-streamed",
    "/103",
    "/line-feed",
    "/value-split",
    "/name-split",
    "/connection-transfer-encoding",
    "/fail-later",
    "/fail-later-with-length",
)
VICTIMS = 2
ROUNDS = 4


def missing():
    """The proxies that are not installed."""
    return [name for name, (_, command) in PROXIES.items() if shutil.which(command[0]) is None]


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@contextmanager
def proxy(name, behind):
    """The port of a proxy of that *name* in front of the port *behind*."""
    text, command = PROXIES[name]
    with TemporaryDirectory() as directory:
        put = {"directory": directory, "port": _free_port(), "behind": behind}
        (Path(directory) / "configuration").write_text(text.format(**put))
        process = subprocess.Popen(
            [part.format(**put) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _await(name, process, put["port"])
            yield put["port"]
        finally:
            process.terminate()
            process.wait()


def _await(name, process, port):
    until = time.monotonic() + 60
    while not _is_served(port):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"{name} did not start")
        time.sleep(0.05)


def _is_served(port):
    """Whether another client gets the answer to what it asks."""
    try:
        return talk(port, "GET", "/ping?a").then in ("own", "closed")
    except OSError:
        return False


@contextmanager
def broken(port, path):
    """Ask for a fault; the block runs as soon as something of the answer has come, or nothing does."""
    fields = {"If-None-Match": '"v1"'} if "304" in path else {}
    method = "HEAD" if path.startswith("/head") else "GET"
    with socket.create_connection(("127.0.0.1", port), 1) as connection:
        connection.sendall(request(method, path, fields))
        with suppress(OSError):
            connection.recv(65536)
        yield


def harmed(kind, *, checked):
    """By proxy: after how many of the faults behind that server somebody else did not get the right answer."""
    face = BEHIND[kind]
    told = [path for path in FAULTS if path in FACES[face][0].CASES]
    found = {}
    with TemporaryDirectory() as directory, ExitStack() as stack:
        factory = f"{FACES[face][0].__name__}:create_app"
        host = Host(kind, factory, Path(directory), checked=checked, path=str(HERE))
        stack.callback(host.stop)
        host.wait()
        for name in PROXIES:
            with proxy(name, host.port) as port:
                found[name] = [path for path in told if _harms(port, path)]
    return found, len(told)


def _harms(port, path):
    """Whether one of the others suffers, in one of several rounds; each begins when all is well again."""
    for _ in range(ROUNDS):
        with broken(port, path):
            victims = [_is_served(port) for _ in range(VICTIMS)]
        if not all(victims):
            while not _is_served(port):
                time.sleep(0.2)
            return True
    return False
