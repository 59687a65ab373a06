"""The log that the runbook has nginx write: day, path and status, and no more. With nginx itself, where it is there."""

import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

RUNBOOK = Path(__file__).resolve().parents[2] / "docs" / "runbook.md"
PAGE = "/pl/guidance/why-babies-cry/"
SOUND = f"{PAGE}why-babies-cry.pl.mp3"
pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")


def shipped() -> tuple[str, str]:
    """Return what the runbook puts before a server, and into its location."""
    block = next(each for each in re.findall(r"```\n(.*?)```", RUNBOOK.read_text(), re.DOTALL) if "log_format" in each)
    before, location = block.split("location … {", 1)
    return before, re.search(r"^\s*access_log .*;$", location, re.MULTILINE)[0].strip()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Let nginx answer a page and a sound with the shipped log; return its address and the log."""
    before, access_log = shipped()
    log, root = tmp_path / "usage.log", tmp_path / "www"
    (root / PAGE.strip("/")).mkdir(parents=True)
    (root / PAGE.strip("/") / "index.html").write_text("<p>Words</p>")
    (root / SOUND.strip("/")).write_bytes(b"sound" * 100)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    folders = " ".join(
        f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {tmp_path}/pid; error_log stderr crit; events {{}}\n"
        f"http {{ {folders} access_log off;\n{before}\nserver {{ listen 127.0.0.1:{port}; location / {{ root {root};\n"
        f"{access_log.replace('/var/log/nginx/usage.log', str(log))}\n}} }} }}\n"
    )
    nginx = subprocess.Popen([str(shutil.which("nginx")), "-c", f"{tmp_path}/nginx.conf", "-p", str(tmp_path)])
    address = f"http://127.0.0.1:{port}"
    try:
        for _try in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address, log
    finally:
        nginx.terminate()
        nginx.wait(timeout=10)


def ask(address: str, method: str = "GET", **headers: str) -> None:
    request = urllib.request.Request(
        address, method=method, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        urllib.request.urlopen(request, timeout=10).close()
    except urllib.error.HTTPError as error:
        error.close()


def test_it_holds_a_day_a_path_and_a_status_of_each_opening_and_nothing_else(served: tuple[str, Path]) -> None:
    address, log = served

    ask(f"{address}{PAGE}?q=secret")
    ask(f"{address}{PAGE}", Cookie="sessionid=secret")
    ask(f"{address}{PAGE}", method="HEAD")
    ask(f"{address}{SOUND}", Range="bytes=0-")
    ask(f"{address}{SOUND}", Range="bytes=0-1")
    ask(f"{address}{SOUND}", Range="bytes=100-")
    ask(f"{address}/pl/nothing/")

    # nginx keeps the day of its own clock.
    today = timezone.now().astimezone().date().isoformat()
    assert log.read_text().splitlines() == [
        f"{today}\t{PAGE}\t200",
        f"{today}\t{SOUND}\t206",
        f"{today}\t/pl/nothing/\t404",
    ]
