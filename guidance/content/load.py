"""Put the starter content into the site: once, whole, and never over an editor's work.

English pages come from text files; translations go in through wagtail-localize's own import. `import_po` passes over
what it does not know, so every entry is compared with the page first: an unknown context or string is an error.
"""

import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.management import call_command
from django.db import models, transaction
from wagtail.models import Locale, Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from guidance.content.easy_read import fill_easy_read
from guidance.content.files import BadContent, ContentBlock, ContentFile, block_id, read
from guidance.content.markup import list_items, to_html
from guidance.content.phrases import load_phrases
from guidance.content.po import po_file, read_po
from guidance.content.records import load_records, read_records
from guidance.models import (
    Door,
    DoorChoice,
    EasyRead,
    GlossaryTerm,
    GuidanceIndexPage,
    GuidancePage,
    LoadedFile,
    Source,
)
from home.languages import REGISTRY, SOURCE, Language
from home.models import BasePage, Helpline, HomePage, SiteLanguage, StandardPage
from home.publishing import CannotPublish

CONTENT_DIR = Path(settings.ROOT) / "guidance" / "content"
#: Languages with a translation here: shown as previews until people have signed.
FIRST_LANGUAGES = ("en", "pl", "lt", "pt", "ro", "bg", "ar", "uk", "ru")
PAGE_TYPES: dict[str, type[BasePage]] = {
    "home": HomePage,
    "standard": StandardPage,
    "index": GuidanceIndexPage,
    "guidance": GuidancePage,
}
_TAG = re.compile(r"<[^>]*>?")
#: What wagtail-localize keeps beside each string: a computer made it, and nobody has checked it.
MADE_BY = {"translation_type": "machine", "tool_name": "draft, not yet checked by a person"}


@dataclass
class Report:
    """What a load did, for people to read."""

    loaded: list[str] = field(default_factory=list)
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)


Tell = Callable[[str], None]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def load_everything(folder: Path = CONTENT_DIR, *, tell: Tell = lambda line: None) -> Report:
    """Load pages, records and translations that are new here. All or nothing.

    What an editor has changed since is left alone and named in the report. Loading twice changes nothing.

    Raises:
        BadContent: a file can't be used; the message names it, and nothing of any file is loaded.
    """
    files = [read(file) for file in sorted((folder / SOURCE.code).glob("*.md"))]
    report = Report()
    # Wagtail would note every reference of every save, some thousands; once at the end says the same.
    with transaction.atomic(), disable_reference_index_auto_update():
        _prepare_languages()
        load_records(folder, report)
        load_phrases(report)
        _load_pages(files, folder, report)
        _load_paths(folder, report)
        _load_easy_reads(files, folder, report)
        for language in REGISTRY:
            if language != SOURCE and (folder / language.code).is_dir():
                tell(f"{language.own_name} …")
                _load_translations(files, folder, language, report)
    if report.loaded:
        call_command("rebuild_references_index", verbosity=0, stdout=io.StringIO())
    return report


def _prepare_languages() -> None:
    for language in REGISTRY:
        shown = language.code in FIRST_LANGUAGES
        state = SiteLanguage.State.PREVIEW if shown else SiteLanguage.State.OFF
        SiteLanguage.objects.get_or_create(code=language.code, defaults={"state": state})
        if shown:
            Locale.objects.get_or_create(language_code=language.code)


# --- Pages in English -----------------------------------------------------------------------------------------------


def _load_pages(files: list[ContentFile], folder: Path, report: Report) -> None:
    """Load the English pages, parents first; bodies after all pages stand, since they link to each other."""
    order = list(PAGE_TYPES)
    for file in sorted(files, key=lambda file: order.index(file.type)):
        # A page that was loaded once and is no more was taken away by an editor, or has another address now.
        if _page(file) is None and not _was_loaded(file.slug):
            _plant(file)
    for file in files:
        path = f"{SOURCE.code}/{file.slug}.md"
        data = (folder / path).read_bytes()
        page = _page(file)
        if page is not None and _may_load(path, digest(data), page.words_digest, report):
            _fill(page, file)
            _remember(path, digest(data), page.words_digest, report)
    for file in files:
        _relate(file)


def _page(file: ContentFile) -> BasePage | None:
    pages = PAGE_TYPES[file.type].objects.filter(locale__language_code=SOURCE.code)
    return (pages if file.type == "home" else pages.filter(slug=file.slug)).first()


def _plant(file: ContentFile) -> None:
    """Make the page, without its words, where it belongs in the tree."""
    locale = Locale.objects.get(language_code=SOURCE.code)
    page = PAGE_TYPES[file.type](title=file.facts["title"], slug=file.slug, locale=locale, live=False)
    if file.type == "home":
        _plant_home(page)
        return
    parents = GuidanceIndexPage if file.type == "guidance" else HomePage
    parent = parents.objects.filter(locale=locale).first()
    if parent is None:
        raise BadContent(f"{file.slug}.md: there is no page to put it under: the {parents.__name__} file is missing")
    try:
        parent.add_child(instance=page)
    except ValidationError as error:
        raise BadContent(f"{file.slug}.md: {_said(error)}") from error


def _said(error: ValidationError) -> str:
    """Return what a refusal says, by field, however deep in a block."""
    if hasattr(error, "as_json_data"):
        return "; ".join(_texts_in(error.as_json_data()))
    if hasattr(error, "error_dict"):
        return "; ".join(f"{name}: {' '.join(said)}" for name, said in error.message_dict.items())
    return "; ".join(error.messages)


def _texts_in(said: Any) -> Iterable[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict | list):
        for part in said.values() if isinstance(said, dict) else said:
            yield from _texts_in(part)


def _check_blocks(page: BasePage, path: str, lines: dict[str, int]) -> None:
    """Refuse blocks that the editor could not save: saving a page checks its fields, and not what is in its body.

    ``lines`` holds, by block id, where each stands in the file at ``path``.
    """
    for child in getattr(page, "body", ()):
        try:
            child.block.clean(child.value)
        except ValidationError as error:
            raise BadContent(f"{path}: line {lines.get(child.id, 1)}: {_said(error)}") from error


def _plant_home(page: BasePage) -> None:
    """Make the home page the site's root, in place of Wagtail's own welcome page (which takes its site with it)."""
    for welcome in Page.objects.child_of(Page.get_first_root_node()).exact_type(Page):
        welcome.delete()
    Page.get_first_root_node().add_child(instance=page)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": page, "site_name": "Good Beginnings"}
    )


def _may_load(path: str, file_digest: str, words_digest: str, report: Report) -> bool:
    """Tell whether a file is new here, and its page still as the last load left it."""
    last = LoadedFile.objects.filter(path=path).first()
    if last is None:
        return True
    if last.file_digest == file_digest:
        report.unchanged += 1
        return False
    if last.words_digest != words_digest:
        report.kept.append(path)
        return False
    return True


def _remember(path: str, file_digest: str, words_digest: str, report: Report) -> None:
    LoadedFile.objects.update_or_create(path=path, defaults={"file_digest": file_digest, "words_digest": words_digest})
    report.loaded.append(path)


def _fill(page: BasePage, file: ContentFile) -> None:
    """Give the page its words and facts, and publish it."""
    facts = file.facts
    page.title, page.promise = facts["title"], facts["promise"]
    page.drawing, page.drawing_description = facts["drawing"], facts["drawing_description"]
    if hasattr(page, "body"):
        blocks = [_block(file.slug, block) for block in file.blocks]
        page.body = json.dumps(blocks)
        lines = {made["id"]: block.line for made, block in zip(blocks, file.blocks, strict=True)}
        _check_blocks(page, f"{file.slug}.md", lines)
    if isinstance(page, GuidancePage):
        page.safety, page.core = bool(facts.get("safety")), bool(facts.get("core"))
        page.exit_page = bool(facts.get("exit"))
        page.mood = facts.get("mood", "")
        page.to_confirm = "\n".join(facts.get("to_confirm", []))
        page.doors.set(_named(Door, "code", facts["stages"] + facts["topics"] + facts["audiences"], file))
        page.sources.set(_named(Source, "key", facts["sources"], file))
    try:
        page.save_revision(clean=True).publish()
    except ValidationError as error:
        raise BadContent(f"{file.slug}.md: {_said(error)}") from error
    except CannotPublish as refused:
        raise BadContent(f"{file.slug}.md: {refused}") from refused
    page.refresh_from_db()


def _relate(file: ContentFile) -> None:
    """Point the page to those to go on to, once; afterwards that is the editor's choice."""
    page = _page(file)
    if isinstance(page, GuidancePage) and not page.related.exists() and file.facts.get("related"):
        others = GuidancePage.objects.filter(locale=page.locale)
        by_slug = {other.slug: other for other in others.filter(slug__in=file.facts["related"])}
        missing = [slug for slug in file.facts["related"] if slug not in by_slug]
        if missing:
            raise BadContent(f"{file.slug}.md: related names a page that is not there: {', '.join(missing)}")
        page.related.set(by_slug.values())
        page.save_revision(clean=True).publish()


def _load_paths(folder: Path, report: Report) -> None:
    """Choose the pages of each door's path, once; afterwards that is the editor's choice."""
    doors = {door.code: door for door in Door.objects.all()}
    for code, row in read_records(folder).get("door", {}).items():
        if "path" in row and code in doors:
            _load_path(doors[code], row["path"], report)


def _load_path(door: Door, slugs: list[str], report: Report) -> None:
    path, file_digest = f"paths/{door.code}", digest(" ".join(slugs).encode())
    is_new = not LoadedFile.objects.filter(path=path).exists()
    if is_new and door.choices.exists():
        report.kept.append(path)
        return
    if not _may_load(path, file_digest, _path_digest(door), report):
        return
    pages = {page.slug: page for page in GuidancePage.objects.filter(locale__language_code=SOURCE.code)}
    missing = [slug for slug in slugs if slug not in pages and not _was_loaded(slug)]
    if missing:
        raise BadContent(f"records.toml: [door.{door.code}]: path names a page that is not there: {', '.join(missing)}")
    door.choices.all().delete()
    there = [pages[slug] for slug in slugs if slug in pages]
    DoorChoice.objects.bulk_create(DoorChoice(door=door, page=page, sort_order=n) for n, page in enumerate(there))
    _remember(path, file_digest, _path_digest(Door.objects.get(pk=door.pk)), report)


def _was_loaded(slug: str) -> bool:
    """Tell whether a page was put in once. If it is no more, an editor took it away, or gave it another address."""
    return LoadedFile.objects.filter(path=f"{SOURCE.code}/{slug}.md").exists()


def _path_digest(door: Door) -> str:
    return digest(" ".join(str(pk) for pk in door.choices.values_list("page", flat=True)).encode())


def _load_easy_reads(files: list[ContentFile], folder: Path, report: Report) -> None:
    for file in files:
        path = f"{SOURCE.code}/easy-read/{file.slug}.toml"
        page = _page(file)
        if not isinstance(page, GuidancePage) or not (folder / path).is_file():
            continue
        easy = EasyRead.objects.filter(page=page).first()
        file_digest = digest((folder / path).read_bytes())
        if _may_load(path, file_digest, easy.digest if easy else "", report):
            _remember(path, file_digest, fill_easy_read(page, folder / path).digest, report)


def _named(model: type[models.Model], key: str, wanted: Iterable[str], file: ContentFile) -> list[Any]:
    found = {getattr(row, key): row for row in model._default_manager.filter(**{f"{key}__in": list(wanted)})}
    missing = [name for name in wanted if name not in found]
    if missing:
        raise BadContent(f"{file.slug}.md: records.toml has no {model._meta.verbose_name} {', '.join(missing)}")
    return list(found.values())


def _link(slug: str) -> Callable[[str], str]:
    def attributes(target: str) -> str:
        if not target.startswith("page:"):
            return f'href="{target}"'
        page = Page.objects.filter(locale__language_code=SOURCE.code, slug=target.removeprefix("page:")).first()
        if page is None:
            raise BadContent(f"{slug}.md: a link leads to {target!r}, and there is no such page")
        return f'linktype="page" id="{page.pk}"'

    return attributes


def _block(slug: str, block: ContentBlock) -> dict[str, Any]:
    """Return a block as Wagtail's StreamField keeps it."""
    kind, value = _block_value(slug, block)
    key = f"term-{block.key}" if block.kind == "term" else block.key
    return {"type": kind, "value": value, "id": block_id(slug, key)}


def _block_value(slug: str, block: ContentBlock) -> tuple[str, Any]:
    where = f"{slug}.md: line {block.line}"
    html = lambda: to_html(block.text, _link(slug))  # noqa: E731
    match block.kind:
        case "heading":
            return "heading", block.text
        case "text":
            return "text", html()
        case "steps":
            return "steps", _items(slug, block, where)
        case "callout-note" | "callout-urgent":
            return "callout", {"tone": block.kind.removeprefix("callout-"), "text": html()}
        case "try":
            return "try_today", html()
        case "normal":
            return "normal_if", html()
        case "help":
            return "ask_for_help", {"text": html(), "lines": _lines(block, where)}
        case "quote":
            return "quotation", {"text": block.text, "who": block.options.get("who", "")}
        case "picture":
            return "picture", {"drawing": block.options.get("drawing", ""), "image": None, "description": block.text}
        case _:
            return "term", _term(block, where)


def _items(slug: str, block: ContentBlock, where: str) -> list[dict[str, Any]]:
    try:
        points = list_items(block.text)
    except ValueError as error:
        raise BadContent(f"{where}: [steps: {block.key}]: {error}") from error
    return [
        {"type": "item", "value": point, "id": block_id(slug, block.key, number)}
        for number, point in enumerate(points, start=1)
    ]


def _lines(block: ContentBlock, where: str) -> list[str]:
    wanted = [key.strip() for key in block.options.get("helplines", "").split(",") if key.strip()]
    known = set(Helpline.objects.filter(key__in=wanted).values_list("key", flat=True))
    missing = [key for key in wanted if key not in known]
    if missing:
        raise BadContent(f"{where}: no helpline is called {', '.join(missing)}")
    return wanted


def _term(block: ContentBlock, where: str) -> int:
    term = GlossaryTerm.objects.filter(key=block.key).first()
    if term is None:
        raise BadContent(f"{where}: no glossary term is called {block.key!r}")
    return term.pk


# --- Translations ---------------------------------------------------------------------------------------------------


def _load_translations(files: list[ContentFile], folder: Path, language: Language, report: Report) -> None:
    order = list(PAGE_TYPES)
    for file in sorted(files, key=lambda file: order.index(file.type)):
        path = f"{language.code}/{file.slug}.po"
        if (folder / path).is_file():
            _load_translation(file, folder / path, path, language, report)


def _load_translation(file: ContentFile, po_file: Path, path: str, language: Language, report: Report) -> None:
    page = _page(file)
    if page is None:  # an editor has taken it away
        return
    english = LoadedFile.objects.filter(path=f"{SOURCE.code}/{file.slug}.md").first()
    if english and english.words_digest != page.words_digest:
        # An editor has changed the English: what the file translates is no longer what the page says.
        report.kept.append(path)
        return
    locale, _created = Locale.objects.get_or_create(language_code=language.code)
    target = type(page).objects.filter(translation_key=page.translation_key, locale=locale).first()
    # The English is part of what a translation was made from: when it is loaded anew, so is this.
    file_digest = digest(po_file.read_bytes() + page.words_digest.encode())
    if not _may_load(path, file_digest, target.words_digest if target else "", report):
        return
    po = read_po(po_file)
    drop_unfinished(po)
    # `import_po` would pass over a file that was exported on another installation, in silence.
    po.metadata.pop("X-WagtailLocalize-TranslationID", None)
    source, _created = TranslationSource.update_or_create_from_instance(page)
    check_entries(po, source, path)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    warnings = translation.import_po(po, **MADE_BY)
    if warnings:
        raise BadContent(f"{path}: {warnings[0]!r}")
    source.create_or_update_translation(locale, publish=False, copy_parent_pages=True, fallback=True)
    target = type(page).objects.get(translation_key=page.translation_key, locale=locale)
    revision = target.get_latest_revision()
    lines = {entry.msgctxt.split(".")[1]: entry.linenum for entry in po if entry.msgctxt.startswith("body.")}
    _check_blocks(revision.as_object(), path, lines)
    revision.publish()
    target.refresh_from_db()
    _remember(path, file_digest, target.words_digest, report)


def drop_unfinished(po: polib.POFile) -> None:
    """Leave only finished entries: `import_po` takes in doubtful ones, and complains of those a tool has retired."""
    po[:] = [entry for entry in po if not (entry.fuzzy or entry.obsolete)]


def check_entries(po: polib.POFile, source: TranslationSource, path: str) -> None:
    """Refuse what `import_po` would pass over in silence, or take in broken.

    Raises:
        BadContent: a context or a string that the English page does not have, other tags than the English has, a
            text too long for its column; names file, line and words.
    """
    model = source.specific_content_type.model_class()
    segments = StringSegment.objects.filter(source=source).select_related("context", "string")
    known: dict[str, set[str]] = {}
    for segment in segments:
        known.setdefault(segment.context.path, set()).add(segment.string.data)
    for entry in po:
        if entry.obsolete:
            continue
        where = f"{path}: line {entry.linenum}"
        if entry.msgctxt not in known:
            raise BadContent(f"{where}: the English page has no place {entry.msgctxt!r} (for “{entry.msgid[:60]}”)")
        if entry.msgid not in known[entry.msgctxt]:
            raise BadContent(f"{where}: the English page does not say “{entry.msgid[:60]}” there (any more)")
        if entry.msgstr and Counter(_TAG.findall(entry.msgstr)) != Counter(_TAG.findall(entry.msgid)):
            raise BadContent(f"{where}: the tags are not those of the English: {entry.msgstr[:60]}")
        longest = _longest(model, entry.msgctxt)
        if longest and len(entry.msgstr) > longest:
            raise BadContent(f"{where}: {entry.msgctxt} has room for {longest} letters, not {len(entry.msgstr)}")


def _longest(model: type[BasePage], place: str) -> int | None:
    try:
        return getattr(model._meta.get_field(place), "max_length", None)
    except FieldDoesNotExist:
        return None


def write_template(page: BasePage, language: Language) -> polib.POFile:
    """Return a PO file of all that a translator of this page has to say, with contexts that never change."""
    source, _created = TranslationSource.update_or_create_from_instance(page)
    po = po_file(language)
    seen = set()
    for segment in StringSegment.objects.filter(source=source).select_related("context", "string").order_by("order"):
        key = (segment.context.path, segment.string.data)
        if key not in seen:
            seen.add(key)
            po.append(polib.POEntry(msgid=segment.string.data, msgctxt=segment.context.path, msgstr=""))
    return po
