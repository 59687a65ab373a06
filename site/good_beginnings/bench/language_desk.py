"""How quick the desk of languages is, with many pages, languages and formats on it."""

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import TranslatableObject, Translation, TranslationSource

from good_beginnings.bench.tables import Table, milliseconds
from good_beginnings.bench.visits import Visitor
from guidance.formats.producers import KINDS
from guidance.models import FormatFile, GuidanceIndexPage, GuidancePage
from home.languages import REGISTRY, SOURCE, Language
from home.models import SignOff, SiteLanguage
from home.states import Step

ADDRESS = "/admin/languages/"
SLUG = "bench-"
PAGES, LANGUAGES, FORMATS = 50, 12, 8
RUNS = 20
#: What the table is asked for; the first is all of it.
ASKED = {"all of it": "", "what is behind": "?state=behind&sort=behind", "what waits for me": "?mine=1&sort=review"}


def language_desk_table() -> Table:
    """Return how long the desk takes with 50 more pages in 12 languages. About 30 seconds.

    They stay in the benchmark's own database: what counts pages comes before.
    """
    return Table(
        f"The desk of languages, {PAGES} pages × {LANGUAGES} languages × {FORMATS} formats beside the site's own",
        ("What", "queries", "ms median", "min", "max", "runs"),
        _measure(),
        ("Promised: 25 queries, 400 ms. The whole screen, with its menu, through WSGI and every middleware.",),
    )


def _measure() -> list[tuple[str, ...]]:
    person = get_user_model().objects.create_superuser("bench-desk")
    with transaction.atomic():
        make_pages(PAGES, languages=LANGUAGES, formats=FORMATS, signed_by=person)
    client = Client()
    client.force_login(person)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    visitor = Visitor()
    rows = []
    for name, query in ASKED.items():
        visitor.visit(ADDRESS + query, cookie=cookie)
        visits = [visitor.visit(ADDRESS + query, cookie=cookie) for _number in range(RUNS)]
        durations = [visit.duration for visit in visits]
        shown = (milliseconds(each) for each in (statistics.median(durations), min(durations), max(durations)))
        rows.append((name, str(visits[-1].queries), *shown, str(RUNS)))
    return rows


@dataclass(frozen=True, slots=True)
class _Made:
    """A page that was made, with what is needed to make the rest of it."""

    page: GuidancePage
    number: int
    place: int
    language: Language


def make_pages(pages: int, *, languages: int, formats: int, signed_by: User) -> None:
    """Make guidance pages in so many languages, some signed and some behind, with their files. In bulk, without words.

    The languages are the first of the registry; those that are off are switched to preview.
    """
    chosen = REGISTRY[:languages]
    locales = _locales(chosen)
    for language in chosen:
        SiteLanguage.objects.get_or_create(code=language.code, defaults={"state": SiteLanguage.State.PREVIEW})
    SiteLanguage.objects.filter(state=SiteLanguage.State.OFF, code__in=locales).update(state="preview")
    keys = [uuid4() for _number in range(pages)]
    before = GuidancePage.objects.filter(slug__startswith=SLUG).count()
    made = [
        _Made(_page(number, key, language, locales[language.code]), number, place, language)
        for number, key in enumerate(keys, before)
        for place, language in enumerate(chosen)
    ]
    _keep([each.page for each in made])
    second = get_user_model().objects.create_user(f"second-{signed_by.pk}")
    SignOff.objects.bulk_create(sign_off for each in made for sign_off in _sign_offs(each, signed_by, second))
    FormatFile.objects.bulk_create(file for each in made for file in _files(each, formats))
    _note_sources(
        dict(enumerate(keys, before)), [locales[language.code] for language in chosen[1:]], locales[SOURCE.code]
    )


def _locales(languages: Iterable[Language]) -> dict[str, Locale]:
    return {each.code: Locale.objects.get_or_create(language_code=each.code)[0] for each in languages}


def _digest(number: int, language: Language) -> str:
    return f"{number}-{language.code}".rjust(64, "0")


def _page(number: int, key: UUID, language: Language, locale: Locale) -> GuidancePage:
    index = GuidanceIndexPage.objects.filter(locale=locale).first() or GuidanceIndexPage.objects.earliest("path")
    step = 100_000 + number * len(REGISTRY) + REGISTRY.index(language)
    return GuidancePage(
        title=f"Page {number:02} in {language.english_name}",
        draft_title=f"Page {number:02}",
        slug=f"{SLUG}{key.hex[:8]}",
        locale=locale,
        translation_key=key,
        path=GuidancePage._get_path(index.path, index.depth + 1, step),
        depth=index.depth + 1,
        url_path=f"{index.url_path}{SLUG}{key.hex[:8]}/",
        content_type=ContentType.objects.get_for_model(GuidancePage),
        live=True,
        words_language=language.code,
        words_digest=_digest(number, language),
    )


def _keep(pages: Sequence[GuidancePage]) -> None:
    """Write pages in bulk: one by one they would take longer than all that is measured. No signal is sent."""
    parents = [
        Page(**{field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields}) for page in pages
    ]
    for page, parent in zip(pages, Page.objects.bulk_create(parents), strict=True):
        page.pk = page.page_ptr_id = parent.pk
    # `bulk_create` writes no table that stands on another.
    fields = GuidancePage._meta.local_concrete_fields
    GuidancePage._base_manager._insert(pages, fields=fields, using="default")


def _sign_offs(made: _Made, first: User, second: User) -> Iterable[SignOff]:
    """Yield signatures: for every third page in a language all, for every third some, of which half are old."""
    if made.language == SOURCE:
        steps: list[tuple[Step, User]] = [(Step.CHECKED, first)]
    else:
        pair = [(Step.TRANSLATED, first), (Step.SECOND_READ, second)]
        steps = pair[: (made.number + made.place) % 3]
    for step, person in steps:
        source = "" if made.language == SOURCE else _digest(made.number, SOURCE)
        is_old = made.language != SOURCE and (made.number + made.place) % 5 == 0
        yield SignOff(
            page_id=made.page.pk,
            step=step.value,
            signed_by=person,
            role="Health visitor",
            signed_on=timezone.localdate(),
            words_digest=made.page.words_digest,
            source_digest="old".rjust(64, "0") if is_old else source,
        )


def _files(made: _Made, formats: int) -> Iterable[FormatFile]:
    """Yield a page's files: one in seven is behind, one in eleven is not there."""
    for place, kind in enumerate(sorted(KINDS)[:formats]):
        number = made.number + made.place + place
        is_there = number % 11 > 0
        yield FormatFile(
            page_id=made.page.pk,
            kind=kind,
            status=FormatFile.Status.READY if is_there else FormatFile.Status.WAITING,
            wanted="now",
            digest=("before" if number % 7 == 0 else "now") if is_there else "",
            words_digest=made.page.words_digest,
            file=f"formats/{made.page.pk}/{kind}" if is_there else "",
        )


def _note_sources(keys: Mapping[int, UUID], locales: Sequence[Locale], source_locale: Locale) -> None:
    """Note for each page where the strings of its translations were taken from."""
    kind = ContentType.objects.get_for_model(GuidancePage)
    base = ContentType.objects.get_for_model(Page)
    TranslatableObject.objects.bulk_create(
        TranslatableObject(translation_key=key, content_type=base) for key in keys.values()
    )
    sources = TranslationSource.objects.bulk_create(
        TranslationSource(
            object_id=key,
            specific_content_type=kind,
            locale=source_locale,
            object_repr=f"Page {number:02}",
            # As long as a page of five hundred words.
            content_json=json.dumps({"words_digest": _digest(number, SOURCE), "body": "word " * 4_000}),
            last_updated_at=timezone.now(),
        )
        for number, key in keys.items()
    )
    Translation.objects.bulk_create(
        Translation(source=source, target_locale=locale) for source in sources for locale in locales
    )
