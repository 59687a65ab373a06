"""The forms by which staff upload pictures and documents, and what takes in every file that is sent."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from home.uploads import clean_document, clean_picture


class OnlyFromStaff(FileUploadHandler):
    """Lets go of files from whoever is not signed in, while they arrive: readers send none, and none is written down.

    First of `FILE_UPLOAD_HANDLERS`. A form is read before any view asks who sent it.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with a file.

        Raises:
            SkipFile: nobody is signed in.
        """
        super().new_file(*args, **kwargs)
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None


class PictureField(WagtailImageField):
    """Wagtail's own, which is handed a picture once it was drawn anew."""

    def to_python(self, data: Any) -> Any:
        if isinstance(data, UploadedFile):
            clean_picture(data)
        return super().to_python(data)


class PictureForm(BaseImageForm):
    """`WAGTAILIMAGES_IMAGE_FORM_BASE`: of one picture, of many at once, and of the one that is chosen for a page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Wagtail names the class of this field in its code.
        if (field := self.fields.get("file")) is not None:
            self.fields["file"] = PictureField(label=field.label, required=field.required, widget=field.widget)


class ProfilePictureField(forms.ImageField):
    def to_python(self, data: Any) -> Any:
        if isinstance(data, UploadedFile):
            clean_picture(data)
        return super().to_python(data)


class ProfilePictureForm(AvatarPreferencesForm):
    avatar = ProfilePictureField(label="Upload a profile picture", required=False)


class DocumentForm(BaseDocumentForm):
    """`WAGTAILDOCS_DOCUMENT_FORM_BASE`."""

    def clean_file(self) -> Any:
        """Return the file.

        Raises:
            ValidationError: it may not be put here.
        """
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            clean_document(file)
        return file
