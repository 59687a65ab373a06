"""Read pages for translators, and put in what comes back.

What is taken in are the strings that wagtail-localize keeps beside a page: readers see none of them until somebody
publishes the page, and on the public site until it is signed.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from guidance.content.files import BadContent
from guidance.exchange import package, po, word, xliff
from guidance.exchange.judge import why_not
from guidance.exchange.memory import terms_in, terms_of
from guidance.exchange.texts import Fate, Outcome, PageTexts, Text
from guidance.exchange.tongue import other_tongue
from home.languages import SOURCE, Language, find
from home.models import BasePage

#: How each kind of file is written and read, by the end of its name.
KINDS: Mapping[str, Any] = {"po": po, "xlf": xliff, "docx": word}
#: What `StringTranslation.tool_name` says of words that came in a file.
TOOLS = {"po": "PO file", "xlf": "XLIFF file", "docx": "Word document"}
#: What a translator is told of a machine's draft. It stays one until somebody changes it.
BY_MACHINE = "A machine wrote this draft: read every word."


# --- Out ------------------------------------------------------------------------------------------------------------


def texts_of(page: BasePage, language: Language) -> PageTexts:
    """Return what there is to translate of an English page, and what is translated already.

    The English is taken as it is published now: the strings that wagtail-localize keeps are brought up to date.
    """
    source, _created = TranslationSource.update_or_create_from_instance(page)
    kept, terms = _kept(source, language), terms_in(language)
    texts: dict[tuple[str, str], Text] = {}
    for segment in _segments(source):
        key = (segment.context.path, segment.string.data)
        known = kept.get((segment.context_id, segment.string_id))
        hints = [BY_MACHINE] if known and _is_by_machine(known) else []
        hints += [str(term) for term in terms_of(segment.string.data, terms)]
        texts.setdefault(key, Text(*key, known.data if known else "", hints=hints))
    return PageTexts(
        page=str(page.translation_key),
        language=language.code,
        english=page.words_digest,
        taken_at=timezone.now(),
        texts=list(texts.values()),
        title=page.title,
        slug=page.slug,
    )


def files_of(pages: Iterable[BasePage], language: Language, kind: str) -> list[tuple[str, bytes]]:
    """Return a file for each of these English pages, by its name in the zip; none for one that is written by hand."""
    module = KINDS[kind]
    return [
        (f"{language.code}/{page.slug}{module.EXTENSION}", module.write(texts_of(page, language)))
        for page in pages
        if not is_by_hand(page, language)
    ]


def is_by_hand(english: BasePage, language: Language) -> bool:
    """Tell whether a page in a language is not made of strings: somebody writes it in its own form. Two queries.

    Strings that are taken in would do nothing there, or one day take the place of what was written.
    """
    key = english.translation_key
    pages = Page.objects.filter(translation_key=key, locale__language_code=language.code, alias_of__isnull=True)
    followed = Translation.objects.filter(
        source__object_id=key, target_locale__language_code=language.code, enabled=True
    )
    return bool(pages.exists() and not followed.exists())


def _segments(source: TranslationSource) -> Any:
    return StringSegment.objects.filter(source=source).select_related("context", "string").order_by("order")


def _kept(source: TranslationSource, language: Language) -> dict[tuple[int, int], StringTranslation]:
    rows = StringTranslation.objects.filter(
        context__object_id=source.object_id, locale__language_code=language.code
    ).order_by("pk")
    return {(row.context_id, row.translation_of_id): row for row in rows}


def _is_by_machine(row: StringTranslation) -> bool:
    return bool(row.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE)


# --- In -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file. ``problem`` says why nothing of it was taken; then there are no outcomes.

    ``page_id`` is the page in its language, 0 where none could be made; ``is_older`` tells that the English has changed
    since the file left.
    """

    name: str
    title: str = ""
    language: Language | None = None
    outcomes: Sequence[Outcome] = ()
    problem: str = ""
    page_id: int = 0
    is_older: bool = False

    def count(self, fate: Fate) -> int:
        return sum(outcome.fate is fate for outcome in self.outcomes)


def take_in(data: bytes, *, name: str, user: Any, into: Collection[Language]) -> list[Taken]:
    """Take in a file or a zip of files, each by itself: what is wrong in one keeps out no other.

    ``into`` are the languages this person translates into.

    Raises:
        BadContent: the zip can't be opened.
    """
    return [_take_one(each, words, user, into) for each, words in package.files_in(data, name)]


def _take_one(name: str, data: bytes, user: Any, into: Collection[Language]) -> Taken:
    short = name.rsplit("/", 1)[-1][:120]
    try:
        kind = next((kind for kind, module in KINDS.items() if name.lower().endswith(module.EXTENSION)), "")
        if not kind:
            raise BadContent(f"{short}: no kind of file that translations come in")
        if not data or len(data) > package.LARGEST:
            raise BadContent(f"{short}: empty, or larger than 2 MB, which no page's translation is")
        sent = KINDS[kind].read(data, name=short)
        language, english = _about(sent, short)
        if language not in into:
            raise BadContent(f"{short}: you may not translate into {language.english_name}")
        if is_by_hand(english, language):
            raise BadContent(f"{short}: this page is written by hand in {language.english_name}: edit it there")
        return _take_texts(sent, language, english, name=short, tool=TOOLS[kind], user=user)
    except BadContent as problem:
        return Taken(short, problem=str(problem))


def _take_texts(sent: PageTexts, language: Language, english: BasePage, *, name: str, tool: str, user: Any) -> Taken:
    joined = " ".join(text.words for text in sent.texts if text.words != text.english)
    if other := other_tongue(joined, language.code):
        raise BadContent(f"{name}: it should be in {language.english_name}, and looks like {other}")
    source, _created = TranslationSource.update_or_create_from_instance(english)
    with transaction.atomic():
        locale, _created = Locale.objects.get_or_create(language_code=language.code)
        desk = _Desk(sent, source, english, locale, tool, user)
        outcomes = [desk.take(text) for text in sent.texts]
        page_id = _page_for(source, locale, user) if any(each.fate is Fate.TAKEN for each in outcomes) else 0
    return Taken(
        name,
        title=english.title,
        language=language,
        outcomes=outcomes,
        page_id=page_id,
        is_older=sent.english != english.words_digest,
    )


def _about(sent: PageTexts, name: str) -> tuple[Language, BasePage]:
    """Return the language and the English page that a file says it is about.

    Raises:
        BadContent: the site has no such language or page.
    """
    language = find(sent.language)
    if language is None or language == SOURCE:
        raise BadContent(f"{name}: this site does not translate into {sent.language[:20]!r}")
    try:
        key = uuid.UUID(sent.page)
    except ValueError as error:
        raise BadContent(f"{name}: it does not say which page it is of") from error
    page = Page.objects.filter(translation_key=key, locale__language_code=SOURCE.code).first()
    english = page.specific if page else None
    if not isinstance(english, BasePage):
        raise BadContent(f"{name}: it is of a page that this site does not have")
    return language, english


class _Desk:
    """Takes the texts of one page, one after the other."""

    def __init__(
        self, sent: PageTexts, source: TranslationSource, english: BasePage, locale: Locale, tool: str, user: Any
    ) -> None:
        self.sent, self.locale, self.tool, self.user = sent, locale, tool, user
        self.model = type(english)
        self.segments: dict[str, dict[str, StringSegment]] = {}
        for segment in _segments(source):
            self.segments.setdefault(segment.context.path, {})[segment.string.data] = segment

    def take(self, text: Text) -> Outcome:
        """Put one text in, or say why it can't be."""
        if not text.words.strip():
            return Outcome(text, Fate.EMPTY)
        there = self.segments.get(text.place)
        if there is None:
            return Outcome(text, Fate.REFUSED, "The English page has no such place (any more).")
        if text.english not in there:
            return Outcome(text, Fate.REFUSED, "The English page does not say this there (any more).")
        return self._judge(text, there[text.english])

    def _judge(self, text: Text, segment: StringSegment) -> Outcome:
        row = (
            StringTranslation.objects.select_for_update()
            .filter(translation_of_id=segment.string_id, locale=self.locale, context_id=segment.context_id)
            .first()
        )
        if row and row.data == text.words:
            return Outcome(text, Fate.SAME)
        if text.is_doubtful:
            return Outcome(text, Fate.REFUSED, "It is marked as unfinished (“fuzzy”).")
        longest = _longest(self.model, text.place)
        if why := why_not(text.english, text.words, self.sent.language, longest=longest):
            return Outcome(text, Fate.REFUSED, why)
        if row and row.updated_at > self.sent.taken_at:
            return Outcome(text, Fate.REFUSED, f"Somebody has changed it on the site since: “{row.data[:200]}”.")
        before = row.data if row else ""
        self._put(row or StringTranslation(locale=self.locale), segment, text.words)
        return Outcome(text, Fate.TAKEN, before=before)

    def _put(self, row: StringTranslation, segment: StringSegment, words: str) -> None:
        row.translation_of_id, row.context_id = segment.string_id, segment.context_id
        row.data, row.tool_name, row.last_translated_by = words, self.tool, self.user
        row.translation_type = StringTranslation.TRANSLATION_TYPE_MANUAL
        row.has_error, row.field_error = False, ""
        row.save()


def _longest(model: type[BasePage], place: str) -> int | None:
    try:
        return getattr(model._meta.get_field(place), "max_length", None)
    except FieldDoesNotExist:
        return None


def _page_for(source: TranslationSource, locale: Locale, user: Any) -> int:
    """Return the page in its language; where there is none, make one that nobody has published.

    One that is there is left as it is: wagtail-localize would write the new words into what readers see.
    """
    Translation.objects.get_or_create(source=source, target_locale=locale)
    page = Page.objects.filter(translation_key=source.object_id, locale=locale).first()
    if page is None:
        page, _created = source.create_or_update_translation(
            locale, user=user, publish=False, copy_parent_pages=True, fallback=True
        )
    return int(page.pk)
