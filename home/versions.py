"""The versions of one page in all its languages, and which of them a reader is shown."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings

from home.changes import NO_GAP, Behind, Change, Gap, Standing, gap_since, is_corrected, standing_of
from home.languages import SOURCE, Language
from home.models.english_change import changes_in
from home.models.sign_off import SignOff
from home.states import PageState, Signature, Step, Words, state_of, valid_signatures

if TYPE_CHECKING:
    from home.models import BasePage


def signatures_of(page_ids: Iterable[int]) -> dict[int, list[Signature]]:
    """Return all signatures given for these pages, by page id. One query."""
    found: dict[int, list[Signature]] = {}
    for row in SignOff.objects.filter(page_id__in=list(page_ids)):
        found.setdefault(row.page_id, []).append(
            Signature(
                Step(row.step),
                row.signed_by_id,
                row.role,
                row.signed_on,
                row.words_digest,
                row.source_digest,
                certificate=row.certificate,
            )
        )
    return found


class Kept:
    """The signatures of many pages, asked for when the first of them is needed. One query, or none."""

    def __init__(self, page_ids: Iterable[int]) -> None:
        self._page_ids = list(page_ids)

    @cached_property
    def signatures(self) -> Mapping[int, list[Signature]]:
        return signatures_of(self._page_ids)


def code_of(page: "BasePage") -> str:
    """Return the language of the page's place in the tree, which need not be that of its words."""
    return page.locale.language_code


class Versions:
    """The published versions of one page, asked for `with_changes`, and the signatures they have."""

    def __init__(self, pages: Iterable["BasePage"], kept: Kept) -> None:
        self.pages = sorted(pages, key=lambda page: (code_of(page) != SOURCE.code, page.locale_id))
        self._kept = kept
        self._standings: dict[int, Standing] = {}

    @property
    def source(self) -> "BasePage | None":
        """The published English version; ``None`` where there is none."""
        return next((page for page in self.pages if code_of(page) == SOURCE.code), None)

    def words_to_sign(self, page: "BasePage") -> Words:
        """Return what has to be signed for this version."""
        is_translation = code_of(page) != SOURCE.code
        source_digest = self.source.words_digest if is_translation and self.source else ""
        return Words(page.words_digest, source_digest, is_translation=is_translation, is_safety=self.is_safety(page))

    def is_safety(self, page: "BasePage") -> bool:
        """Tell whether a clinician must sign this version: the English page says so, or this one does."""
        return page.is_safety or bool(self.source and self.source.is_safety)

    def signatures_on(self, page: "BasePage") -> list[Signature]:
        """Return all signatures ever given on this version, for its own words and for what stands beside it."""
        return self._kept.signatures.get(page.pk, [])

    def signed(self, page: "BasePage") -> dict[Step, Signature]:
        """Return the signatures that count for this version's words and the English of now."""
        standing = self._standing(page)
        return standing.fresh if standing else valid_signatures(self.words_to_sign(page), self.signatures_on(page))

    def shown_as_signed(self, page: "BasePage") -> dict[Step, Signature]:
        """Return the signatures that the state rests on: those for English that has changed since are among them."""
        standing = self._standing(page)
        return standing.signed if standing else self.signed(page)

    def state_of(self, page: "BasePage") -> PageState:
        """Return the state of one version. A translation is live only while its English is there, and was signed."""
        if self._is_translation(page):
            standing = self._standing(page)
            return standing.state if standing else PageState.PREVIEW
        return state_of(self.words_to_sign(page), self.signatures_on(page))

    def gap(self, page: "BasePage") -> Gap:
        """Return what has changed in the English since this version was made of it."""
        if not self._is_translation(page) or not self.source:
            return NO_GAP
        # Most pages are as they were translated: then no signature needs to be asked for.
        if not self._changes and page.translated_from in ("", self.source.words_digest):
            return NO_GAP
        standing = self._standing(page)
        return standing.gap if standing else NO_GAP

    def gap_since(self, digest: str) -> Gap:
        """Return what has changed in the English since it had this digest, as a card on paper may have it."""
        if self.source is None:
            return NO_GAP
        is_safety = self.is_safety(self.source)
        return gap_since(digest, self.source.words_digest, self._changes, is_safety=is_safety)

    def is_corrected(self, page: "BasePage") -> bool:
        """Tell whether this English was corrected because its old words were unsafe, and waits to be signed."""
        if self._is_translation(page) or self.state_of(page) is PageState.LIVE:
            return False
        return is_corrected(self.words_to_sign(page), self.signatures_on(page), self._changes)

    @property
    def unsafe_since(self) -> datetime | None:
        """The moment at which old words of this page were last called unsafe: until then they were shown."""
        unsafe = [change.said_at or change.made_at for change in self._changes if change.behind is Behind.UNSAFE]
        return max(unsafe, default=None)

    def places_linked_to(self, page: "BasePage") -> frozenset[str]:
        """Return the places of this English page that translations send their readers to."""
        if self._is_translation(page):
            return frozenset()
        return frozenset[str]().union(*(self.gap(other).places for other in self.pages))

    def is_shown(self, page: "BasePage") -> bool:
        """Tell whether readers may see this version here.

        It is in its own language's words, signed or previewed, and not of English that was called unsafe since. English
        that took the place of unsafe words is shown at once.
        """
        if page.words_language != code_of(page) or self.gives_way(page):
            return False
        return settings.SHOW_PREVIEW or self.state_of(page) is PageState.LIVE or self.is_corrected(page)

    def gives_way(self, page: "BasePage") -> bool:
        """Tell whether the English is shown in place of these words because they may be unsafe."""
        return self.gap(page).behind is Behind.UNSAFE

    def _is_translation(self, page: "BasePage") -> bool:
        return code_of(page) != SOURCE.code

    @cached_property
    def _changes(self) -> list[Change]:
        """What was changed in the English while it stood there. No query: the pages are asked for with it."""
        return changes_in(self.source.kept_changes) if self.source else []

    def _standing(self, page: "BasePage") -> Standing | None:
        """Return how a translation stands; ``None`` for English, and where there is none."""
        if not self.source or not self._is_translation(page):
            return None
        if page.pk not in self._standings:
            self._standings[page.pk] = standing_of(
                self.words_to_sign(page),
                self.signatures_on(page),
                self._changes,
                made_of=page.translated_from,
                english=self.signatures_on(self.source),
            )
        return self._standings[page.pk]

    def shown(self) -> list["BasePage"]:
        """Return the versions readers may see, English first."""
        return [page for page in self.pages if self.is_shown(page)]

    def shown_in(self, language: Language) -> "BasePage | None":
        """Return the version for readers of this language: theirs, else the English one, else ``None``."""
        by_code = {code_of(page): page for page in self.shown()}
        return by_code.get(language.code) or by_code.get(SOURCE.code)
