"""What may be uploaded: pictures are drawn anew, documents are what their name says, and a refusal leaves nothing."""

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile, UploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import UploadedFile as HalfUpload
from wagtail.users.models import UserProfile

from home.uploads import DOCUMENTS, FORMATS, MB, clean_document, clean_picture
from tests.films import a_film

#: What nobody is to find again in a picture: where a family lives.
SECRET = b"54.3503N 6.6528W, camera of a family"
LATITUDE = (54.0, 21.0, 1.0)
MP3 = b"\xff\xfb\x90\x64" + bytes(400)
MP4 = a_film()
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nHello, baby.\n"
GOOD = {"pdf": PDF, "txt": "Dzień dobry.\n".encode(), "vtt": VTT, "mp3": MP3, "m4a": MP4, "mp4": MP4}


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """Keep uploads on a real disk, where what a refusal leaves behind would be seen."""
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    return tmp_path


def files_in(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def drawing(mode: str = "RGB", size: tuple[int, int] = (120, 80)) -> Image.Image:
    picture = Image.new("RGBA", size, (250, 240, 220, 255))
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1] // 2), fill=(10, 80, 120, 255))
    return picture.convert(mode)


def telling_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = orientation
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", LATITUDE
    return exif


def telling(ending: str, *, orientation: int = 1) -> bytes:
    """Return a picture with all that its format can hold of whoever took it."""
    out = io.BytesIO()
    told: dict[str, Any] = {"exif": telling_exif(orientation), "xmp": b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"}
    if ending == "png":
        text = PngInfo()
        text.add_text("Comment", SECRET.decode())
        text.add_itxt("XML:com.adobe.xmp", SECRET.decode())
        told = {"exif": telling_exif(orientation), "pnginfo": text}
    elif ending == "gif":
        told = {"comment": SECRET}
    elif ending in {"jpg", "jpeg"}:
        told["comment"] = SECRET
    drawing("P" if ending == "gif" else "RGB").save(out, FORMATS[ending], **told)
    # And what is behind the end of the picture, where a second file may lie.
    return out.getvalue() + b"PK\x03\x04" + SECRET


def cleaned(data: bytes, name: str) -> Image.Image:
    upload = SimpleUploadedFile(name, data)
    clean_picture(upload)
    assert upload.size == len(upload.read())
    upload.seek(0)
    return Image.open(io.BytesIO(upload.read()))


def refused(data: bytes, name: str) -> str:
    upload = SimpleUploadedFile(name, data)
    with pytest.raises(ValidationError) as caught:
        clean_picture(upload)
    return str(caught.value.messages[0])


# --- Pictures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", FORMATS)
def test_nothing_is_left_of_what_the_camera_wrote(ending: str) -> None:
    data = telling(ending)
    assert SECRET in data
    upload = SimpleUploadedFile(f"baby.{ending}", data)

    clean_picture(upload)

    kept = upload.read()
    picture = Image.open(io.BytesIO(kept))
    assert SECRET not in kept
    assert b"PK\x03\x04" not in kept
    assert not picture.getexif()
    assert not set(picture.info) & {"exif", "xmp", "comment", "icc_profile", "Comment"}
    assert (picture.format, picture.size) == (FORMATS[ending], (120, 80))
    # The same to the eye.
    difference = [
        abs(one - other) for one, other in zip(picture.convert("RGB").getpixel((10, 10)), (10, 80, 120), strict=True)
    ]
    assert max(difference) < 12


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_a_picture_that_lies_on_its_side_is_put_upright(ending: str) -> None:
    picture = cleaned(telling(ending, orientation=6), f"baby.{ending}")

    assert picture.size == (80, 120)
    # What was the left top is the right top.
    assert sum(picture.convert("RGB").getpixel((70, 10))) < 300 < sum(picture.convert("RGB").getpixel((10, 10)))


def test_colours_of_a_profile_become_those_of_the_web_and_the_profile_goes() -> None:
    out = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    drawing().save(out, "JPEG", icc_profile=profile, quality=95)

    picture = cleaned(out.getvalue(), "baby.jpg")

    assert "icc_profile" not in picture.info
    assert abs(picture.getpixel((10, 10))[2] - 120) < 12


def test_a_profile_that_is_broken_breaks_nothing() -> None:
    out = io.BytesIO()
    drawing().save(out, "PNG", icc_profile=b"no profile")

    assert cleaned(out.getvalue(), "baby.png").size == (120, 80)


@pytest.mark.parametrize(("mode", "kind"), [("CMYK", "JPEG"), ("I;16", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP")])
def test_less_usual_pictures_come_in_too(mode: str, kind: str) -> None:
    out = io.BytesIO()
    source = drawing("L").convert("I;16") if mode == "I;16" else drawing(mode)
    source.save(out, kind)

    assert cleaned(out.getvalue(), f"baby.{kind.lower()}").size == (120, 80)


def test_what_is_transparent_stays_so() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")

    assert cleaned(out.getvalue(), "a.png").convert("RGBA").getpixel((5, 5))[3] == 0


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few hundred bytes that says it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(8_000, 8_000), (60_000, 60_000), (2_000_000_000, 2)])
def test_a_bomb_is_refused_before_it_is_unpacked(width: int, height: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def unpack(self: Image.Image) -> None:
        raise AssertionError("it was unpacked")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", unpack)

    assert "50 million points" in refused(bomb(width, height), "bomb.png")


def moving(kind: str) -> bytes:
    out = io.BytesIO()
    drawing().save(out, kind, save_all=True, append_images=[Image.new("RGB", (120, 80))])
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.png", "empty"),
        (b"GIF89a", "a.gif", "can't be read"),
        (telling("png")[:200], "a.png", "can't be read"),
        (telling("png"), "a.jpg", "can't be read as a JPEG"),
        (telling("jpg"), "a.webp", "can't be read as a WEBP"),
        (PDF, "a.jpg", "can't be read"),
        (b"<html><script>alert(1)</script></html>", "a.png", "can't be read"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "a.svg", "no picture that can be used"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "a.png", "can't be read"),
        (b"8BPS" + bytes(100), "a.psd", "no picture that can be used"),
        (telling("jpg"), "a", "no picture that can be used"),
        (telling("jpg"), "a.jpg.php", "no picture that can be used"),
        (moving("GIF"), "a.gif", "moves"),
        (moving("WEBP"), "a.webp", "moves"),
        (moving("PNG"), "a.png", "moves"),
    ],
)  # fmt: skip
def test_what_is_no_picture_of_its_name_is_refused_in_words(data: bytes, name: str, words: str) -> None:
    assert words in refused(data, name)


def test_a_picture_that_is_too_heavy_is_not_even_read(settings: Any) -> None:
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = MB

    assert "bigger than 1 MB" in refused(telling("jpg") + bytes(MB), "a.jpg")


def test_a_photograph_that_a_phone_keeps_twice_in_one_file_comes_in_once() -> None:
    out = io.BytesIO()
    drawing().save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (120, 80))])

    picture = cleaned(out.getvalue(), "baby.jpg")

    assert (picture.format, getattr(picture, "n_frames", 1)) == ("JPEG", 1)


def test_a_large_file_that_was_written_down_meanwhile_is_drawn_anew_in_its_place() -> None:
    data = telling("jpg")
    upload = TemporaryUploadedFile("baby.jpg", "image/jpeg", len(data), None)
    upload.write(data)

    clean_picture(upload)

    with open(upload.temporary_file_path(), "rb") as file:
        assert SECRET not in (kept := file.read())
        assert len(kept) == upload.size
    upload.close()


# --- Documents ------------------------------------------------------------------------------------------------------


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, b"x")
    return out.getvalue()


MACRO = archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")


@pytest.mark.parametrize("ending", DOCUMENTS)
def test_each_kind_of_document_that_is_allowed_comes_in(ending: str, settings: Any) -> None:
    upload = SimpleUploadedFile(f"A file.{ending.upper()}", GOOD[ending])

    clean_document(upload)

    assert len(upload.read()) == len(GOOD[ending])
    assert set(settings.WAGTAILDOCS_EXTENSIONS) == set(DOCUMENTS) == set(GOOD)


def test_a_letter_cut_in_two_where_reading_stops_is_no_fault() -> None:
    clean_document(SimpleUploadedFile("a.vtt", VTT + "ż".encode() * 300_000))


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.pdf", "empty"),
        (MACRO, "a.docm", "of this kind"),
        (MACRO, "a.docx", "of this kind"),
        (MACRO, "a.xlsm", "of this kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "of this kind"),
        (MACRO, "a.pdf", "name says PDF"),
        (PDF + MACRO, "a.pdf", "name says PDF"),
        (MP3 + MACRO, "a.mp3", "name says MP3"),
        (b"<html>" + PDF, "a.pdf", "name says PDF"),
        (PDF[:20], "a.pdf", "name says PDF"),
        (PDF, "a.mp3", "name says MP3"),
        (b"<html><script>", "a.html", "of this kind"),
        (b"<svg/>", "a.svg", "of this kind"),
        (b"MZ\x90\x00" + bytes(99), "a.exe", "of this kind"),
        (b"MZ\x90\x00" + bytes(99), "a.txt", "name says text"),
        (b"\xff\xfeh\x00i\x00", "a.txt", "name says text"),
        (b"Hello --> baby", "a.vtt", "name says file of captions"),
        (PDF, "a.mp4", "name says MP4 film"),
        (PDF, "a.pdf.js", "of this kind"),
        (b"a" * (MB + 1), "a.txt", "bigger than 1 MB"),
    ],
)  # fmt: skip
def test_any_other_document_is_refused_in_words(data: bytes, name: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        clean_document(SimpleUploadedFile(name, data))

    assert words in caught.value.messages[0]


# --- Each way in ----------------------------------------------------------------------------------------------------


def sent(data: bytes, name: str) -> UploadedFile:
    return SimpleUploadedFile(name, data)


def add_picture(client: Client, file: UploadedFile) -> Any:
    return client.post(reverse("wagtailimages:add"), {"title": "A baby", "file": file, "collection": 1})


def add_several(client: Client, file: UploadedFile) -> Any:
    return client.post(reverse("wagtailimages:add_multiple"), {"title": "A baby", "files[]": file, "collection": 1})


def add_where_chosen(client: Client, file: UploadedFile) -> Any:
    fields = {
        "image-chooser-upload-title": "A baby",
        "image-chooser-upload-file": file,
        "image-chooser-upload-collection": 1,
    }
    return client.post(reverse("wagtailimages_chooser:create"), fields)


@pytest.mark.django_db
@pytest.mark.parametrize("way", [add_picture, add_several, add_where_chosen])
def test_pictures_come_in_clean_by_every_way_and_refusals_leave_nothing(
    editor_client: Client, media: Path, way: Any
) -> None:
    answer = way(editor_client, sent(telling("png"), "bomb.jpg"))

    assert "can&#x27;t be read as a JPEG" in answer.text or "can't be read as a JPEG" in answer.text
    assert (files_in(media), get_image_model().objects.count(), HalfUpload.objects.count()) == ([], 0, 0)

    way(editor_client, sent(telling("jpg", orientation=6), "baby.jpg"))

    image = get_image_model().objects.get()
    assert (image.width, image.height) == (80, 120)
    assert [file for file in files_in(media) if SECRET in file.read_bytes()] == []
    with image.file.open("rb") as file:
        assert image.file_size == len(file.read())


@pytest.mark.django_db
def test_a_picture_that_waits_for_its_title_is_clean_already(editor_client: Client, media: Path) -> None:
    editor_client.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "A" * 300, "files[]": sent(telling("jpg"), "baby.jpg"), "collection": 1},
    )

    assert HalfUpload.objects.count() == 1
    assert SECRET not in files_in(media)[0].read_bytes()
    assert Client().get(f"/media/{files_in(media)[0].relative_to(media)}").status_code == 404


@pytest.mark.django_db
def test_a_new_file_in_place_of_a_picture_is_drawn_anew_too(editor_client: Client, media: Path) -> None:
    add_picture(editor_client, sent(telling("png"), "baby.png"))
    image = get_image_model().objects.get()
    address = reverse("wagtailimages:edit", args=[image.pk])

    editor_client.post(address, {"title": "A baby", "file": sent(telling("webp"), "new.webp"), "collection": 1})
    editor_client.post(address, {"title": "A baby", "file": sent(bomb(60_000, 60_000), "b.png"), "collection": 1})

    image.refresh_from_db()
    assert image.file.name.endswith("new.webp")
    assert [file for file in files_in(media) if SECRET in file.read_bytes()] == []
    assert len(list((media / "original_images").iterdir())) == 1


@pytest.mark.django_db
def test_a_picture_of_oneself_is_drawn_anew_or_refused_beside_its_field(editor_client: Client, media: Path) -> None:
    names = {"name_email-first_name": "A", "name_email-last_name": "B", "name_email-email": "admin@example.org"}
    more = {"theme-theme": "system", "theme-density": "default", "theme-contrast": "system"}
    more["theme-keyboard_shortcuts"] = "on"
    address = reverse("wagtailadmin_account")

    answer = editor_client.post(address, names | more | {"avatar-avatar": sent(b"<svg/>", "me.svg")})

    assert "no picture that can be used" in answer.text
    assert files_in(media) == []

    answer = editor_client.post(address, names | more | {"avatar-avatar": sent(telling("jpg"), "me.jpg")})

    assert answer.status_code == 302
    assert UserProfile.objects.get().avatar
    assert SECRET not in files_in(media)[0].read_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "field"), [("wagtaildocs:add", "file"), ("wagtaildocs:add_multiple", "files[]"), ("chooser", "chooser")]
)
def test_documents_are_checked_by_every_way_and_refusals_leave_nothing(
    editor_client: Client, media: Path, name: str, field: str
) -> None:
    def send(file: UploadedFile) -> Any:
        if name == "chooser":
            prefix = "document-chooser-upload"
            fields = {f"{prefix}-title": "A leaflet", f"{prefix}-file": file, f"{prefix}-collection": 1}
            return editor_client.post(reverse("wagtaildocs_chooser:create"), fields)
        return editor_client.post(reverse(name), {"title": "A leaflet", field: file, "collection": 1})

    answer = send(sent(PDF + MACRO, "leaflet.pdf"))

    assert "The name says PDF file" in answer.text
    assert (files_in(media), get_document_model().objects.count(), HalfUpload.objects.count()) == ([], 0, 0)

    send(sent(PDF, "leaflet.pdf"))

    assert get_document_model().objects.get().filename == "leaflet.pdf"


@pytest.mark.django_db
def test_a_document_is_handed_out_as_an_attachment_that_can_run_nothing(editor_client: Client, media: Path) -> None:
    editor_client.post(
        reverse("wagtaildocs:add"), {"title": "A leaflet", "file": sent(PDF, "leaflet.pdf"), "collection": 1}
    )
    document = get_document_model().objects.get()

    answer = Client().get(document.url)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    # Past the question who may see it.
    assert Client().get(f"/media/{document.file.name}").status_code == 404


@pytest.mark.django_db
def test_an_uploaded_file_opened_by_itself_runs_nothing(media: Path) -> None:
    (media / "signing").mkdir()
    (media / "signing" / "a.mp4").write_bytes(MP4)

    answer = Client().get("/media/signing/a.mp4")

    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/login/", "/en/did-this-help/"])
def test_a_file_from_somebody_who_is_not_signed_in_is_never_written_down(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def write_down(*args: Any, **more: Any) -> None:
        raise AssertionError("it was kept")

    for kind in ("TemporaryUploadedFile", "InMemoryUploadedFile"):
        monkeypatch.setattr(f"django.core.files.uploadhandler.{kind}", write_down)

    answer = Client().post(path, {"file": sent(bytes(3 * MB), "a.jpg"), "username": "nobody"})

    assert answer.status_code < 500
    assert answer.wsgi_request.POST["username"] == "nobody"
    assert not answer.wsgi_request.FILES
