"""Production refuses to start without its secrets, and is safe with them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from good_beginnings import env

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


def test_without_an_address_files_lie_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STORAGE_URL", raising=False)

    assert env.storage("STORAGE_URL") == {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def test_an_address_of_a_bucket_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORAGE_URL", "s3://KEY:a%2Fb%2B@Bucket?endpoint=https://s3.example.org:9000&region=eu-west-2")

    assert env.storage("STORAGE_URL") == {
        "BACKEND": "home.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": "Bucket",
            "access_key": "KEY",
            "secret_key": "a/b+",
            "endpoint_url": "https://s3.example.org:9000",
            "region_name": "eu-west-2",
        },
    }


def test_a_bucket_without_a_key_is_asked_for_as_awss_own_programs_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORAGE_URL", "s3://bucket")

    assert set(env.storage("STORAGE_URL")["OPTIONS"].values()) == {"bucket", None}


@pytest.mark.parametrize(
    "address",
    [
        "https://KEY:secret@bucket",
        "s3://",
        "s3://KEY:secret@bucket/folder",
        "s3://KEY:secret@bucket?regoin=x",
        "secret",
    ],
)
def test_what_is_no_address_of_a_bucket_is_refused_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("STORAGE_URL", address)

    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL is no address of a bucket") as refused:
        env.storage("STORAGE_URL")
    assert "secret" not in str(refused.value)
