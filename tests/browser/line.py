"""A line to the site on which a test can change what comes: another worker, a correction, a fault, another clock."""

import threading
import time
from datetime import timedelta
from http.client import HTTPConnection, HTTPMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

#: What only concerns one stretch of the way.
_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


class Line:
    """Stands between a browser and the site; ``address`` is where the browser finds it."""

    def __init__(self, site: str) -> None:
        self.site = urlsplit(site)
        #: What is handed out in place of the site's worker; its own where this is empty.
        self.worker = ""
        #: Words of pages and lists, and what they have become.
        self.corrections: dict[str, str] = {}
        #: The status that a path answers with, in place of what is there.
        self.faults: dict[str, int] = {}
        #: How far the server's clock is from that of the phone.
        self.ahead = timedelta()
        #: The paths that are not answered for now: a request waits until its path is taken out.
        self.silent: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Line":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self.silent.clear()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, path: str, headers: HTTPMessage, body: bytes) -> tuple[int, list[Any], bytes]:
        plain = path.partition("?")[0]
        while plain in self.silent:
            time.sleep(0.05)
        if plain == "/sw.js" and self.worker:
            told = [("Content-Type", "text/javascript; charset=utf-8"), ("Cache-Control", "no-cache")]
            return 200, told, self.worker.encode()
        if plain in self.faults:
            return self.faults[plain], [("Content-Type", "text/plain")], b"No."
        asked = {name: value for name, value in headers.items() if name.lower() not in {*_HOP, "accept-encoding"}}
        connection = HTTPConnection(str(self.site.hostname), self.site.port, timeout=60)
        try:
            connection.request(method, path, body or None, asked)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        if (response.getheader("Content-Type") or "").startswith(("text/html", "application/json")):
            for old, new in self.corrections.items():
                data = data.replace(old.encode(), new.encode())
        told = [(name, value) for name, value in response.getheaders() if name.lower() not in _HOP]
        return response.status, told, data

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        line = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, data = line.answer(self.command, self.path, self.headers, body)
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_POST = do_GET

            def date_time_string(self, timestamp: float | None = None) -> str:
                return super().date_time_string(time.time() + line.ahead.total_seconds())

            def log_message(self, *_words: object) -> None:
                """Keep quiet: the tests say what was wrong."""

        return Handler
