"""What families asked for is kept no longer than needed; films in sign language are whole, and know their words."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.utils import timezone

from guidance.jobs import forget_format_requests
from guidance.models import FormatRequest, GuidancePage, SignVideo
from tests.films import SECRET, a_bare_film, a_telling_film
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
FILM = a_bare_film()
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nAll babies cry.\n"


def asked(**fields: object) -> FormatRequest:
    return FormatRequest.objects.create(
        **{"language": "pl", "format": "Braille on paper", "contact": "028 0000 0000", "owner": "Reception"} | fields
    )


def test_a_request_is_deleted_thirty_days_after_it_was_answered() -> None:
    waiting = asked(asked_on=timezone.localdate() - timedelta(days=400))
    answered = asked(state=FormatRequest.State.ANSWERED)
    FormatRequest.objects.filter(pk=answered.pk).update(answered_on=timezone.localdate() - timedelta(days=30))

    forget_format_requests()
    kept = set(FormatRequest.objects.all())
    FormatRequest.objects.filter(pk=answered.pk).update(answered_on=timezone.localdate() - timedelta(days=31))
    forget_format_requests()

    assert kept == {waiting, answered}
    assert set(FormatRequest.objects.all()) == {waiting}


def test_a_request_opened_again_is_kept() -> None:
    request = asked(state=FormatRequest.State.ANSWERED)
    assert request.answered_on == timezone.localdate()

    request.state = FormatRequest.State.IN_HAND
    request.save()

    assert FormatRequest.objects.get().answered_on is None
    assert not FormatRequest.objects.over(today=date(2099, 1, 1)).exists()


def test_editors_keep_requests_and_films(editor_client: Client) -> None:
    for record in ("formatrequest", "signvideo", "easyread"):
        assert editor_client.get(f"/admin/snippets/guidance/{record}/").status_code == 200
        assert editor_client.get(f"/admin/snippets/guidance/{record}/add/").status_code == 200


# --- Films ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def page() -> GuidancePage:
    return GuidancePage.objects.get(slug="why-babies-cry", locale__language_code="en")


@pytest.fixture
def film(page: GuidancePage) -> Iterator[SignVideo]:
    video = filmed(page)
    video.full_clean()
    video.save()
    yield video
    for file in (video.film, video.captions):
        default_storage.delete(file.name)


def filmed(page: GuidancePage, film: bytes = FILM, captions: bytes = CAPTIONS) -> SignVideo:
    return SignVideo(
        page=page,
        sign_language="bsl",
        film=ContentFile(film, "film.mp4"),
        captions=ContentFile(captions, "film.vtt"),
        transcript="All babies cry.",
    )


def test_a_film_is_offered_in_every_language_and_loaded_by_nobody_before_a_tap(
    film: SignVideo, client: CheckingClient
) -> None:
    shown = BeautifulSoup(client.get("/pl/guidance/why-babies-cry/").content, "html.parser").video

    assert shown["preload"] == "none"
    assert shown.track["kind"] == "captions"
    for address, media_type, data in (
        (shown["src"], "video/mp4", FILM),
        (shown.track["src"], "text/vtt; charset=utf-8", CAPTIONS),
    ):
        response = client.get(address)
        assert response["Content-Type"] == media_type
        assert b"".join(response.streaming_content) == data


def test_a_film_older_than_its_page_says_so(film: SignVideo, page: GuidancePage, client: CheckingClient) -> None:
    before = client.get("/en/guidance/why-babies-cry/").content.decode()
    page.title = "Another title"
    page.save_revision().publish()

    after = client.get("/en/guidance/why-babies-cry/").content.decode()

    said = "It was filmed before the last change"
    assert said not in before
    assert said in after


def test_where_and_with_what_a_film_was_made_is_taken_off_it(page: GuidancePage) -> None:
    film = filmed(page, a_telling_film())

    film.full_clean()

    kept = film.film.read()
    assert SECRET.encode() not in kept
    assert len(kept) == film.film.size


@pytest.mark.parametrize(
    ("film", "captions", "field"),
    [
        (b"this is a text, whatever its name says", CAPTIONS, "film"),
        (FILM[:-20], CAPTIONS, "film"),
        (FILM, b"1\n00:00 --> 00:01\nSRT, not VTT", "captions"),
        (FILM, "WEBVTT\n\n00:00.000 --> 00:02.000\nżółty".encode("cp1250"), "captions"),
    ],
)
def test_what_is_no_film_or_no_captions_is_refused_beside_its_field(
    page: GuidancePage, film: bytes, captions: bytes, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        filmed(page, film, captions).full_clean()

    assert set(refused.value.message_dict) == {field}


def test_captions_and_words_are_required(page: GuidancePage) -> None:
    video = SignVideo(page=page, sign_language="isl", film=ContentFile(FILM, "film.mp4"))

    with pytest.raises(ValidationError) as refused:
        video.full_clean()

    assert {"captions", "transcript"} <= set(refused.value.message_dict)


def stored() -> set[str]:
    """Return the names of all films and captions in storage."""
    folders = default_storage.listdir("signing")[0] if default_storage.exists("signing") else []
    return {
        f"signing/{folder}/{name}" for folder in folders for name in default_storage.listdir(f"signing/{folder}")[1]
    }


def test_a_film_that_is_replaced_is_deleted_and_its_captions_are_kept(
    film: SignVideo, django_capture_on_commit_callbacks: Any
) -> None:
    old, captions = film.film.name, film.captions.name
    film.film = ContentFile(FILM, "new.mp4")

    with django_capture_on_commit_callbacks(execute=True):
        film.save()

    assert {film.film.name, captions} <= stored()
    assert old not in stored()
    assert film.captions.name == captions


def test_captions_that_are_replaced_are_deleted_and_their_film_is_kept(
    film: SignVideo, django_capture_on_commit_callbacks: Any
) -> None:
    kept, old = film.film.name, film.captions.name
    film.captions = ContentFile(CAPTIONS, "new.vtt")

    with django_capture_on_commit_callbacks(execute=True):
        film.save()

    assert {kept, film.captions.name} <= stored()
    assert old not in stored()


def test_saving_a_film_without_a_new_file_deletes_nothing(
    film: SignVideo, django_capture_on_commit_callbacks: Any
) -> None:
    film.transcript = "All babies cry, and it passes."

    with django_capture_on_commit_callbacks(execute=True):
        film.save()

    assert set(film.files) <= stored()


@pytest.mark.parametrize("what", ["film", "page"])
def test_a_film_goes_with_its_files_when_it_or_its_page_is_deleted(
    film: SignVideo, page: GuidancePage, django_capture_on_commit_callbacks: Any, what: str
) -> None:
    files = set(film.files)

    with django_capture_on_commit_callbacks(execute=True):
        film.delete() if what == "film" else page.delete()

    assert not SignVideo.objects.exists()
    assert not files & stored()


def test_a_film_whose_deletion_is_taken_back_keeps_its_files(film: SignVideo) -> None:
    with pytest.raises(ZeroDivisionError):
        deleted_by_somebody_who_fails(film)

    assert SignVideo.objects.exists()
    assert set(film.files) <= stored()


@transaction.atomic
def deleted_by_somebody_who_fails(film: SignVideo) -> None:
    film.delete()
    raise ZeroDivisionError
