"""Requests as nobody's browser would make them: a dice throws them, so that its seed makes the same ones again."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlencode

from tests.attacks.records import Records
from tests.attacks.routes import Hole, Route

METHODS = ["GET"] * 8 + ["POST"] * 8 + ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "X-Y"]
#: What stands in a path, a query or a field, and should not. Bytes, percent-encoded where they are put in an address.
NASTY = [
    *(b"", b" ", b"\x00", b"a\x00b", b"\r\nX: y", b"\x7f", b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"%", b"%zz"),
    *(each.encode() for each in ("\u202eevil", "👶🏽" * 30, "ｆｕｌｌ", "\u0660\u0663", "é", "\ufeff", "ı")),
    *(b"-1", b"0", b"9" * 30, b"9223372036854775808", b"1e999", b"NaN", b"Infinity", b"0x10", b"1.5", b"00"),
    *(b"../../etc/passwd", b"..%2f..%2f", b"/", b"//", b"\\", b".", b"..", b"~", b"#", b"?", b"&", b";", b":"),
    *(b"' OR 1=1 --", b"<script>alert(1)</script>", b"{{7*7}}", b"%s%n", b"null", b"true", b"[]", b"{}", b"__proto__"),
    *(b"a" * 300, b"a" * 5_000, b"1,2,3", b"2026-02-30", b"0001-01-01", b"9999-12-31", b"2026-q9", b"zh-hans", b"xx"),
]
#: Names that a query may have, and some that none reads.
NAMES = [
    *("q", "p", "page", "next", "ordering", "order", "export", "locale", "site", "id", "ids", "kiosk", "lang", "size"),
    *("page_type", "label", "user", "group", "collection_id", "tag", "format", "fields", "limit", "offset", "child_of"),
    *(
        "type",
        "select_format",
        "result_class",
        "mode",
        "token",
        "step",
        "from",
        "to",
        "age",
        "place",
        "topic",
        "service",
    ),
    *("multiple", "allow_external_link", "link_text", "link_url", "target_pages", "user_perms", "created_at_from"),
    *("for_explorer", "in_site", "object_ids", "is_active", "state", "language", "code", "kind", "x", "", "[]", "a[b]"),
]
HEADERS: dict[str, list[str]] = {
    "HTTP_HOST": ["evil.example", "", "a b", "testserver:99999", "[::1", "testserver.", "é"],
    "HTTP_ACCEPT_LANGUAGE": ["", "xx", "pl;q=nonsense", "a" * 600, "*;q=0", ",,,;;;=", "zh-Hans-CN-x-y-z"],
    "HTTP_ACCEPT": ["", "application/json", "text/html;level=nonsense", "*/*;q=a", "a" * 500],
    "HTTP_ACCEPT_ENCODING": ["", "gzip;q=0", "br;q=nonsense", "*"],
    "HTTP_RANGE": ["bytes=0-1", "bytes=-1", "bytes=9-1", "bytes=a-b", "bytes=0-1,2-3", "lines=1", "bytes=" + "9" * 50],
    "HTTP_IF_NONE_MATCH": ["*", '"', 'W/"x"', "\xff", "a" * 500],
    "HTTP_IF_MODIFIED_SINCE": ["yesterday", "0", "Thu, 99 Foo 2026 99:99:99 GMT", "-" * 200, "9" * 40],
    "HTTP_X_FORWARDED_FOR": ["1.2.3.4", "unknown", "'; --", "a" * 300, "::1"],
    "HTTP_X_FORWARDED_PROTO": ["https", "gopher", ""],
    "HTTP_X_FORWARDED_HOST": ["evil.example", ""],
    "HTTP_ORIGIN": ["null", "https://evil.example", "", "http://[", "\xff"],
    "HTTP_REFERER": ["https://evil.example/", "http://[", "", "javascript:x", "/\xff"],
    "HTTP_AUTHORIZATION": ["Bearer x", "Basic !!!", "Bearer " + "a" * 300, "Token", "\xff", "Bearer"],
    "HTTP_X_REQUESTED_WITH": ["XMLHttpRequest"],
    "HTTP_X_CSRFTOKEN": ["x", "a" * 64, "\xff"],
    "HTTP_SEC_FETCH_SITE": ["cross-site", "nonsense"],
    "HTTP_USER_AGENT": ["", "\xff", "<script>"],
    "HTTP_EXPECT": ["100-continue"],
    "HTTP_X_HTTP_METHOD_OVERRIDE": ["DELETE"],
}
COOKIES = [
    "sessionid=x",
    "sessionid=" + "a" * 300,
    "csrftoken=x; sessionid=",
    "=;;=",
    "\xff=\xff",
    "django_language=pl",
]
#: As text, where a body or a form has it.
TEXTS = [each.decode(errors="replace") for each in NASTY] + ["a" * 70_000, "\ud800".encode("utf-8", "replace").decode()]


@dataclass(frozen=True)
class Sent:
    """One request, and who sends it."""

    who: str
    method: str
    address: str
    query: str = ""
    body: bytes = b""
    content_type: str = ""
    length: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path as a server hands it on: bytes, each written as a letter."""
        return unquote_to_bytes(self.address).decode("latin-1")

    def environ(self, session: str) -> dict[str, Any]:
        """Return what a web server would hand on."""
        made: dict[str, Any] = {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path,
            "QUERY_STRING": self.query,
            "CONTENT_TYPE": self.content_type,
            "CONTENT_LENGTH": self.length or str(len(self.body)),
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(self.body),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        cookies = [cookie for cookie in (self.headers.get("HTTP_COOKIE"), session) if cookie]
        return made | self.headers | ({"HTTP_COOKIE": "; ".join(cookies)} if cookies else {})


class Thrower:
    """Throws requests for all routes, in all roles."""

    def __init__(
        self, dice: random.Random, routes: Sequence[Route], records: Records, who: Sequence[str], fields: "Fields"
    ) -> None:
        self.dice, self.routes, self.records, self.who, self.fields = dice, routes, records, who, fields

    def throw(self) -> Sent:
        """Return the next request. For some forms that means to look at the form first."""
        dice = self.dice
        route = dice.choice(self.routes)
        # Half of what is sent to screens of staff comes from somebody who may do everything: it gets furthest.
        near = ["Superuser"] if route.is_staffs and dice.random() < 0.4 else self.who
        who, method = dice.choice(near), dice.choice(METHODS)
        address = self._address(route)
        query = self._query() if dice.random() < 0.4 else ""
        body, content_type = b"", ""
        if method in ("POST", "PUT", "PATCH", "DELETE") and dice.random() < 0.9:
            body, content_type = self._body(who, address)
        lie = dice.choice(["0", "1", "-1", "x", "99999999999", ""]) if dice.random() < 0.05 else ""
        return Sent(who, method, address, query, body, content_type, lie, self._headers())

    def _address(self, route: Route) -> str:
        if self.dice.random() < 0.7:
            return route.address(self.records.fill(self.dice))
        address = route.address(lambda _route, hole: self._nonsense(hole))
        if self.dice.random() < 0.2:
            address += self.dice.choice(["/", "x", "%00", "%ff", "..", "%2e%2e/", "//", "a" * 4_000])
        return address

    def _nonsense(self, hole: Hole) -> str:
        if self.dice.random() < 0.5:
            return hole.match(self.dice)
        # Already percent-encoded: bytes that are no letters could not stand in a text otherwise.
        return quote(self.dice.choice(NASTY), safe=self.dice.choice(["", "/"]))

    def _query(self) -> str:
        pairs = []
        for _pair in range(self.dice.randint(1, 5)):
            value = self._word() if self.dice.random() < 0.3 else quote(self.dice.choice(NASTY))
            pairs.append(f"{quote(self.dice.choice(NAMES))}={value}")
        if self.dice.random() < 0.1:
            pairs.append(self.dice.choice(["%", "%zz=%", "&&&", "a=b=c", "\xff=\xff", "x=" + "y" * 20_000, "a&a&a"]))
        return "&".join(pairs)

    def _word(self) -> str:
        keys = self.dice.choice([keys for keys in self.records.keys.values() if keys])
        return quote(self.dice.choice(keys))

    def _headers(self) -> dict[str, str]:
        dice = self.dice
        chosen = dice.sample(sorted(HEADERS), dice.choice([0, 0, 0, 1, 1, 2, 3]))
        headers = {name: dice.choice(HEADERS[name]) for name in chosen}
        # A request that names no host of ours ends at once: that is seen often enough.
        if "HTTP_HOST" in headers and dice.random() < 0.7:
            del headers["HTTP_HOST"]
        return headers | ({"HTTP_COOKIE": dice.choice(COOKIES)} if dice.random() < 0.05 else {})

    def _body(self, who: str, address: str) -> tuple[bytes, str]:
        kind = self.dice.random()
        if kind < 0.6:
            return self._form(self.fields.of(who, address))
        if kind < 0.75:
            return self._json()
        if kind < 0.9:
            return self._form([(self.dice.choice(NAMES), self.dice.choice(TEXTS)) for _n in range(4)])
        raw = self.dice.choice(
            [b"", b"\x00\xff" * 50, b"a=%zz&%=%&b", b"x=" + b"y" * 6_000_000, b"&" * 12_000, b"<x/>"]
        )
        types = [
            "",
            "text/plain",
            "application/x-www-form-urlencoded; charset=nonsense",
            "text/xml",
            "multipart/form-data",
        ]
        return raw, self.dice.choice([*types, "multipart/form-data; boundary=" + "b" * 300, "application/json", "\xff"])

    def _form(self, fields: list[tuple[str, str]]) -> tuple[bytes, str]:
        """Return a form with some of its fields left out, sent twice or with something in them that nobody meant."""
        sent: list[tuple[str, str]] = []
        for name, value in fields:
            luck = self.dice.random()
            if luck < 0.04:
                continue
            sent.append((name, self._changed(value) if luck < 0.2 else value))
            if luck > 0.97:
                sent.append((name, self.dice.choice(TEXTS)))
        if self.dice.random() < 0.6:
            return urlencode(sent, errors="replace").encode(), "application/x-www-form-urlencoded"
        return self._multipart(sent)

    def _changed(self, value: str) -> str:
        if self.dice.random() < 0.3:
            return self._word()
        if value and self.dice.random() < 0.3:
            place = self.dice.randrange(len(value))
            return value[:place] + self.dice.choice(TEXTS)[:20] + value[place + 1 :]
        return self.dice.choice(TEXTS)

    def _multipart(self, sent: list[tuple[str, str]]) -> tuple[bytes, str]:
        parts = [f'--qx\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in sent]
        if self.dice.random() < 0.6:
            name = self.dice.choice([name for name, _value in sent] or ["file"])
            file = self.dice.choice(
                ["x.pdf", "../../x.png", "x\x00.csv", "", "a" * 400 + ".xlsx", "x.po", "x.svg", "é.mp3"]
            )
            kind = self.dice.choice(["text/csv", "image/png", "nonsense", ""])
            head = f'--qx\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
            head += f"Content-Type: {kind}\r\n\r\n"
            parts.insert(0, head + self.dice.choice(["", "a,b\r\n1,2", "PK\x03\x04", "\x89PNG\r\n", "<svg/>"]) + "\r\n")
        body = ("".join(parts) + "--qx--\r\n").encode(errors="replace")
        if self.dice.random() < 0.15:
            body = body[: self.dice.randrange(len(body))]
        return body, "multipart/form-data; boundary=qx"

    def _json(self) -> tuple[bytes, str]:
        dice = self.dice
        texts = [
            *(
                '{"a": NaN}',
                "[]",
                "null",
                '"x"',
                "{",
                "1e999",
                '{"a": {"b": [1, {"c": null}]}}',
                '{"a":1,"a":2}',
            ),
            json.dumps({dice.choice(NAMES): dice.choice(TEXTS)}),
            '{"\\ud800": "\\u0000"}',
            *("[" * 50_000, "[" * 500 + "]" * 500),
        ]
        return dice.choice(texts).encode(), dice.choice(["application/json", "application/x-www-form-urlencoded"])


class Fields:
    """The fields of the form that stands at an address, as a browser would send them back."""

    def __init__(self, get: Callable[[Sent], bytes]) -> None:
        self._get = get

    def of(self, who: str, address: str) -> list[tuple[str, str]]:
        """Return names and values; what was there is looked up each time, as a person would."""
        html = self._get(Sent(who, "GET", address)).decode(errors="replace")
        if html.startswith("{"):
            # A dialog of Wagtail's.
            html = str(json.loads(html).get("html", ""))
        reader = _FormReader()
        reader.feed(html)
        return reader.fields


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._select, self._in_template = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in_template += tag == "template"
        if self._in_template:
            return
        name = given.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or not self._has(self._select)):
            self.fields = [pair for pair in self.fields if pair[0] != self._select]
            self.fields.append((self._select, given.get("value", "")))
        elif tag in ("input", "textarea", "button") and name:
            self.fields.append((name, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self._in_template -= tag == "template"
        if tag == "select":
            self._select = ""

    def _has(self, name: str) -> bool:
        return any(given == name for given, _value in self.fields)
