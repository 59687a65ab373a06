"""Two states of a page side by side, place by place, with the translation beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import strip_tags

from home.differences import Run, word_runs
from home.digest import changed_places
from home.models import BasePage, EnglishChange
from home.services import revision_saying
from home.states import Step

#: What an editor calls the places outside the body.
NAMES = {
    "title": "Title",
    "promise": "Promise",
    "drawing": "Picture at the top",
    "drawing_description": "What the picture at the top shows",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that says something else: the old English and the new, in runs, and the translation as it is.

    ``is_only_words`` is false where more than words differ, a picture say, or lines to ring.
    """

    name: str
    before: Sequence[Run]
    after: Sequence[Run]
    translation: str = ""
    is_only_words: bool = True


def differences(before: BasePage, after: BasePage, translation: BasePage | None = None) -> list[Difference]:
    """Return what differs between two states of an English page, in the order of the page."""
    changed = set(changed_places(before.words_by_place(), after.words_by_place()))
    old, new = texts_by_place(before), texts_by_place(after)
    beside = texts_by_place(translation) if translation else {}
    return [
        _difference(place, old.get(place, ("", "")), new.get(place, ("", "")), beside.get(place, ("", ""))[1])
        for place in _in_order(old, new)
        if place in changed
    ]


def _in_order(old: dict[str, tuple[str, str]], new: dict[str, tuple[str, str]]) -> Iterator[str]:
    """Yield the places of the new page in order, each that is gone after the one it stood behind."""
    gone: dict[str, list[str]] = {}
    last = ""
    for place in old:
        if place in new:
            last = place
        else:
            gone.setdefault(last, []).append(place)
    yield from gone.get("", [])
    for place in new:
        yield place
        yield from gone.get(place, [])


def _difference(place: str, old: tuple[str, str], new: tuple[str, str], translation: str) -> Difference:
    before, after = word_runs(old[1], new[1])
    return Difference(new[0] or old[0], before, after, translation, is_only_words=old[1] != new[1])


def texts_by_place(page: BasePage) -> dict[str, tuple[str, str]]:
    """Return, for each place of a page, its name for editors and its words as plain text."""
    texts = {place: (name, str(getattr(page, place))) for place, name in NAMES.items()}
    for child in getattr(page, "body", None) or ():
        said = child.block.get_searchable_content(child.value)
        texts[f"body.{child.id}"] = (str(child.block.label), "\n".join(strip_tags(str(text)) for text in said))
    return texts


def made_of(page: BasePage) -> str:
    """Return the digest of the English that a translation was signed against, else of what it was made of."""
    signed = page.versions.shown_as_signed(page).get(Step.TRANSLATED)
    return signed.source_digest if signed else page.translated_from


def english_saying(source: BasePage, digest: str) -> BasePage | None:
    """Return the English page as it was with these words; ``None`` where that is not kept any more.

    One query, or as many revisions read as it takes.
    """
    changes = EnglishChange.objects.filter(page=source.pk, before=digest).exclude(revision_from=None)
    for change in changes.select_related("revision_from").order_by("-pk")[:1]:
        before: BasePage = change.revision_from.as_object()
        if before.compute_words_digest() == digest:
            return before
    revision = revision_saying(source, digest)
    return revision.as_object() if revision else None
