"""Production refuses to start without its secrets, and is safe with them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "SECRET_KEY": "".join(map(chr, range(40, 110))),
    "ALLOWED_HOSTS": "www.example.org",
    "PUBLIC_URL": "https://www.example.org",
}


def manage(*arguments: str, **secrets: str) -> subprocess.CompletedProcess[str]:
    unwanted = {*SECRETS, "DJANGO_ALLOW_ASYNC_UNSAFE"}
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    environment |= {"DJANGO_SETTINGS_MODULE": "good_beginnings.settings.production", **secrets}
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("missing", SECRETS)
def test_production_names_the_secret_it_lacks(missing: str) -> None:
    result = manage("check", **{name: value for name, value in SECRETS.items() if name != missing})

    assert result.returncode != 0
    assert f"{missing} is not set" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_deployment_check_finds_nothing() -> None:
    result = manage("check", "--deploy", "--fail-level", "WARNING", **SECRETS)

    assert result.returncode == 0, result.stderr


def test_the_first_migration_starts_from_an_empty_database(tmp_path: Path) -> None:
    result = manage("migrate", "contenttypes", DATABASE_URL=f"sqlite:///{tmp_path}/new.sqlite3", **SECRETS)

    assert result.returncode == 0, result.stderr
