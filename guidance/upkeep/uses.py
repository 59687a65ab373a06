"""What names a page, a helpline, a service or a source, and would be left with a hole if it were deleted."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import PROTECT, ManyToOneRel, Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.models import Page, ReferenceIndex

from guidance.directory.models import Service
from guidance.models import Claim, Door, EasyRead, GuidancePage, Source
from home.languages import SOURCE
from home.models import Helpline, StandardPage


@dataclass(frozen=True, slots=True)
class Use:
    """A place that names something. ``language`` is the tag of the words in ``name``; ``url`` where it is changed."""

    what: str
    name: str
    url: str
    language: str = "en-GB"


def uses_of(thing: Any) -> list[Use]:
    """Return what names this page, helpline, service or source; nothing for other records."""
    if isinstance(thing, Page):
        return uses_of_pages([thing])
    if isinstance(thing, Helpline):
        return list(_of_helpline(thing))
    if isinstance(thing, Service):
        return list(_of_service(thing))
    return list(_of_source(thing)) if isinstance(thing, Source) else []


def uses_of_pages(pages: Iterable[Page]) -> list[Use]:
    """Return what links to these pages, to those below them, or to their translations, and is none of them itself."""
    among = Q()
    for page in pages:
        for version in page.get_translations(inclusive=True):
            among |= Q(path__startswith=version.path)
    going = Page.objects.filter(among)
    going_ids = set(going.values_list("pk", flat=True))
    named_by = ReferenceIndex.objects.filter(
        to_content_type=_pages_type(), to_object_id__in=map(str, going_ids), base_content_type=_pages_type()
    )
    linking = set(map(int, named_by.values_list("object_id", flat=True)))
    related = GuidancePage.related.through.objects.filter(to_guidancepage_id__in=going_ids)
    linking.update(related.values_list("from_guidancepage_id", flat=True))
    found = list(_pages(linking - going_ids, "A link on"))
    found += [_path(door) for door in Door.objects.filter(choices__page__in=going_ids).distinct()]
    return found + [_claim(claim) for claim in Claim.objects.filter(pages__in=going_ids).distinct()]


def _of_helpline(line: Helpline) -> Iterator[Use]:
    if line.is_urgent:
        yield Use("Every page", "urgent help", reverse("wagtailsnippets_home_helpline:edit", args=[line.pk]))
    for kind in (GuidancePage, StandardPage):
        named = kind.objects.annotate(raw=Cast("body", TextField())).filter(raw__contains=json.dumps(line.key))
        yield from _pages(named.values_list("pk", flat=True), "Help on")
    easy = EasyRead.objects.annotate(raw=Cast("rows", TextField())).filter(raw__contains=json.dumps(line.key))
    for each in easy.select_related("page__locale"):
        yield Use("Easy Read", str(each), reverse("wagtailsnippets_guidance_easyread:edit", args=[each.pk]))


def _of_service(service: Service) -> Iterator[Use]:
    """Yield what other records, of whatever app, hold of a service that the database would not let go."""
    # Most of them have no name to be reached by from here: such relations are hidden.
    for relation in service._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.on_delete is PROTECT:
            model: Any = relation.related_model
            held = model._base_manager.filter(**{relation.field.name: service}).count()
            if held:
                own = reverse("wagtailsnippets_guidance_service:edit", args=[service.pk])
                yield Use("Kept under its name:", f"{held} × {model._meta.verbose_name}", own, SOURCE.tag)


def _pages_type() -> ContentType:
    return ContentType.objects.get_for_model(Page)


def _of_source(source: Source) -> Iterator[Use]:
    yield from _pages(GuidancePage.objects.filter(sources=source).values_list("pk", flat=True), "A source of")
    yield from (_claim(claim) for claim in source.claims.all())


def _pages(ids: Iterable[int], what: str) -> Iterator[Use]:
    for page in Page.objects.filter(pk__in=list(ids)).select_related("locale").order_by("path"):
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        yield Use(what, page.title, address, page.locale.language_code)


def _claim(claim: Claim) -> Use:
    return Use("The claim", claim.words, reverse("wagtailsnippets_guidance_claim:edit", args=[claim.pk]))


def _path(door: Door) -> Use:
    return Use("On the path behind", str(door), reverse("wagtailsnippets_guidance_door:edit", args=[door.pk]))
