"""The same page, in the same run: drawn, from the page cache, and from nginx."""

import gzip
import http.client
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from good_beginnings.bench.pages import address_of
from good_beginnings.bench.serving import free_port, rate_of, wait_for
from good_beginnings.bench.signed import sign_everything
from good_beginnings.bench.tables import Table
from good_beginnings.bench.visits import CannotMeasure
from good_beginnings.page_cache.nginx import Place as NginxPlace
from good_beginnings.page_cache.nginx import nginx_config
from good_beginnings.processes import Child, end_all
from good_beginnings.start import Place, serve_pages
from home import generation

ASKED_FOR = (("home", "en"), ("guidance", "pl"))
#: Each is measured so often, in turn, and the middle one counts: what else the machine does then hits all alike.
ROUNDS = 3
#: Per cent of what nginx does with the file, and drawn pages a second.
PROMISED = {"cached": 30, "nginx over the cache": 90, "drawn": 50}

_PLAIN = """
server {{
    listen 127.0.0.1:{port};
    access_log off;
    location / {{
        root {root};
        default_type "text/html; charset=utf-8";
        gzip_static on;
    }}
}}
"""
_AROUND = """
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {inside}
}}
"""


def _at(port: int) -> Place:
    return Place(host="127.0.0.1", port=port)


@contextmanager
def running_nginx(inside: str, port: int) -> Iterator[Place]:
    """Run nginx with this configuration until it is not needed any more."""
    with tempfile.TemporaryDirectory(prefix="good-beginnings-nginx-") as folder:
        file = Path(folder) / "nginx.conf"
        file.write_text(_AROUND.format(folder=folder, inside=inside))
        Path(folder).chmod(0o755)
        program = str(shutil.which("nginx") or "/usr/sbin/nginx")
        running = subprocess.Popen([program, "-p", folder, "-c", str(file), "-e", f"{folder}/error.log"])  # noqa: S603
        try:
            wait_for(_at(port))
            yield _at(port)
        finally:
            running.terminate()
            running.wait(timeout=10)


@contextmanager
def _granian(serve: Callable[[Place], None], port: int) -> Iterator[Place]:
    web = Child("web server", partial(serve, _at(port)))
    connections.close_all()
    try:
        web.start()
        wait_for(_at(port))
        yield _at(port)
    finally:
        end_all([web])


def _get(place: Place, address: str) -> bytes:
    visit = http.client.HTTPConnection(place.host, place.port, timeout=20)
    try:
        visit.request("GET", address, headers={"Accept-Encoding": "gzip"})
        return visit.getresponse().read()
    finally:
        visit.close()


def has_nginx() -> bool:
    return bool(shutil.which("nginx") or Path("/usr/sbin/nginx").exists())


def caching_table() -> Table:
    """Return requests a second of two pages, drawn and kept, beside nginx. About two minutes."""
    sign_everything()
    cached_port, plain_port, cache_port = free_port(), free_port(), free_port()
    # Only at ports of its own does the site keep pages.
    settings.WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{cache_port if has_nginx() else cached_port}"
    with ExitStack() as stack:
        site = stack.enter_context(_granian(serve_pages, cached_port))
        places = {"drawn": site, "cached": site}
        if has_nginx():
            # The processes of nginx that answer run as another user, who must be let in.
            Path(settings.VAR_DIR).chmod(0o755)
            before = NginxPlace(f"127.0.0.1:{cache_port}", f"127.0.0.1:{cached_port}", "off; #", "stderr")
            places["nginx over the cache"] = stack.enter_context(
                running_nginx(nginx_config(WSGIHandler(), before), cache_port)
            )
            root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="good-beginnings-plain-")))
            root.chmod(0o755)
            for page, language in ASKED_FOR:
                _keep_plainly(places["nginx over the cache"], root, address_of(page, language))
            plain = stack.enter_context(running_nginx(_PLAIN.format(port=plain_port, root=root), plain_port))
            places["nginx, the file itself"] = plain
        rows = [row for page, language in ASKED_FOR for row in _rows(places, page, language)]
    columns = ("Page, language, from", "a second", "of nginx", "promised")
    return Table("The same page, drawn and kept", columns, rows, _notes())


def _keep_plainly(place: Place, root: Path, address: str) -> None:
    """Let the page be kept, then put the same bytes where another nginx finds them.

    Raises:
        CannotMeasure: it is not kept, so that nginx could not hand it out.
    """
    _get(place, address)
    kept = generation.link() / "http" / f"{place.host}:{place.port}" / address.strip("/")
    if not any(kept.glob("*.html.gz")):
        raise CannotMeasure(f"{address} is not kept in {kept}")
    body = _get(place, address)
    folder = root / address.strip("/")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_bytes(gzip.decompress(body))
    (folder / "index.html.gz").write_bytes(body)


def _rows(places: dict[str, Place], page: str, language: str) -> Iterator[tuple[str, ...]]:
    address = address_of(page, language)
    rates: dict[str, list[float]] = {name: [] for name in places}
    for _round in range(ROUNDS):
        for name, place in places.items():
            rates[name].append(rate_of(place, address, is_drawn=name == "drawn"))
    of_nginx = median(rates["nginx, the file itself"]) if "nginx, the file itself" in rates else 0.0
    for name, found in rates.items():
        share = f"{100 * median(found) / of_nginx:.0f} %" if of_nginx else "-"
        promised = PROMISED.get(name)
        unit = " a second" if name == "drawn" else " %"
        yield f"{page}, {language}, {name}", f"{median(found):.0f}", share, f"{promised}{unit}" if promised else ""


def _notes() -> tuple[str, ...]:
    lacking = [name for name, is_there in (("nginx", has_nginx()), ("wrk", bool(shutil.which("wrk")))) if not is_there]
    lacks = (f"Not installed here: {', '.join(lacking)}. Without wrk no ratio is fair.",) if lacking else ()
    return (f"As gzip, in turn, the middle of {ROUNDS}; two processes each, on this machine alone.", *lacks)
