"""Engines that wagtail-localize's "translate" button asks for drafts. What they write is marked as a machine's.

Nothing of it is live by itself: the strings stand beside the page until somebody publishes it, and two people sign.
"""

import logging
from collections.abc import Iterable
from typing import Any

from requests import RequestException
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.machine_translators.libretranslate import LibreTranslator
from wagtail_localize.strings import StringValue

from guidance.exchange.judge import why_not
from guidance.exchange.memory import known_in
from home.languages import SOURCE, find

logger = logging.getLogger(__name__)
Drafts = dict[StringValue, StringValue]


class MemoryTranslator(BaseMachineTranslator):
    """Gives what the same English was given as elsewhere in this language. Asks nobody outside."""

    display_name = "Translation memory"

    def can_translate(self, source_locale: Any, target_locale: Any) -> bool:
        return source_locale.language_code == SOURCE.code and find(target_locale.language_code) not in (None, SOURCE)

    def translate(self, source_locale: Any, target_locale: Any, strings: Iterable[StringValue]) -> Drafts:
        """Return the drafts there are. A person's words go before a machine's, newer before older."""
        language = find(target_locale.language_code)
        if language is None:
            return {}
        known = sorted(known_in(language), key=lambda each: not each.is_machine)
        by_english = {each.english: each.words for each in known}
        return {each: StringValue(by_english[each.data]) for each in strings if each.data in by_english}


class LibreTranslateAfterMemory(BaseMachineTranslator):
    """Asks a LibreTranslate server for what the memory does not know, and keeps of it what is not broken."""

    display_name = "LibreTranslate"

    def can_translate(self, source_locale: Any, target_locale: Any) -> bool:
        return MemoryTranslator(self.options).can_translate(source_locale, target_locale)

    def translate(self, source_locale: Any, target_locale: Any, strings: Iterable[StringValue]) -> Drafts:
        """Return the drafts there are; those of the memory alone where the server does not answer."""
        wanted = list(strings)
        drafts = MemoryTranslator(self.options).translate(source_locale, target_locale, wanted)
        left = [each for each in wanted if each not in drafts]
        try:
            made = LibreTranslator(self.options).translate(source_locale, target_locale, left) if left else {}
        except (RequestException, ValueError, KeyError) as error:
            # The text of a page is no secret, but an address with a key in it is.
            logger.warning("LibreTranslate gave no drafts: %s", type(error).__name__)
            made = {}
        code = target_locale.language_code
        return drafts | {each: words for each, words in made.items() if not why_not(each.data, words.data, code)}
