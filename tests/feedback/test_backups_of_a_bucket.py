"""Uploads in a bucket are in a backup, too, and come back into an empty one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from django.conf import settings as site_settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from moto import mock_aws

from feedback.keeping import this_site, uploads
from feedback.keeping.archive import Backup, back_up, restore, verify
from feedback.keeping.copying import CannotCopy, CannotRestore, SQLite
from feedback.keeping.uploads import Bucket
from good_beginnings import start
from home.bucket import Bucket as Storage
from tests.feedback.test_backups import COLUMNS, NOW, Site, a_site

FILES = {"here.png": os.urandom(200_000), "formats/7/Słońce ☀.mp3": os.urandom(3_000), "formats/7/b/empty.txt": b""}


@pytest.fixture
def bucket(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Bucket]:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    options = {"bucket_name": "site", "access_key": "k", "secret_key": "s", "region_name": "us-east-1"}
    settings.STORES_IN_BUCKET = True
    settings.VAR_DIR = tmp_path
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "home.bucket.Bucket", "OPTIONS": options}}
    with mock_aws():
        storage = storages["default"]
        storage.connection.create_bucket(Bucket="site")
        for name, words in FILES.items():
            storage.save(name, ContentFile(words))
        found = this_site._uploads()
        assert isinstance(found, Bucket)
        yield found


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return a_site(tmp_path / "live")


def made(site: Site, bucket: Bucket) -> Backup:
    return back_up(SQLite(site.database), bucket, site.copies, columns=COLUMNS, now=NOW)


def files(bucket: Bucket) -> dict[str, bytes]:
    found = {}
    for name in bucket.names():
        with bucket.opened(name) as file:
            found[name] = file.read()
    return found


def emptied(bucket: Bucket) -> None:
    for name in list(bucket.names()):
        bucket.storage.delete(name)


def test_what_is_in_the_bucket_comes_back_into_an_empty_one(site: Site, bucket: Bucket, tmp_path: Path) -> None:
    site.name_files("here.png", "lost.png")

    backup = made(site, bucket)

    assert backup.missing == ("lost.png",)
    assert len(verify(backup.file, beside=tmp_path / "beside").files) == 1 + len(FILES)
    new = SQLite(tmp_path / "new" / "site.sqlite3")
    with pytest.raises(CannotRestore, match="there is the bucket"):
        restore(backup.file, database=new, media=bucket)
    assert files(bucket) == FILES
    emptied(bucket)
    restore(backup.file, database=new, media=bucket)
    assert files(bucket) == FILES
    assert new.file.exists()


def test_what_can_not_be_put_back_whole_leaves_the_bucket_empty(
    site: Site, bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = made(site, bucket).file
    emptied(bucket)

    def full(*_words: Any) -> None:
        raise OSError("no room")

    monkeypatch.setattr(SQLite, "_keep", full)
    with pytest.raises(CannotRestore):
        restore(file, database=SQLite(tmp_path / "new" / "site.sqlite3"), media=bucket)

    assert bucket.is_empty()
    assert not (tmp_path / "new" / "site.sqlite3").exists()


def test_what_comes_into_it_meanwhile_is_left_and_nothing_else_is(
    site: Site, bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = made(site, bucket).file
    emptied(bucket)
    put = uploads.Bucket.put_back

    @contextmanager
    def somebody_first(here: Bucket, folder: Path) -> Iterator[None]:
        here.storage.save("here.png", ContentFile(b"theirs"))
        with put(here, folder):
            yield

    monkeypatch.setattr(uploads.Bucket, "put_back", somebody_first)
    with pytest.raises(CannotRestore, match=r"here\.png into the bucket"):
        restore(file, database=SQLite(tmp_path / "new" / "site.sqlite3"), media=bucket)

    assert files(bucket) == {"here.png": b"theirs"}


def test_a_file_that_goes_meanwhile_is_passed_over_and_one_that_can_not_be_fetched_is_not(
    site: Site, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = Storage.whole

    def gone(storage: Storage, name: str) -> Iterator[bytes]:
        return fetch(storage, "gone" if name == "here.png" else name)

    monkeypatch.setattr(Storage, "whole", gone)
    site.name_files("here.png", "formats/7/b/empty.txt")
    assert made(site, bucket).missing == ("here.png",)

    def away(_storage: Storage, _name: str) -> Any:
        raise OSError("The bucket can't be asked") from EndpointConnectionError(endpoint_url="x")

    [file] = site.copies.iterdir()
    file.unlink()
    monkeypatch.setattr(Storage, "whole", away)
    with pytest.raises(CannotCopy, match="can't be asked"):
        made(site, bucket)
    assert list(site.copies.iterdir()) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="it is about SQLite's file")
def test_no_site_starts_beside_a_bucket_of_a_database_that_is_gone(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "NAME", tmp_path / "none.sqlite3")

    with pytest.raises(start.CannotStart, match="uploads in the bucket, and no database"):
        start.check_uploads()

    emptied(bucket)
    start.check_uploads()


def test_on_one_machine_they_lie_in_its_folder(settings: Any) -> None:
    assert str(this_site._uploads()) == str(site_settings.MEDIA_ROOT)
