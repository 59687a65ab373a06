"""Where editors see which words of the interface a language lacks, and put them right without a new release."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import polib
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidance.content.files import BadContent
from guidance.content.po import parse_po, po_file
from home.interface_words import Message, Said, correct, keep, missing_in, take_up, words_of
from home.interface_words import messages as all_messages
from home.languages import REGISTRY, SOURCE, Language, find
from home.roles import steps_of

PERMISSION = "home.change_interfaceword"
_ON_A_PAGE = 50
_LARGEST = 2 * 1024 * 1024


def languages_to_correct(user: Any) -> list[Language]:
    """Return the languages whose interface this person may correct: all, or those they translate."""
    every = user.has_perm(PERMISSION)
    return [each for each in REGISTRY if each != SOURCE and (every or steps_of(user, each.code))]


def _language(request: HttpRequest, code: str) -> Language:
    """Return a language that this person may correct.

    Raises:
        Http404: there is no such language.
        PermissionDenied: it is not theirs.
    """
    language = find(code)
    if language is None or language == SOURCE:
        raise Http404
    if language not in languages_to_correct(request.user):
        raise PermissionDenied
    return language


@require_safe
def interface_words(request: HttpRequest, code: str = "") -> HttpResponse:
    """List the words of the interface in a language: those that are missing, or those that hold what is looked for.

    Raises:
        PermissionDenied: this person may correct no language, or not this one.
    """
    allowed = languages_to_correct(request.user)
    if not allowed:
        raise PermissionDenied
    if not code:
        return redirect("interface_words", request.GET.get("language") or allowed[0].code)
    language = _language(request, code)
    query = request.GET.get("q", "").strip()
    missing = missing_in(language)
    found = [said for said in words_of(language) if _holds(said, query)] if query else missing
    page = Paginator(found, _ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "language": language,
        "languages": allowed,
        "query": query,
        "missing": len(missing),
        "pages": page,
        "rows": [(said, _address(language, said.message)) for said in page],
        "elided_page_range": page.paginator.get_elided_page_range(page.number),
        "source": SOURCE,
    }
    return TemplateResponse(request, "guidance/admin/interface_words.html", context)


def _holds(said: Said, query: str) -> bool:
    texts = (said.message.english, said.message.plural, *said.texts)
    return any(query.casefold() in text.casefold() for text in texts)


def _address(language: Language, message: Message) -> str:
    asked = urlencode({"context": message.context, "english": message.english})
    return f"{reverse('interface_word', args=[language.code])}?{asked}"


class WordForm(forms.Form):
    """A text for each plural form of a language, or one."""

    def __init__(self, said: Said, language: Language, data: Any = None) -> None:
        super().__init__(data)
        counts = len(said.texts) > 1
        for number, text in enumerate(said.texts):
            self.fields[f"text_{number}"] = forms.CharField(
                label=f"{language.english_name}, plural form {number + 1}" if counts else language.english_name,
                initial=text,
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3, "lang": language.tag, "dir": language.dir}),
            )

    @property
    def texts(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields]


@require_http_methods(["GET", "HEAD", "POST"])
def interface_word(request: HttpRequest, code: str) -> HttpResponse:
    """Show one message, and take what it should say from now on.

    Raises:
        Http404: the interface has no such message.
        PermissionDenied: this person may not correct this language.
    """
    language = _language(request, code)
    asked = (request.GET.get("context", ""), request.GET.get("english", ""))
    said = next((each for each in words_of(language) if (each.message.context, each.message.english) == asked), None)
    if said is None:
        raise Http404
    form = WordForm(said, language, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            correct(language, said.message, form.texts, by=request.user)
        except ValidationError as problem:
            form.add_error(None, problem.messages[0])
        else:
            messages.success(request, "Kept. Readers see it within a minute.")
            return redirect("interface_words", language.code)
    context = {"language": language, "said": said, "form": form, "source": SOURCE}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "guidance/admin/interface_word.html", context, status=status)


@require_safe
def interface_po(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the words that a language lacks as a PO file.

    Raises:
        PermissionDenied: this person may not correct this language.
    """
    language = _language(request, code)
    po = po_file(language)
    made = f"{timezone.now():%Y-%m-%d %H:%M%z}"
    po.metadata = {
        "Project-Id-Version": "Good Beginnings, interface",
        "PO-Revision-Date": made,
        "Last-Translator": "Good Beginnings",
        "Language-Team": language.english_name,
        **po.metadata,
    }
    po.extend(_entry(said) for said in missing_in(language))
    response = HttpResponse(str(po), content_type="text/x-gettext-translation; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="interface-{language.code}.po"'
    return response


def _entry(said: Said) -> polib.POEntry:
    message = said.message
    context = message.context or None
    if not message.plural:
        return polib.POEntry(msgctxt=context, msgid=message.english, msgstr=said.texts[0])
    return polib.POEntry(
        msgctxt=context, msgid=message.english, msgid_plural=message.plural, msgstr_plural=dict(enumerate(said.texts))
    )


@require_POST
def interface_po_in(request: HttpRequest, code: str) -> HttpResponse:
    """Take in such a file, message by message, and name what was refused.

    Raises:
        PermissionDenied: this person may not correct this language.
    """
    language = _language(request, code)
    upload = request.FILES.get("file")
    name = Path(getattr(upload, "name", "") or "").name
    try:
        if upload is None or (upload.size or 0) > _LARGEST:
            raise BadContent("Choose a PO file of at most 2 MB first.")
        refused, count = _take(parse_po(upload.read(), name=name), language, request.user)
    except BadContent as problem:
        messages.error(request, f"Nothing was taken. {problem}")
        return redirect("interface_words", language.code)
    messages.success(request, f"{count} taken, {len(refused)} refused. Readers see it within a minute.")
    for each in refused[:20]:
        messages.warning(request, each)
    return redirect("interface_words", language.code)


def _take(po: polib.POFile, language: Language, user: Any) -> tuple[list[str], int]:
    """Return what was refused, and how many messages were taken."""
    with transaction.atomic():
        refused, count = _kept(po, language, user)
    take_up()
    return refused, count


def _kept(po: polib.POFile, language: Language, user: Any) -> tuple[list[str], int]:
    known = {(message.context, message.english): message for message in all_messages()}
    now = {(said.message.context, said.message.english): said.texts for said in words_of(language)}
    refused, count = [], 0
    for entry in po:
        key, texts = (entry.msgctxt or "", entry.msgid), _given(entry)
        if entry.obsolete or not any(texts) or now.get(key) == tuple(texts):
            continue
        if entry.fuzzy:
            refused.append(f"Line {entry.linenum}: “{entry.msgid[:60]}” is marked as unfinished (fuzzy).")
        elif not all(texts):
            refused.append(f"Line {entry.linenum}: a plural form of “{entry.msgid[:60]}” is empty.")
        elif key not in known:
            refused.append(f"Line {entry.linenum}: the interface does not say “{entry.msgid[:60]}” (any more).")
        elif len(texts) != len(now[key]):
            refused.append(f"Line {entry.linenum}: {len(now[key])} plural forms are needed, not {len(texts)}.")
        else:
            try:
                keep(language, known[key], texts, by=user)
                count += 1
            except ValidationError as problem:
                refused.append(f"Line {entry.linenum}: {problem.messages[0]}")
    return refused, count


def _given(entry: polib.POEntry) -> Sequence[str]:
    return [text for _form, text in sorted(entry.msgstr_plural.items())] or [entry.msgstr]
