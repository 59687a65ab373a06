"""Take a PO file from an editor: whole, or not at all, and say what is wrong with it.

wagtail-localize's own view passes over in silence what it does not know, and breaks on a file without its own header.
"""

import tempfile
from datetime import datetime
from pathlib import Path

import polib
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.views.edit_translation import user_can_edit_instance

from guidance.content.files import BadContent
from guidance.content.load import check_entries, drop_unfinished
from guidance.content.po import read_po
from guidance.exchange.judge import why_not

#: Bytes. The longest page's file has a hundredth of this.
LARGEST_PO = 2 * 1024 * 1024


def _import(upload: UploadedFile, translation: Translation, request: HttpRequest) -> int:
    """Put the translations in; return how many entries the file had.

    Raises:
        BadContent: the file is broken, too large, for another page, or says what the English page does not.
    """
    name = Path(upload.name or "file.po").name
    if (upload.size or 0) > LARGEST_PO:
        raise BadContent(f"{name}: larger than 2 MB, which no page's translation is")
    with tempfile.TemporaryDirectory() as folder:
        # A name of our own: what is uploaded decides nothing on this disk.
        file = Path(folder) / "upload.po"
        file.write_bytes(upload.read())
        po = read_po(file, name=name)
    drop_unfinished(po)
    made_for = po.metadata.get("X-WagtailLocalize-TranslationID")
    if made_for and made_for != str(translation.uuid):
        raise BadContent(f"{name}: made for another page or another language")
    check_entries(po, translation.source, name)
    _check_words(po, translation, name)
    translation.import_po(po, user=request.user, tool_name="PO file")
    return len(po)


def _check_words(po: polib.POFile, translation: Translation, name: str) -> None:
    """Refuse broken words, another language's, and those that would overwrite what somebody has written since.

    Raises:
        BadContent: naming the line.
    """
    code, made_at = translation.target_locale.language_code, _made_at(po)
    rows = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id, locale_id=translation.target_locale_id
    ).select_related("context", "translation_of")
    kept = {(row.context.path, row.translation_of.data): row for row in rows}
    for entry in po:
        if not entry.msgstr:
            continue
        if why := why_not(entry.msgid, entry.msgstr, code):
            raise BadContent(f"{name}: line {entry.linenum}: {why}")
        row = kept.get((entry.msgctxt, entry.msgid))
        if made_at and row and row.data != entry.msgstr and row.updated_at > made_at:
            raise BadContent(
                f"{name}: line {entry.linenum}: somebody has changed it on the site since: “{row.data[:60]}”"
            )


def _made_at(po: polib.POFile) -> datetime | None:
    """Return when wagtail-localize wrote this file; ``None`` where it does not say so in full."""
    try:
        moment = datetime.fromisoformat(po.metadata.get("POT-Creation-Date", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


@require_POST
def upload_pofile(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Import an editor's PO file into one page's translation, or say why not and leave all as it was.

    Raises:
        PermissionDenied: this user may not edit the page.
    """
    translation = get_object_or_404(Translation, id=translation_id)
    if not user_can_edit_instance(request.user, translation.get_target_instance()):
        raise PermissionDenied
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        messages.error(request, _("Choose a PO file first."))
    else:
        try:
            count = _import(upload, translation, request)
            messages.success(request, _("%(count)s translations are in.") % {"count": count})
        except BadContent as problem:
            messages.error(request, _("Nothing was imported. %(problem)s") % {"problem": problem})
    return redirect(translation.get_target_instance_edit_url())
