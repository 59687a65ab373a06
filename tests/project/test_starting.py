"""Starting: two commands, one plain sentence where it can't, and nothing left behind.

`run` is tried with a Python that only pretends, so that its decisions are seen in milliseconds; the last test, a long
one, does all of it in earnest.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINUX_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="uses /proc")
CLOSED_PORT = "http://127.0.0.1:9/simple"


def is_one_sentence(text: str) -> bool:
    return text.count("\n") == 1 and text.endswith(".\n") and "Traceback" not in text


# --- ./run, with a Python that pretends -----------------------------------------------------------------------------

PRETENDER = """#!/bin/sh
# Writes down what it is asked to do; makes a copy of itself where it is asked for a virtual environment.
case "$*" in
    "-c import sys; sys.exit(sys.version_info < (3, 11))") exit "${TOO_OLD:-0}" ;;
    "-m venv"*) echo venv >>"$LOG"; mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
    "-m pip --version") ;;
    "-m pip install"*) echo "$*" >>"$LOG"; exit "${INSTALL_STATUS:-0}" ;;
    "-m pytest"*--dist*) printf "<%s>" "$@" >>"$LOG"; echo >>"$LOG"; exit "${FIRST_STATUS:-0}" ;;
    *) printf "<%s>" "$@" >>"$LOG"; echo >>"$LOG"; exit "${COMMAND_STATUS:-0}" ;;
esac
"""
TOOLS = ["sh", "cat", "cmp", "cp", "dirname", "env", "id", "mkdir", "mv", "rm", "touch"]


class Machine:
    """A folder with `run` in it, on a machine that has little more than the tools that `run` needs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "the site"
        self.programs = folder / "bin"
        self.log = folder / "log"
        self.folder.mkdir()
        self.programs.mkdir()
        for name in ("run", "requirements.txt", "requirements-dev.txt"):
            shutil.copy(ROOT / name, self.folder)
        for tool in TOOLS:
            (self.programs / tool).symlink_to(str(shutil.which(tool)))
        self.add_program("python3", PRETENDER)
        self.add_program("chromium", "#!/bin/sh\n")

    def add_program(self, name: str, text: str) -> None:
        program = self.programs / name
        program.unlink(missing_ok=True)
        program.write_text(text)
        program.chmod(0o755)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        self.log.write_text("")
        return subprocess.run(
            [self.folder / "run", *arguments],
            env={"PATH": str(self.programs), "LOG": str(self.log), "HOME": str(self.folder)} | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @property
    def done(self) -> list[str]:
        return self.log.read_text().splitlines()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


START = "<manage.py><start>"
INSTALL = "-m pip install --require-hashes -r requirements.txt"
INSTALL_DEV = "-m pip install --require-hashes -r requirements-dev.txt"


def test_run_makes_its_environment_then_starts(machine: Machine) -> None:
    result = machine.run()

    assert result.returncode == 0
    assert machine.done == ["venv", INSTALL, START]


def test_the_second_run_installs_nothing(machine: Machine) -> None:
    machine.run()

    machine.run()

    assert machine.done == [START]


def test_changed_requirements_are_installed_into_the_same_environment(machine: Machine) -> None:
    machine.run()
    (machine.folder / "requirements.txt").write_text("django==5.2.20\n")

    machine.run()

    assert machine.done == [INSTALL, START]


def test_what_run_does_not_know_goes_to_manage_py_as_it_is(machine: Machine) -> None:
    result = machine.run("check", "--deploy", "a b", COMMAND_STATUS="3")

    assert machine.done[-1] == "<manage.py><check><--deploy><a b>"
    assert result.returncode == 3


def test_help_lists_the_commands_and_needs_nothing(machine: Machine) -> None:
    result = machine.run("help", TOO_OLD="1")

    assert all(f"./run {command}".strip() in result.stdout for command in ("", "test", "test --all", "bench", "help"))
    assert machine.done == []


def test_without_a_new_enough_python_it_says_so(machine: Machine) -> None:
    result = machine.run(TOO_OLD="1")

    assert result.returncode == 1
    assert is_one_sentence(result.stderr)
    assert "Python 3.11" in result.stderr


def test_a_folder_that_cannot_be_written_to_is_named(machine: Machine) -> None:
    machine.add_program("mkdir", "#!/bin/sh\necho 'mkdir: Read-only file system' >&2; exit 1\n")

    result = machine.run()

    assert result.returncode == 1
    assert is_one_sentence(result.stderr)
    assert str(machine.folder) in result.stderr
    assert machine.done == []


def test_an_installation_that_failed_is_not_taken_for_whole(machine: Machine) -> None:
    failed = machine.run(INSTALL_STATUS="1")
    attempted = machine.done

    machine.run()

    assert failed.returncode == 1
    assert is_one_sentence(failed.stderr)
    assert attempted == ["venv", INSTALL]
    assert machine.done == ["venv", INSTALL, START]


def test_a_change_of_packages_that_was_interrupted_begins_anew(machine: Machine) -> None:
    machine.run()
    (machine.folder / "requirements.txt").write_text("django==5.2.20\n")
    machine.run(INSTALL_STATUS="1")

    machine.run()

    assert machine.done == ["venv", INSTALL, START]


def test_the_tests_too_begin_anew_after_an_interrupted_installation(machine: Machine) -> None:
    machine.run(INSTALL_STATUS="1")

    machine.run("test")

    assert machine.done[:3] == ["venv", INSTALL, INSTALL_DEV]


def test_a_failed_installation_for_tests_does_not_keep_the_site_from_starting(machine: Machine) -> None:
    machine.run()
    machine.run("test", INSTALL_STATUS="1")

    machine.run(INSTALL_STATUS="1")

    assert machine.done == [START]


def test_the_tests_are_run_without_the_long_ones_and_their_status_is_kept(machine: Machine) -> None:
    machine.run()

    machine.run("test", "tests/home", "-x")

    assert machine.done == [
        INSTALL_DEV,
        "<manage.py><compile_catalogues>",
        "<-m><pytest><-m><not slow><tests/home><-x>",
    ]


def test_all_tests_run_side_by_side(machine: Machine) -> None:
    result = machine.run("test", FIRST_STATUS="3")

    assert machine.done[-1] == "<-m><pytest><-m><not slow><-n><auto><--dist><loadfile>"
    assert result.returncode == 3


def test_all_adds_the_long_tests(machine: Machine) -> None:
    machine.run("test", "--all", "tests/home")

    assert machine.done[-1] == "<-m><pytest><-m><><tests/home>"


@pytest.mark.parametrize("installer", ["pip", "uv"])
def test_without_a_network_it_says_so(machine: Machine, installer: str) -> None:
    machine.add_program("python3", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    if installer == "uv":
        uv = shutil.which("uv")
        if uv is None:
            pytest.skip("uv is not here")
        machine.add_program("uv", f'#!/bin/sh\nPATH="{os.environ["PATH"]}" exec "{uv}" "$@"\n')

    result = machine.run(
        PIP_INDEX_URL=CLOSED_PORT, PIP_CONFIG_FILE=os.devnull, PIP_RETRIES="0", PIP_NO_CACHE_DIR="1",
        UV_HTTP_RETRIES="0", UV_NO_CONFIG="1", UV_NO_CACHE="1",
    )  # fmt: skip

    assert result.returncode == 1
    assert is_one_sentence(result.stderr)
    assert "network" in result.stderr
    assert not (machine.folder / ".venv" / "installed-requirements.txt").exists()


# --- ./run and braille ----------------------------------------------------------------------------------------------

NOT_ROOT = "#!/bin/sh\necho 1000\n"
# Every deb is an empty file, and unpacking one of liblouis20 makes its library.
APT = """#!/bin/sh
echo "apt-get $*" >>"$LOG"
case "$*" in
    *install*) [ -z "${NO_NETWORK:-}" ] && mkdir -p "$LIBRARIES" && : >"$LIBRARIES/liblouis.so.20" ;;
    *"Dir::State::lists"*update) : >lists/fetched ;;
    *download*) [ -z "${NO_NETWORK:-}" ] && { [ -z "${NO_LISTS:-}" ] || [ -e lists/fetched ]; } && : >louis.deb ;;
esac
"""
DPKG = """#!/bin/sh
echo "dpkg $*" >>"$LOG"
mkdir -p "$3/usr/lib/any" && : >"$3/usr/lib/any/liblouis.so.20"
"""


@pytest.fixture
def without_louis(machine: Machine) -> Machine:
    """Return a machine whose system folders are its own, with apt and without liblouis."""
    script = machine.folder / "run"
    system = str(machine.folder.parent)
    script.write_text(re.sub(r"(?<= )/(?=(usr|opt)/)", f"{system}/", script.read_text()))
    machine.add_program("apt-get", APT)
    machine.add_program("dpkg", DPKG)
    # The servers that tests start are there: else it would be them that apt is asked for.
    machine.add_program("redis-server", "#!/bin/sh\n")
    for server in ("usr/sbin/nginx", "usr/lib/postgresql/15/bin/initdb"):
        program = machine.folder.parent / server
        program.parent.mkdir(parents=True, exist_ok=True)
        program.touch(mode=0o755)
    machine.run("check")
    return machine


def set_up_braille(machine: Machine, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return machine.run(*arguments, LIBRARIES=str(machine.folder.parent / "usr" / "lib" / "any"), **environment)


def as_root(machine: Machine) -> None:
    machine.add_program("id", "#!/bin/sh\necho 0\n")


def as_anybody(machine: Machine) -> None:
    machine.add_program("id", NOT_ROOT)


@pytest.mark.parametrize("command", ["start", "bench", "test"])
def test_root_gets_liblouis_by_apt_once(without_louis: Machine, command: str) -> None:
    as_root(without_louis)

    result = set_up_braille(without_louis, command)
    first = without_louis.done
    set_up_braille(without_louis, command)

    assert result.returncode == 0
    assert "apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends liblouis20 liblouis-data" in first
    assert not [line for line in without_louis.done if line.startswith("apt-get")]


def test_without_root_liblouis_is_unpacked_beside_our_packages_once(without_louis: Machine) -> None:
    as_anybody(without_louis)

    result = set_up_braille(without_louis)
    first = without_louis.done
    set_up_braille(without_louis)

    assert result.stderr == ""
    assert first == ["apt-get download liblouis20 liblouis-data", "dpkg -x louis.deb root", START]
    assert without_louis.done == [START]
    assert (without_louis.folder / ".venv/louis/usr/lib/any/liblouis.so.20").exists()
    assert not (without_louis.folder / ".venv/louis.part").exists()


def test_without_root_or_package_lists_they_are_fetched_to_a_place_of_our_own(without_louis: Machine) -> None:
    as_anybody(without_louis)

    result = set_up_braille(without_louis, NO_LISTS="1")

    assert result.stderr == ""
    assert (without_louis.folder / ".venv/louis/usr/lib/any/liblouis.so.20").exists()


def test_where_liblouis_cannot_be_had_it_says_so_and_starts(without_louis: Machine) -> None:
    as_anybody(without_louis)

    result = set_up_braille(without_louis, NO_NETWORK="1")
    again = set_up_braille(without_louis, NO_NETWORK="1")

    assert result.returncode == 0
    assert is_one_sentence(result.stderr)
    assert "liblouis" in result.stderr
    # The second start loses no time with it, and still says it.
    assert without_louis.done == [START]
    assert again.stderr == result.stderr


def test_a_liblouis_that_was_installed_by_hand_after_a_failure_is_found(without_louis: Machine) -> None:
    as_anybody(without_louis)
    set_up_braille(without_louis, NO_NETWORK="1")
    library = without_louis.folder.parent / "usr" / "lib64" / "liblouis.so.20"
    library.parent.mkdir(parents=True)
    library.touch()

    assert set_up_braille(without_louis).stderr == ""


def test_help_and_other_commands_do_not_look_for_liblouis(without_louis: Machine) -> None:
    as_root(without_louis)

    set_up_braille(without_louis, "help")
    helped = without_louis.done
    set_up_braille(without_louis, "check")

    assert helped == []
    assert without_louis.done == ["<manage.py><check>"]


# --- manage.py start, where it can't --------------------------------------------------------------------------------


def start(command: str = "start", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", command],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "good_beginnings.settings.dev"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_port_that_is_taken_is_named_with_another_to_try(tmp_path: Path, taken_port: int) -> None:
    result = start(VAR_DIR=str(tmp_path), PORT=str(taken_port))

    assert result.returncode == 1
    assert is_one_sentence(result.stderr)
    assert f"Port {taken_port} is taken" in result.stderr
    assert not (tmp_path / "site.sqlite3").exists()


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("PORT", "70000"), ("PORT", "٨٠٠٠"), ("HOST", "203.0.113.7")]
)
def test_a_place_where_nobody_can_listen_is_named(tmp_path: Path, name: str, value: str) -> None:
    result = start(VAR_DIR=str(tmp_path), **{name: value})

    assert result.returncode == 1
    assert is_one_sentence(result.stderr)
    assert result.stderr.startswith(f"{name} is {value!r}")


@LINUX_ONLY
def test_a_data_folder_that_cannot_be_written_to_is_named() -> None:
    # Nobody, not even root, can make a folder there.
    folder = "/proc/good-beginnings"

    result = start(VAR_DIR=folder, PORT="0")

    assert result.returncode == 1
    assert is_one_sentence(result.stderr)
    assert f"The folder {folder} can't be written to" in result.stderr


def test_uploads_without_a_database_are_not_begun_anew(tmp_path: Path) -> None:
    picture = tmp_path / "media" / "original_images" / "one.jpg"
    picture.parent.mkdir(parents=True)
    picture.touch()

    result = start(VAR_DIR=str(tmp_path), PORT=str(free_port()))

    assert result.returncode == 1
    assert f"There are uploads in {tmp_path / 'media'}, and no database" in result.stderr
    assert not (tmp_path / "site.sqlite3").exists()


def test_a_further_machine_migrates_nothing(tmp_path: Path) -> None:
    result = start("serve", VAR_DIR=str(tmp_path), PORT=str(free_port()))

    assert result.returncode == 1
    assert "The database is of another version" in result.stderr
    assert not (tmp_path / "static").exists()


# --- The two processes ----------------------------------------------------------------------------------------------

SUPERVISED = """
import os, sys, time
from functools import partial
from good_beginnings.processes import Child, Supervisor

def note(name):
    with open(os.path.join(FOLDER, name), "a") as file:
        file.write(f"{os.getpid()}\\n")

def web():
    if os.fork() == 0:
        note("grandchild")
        time.sleep(60)
    note("web")
    time.sleep(WEB_LIVES)
    os._exit(7)

def worker():
    note("worker")
    time.sleep(WORKER_LIVES)
    os._exit(5)

background = Child("worker", worker) if WORKER_LIVES else None
supervisor = Supervisor(web=Child("web", web), worker=background, say=partial(print, flush=True))
is_ready = partial(os.path.exists, os.path.join(FOLDER, "web"))
sys.exit(supervisor.run(is_ready=is_ready, on_ready=partial(print, "ready", flush=True)))
"""
Supervise = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Supervise]:
    """Start a supervisor over two processes that live so many seconds, and write their ids to files."""
    begun: list[subprocess.Popen[str]] = []

    def begin(*, web_lives: float = 60, worker_lives: float = 60) -> subprocess.Popen[str]:
        facts = f"FOLDER, WEB_LIVES, WORKER_LIVES = {str(tmp_path)!r}, {web_lives}, {worker_lives}\n"
        process = subprocess.Popen(
            [sys.executable, "-c", facts + SUPERVISED],
            env=os.environ | {"PYTHONPATH": str(ROOT / "site")},
            stdout=subprocess.PIPE,
            text=True,
        )
        begun.append(process)
        return process

    yield begin
    for process in begun:
        process.kill()
        process.wait()
    for name in ("web", "worker", "grandchild"):
        for pid in pids(tmp_path, name):
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)


def pids(folder: Path, name: str) -> list[int]:
    file = folder / name
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that has ended and whose parent has not asked for its status yet is dead all the same.
    status = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(status.stdout.strip()) and not status.stdout.startswith("Z")


def wait_until(condition: Callable[[], object], *, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def all_ended(folder: Path) -> bool:
    everyone = [pid for name in ("web", "worker", "grandchild") for pid in pids(folder, name)]
    return len(everyone) >= 3 and not any(is_alive(pid) for pid in everyone)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_being_told_to_stop_ends_every_process(tmp_path: Path, supervise: Supervise, number: signal.Signals) -> None:
    process = supervise()
    wait_until(lambda: pids(tmp_path, "worker") and pids(tmp_path, "grandchild"))

    process.send_signal(number)

    assert process.wait(timeout=10) == 0
    assert all_ended(tmp_path)


def test_when_the_web_server_ends_all_ends_with_its_status(tmp_path: Path, supervise: Supervise) -> None:
    process = supervise(web_lives=1)

    assert process.wait(timeout=10) == 7
    assert all_ended(tmp_path)


def test_a_worker_that_ends_is_started_again_and_this_is_said(tmp_path: Path, supervise: Supervise) -> None:
    process = supervise(worker_lives=0.1)
    wait_until(lambda: len(pids(tmp_path, "worker")) >= 2)

    process.terminate()
    said, _ = process.communicate(timeout=10)

    assert "The background worker ended (status 5); starting it again in 1 s." in said


def test_a_further_machine_has_no_worker(tmp_path: Path, supervise: Supervise) -> None:
    process = supervise(worker_lives=0, web_lives=2)

    said, _ = process.communicate(timeout=10)

    assert (process.returncode, said) == (7, "ready\n")
    assert pids(tmp_path, "worker") == []


@LINUX_ONLY
def test_a_parent_that_is_killed_outright_leaves_neither_behind(tmp_path: Path, supervise: Supervise) -> None:
    process = supervise()
    wait_until(lambda: pids(tmp_path, "worker"))

    process.kill()

    wait_until(lambda: not any(is_alive(pid) for name in ("web", "worker") for pid in pids(tmp_path, name)))


# --- In earnest -----------------------------------------------------------------------------------------------------


@pytest.fixture
def fresh_copy(tmp_path: Path) -> Path:
    left_out = shutil.ignore_patterns(".git", ".venv", "var", "*.mo", "__pycache__", ".*_cache")
    return Path(shutil.copytree(ROOT, tmp_path / "copy", ignore=left_out))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def run_in_earnest(folder: Path, port: int) -> tuple[subprocess.Popen[str], list[str]]:
    """Start the site there; return the process and what it said until it was up."""
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "VAR_DIR")
    }
    process = subprocess.Popen(
        [folder / "run"], env=environment | {"PORT": str(port)}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line.strip())
        if line.startswith("To stop it"):
            break
    return process, said


def processes_in(folder: Path) -> list[str]:
    listing = subprocess.run(["ps", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    return [line for line in listing.splitlines() if str(folder) in line]


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return str(answer.read().decode())


@pytest.mark.slow
def test_a_fresh_copy_starts_stops_and_starts_again_at_once(fresh_copy: Path) -> None:
    port = free_port()
    first, said = run_in_earnest(fresh_copy, port)
    try:
        home = read(f"http://127.0.0.1:{port}/en/")
        style_sheet = re.search(r'href="(/static/[^"]+\.css)"', home)
        assert style_sheet is not None
        assert read(f"http://127.0.0.1:{port}{style_sheet[1]}")
    finally:
        first.terminate()
        assert first.wait(timeout=15) == 0
    password = re.search(r"admin, password (\S+)", "\n".join(said))
    assert password is not None
    assert processes_in(fresh_copy) == []

    second, said_again = run_in_earnest(fresh_copy, port)
    try:
        assert read(f"http://127.0.0.1:{port}/pl/")
    finally:
        second.terminate()
        assert second.wait(timeout=15) == 0

    assert said_again[0:2] == ["", f"Good Beginnings is running at http://127.0.0.1:{port}/"]
    assert password[1] not in "\n".join(said_again)
