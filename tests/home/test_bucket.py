"""Files in a bucket, as the site meets them; what speaks S3 here is in this process."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.test import Client
from moto import mock_aws
from wagtail.documents.models import Document

from feedback import hearing
from guidance import services
from home import stored
from home.bucket import Bucket


@pytest.fixture
def bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    options = {"bucket_name": "site", "access_key": "k", "secret_key": "s", "region_name": "us-east-1"}
    settings.STORES_IN_BUCKET = True
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "home.bucket.Bucket", "OPTIONS": options}}
    with mock_aws():
        made = storages["default"]
        assert isinstance(made, Bucket)
        made.connection.create_bucket(Bucket="site")
        yield made


def test_a_files_address_is_the_sites_own(bucket: Bucket) -> None:
    assert bucket.url("images/a pram.jpg") == "/media/images/a%20pram.jpg"


def test_a_name_that_is_taken_is_not_taken_again(bucket: Bucket) -> None:
    first = default_storage.save("a/b.txt", ContentFile(b"first"))
    second = default_storage.save("a/b.txt", ContentFile(b"second"))

    assert first != second
    assert stored.read(first) == b"first"


def test_a_part_is_fetched_as_a_part(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    name = default_storage.save("a/b.txt", ContentFile(b"0123456789"))
    monkeypatch.setattr(Bucket, "open", None)

    assert b"".join(stored.read_part(name, 2, 5)) == b"2345"
    assert b"".join(stored.read_part(name, 0, -1)) == b""


def test_what_is_gone_is_gone_as_on_a_disk(bucket: Bucket) -> None:
    for ask in (default_storage.get_modified_time, default_storage.size, default_storage.open):
        with pytest.raises(FileNotFoundError):
            ask("none.txt")
    with pytest.raises(FileNotFoundError):
        stored.read_part("none.txt", 0, 1)
    assert stored.read("none.txt") == b""
    assert stored.listing("none") == ([], [])


def test_folders_are_listed_though_a_bucket_has_none(bucket: Bucket) -> None:
    default_storage.save("formats/7/a.pdf", ContentFile(b"a"))

    assert stored.listing("formats") == (["7"], [])
    assert list(services._stored()) == ["formats/7/a.pdf"]
    assert stored.there_of({"a.pdf", "b.pdf"}, folder="formats/7") == {"a.pdf"}


def test_sounds_that_nobody_wants_any_more_go(bucket: Bucket) -> None:
    default_storage.save(f"{hearing.FOLDER}/{'a' * 40}.mp3", ContentFile(b"a"))

    hearing.make_missing([])

    assert stored.listing(hearing.FOLDER) == ([], [])


@pytest.mark.django_db
def test_an_uploaded_picture_is_handed_out_by_the_site(bucket: Bucket) -> None:
    default_storage.save("images/a.jpg", ContentFile(b"picture"))

    response = Client().get("/media/images/a.jpg")

    assert response.headers["Content-Type"] == "image/jpeg"
    assert b"".join(response.streaming_content) == b"picture"  # type: ignore[attr-defined]
    again = Client().get("/media/images/a.jpg", headers={"If-Modified-Since": response.headers["Last-Modified"]})
    assert again.status_code == 304
    assert Client().get("/media/images/none.jpg").status_code == 404


@pytest.mark.django_db
def test_a_document_is_handed_out_where_it_is_asked_who_may_see_it(bucket: Bucket) -> None:
    document = Document.objects.create(title="A", file=ContentFile(b"%PDF", name="a.pdf"))

    response = Client().get(document.url)

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"%PDF"  # type: ignore[attr-defined]
    assert Client().get(f"/media/{document.file.name}").status_code == 404


def test_a_bucket_that_can_not_be_asked_spoils_no_page(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise EndpointConnectionError(endpoint_url="https://s3.example.org")

    monkeypatch.setattr("botocore.client.BaseClient._make_api_call", away)

    assert not stored.is_there("films/a.mp4")
    assert stored.there_of({"a.mp3"}, folder=hearing.FOLDER) == set()
