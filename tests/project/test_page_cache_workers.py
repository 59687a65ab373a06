"""Two web processes as `./run` starts them: whatever is changed shows to the next reader, of either.

A third process makes the changes, as an editor's, the background worker's or a command's would. Each page is asked for
before, so that both processes hold it in memory, and right after.
"""

import gzip
import http.client
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from good_beginnings.bench.caching import has_nginx, running_nginx

ROOT = Path(__file__).resolve().parents[2]
PAGE = "/en/guidance/why-babies-cry/"
POLISH = "/pl/guidance/why-babies-cry/"
#: On a busy machine, in seconds.
LONGEST_START = 120

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(sys.platform != "linux", reason="uses /proc"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the site is given a copy of the tests' database"),
]

SERVER = """
import django; django.setup()
from django.conf import settings
from good_beginnings.start import Place, serve_pages
# Not by time: what a process remembers it must forget at a change.
settings.REMEMBERED_SECONDS = settings.INTERFACE_WORDS_SECONDS = 1_000.0
serve_pages(Place("127.0.0.1", {port}))
"""
CHANGER = """
import json, sys, traceback
from datetime import date, timedelta
import django; django.setup()
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site
from feedback.models import *
from guidance.models import *
from guidance.directory.models import Service
from home.models import *
from home.states import steps_needed

def page(code, slug="why-babies-cry"):
    return GuidancePage.objects.get(slug=slug, locale__language_code=code)

def sign(page):
    words = page.versions.words_to_sign(page)
    for number, step in enumerate(steps_needed(words)):
        SignOff.objects.create(page=page, step=step.value, role="x", words_digest=words.digest,
            source_digest=words.source_digest, signed_by=User.objects.get_or_create(username=f"p{number}")[0])

for line in sys.stdin:
    try:
        exec(json.loads(line))
        print("done", flush=True)
    except Exception:
        print(json.dumps(traceback.format_exc()), flush=True)
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class TwoWorkers:
    """A site with two web processes, a connection to each, and somebody who changes things."""

    def __init__(self, var: Path) -> None:
        self.var, self.port = var, free_port()
        self.environment = environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "good_beginnings.settings.dev",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT)]),
            "VAR_DIR": str(var),
            "PORT": str(self.port),
            "WEB_PROCESSES": "2",
        }
        environment.pop("DATABASE_URL", None)
        self.server = subprocess.Popen(
            [sys.executable, "-c", SERVER.format(port=self.port)], cwd=ROOT, env=environment, start_new_session=True
        )
        self.changer = subprocess.Popen(
            [sys.executable, "-c", CHANGER], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.visits: dict[int, http.client.HTTPConnection] = {}

    def wait(self) -> None:
        """Wait until both processes answer, and keep a connection to each."""
        until = time.monotonic() + LONGEST_START
        others: list[http.client.HTTPConnection] = []
        while len(self.visits) < 2:
            assert time.monotonic() < until, "two processes did not answer"
            visit = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                self._ask(visit, "/robots.txt")
            except OSError:
                time.sleep(0.2)
                continue
            if self._answering(visit) in self.visits:
                others.append(visit)
            else:
                self.visits[self._answering(visit)] = visit
        for visit in others:
            visit.close()

    def _answering(self, visit: http.client.HTTPConnection) -> int:
        """Return the number of the process that holds the other end of a connection."""
        ours = f"0100007F:{visit.sock.getsockname()[1]:04X}"
        theirs = f"0100007F:{self.port:04X}"
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        inode = next(row[9] for row in rows if row[1] == theirs and row[2] == ours)
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if any(os.readlink(file) == f"socket:[{inode}]" for file in (process / "fd").iterdir()):
                    return int(process.name)
            except OSError:
                continue
        raise AssertionError("no process holds the connection")

    def _ask(self, visit: http.client.HTTPConnection, path: str) -> tuple[int, str, bool]:
        visit.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = visit.getresponse()
        body = answer.read()
        if answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return answer.status, body.decode(), "ETag" in answer.headers

    def ask(self, path: str) -> list[tuple[int, str, bool]]:
        """Return what each process answers: its status, its words, and whether they are kept."""
        return [self._ask(visit, path) for visit in self.visits.values()]

    def change(self, code: str) -> None:
        assert self.changer.stdin
        assert self.changer.stdout
        self.changer.stdin.write(json.dumps(code).encode() + b"\n")
        self.changer.stdin.flush()
        said = self.changer.stdout.readline().decode()
        assert said == "done\n", json.loads(said)

    def stop(self) -> None:
        for visit in self.visits.values():
            visit.close()
        for process in (self.changer, self.server):
            process.terminate()
        for process in (self.changer, self.server):
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def workers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoWorkers]:
    var = tmp_path_factory.mktemp("two-workers")
    request.getfixturevalue("django_db_setup")
    with (
        request.getfixturevalue("django_db_blocker").unblock(),
        sqlite3.connect(str(connection.settings_dict["NAME"])) as made,
        sqlite3.connect(var / "site.sqlite3") as copy,
    ):
        made.backup(copy)
    started = TwoWorkers(var)
    try:
        started.wait()
        yield started
    finally:
        started.stop()
        shutil.rmtree(var, ignore_errors=True)


#: What is changed, the page that it shows on, how, and words that are there after it, and not before.
CHANGES = {
    "a page published": (PAGE, "p = page('en'); p.title = 'Zebra one'; p.save_revision().publish()", "Zebra one"),
    "a page published, in a list": (
        "/en/guidance/",
        "p = page('en'); p.title = 'Zebra two'; p.save_revision().publish()",
        "Zebra two",
    ),
    "pages saved in bulk": (PAGE, "Page.objects.filter(pk=page('en').pk).update(title='Zebra three')", "Zebra three"),
    "a page changed by SQL": (
        PAGE,
        "connection.cursor().execute("
        "'UPDATE wagtailcore_page SET title = %s WHERE id = %s', ['Zebra SQL', page('en').pk])",
        "Zebra SQL",
    ),
    "a translation": (POLISH, "p = page('pl'); p.title = 'Zebra po'; p.save_revision().publish()", "Zebra po"),
    "a signature": (PAGE, "sign(page('en'))", ""),
    "a signature withdrawn": (PAGE, "SignOff.objects.all().delete()", ""),
    "a term": (
        "/en/words/",
        "t = GlossaryTerm.objects.filter(is_for_parents=True)[0]; t.term_en = 'Zebra term'; t.save()",
        "Zebra term",
    ),
    "a helpline": (
        "/en/help/",
        "line = Helpline.objects.get(key='lifeline'); line.note_en = 'Zebra line'; line.save()",
        "Zebra line",
    ),
    "helplines on every page": (
        "/en/words/",
        "Helpline.objects.filter(is_urgent=True).update(name_en='Zebra help')",
        "Zebra help",
    ),
    "a door": ("/en/topics/", "Door.objects.filter(kind='topic').update(title_en='Zebra door')", "Zebra door"),
    "a door's path": (
        "/en/topic/feeding/",
        "DoorChoice.objects.filter(door__code='feeding').update(page=page('en', 'money-worries'))",
        "Money worries",
    ),
    "a service": ("/en/services/", "Service.objects.update(name_en='Zebra service')", ""),
    "a redirect": (
        "/en/zebra-crossing/",
        "Redirect.objects.create(old_path='/en/zebra-crossing', redirect_link='/en/')",
        "",
    ),
    "a word of the interface": (
        "/pl/help/",
        "InterfaceWord.objects.create(language='pl', english='Search', text='Zebra szuka')",
        "Zebra szuka",
    ),
    "a word of the interface taken back": ("/pl/help/", "InterfaceWord.objects.all().delete()", "Szukaj"),
    "a survey closed": (
        "/en/surveys/",
        "Wave.objects.update(opens_on=date(2020, 1, 1), closes_on=date(2020, 1, 2))",
        "",
    ),
    "a survey opened": (
        "/en/surveys/",
        "Wave.objects.update(closes_on=timezone.localdate() + timedelta(days=9))",
        "/en/survey/",
    ),
    "a language off": ("/en/words/", "SiteLanguage.objects.filter(code='lt').update(state='off')", ""),
    "a language on": ("/en/words/", "SiteLanguage.objects.filter(code='lt').update(state='preview')", "/lt/words/"),
    "where the site begins": (
        "/pl/words/",
        "s = Site.objects.get(); s.site_name = 'Zebra'; s.save(); HomePage.objects.update(title='Zebra home')",
        None,
    ),
    "a format made": (
        PAGE,
        "FormatFile.objects.update_or_create(page=page('en'), kind='text', defaults={'status': 'ready', 'wanted': 'x',"
        " 'digest': 'x', 'words_digest': page('en').words_digest, 'file': 'x', 'size': 99, 'made_at': timezone.now()})",
        "",
    ),
    "another address": (PAGE, "p = page('en'); p.slug = 'zebra'; p.save_revision().publish()", ""),
    "the address again": (
        PAGE,
        "p = GuidancePage.objects.get(slug='zebra'); p.slug = 'why-babies-cry'; p.save_revision().publish()",
        "Zebra SQL",
    ),
    "a page unpublished": (PAGE, "page('en').unpublish()", ""),
    "a page published again": (PAGE, "page('en').save_revision().publish()", "Zebra SQL"),
    "a page moved": (PAGE, "p = page('en'); p.move(p.get_parent().get_parent(), 'last-child')", ""),
    "a page deleted": ("/en/guidance/calm-together/", "page('en', 'calm-together').delete()", ""),
}


def test_every_change_shows_to_the_next_reader_of_each_process(workers: TwoWorkers) -> None:
    for name, (path, code, words) in CHANGES.items():
        before = workers.ask(path)
        # A second time, so that each has it in memory, and not only one of them on the disk.
        assert workers.ask(path) == before, name
        kept = all(is_kept for status, _said, is_kept in before if status == 200)
        assert kept, f"{name}: {path} is not kept"
        if words:
            assert all(words not in said for _status, said, _is_kept in before), name

        workers.change(code)

        after = workers.ask(path)
        if words is not None:
            assert all(words in said for _status, said, _is_kept in after), name
            assert all(one[:2] != other[:2] for one, other in zip(before, after, strict=True)), name
        assert after[0] == after[1], name


def test_what_is_taken_back_changes_nothing(workers: TwoWorkers) -> None:
    before = workers.ask("/en/words/")

    workers.change("with transaction.atomic(): GlossaryTerm.objects.all().delete(); transaction.set_rollback(True)")

    assert workers.ask("/en/words/") == before


def test_while_a_change_is_not_for_good_yet_nobody_sees_it(workers: TwoWorkers) -> None:
    before = workers.ask("/en/words/")
    workers.change(
        "hold = transaction.atomic(); hold.__enter__(); GlossaryTerm.objects.all().update(term_en='Zebra held')"
    )
    assert workers.ask("/en/words/") == before

    workers.change("hold.__exit__(None, None, None)")

    assert all("Zebra held" in said for _status, said, _is_kept in workers.ask("/en/words/"))


def test_what_a_dying_process_could_not_say_is_seen_within_seconds(workers: TwoWorkers) -> None:
    """As after a change on another machine: the database knows of it, and the link does not."""
    before = workers.ask("/en/words/")
    workers.change(
        "from good_beginnings.page_cache import changes; transaction.on_commit, kept = (lambda *a, **k: None), "
        "transaction.on_commit; GlossaryTerm.objects.all().update(term_en='Zebra late'); transaction.on_commit = kept"
    )
    until = time.monotonic() + 30
    while workers.ask("/en/words/") == before and time.monotonic() < until:
        time.sleep(0.2)

    assert all("Zebra late" in said for _status, said, _is_kept in workers.ask("/en/words/"))


def test_the_folder_may_be_deleted_under_the_running_site(workers: TwoWorkers) -> None:
    before = workers.ask("/en/topics/")
    shutil.rmtree(workers.var / "pages", ignore_errors=True)

    assert workers.ask("/en/topics/") == before
    workers.change("GlossaryTerm.objects.all().update(term_en='Zebra folder')")
    assert all("Zebra folder" in said for _status, said, _is_kept in workers.ask("/en/words/"))


def test_a_file_where_the_folder_should_be_leaves_the_site_right(workers: TwoWorkers) -> None:
    shutil.rmtree(workers.var / "pages", ignore_errors=True)
    (workers.var / "pages").write_text("")

    workers.change("GlossaryTerm.objects.all().update(term_en='Zebra file')")
    assert all("Zebra file" in said for _status, said, _is_kept in workers.ask("/en/words/"))
    (workers.var / "pages").unlink()


# --- nginx over the same folder -------------------------------------------------------------------------------------


@pytest.mark.skipif(not has_nginx(), reason="nginx is not installed")
def test_nginx_says_of_a_page_what_the_site_says(workers: TwoWorkers, tmp_path: Path) -> None:
    # What a process has in memory it does not write a second time.
    workers.change("GlossaryTerm.objects.all().update(term_en='Zebra before nginx')")
    port = free_port()
    config = subprocess.run(
        [sys.executable, "manage.py", "nginx_config"],
        cwd=ROOT,
        env=workers.environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    log = tmp_path / "usage.log"
    config = config.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("/var/log/nginx/error.log", "stderr")
    config = config.replace("/var/log/nginx/good-beginnings.log", str(log))
    # Its processes run as another user; pytest lets nobody else into its folders.
    for folder in (workers.var, *list(workers.var.parents)[:3], tmp_path, *list(tmp_path.parents)[:3]):
        folder.chmod(0o755)

    def ask(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        visit = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        sent = {"Host": f"127.0.0.1:{workers.port}", "Accept-Encoding": "gzip"}
        visit.request("GET", path, headers=sent | {name.replace("_", "-"): value for name, value in headers.items()})
        answer = visit.getresponse()
        said = {name.lower(): value for name, value in answer.getheaders()}
        body = answer.read()
        visit.close()
        return answer.status, {name: said[name] for name in said.keys() - {"date", "server", "connection"}}, body

    with running_nginx(config, port):
        for path in ("/en/words/", "/pl/help/", "/ar/topics/"):
            by_site = ask(workers.port, path)
            files = len(list(workers.var.glob(f"pages-now/http/*{path}*.html.gz")))
            by_nginx = ask(port, path)
            assert files == 1
            assert by_nginx == by_site, path
            assert ask(port, path, If_None_Match=by_site[1]["etag"])[0] == 304
            assert ask(port, path, If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT", Range="bytes=0-3")[0] == 200

        workers.change("GlossaryTerm.objects.all().update(term_en='Zebra nginx')")
        assert b"Zebra nginx" in gzip.decompress(ask(port, "/en/words/")[2])

        # Not by nginx itself: what was put there shows that.
        ask(workers.port, "/en/words/")
        for file in workers.var.glob("pages-now/http/*/en/words/*.html.gz"):
            file.write_bytes(gzip.compress(b"by nginx"))
        assert gzip.decompress(ask(port, "/en/words/")[2]) == b"by nginx"
        for path, headers in {
            "/en/words/?q=1": {},
            "/en/words/?": {"Cookie": "a=b; sessionid=1"},
            "/en/words/": {"Authorization": "x"},
            "/en//words/": {},
            "/en/words": {},
        }.items():
            assert b"by nginx" not in ask(port, path, **headers)[2], path
        assert ask(port, "/en/guidance/feeling-safe-at-home/")[1]["cache-control"] == "no-store"
        # Host names that are not ours are the site's to answer, or to refuse.
        assert len(ask(port, "/en/words/", Host="forged.example.org")[2]) > 1_000

    lines = log.read_text().splitlines()
    assert lines
    # What nginx hands on the site counts itself.
    assert not any("feeling-safe" in line for line in lines)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d [^ ?]+ \d{3}", line) for line in lines)
