"""Two machines: what is done on one shows on the other. Real servers, on this machine, for as long as the test takes.

Each has its own VAR_DIR, and so its own kept pages, a web process and a worker. They share a database (PostgreSQL), a
word (Redis or Valkey) and a bucket (moto, which speaks S3), and stand behind one nginx.
"""

import gzip
import http.client
import json
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any
from zipfile import ZipFile

import boto3
import pytest
from PIL import Image

from good_beginnings.bench.caching import has_nginx, running_nginx

ROOT = Path(__file__).resolve().parents[2]
PAGE = "/en/guidance/why-babies-cry/"
BUCKET, KEY, SECRET = "good-beginnings", "site", "a secret+/of ours"
#: On a busy machine, in seconds.
LONGEST_START, PATIENCE = 120, 60

Answer = tuple[int, dict[str, str], bytes]


def program(*names: str) -> str:
    """Return the place of the first of these programs that there is; Debian keeps PostgreSQL's out of the way."""
    beside = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    path = os.pathsep.join([os.environ.get("PATH", ""), *beside])
    return next((found for name in names if (found := shutil.which(name, path=path))), "")


def missing() -> str:
    """Return which server is not installed; `""` where all are, and PostgreSQL may be run (it refuses root)."""
    servers = {"postgresql": program("initdb"), "redis-server": program("redis-server", "valkey-server")}
    lacking = [name for name, found in servers.items() if not found] + ([] if has_nginx() else ["nginx"])
    if not lacking and os.geteuid() == 0 and not has_user("postgres"):
        lacking = ["a user called postgres"]
    return ", ".join(lacking)


def has_user(name: str) -> bool:
    return any(each.pw_name == name for each in pwd.getpwall())


pytestmark = pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()} (./run test installs them)")

#: Without migrations, which take a minute: the tables are as the models have them.
TABLES = """
import django
from django.conf import settings
class NoMigrations(dict):
    def __contains__(self, app): return True
    def __getitem__(self, app): return None
settings.MIGRATION_MODULES = NoMigrations()
django.setup()
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
from wagtail.models import Collection, Locale, Page, Site
from guidance.models import GuidanceIndexPage, GuidancePage
from home.models import HomePage, SiteLanguage
en = Locale.objects.create(language_code="en")
Collection.add_root(name="Root")
root = Page.add_root(instance=Page(title="Root", slug="root", locale=en))
home = root.add_child(instance=HomePage(title="Good Beginnings", slug="en", locale=en))
Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
index = home.add_child(instance=GuidanceIndexPage(title="Guidance", slug="guidance", locale=en))
page = GuidancePage(title="Why babies cry", slug="why-babies-cry", promise="It does not last.", locale=en,
    body=[("heading", "What helps"), ("text", "<p>Fresh air.</p><p>A slow step.</p>")])
index.add_child(instance=page)
SiteLanguage.objects.update_or_create(code="en", defaults={"state": "preview"})
"""
WEB = """
import django; django.setup()
from django.conf import settings
from good_beginnings.start import Place, serve_pages
# Not by time: what a process remembers it must forget at a change.
settings.REMEMBERED_SECONDS = settings.INTERFACE_WORDS_SECONDS = 1_000.0
serve_pages(Place("127.0.0.1", {port}))
"""
CHANGER = """
import json, sys, traceback
import django; django.setup()
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django_tasks_db.models import DBTaskResult
from wagtail.images import get_image_model
from guidance.models import *
from guidance.tasks import make_format
from home.models import *

def publish(title):
    page = GuidancePage.objects.get(slug="why-babies-cry")
    page.title = title
    page.save_revision().publish()

for line in sys.stdin:
    said = None
    try:
        exec(json.loads(line))
        print(json.dumps(["done", said]), flush=True)
    except Exception:
        print(json.dumps(["failed", traceback.format_exc()]), flush=True)
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until(is_so: Callable[[], bool], *, within: float = PATIENCE) -> None:
    until = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < until, "it did not come to be"
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def running(command: list[str], **options: Any) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program, and let it be gone afterwards."""
    process = subprocess.Popen(command, cwd=options.pop("cwd", ROOT), start_new_session=True, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Purges:
    """Where a CDN would be told to forget."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, bytes]] = []
        purges = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                purges.said.append((self.path, self.headers["Authorization"], body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *values: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()


class Machines:
    """Two of them, and what they share."""

    def __init__(self, stack: ExitStack) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="good-beginnings-machines-"))
        stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.folder.chmod(0o755)
        self.stack = stack
        self.database, self.word, self.bucket, self.public = (free_port() for _ in range(4))
        self.ports = {"a": free_port(), "b": free_port()}
        self.working: set[str] = set()
        self.purges = Purges()
        stack.callback(self.purges.server.server_close)
        stack.callback(self.purges.server.shutdown)
        self._start_database()
        self.redis = stack.enter_context(ExitStack())
        self.start_redis()
        self._start_bucket()
        self._fill()
        self._start_sites()

    # --- What they share --------------------------------------------------------------------------------------------

    def _start_database(self) -> None:
        data = self.folder / "database"
        data.mkdir(mode=0o700)
        somebody: dict[str, Any] = {}
        if os.geteuid() == 0:
            somebody = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(data, "postgres", "postgres")
        made = [
            program("initdb"),
            "--auth=trust",
            "--username=site",
            "--encoding=UTF8",
            "--no-sync",
            f"--pgdata={data}",
        ]
        subprocess.run(made, cwd=data, check=True, stdout=subprocess.DEVNULL, **somebody)
        options = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=127.0.0.1"]
        command = [program("postgres"), "-D", str(data), "-p", str(self.database), "-k", str(data)]
        command += [word for option in options for word in ("-c", option)]
        log = self.stack.enter_context((self.folder / "database.log").open("wb"))
        self.stack.enter_context(running(command, cwd=data, stdout=log, stderr=log, **somebody))
        wait_until(lambda: answers(self.database))

    def start_redis(self) -> None:
        command = [program("redis-server", "valkey-server"), "--port", str(self.word), "--bind", "127.0.0.1"]
        command += ["--save", "", "--dir", str(self.folder)]
        self.redis.enter_context(running(command, stdout=subprocess.DEVNULL))
        wait_until(lambda: answers(self.word))

    def _start_bucket(self) -> None:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.bucket)]
        self.stack.enter_context(running(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        wait_until(lambda: answers(self.bucket))
        self.s3: Any = boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{self.bucket}",
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="eu-west-2",
        )
        self.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})

    # --- The machines -----------------------------------------------------------------------------------------------

    def environment(self, name: str) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "good_beginnings.settings.dev",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT)]),
            "VAR_DIR": str(self.folder / name),
            "SECRET_KEY": "the same on all machines",
            "PUBLIC_URL": f"http://127.0.0.1:{self.public}",
            "WEB_PROCESSES": "1",
            "DATABASE_URL": f"postgres://site@127.0.0.1:{self.database}/postgres",
            "CACHE_URL": f"redis://127.0.0.1:{self.word}/1",
            "STORAGE_URL": f"s3://{KEY}:a%20secret%2B%2Fof%20ours@{BUCKET}"
            f"?endpoint=http://127.0.0.1:{self.bucket}&region=eu-west-2",
            "PURGE_URL": f"http://127.0.0.1:{self.purges.server.server_port}/purge",
            "PURGE_HEADER": "Authorization: Bearer abc",
        }

    def _fill(self) -> None:
        subprocess.run([sys.executable, "-c", TABLES], cwd=ROOT, env=self.environment("a"), check=True)

    def _start_sites(self) -> None:
        changer = [sys.executable, "-c", CHANGER]
        self.changer = self.stack.enter_context(
            running(changer, env=self.environment("a"), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        )
        for name, port in self.ports.items():
            web = [sys.executable, "-c", WEB.format(port=port)]
            self.stack.enter_context(running(web, env=self.environment(name)))
        wait_until(lambda: all(map(answers, self.ports.values())), within=LONGEST_START)
        config = subprocess.run(
            [sys.executable, "manage.py", "nginx_config", *(f"127.0.0.1:{port}" for port in self.ports.values())],
            cwd=ROOT,
            env=self.environment("a"),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        config = config.replace("listen 80;", f"listen 127.0.0.1:{self.public};")
        config = config.replace("/var/log/nginx/error.log", "stderr")
        config = config.replace("/var/log/nginx/good-beginnings.log", str(self.folder / "usage.log"))
        self.stack.enter_context(running_nginx(config, self.public))

    def start_workers(self) -> None:
        for name in set(self.ports) - self.working:
            self.working.add(name)
            command = [sys.executable, "manage.py", "worker"]
            self.stack.enter_context(running(command, env=self.environment(name)))

    # --- What is done to them ---------------------------------------------------------------------------------------

    def change(self, code: str) -> Any:
        assert self.changer.stdin
        assert self.changer.stdout
        self.changer.stdin.write(json.dumps(code).encode() + b"\n")
        self.changer.stdin.flush()
        how, said = json.loads(self.changer.stdout.readline())
        assert how == "done", said
        return said

    def ask(self, port: int, path: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        visit = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        sent = {"Host": f"127.0.0.1:{self.public}", "Accept-Encoding": "gzip"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            visit.request(method, path, body=body or None, headers=sent)
            answer = visit.getresponse()
            said, data = {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            visit.close()
        return answer.status, said, gzip.decompress(data) if said.get("content-encoding") == "gzip" else data

    def ask_both(self, path: str, **headers: str) -> list[Answer]:
        return [self.ask(port, path, **headers) for port in self.ports.values()]

    def say_both(self, path: str, words: str) -> bool:
        return all(words.encode() in body for _status, _said, body in self.ask_both(path))

    def both_keep(self, path: str) -> bool:
        """Ask twice, so that each has it in memory; tell whether both handed out what they keep."""
        self.ask_both(path)
        return all("etag" in said for _status, said, _body in self.ask_both(path))


@pytest.fixture(scope="module")
def machines() -> Iterator[Machines]:
    with ExitStack() as stack:
        yield Machines(stack)


def test_what_is_published_on_one_shows_at_once_on_the_other(machines: Machines) -> None:
    for number in range(3):
        assert machines.both_keep(PAGE)

        machines.change(f"publish('Zebra {number}')")

        # The other one first.
        for port in reversed(machines.ports.values()):
            assert f"Zebra {number}".encode() in machines.ask(port, PAGE)[2]
    by_nginx = {machines.ask(machines.public, PAGE)[2] for _ in range(4)}
    assert len(by_nginx) == 1
    assert all((machines.folder / name / "pages").is_dir() for name in machines.ports)
    # A web server that reads the link would not hear of the other machine.
    assert not any((machines.folder / name / "pages-now").is_symlink() for name in machines.ports)
    assert machines.ask(machines.public, PAGE)[1]["cdn-cache-control"] == "max-age=60"


def test_where_the_shared_word_can_not_be_read_pages_are_drawn_and_right(machines: Machines) -> None:
    assert machines.both_keep(PAGE)
    machines.redis.close()

    machines.change("publish('Zebra alone')")

    for _status, said, body in machines.ask_both(PAGE):
        assert b"Zebra alone" in body
        assert "etag" not in said
    machines.start_redis()
    wait_until(lambda: machines.both_keep(PAGE))
    assert machines.say_both(PAGE, "Zebra alone")
    machines.change("publish('Zebra together')")
    assert machines.say_both(PAGE, "Zebra together")


def test_what_is_uploaded_on_one_is_shown_by_the_other(machines: Machines) -> None:
    session = machines.change(
        "client = Client(); client.force_login(User.objects.create_superuser('admin', 'a@example.org', 'x'));"
        "said = client.cookies['sessionid'].value"
    )
    picture = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(picture, "JPEG")
    token, edge = "a" * 32, "edge-of-a-part"
    fields = {"csrfmiddlewaretoken": token, "title": "A pram", "tags": "", "description": "A pram"}
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{fields[name]}\r\n' for name in fields]
    parts.append(
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="pram.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    body = "".join(parts).encode() + picture.getvalue() + f"\r\n--{edge}--\r\n".encode()

    status, _said, told = machines.ask(
        machines.ports["a"],
        "/admin/images/add/",
        method="POST",
        body=body,
        Cookie=f"sessionid={session}; csrftoken={token}",
        Content_Type=f"multipart/form-data; boundary={edge}",
    )

    assert status == 302, told.decode()[:2000]
    # Made on one machine, too.
    address = machines.change("said = get_image_model().objects.get().get_rendition('width-360|format-jpeg|bare').url")
    assert address.startswith("/media/images/")
    for status, said, data in machines.ask_both(address):
        assert (status, said["content-type"]) == (200, "image/jpeg")
        assert Image.open(BytesIO(data)).size == (360, 270)
        assert machines.ask(machines.public, address, If_Modified_Since=said["last-modified"])[0] == 304
    assert not any((machines.folder / name / "media").exists() for name in machines.ports)
    original = machines.change("said = get_image_model().objects.get().file.name")
    assert [status for status, *_ in machines.ask_both(f"/media/{original}")] == [404, 404]
    assert [status for status, *_ in machines.ask_both("/media/images/none.jpg")] == [404, 404]


def test_each_job_is_done_once_and_files_come_from_the_bucket(machines: Machines) -> None:
    # One that there is nothing to make for: what counts is who takes it.
    machines.change("with transaction.atomic(): [make_format.enqueue(999_000 + number) for number in range(150)]")
    machines.change(
        "TimedJob.objects.get_or_create(name='x', defaults={'interval': timedelta(1)})\n"
        "def claim(_):\n"
        "    try: return TimedJob.objects.claim('x', lease=timedelta(1)) is not None\n"
        "    finally: connection.close()\n"
        "with ThreadPoolExecutor(8) as pool: claims = list(pool.map(claim, range(8)))\n"
        "assert sum(claims) == 1, claims"
    )

    machines.start_workers()

    unfinished = "said = DBTaskResult.objects.exclude(status__in=['SUCCESSFUL', 'FAILED']).count()"
    ready = "said = FormatFile.objects.filter(status='ready').count() >= 4"
    wait_until(lambda: machines.change(ready) and not machines.change(unfinished), within=120)
    tasks = machines.change("said = [[t.status, t.worker_ids] for t in DBTaskResult.objects.all()]")
    assert all(status == "SUCCESSFUL" and len(by) == 1 for status, by in tasks)
    assert len({by[0] for _status, by in tasks}) == 2

    page = machines.ask(machines.public, PAGE)[2].decode()
    files = sorted(set(re.findall(rf'href="({PAGE}[^"/]+\.(?:txt|epub|pdf))"', page)))
    assert files
    for file in files:
        one, other = machines.ask_both(file)
        assert one[0] == other[0] == 200
        assert one[2] == other[2]
        assert machines.ask(machines.public, file, Range="bytes=2-5")[2] == one[2][2:6]
        assert machines.ask(machines.public, file, If_None_Match=one[1]["etag"])[0] == 304
    in_bucket = {each["Key"] for each in machines.s3.list_objects_v2(Bucket=BUCKET)["Contents"]}
    made = machines.change("said = [name for row in FormatFile.objects.filter(status='ready') for name in row.files]")
    assert {name for name in in_bucket if name.startswith("formats/")} == set(made)
    assert not any((machines.folder / name / "media").exists() for name in machines.ports)


def test_the_cdn_is_told_once_of_one_change(machines: Machines) -> None:
    machines.start_workers()
    # Files that are made are changes, too.
    calm = (
        "said = TimedJob.objects.filter(name='purge_cdn', lease_until=None, next_run__gt=F('last_finished')"
        " + timedelta(hours=1)).exists() and not DBTaskResult.objects.exclude("
        "status__in=['SUCCESSFUL', 'FAILED']).exists()"
    )
    wait_until(lambda: bool(machines.change(calm)))
    before = len(machines.purges.said)

    machines.change("SiteLanguage.objects.update(state='preview')")

    assert not machines.change(calm)
    wait_until(lambda: bool(machines.change(calm)))
    assert machines.purges.said[before:] == [("/purge", "Bearer abc", b'{"purge_everything": true}')]


def test_one_backup_holds_the_database_and_the_bucket(machines: Machines, tmp_path: Path) -> None:
    machines.s3.put_object(Bucket=BUCKET, Key="documents/a letter.pdf", Body=b"%PDF-1.4")
    command = [sys.executable, "manage.py", "backup", str(tmp_path)]

    made = subprocess.run(command, cwd=ROOT, env=machines.environment("a"), capture_output=True, text=True, check=False)

    assert made.returncode == 0, made.stderr
    [file] = tmp_path.iterdir()
    in_bucket = {each["Key"] for each in machines.s3.list_objects_v2(Bucket=BUCKET)["Contents"]}
    with ZipFile(file) as whole:
        assert {f"media/{name}" for name in in_bucket} | {"database.dump"} <= set(whole.namelist())
        assert whole.read("media/documents/a letter.pdf") == b"%PDF-1.4"
