"""The versions of one page in all its languages, and which of them a reader is shown."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.conf import settings

from home.languages import SOURCE, Language
from home.models.sign_off import SignOff
from home.states import PageState, Signature, Step, Words, state_of, valid_signatures

if TYPE_CHECKING:
    from home.models import BasePage

Signatures = Mapping[int, list[Signature]]


def signatures_of(page_ids: Iterable[int]) -> dict[int, list[Signature]]:
    """Return all signatures given for these pages, by page id. One query."""
    found: dict[int, list[Signature]] = {}
    for row in SignOff.objects.filter(page_id__in=list(page_ids)):
        found.setdefault(row.page_id, []).append(
            Signature(Step(row.step), row.signed_by_id, row.role, row.signed_on, row.words_digest, row.source_digest)
        )
    return found


def code_of(page: "BasePage") -> str:
    """Return the language of the page's place in the tree, which need not be that of its words."""
    return page.locale.language_code


class Versions:
    """The published versions of one page and the signatures they have."""

    def __init__(self, pages: Iterable["BasePage"], signatures: Signatures) -> None:
        self.pages = sorted(pages, key=lambda page: (code_of(page) != SOURCE.code, page.locale_id))
        self._signatures = signatures

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
        return self._signatures.get(page.pk, [])

    def signed(self, page: "BasePage") -> dict[Step, Signature]:
        """Return the signatures that count for this version's words as they are now."""
        return valid_signatures(self.words_to_sign(page), self.signatures_on(page))

    def state_of(self, page: "BasePage") -> PageState:
        """Return the state of one version. A translation is live only while its English is."""
        state = state_of(self.words_to_sign(page), self.signatures_on(page))
        if state is PageState.LIVE and code_of(page) != SOURCE.code:
            return self.state_of(self.source) if self.source else PageState.PREVIEW
        return state

    def is_shown(self, page: "BasePage") -> bool:
        """Tell whether readers may see this version here: in its own language's words, and signed or previewed."""
        in_own_language = page.words_language == code_of(page)
        return in_own_language and (settings.SHOW_PREVIEW or self.state_of(page) is PageState.LIVE)

    def shown(self) -> list["BasePage"]:
        """Return the versions readers may see, English first."""
        return [page for page in self.pages if self.is_shown(page)]

    def shown_in(self, language: Language) -> "BasePage | None":
        """Return the version for readers of this language: theirs, else the English one, else ``None``."""
        by_code = {code_of(page): page for page in self.shown()}
        return by_code.get(language.code) or by_code.get(SOURCE.code)
