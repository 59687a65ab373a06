"""In which language a reader is shown a reply, a priority or an action, and whether two people have signed for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings

from feedback.replies.models import SUBJECTS, InWords, ReplySignOff
from home.digest import words_digest
from home.languages import SOURCE, Language
from home.states import PageState, Signature, Step, Words, state_read_twice


@dataclass(frozen=True, slots=True)
class Shown:
    """The language a reader is shown a record in, and whether its words are signed for."""

    words: Language
    state: PageState


def words_to_sign(record: InWords, language: Language) -> Words:
    """Return what has to be signed for one language of a record.

    English stands for what it promises to have kept, too: that something is done. A translation is of the words alone.
    """
    english = record.texts_in(SOURCE)
    if language == SOURCE:
        return Words(words_digest(english | record.claim()))
    return Words(words_digest(record.texts_in(language)), words_digest(english), is_translation=True)


def is_whole(record: InWords, language: Language) -> bool:
    """Tell whether every text that the English has stands in this language, too."""
    texts = record.texts_in(language)
    return bool(texts) and all(texts.values())


@dataclass(frozen=True, slots=True)
class Signatures:
    """What was signed for the records of one kind, by record and language."""

    _given: Mapping[tuple[int, str], list[Signature]] = field(default_factory=dict)

    def state_of(self, record: InWords, language: Language) -> PageState:
        """Return whether this language of a record is signed for as it stands. A translation is while its English is.

        A language that lacks a text is never live.
        """
        if not is_whole(record, language) or not self._is_signed(record, language):
            return PageState.PREVIEW
        is_english_signed = language == SOURCE or self.state_of(record, SOURCE) is PageState.LIVE
        return PageState.LIVE if is_english_signed else PageState.PREVIEW

    def shown(self, record: InWords, language: Language) -> Shown | None:
        """Return how readers of this language are shown a record: in it, else in English, else not at all."""
        for spoken in (language, SOURCE):
            state = self.state_of(record, spoken)
            if is_whole(record, spoken) and (state is PageState.LIVE or settings.SHOW_PREVIEW):
                return Shown(spoken, state)
        return None

    def _is_signed(self, record: InWords, language: Language) -> bool:
        given = self._given.get((record.pk, language.code), [])
        return state_read_twice(words_to_sign(record, language), given) is PageState.LIVE


def signatures_for(subject: str, languages: Iterable[Language] | None = None) -> Signatures:
    """Return the signatures for all records of one kind (`SUBJECTS`), in these languages or in all. One query.

    Raises:
        KeyError: there is no such kind.
    """
    rows = ReplySignOff.objects.filter(**{f"{subject}__isnull": False})
    if languages is not None:
        rows = rows.filter(language__in={language.code for language in languages})
    given: dict[tuple[int, str], list[Signature]] = defaultdict(list)
    for row in rows:
        signature = Signature(
            Step(row.step), row.signed_by_id, row.role, row.signed_on, row.words_digest, row.source_digest
        )
        given[getattr(row, f"{subject}_id"), row.language].append(signature)
    return Signatures(given)


def subject_of(record: InWords) -> str:
    """Return what a record is called among `SUBJECTS`.

    Raises:
        StopIteration: nobody signs for records of its kind.
    """
    return next(name for name, model in SUBJECTS.items() if isinstance(record, model))
