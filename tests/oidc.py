"""A small OpenID Connect provider on this machine, as strict as a real one about what it is sent."""

import base64
import hashlib
import json
import secrets
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "good-beginnings", "a secret of two"


class Provider(ThreadingHTTPServer):
    """Whoever comes is signed in as `person`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.person: dict[str, Any] = {}
        self.asked: dict[str, dict[str, str]] = {}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def send_back(self, address: str) -> str:
        """Go where a browser was sent; return where the provider sends it back to."""
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            opener.open(address, timeout=10)
        except HTTPError as error:
            return str(error.headers["Location"])
        raise AssertionError("the provider sent nobody back")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, _plain(urlsplit(self.path).query)
        issuer = self.server.issuer
        if path == "/.well-known/openid-configuration":
            names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            ends = {f"{name}_endpoint": f"{issuer}/{where}" for name, where in names.items()}
            self._say({"issuer": issuer, "jwks_uri": f"{issuer}/keys", **ends})
        elif path == "/authorize":
            assert query["client_id"] == CLIENT
            assert query["response_type"] == "code"
            assert "openid" in query["scope"].split()
            assert query["code_challenge_method"] == "S256"
            code = secrets.token_hex(8)
            self.server.asked[code] = query
            self.send_response(302)
            self.send_header(
                "Location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
            )
            self.end_headers()
        elif path == "/userinfo" and self.headers["Authorization"] == "Bearer one":
            self._say(self.server.person)
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        form = _plain(self.rfile.read(int(self.headers["Content-Length"])).decode())
        asked = self.server.asked.pop(form["code"])
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        assert (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
        assert form["redirect_uri"] == asked["redirect_uri"]
        assert challenge.decode() == asked["code_challenge"]
        now = int(time.time())
        said = {"iss": self.server.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, **self.server.person}
        token = jwt.encode(said, self.server.key, algorithm="RS256", headers={"kid": "1"})
        self._say({"access_token": "one", "token_type": "Bearer", "expires_in": 60, "id_token": token})

    def _say(self, what: dict[str, Any]) -> None:
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _plain(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def running() -> Iterator[Provider]:
    with Provider() as provider:
        thread = threading.Thread(target=provider.serve_forever, daemon=True)
        thread.start()
        yield provider
        provider.shutdown()
        thread.join()
