"""What puts the site on a server: settings, commands and packages that there are, and no others."""

import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
GUIDE = ROOT / "docs" / "deployment.md"
WEB, WORKER = (DEPLOY / "systemd" / f"good-beginnings-{name}.service" for name in ("web", "worker"))
#: What belongs to one machine is not ours to read.
SECRETS = {"environment", "database-password", "certificate"}
FILES = [
    *(file for file in sorted(DEPLOY.rglob("*")) if file.is_file() and not SECRETS & set(file.parts)),
    GUIDE,
]
EXAMPLE = DEPLOY / "environment.example"
SETTINGS = ROOT / "site" / "good_beginnings" / "settings"

#: `env.text("NAME"`, and what the library of braille is told past `env.py`.
READ = re.compile(
    r"""\b(?:env\.(?:text|flag|number|words|required|choice)|os\.environ\.\w+)\(\s*["']([A-Z_]{2,})["']"""
)
#: Read by Django itself, Python, PostgreSQL's image; words of systemd.
OTHERS = {
    "DJANGO_SETTINGS_MODULE",
    "PYTHONUNBUFFERED",
    "POSTGRES_DB",
    "POSTGRES_PASSWORD_FILE",
    "POSTGRES_USER",
    "AF_INET",
    "AF_NETLINK",
    "AF_UNIX",
}
NAMED = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b|\b[A-Z]{3,}(?==)|(?<=^ {4})[A-Z]{3,}(?=:)", re.MULTILINE)
#: `site` is a shell's word for it, in the guide.
COMMAND = re.compile(r"""(?:manage\.py(?:",)? "?|\./run |^site |`site |&& site )([a-z_]+)""", re.MULTILINE)
#: What `./run` installs for tests alone.
FOR_TESTS = {"chromium", "gettext", "nginx", "postgresql", "redis-server"}


def text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


@cache
def read_by_production() -> set[str]:
    """Return the variables that the site reads, but for those of settings that production does not use."""
    code = [file for app in ("site", "home", "staff", "guidance", "feedback") for file in (ROOT / app).rglob("*.py")]
    unused = {SETTINGS / "dev.py", SETTINGS / "test.py"}
    return {
        name for file in code if file not in unused and "bench" not in file.parts for name in READ.findall(text(file))
    }


def commands_in(file: Path) -> set[str]:
    return set(COMMAND.findall(text(file)))


def packages_after(command: str, words: str) -> set[str]:
    """Return the packages named in one line after each such command, options left out."""
    lines = re.findall(rf"{command}((?: +[a-z0-9.+-]+)+)", words)
    return {word for line in lines for word in line.split() if not word.startswith("-")}


def hardening(unit: Path) -> list[str]:
    return text(unit).partition("# --- ")[2].splitlines()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_names_only_settings_that_production_reads(file: Path) -> None:
    assert set(NAMED.findall(text(file))) - OTHERS - read_by_production() == set()


def test_the_example_explains_every_setting_that_production_reads() -> None:
    explained = re.findall(r"^#?([A-Z_]+)=", text(EXAMPLE), re.MULTILINE)

    assert set(explained) == read_by_production() | {"DJANGO_SETTINGS_MODULE"}
    assert len(explained) == len(set(explained))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_names_only_commands_that_there_are(file: Path) -> None:
    assert commands_in(file) - get_commands().keys() == set()


def test_units_and_containers_run_web_server_and_worker() -> None:
    assert commands_in(WEB) == {"start"}
    assert commands_in(WORKER) == {"worker"}
    assert commands_in(DEPLOY / "compose.yaml") == {"start", "worker", "nginx_config"}
    assert commands_in(DEPLOY / "compose-machine.yaml") == {"start", "worker"}
    assert "start" in commands_in(DEPLOY / "Dockerfile")


def test_both_units_may_do_the_same_and_little() -> None:
    web = hardening(WEB)

    assert web == hardening(WORKER)
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "CapabilityBoundingSet="} <= set(web)


def test_the_image_and_the_guide_install_what_run_installs() -> None:
    run = packages_after("apt_install", text(ROOT / "run"))

    # The image has Python already, and stands beside PostgreSQL.
    image = run - FOR_TESTS - {"python3-venv"} | {"postgresql-client"}
    assert packages_after("apt-get install", text(DEPLOY / "Dockerfile")) == image
    assert packages_after("apt-get install", text(GUIDE)) >= run - FOR_TESTS | image


def test_the_image_has_the_programs_of_the_server_that_stands_beside_it() -> None:
    """Older ones refuse to copy a newer server. Debian 12 has those of PostgreSQL 15."""
    assert "slim-bookworm\n" in text(DEPLOY / "Dockerfile")
    assert yaml.safe_load(text(DEPLOY / "compose.yaml"))["services"]["db"]["image"] == "postgres:15-bookworm"


def test_the_containers_change_the_line_of_nginx_that_there_is() -> None:
    code = ROOT / "site" / "good_beginnings"
    made = text(code / "page_cache" / "nginx.conf").replace("$site", "127.0.0.1:8000")

    assert "site=f\"127.0.0.1:{env.text('PORT', '8000')}\"" in text(code / "management/commands/nginx_config.py")
    changed = re.search(r"sed 's/(.+?)/(.+?)/'", text(DEPLOY / "compose.yaml"))
    assert changed is not None
    assert len(re.findall(changed[1], made)) == 1


def test_one_of_several_machines_runs_as_the_only_one_does() -> None:
    """Two files that must not drift apart: what differs is what the machines share."""
    one, several = (yaml.safe_load(text(DEPLOY / name)) for name in ("compose.yaml", "compose-machine.yaml"))

    assert several["services"].keys() == {"site", "worker"}
    for name, service in several["services"].items():
        alone = one["services"][name]
        differing = {key for key in alone.keys() | service.keys() if alone.get(key) != service.get(key)}
        assert differing <= {"depends_on", "ports", "environment", "volumes"}, name
        assert service["environment"] == alone["environment"] | {"BACKUP_DIR": ""}


def test_no_image_holds_the_secrets_of_a_machine() -> None:
    left_out = text(ROOT / ".dockerignore").splitlines()

    assert {"deploy", ".env", "var", ".git"} <= set(left_out)
    assert {"/deploy/environment", "/deploy/database-password", "/deploy/certificate/"} <= set(
        text(ROOT / ".gitignore").splitlines()
    )
