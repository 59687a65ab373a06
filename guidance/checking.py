"""What there is to change on a page, and what of it stands against publishing: the checker and the records it needs."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import override

from guidance.directory.models import SERVICE_NAME, Service
from guidance.linearise import draft_of_easy_read, draft_of_page
from guidance.models import AvoidedPhrase, EasyRead, GlossaryTerm, Waiver
from guidance.models.glossary import TERM_TEXTS
from guidance.wording import Draft, Finding, Phrase, Rule, Severity, blocking, check, rules_of
from home.languages import SOURCE, Language
from home.models import BasePage
from home.publishing import Fault, stands_against_publishing
from home.records import words_of
from home.remembered import Remembered
from home.urgent_help import HelplineShelf


@dataclass(frozen=True, slots=True)
class Known:
    """What the checker needs to know of one language besides the page."""

    rules: tuple[Rule, ...]
    phrases: tuple[Phrase, ...]
    names: tuple[str, ...]


_known: Remembered[str, Known] = Remembered()


def known_in(language: Language) -> Known:
    """Return the rules, everyday phrases and names of a language. Three queries, remembered for a moment."""
    return _known.get(language.code, lambda: _read(language))


def _read(language: Language) -> Known:
    recorded = AvoidedPhrase.objects.rules_in(language.code)
    terms = (words_of(term, TERM_TEXTS, language) for term in GlossaryTerm.objects.all())
    services = (words_of(service, SERVICE_NAME, language) for service in Service.objects.all())
    return Known(
        # A site that has never loaded its records still has the lists that come with the code.
        rules_of(language.code) if recorded is None else recorded,
        tuple(Phrase(texts["term"], texts["say"]) for texts, spoken in terms if spoken == language),
        tuple(texts["name"] for texts, _spoken in services),
    )


def findings_in(page: BasePage) -> list[Finding]:
    """Return everything there is to change on a page, published or not. Six queries at most."""
    known, shelf = known_in(page.words), HelplineShelf()
    draft = _draft(page, known, shelf)
    return [*check(draft, rules=known.rules, phrases=known.phrases), *_urgent_help(page, shelf)]


def blocking_in(page: BasePage) -> list[Finding]:
    """Return what stands against publishing, waived or not. Five queries at most."""
    known, shelf = known_in(page.words), HelplineShelf()
    return [*blocking(_draft(page, known, shelf), rules=known.rules), *_urgent_help(page, shelf)]


def _draft(page: BasePage, known: Known, shelf: HelplineShelf) -> Draft:
    return draft_of_page(page, names=_left_alone(page, known, shelf))


def _left_alone(page: BasePage, known: Known, shelf: HelplineShelf) -> tuple[str, ...]:
    return (*known.names, *(card.name for _group, cards in shelf.groups(page.words) for card in cards))


def blocking_in_easy_read(easy: EasyRead) -> list[Finding]:
    """Return what stands against these rows, waived or not. Five queries at most."""
    known = known_in(easy.page.words)
    draft = draft_of_easy_read(easy, names=_left_alone(easy.page, known, HelplineShelf()))
    return blocking(draft, rules=known.rules)


def _urgent_help(page: BasePage, shelf: HelplineShelf) -> Iterator[Finding]:
    """Yield what is missing where a parent must find help at once."""
    known = {card.key for _group, cards in shelf.groups(page.words) for card in cards}
    named = set()
    for at, block in enumerate(getattr(page, "body", None) or (), 1):
        if block.block_type == "ask_for_help":
            lines = set(block.value["lines"] or ())
            named |= lines & known
            if gone := sorted(lines - known):
                yield _help(
                    "help.gone",
                    block.id or f"block-{at}",
                    ", ".join(gone),
                    "Tick another line to ring, and save.",
                    "This line is no longer among the helplines, so that readers are not shown it.",
                )
    if page.is_safety and not named:
        yield _help(
            "help.none",
            "page",
            "",
            "Add “Ask for help if…”, and tick the lines to ring.",
            "A safety page has to say whom to ring.",
        )
    if lacking := [card.name for card in shelf.urgent(page.words) if card.words_differ]:
        yield _help(
            "help.incomplete",
            "page",
            ", ".join(lacking),
            f"Complete these helplines in {page.words.english_name}.",
            "Urgent help stands on every page, and has to be understood.",
        )


def _help(code: str, key: str, words: str, better: str, reason: str) -> Finding:
    kind = "page" if key == "page" else "ask_for_help"
    return Finding(code, Severity.BLOCK, key, kind, words, better, reason)


# --- Let stand ------------------------------------------------------------------------------------------------------


def digest_of(finding: Finding) -> str:
    """Return what a waiver is tied to: what was found, and the whole sentence it was found in."""
    told = "\n".join((finding.code, finding.words, finding.sentence))
    return hashlib.sha256(told.encode()).hexdigest()


def waivers_of(page: BasePage, findings: Iterable[Finding]) -> dict[str, Waiver]:
    """Return the waivers that hold for these findings, by digest. One query where something blocks.

    One that was given for the English holds where a translation still says it in English.
    """
    digests = [digest_of(finding) for finding in findings if finding.severity is Severity.BLOCK]
    if not digests:
        return {}
    given = Waiver.objects.filter(page__translation_key=page.translation_key, digest__in=digests)
    return {waiver.digest: waiver for waiver in given.select_related("waived_by")}


@stands_against_publishing
def faults_of(words: Any) -> Iterator[Fault]:
    """Yield what has to be mended before a page or an Easy Read is published, or waived."""
    is_easy = isinstance(words, EasyRead)
    found = blocking_in_easy_read(words) if is_easy else blocking_in(words)
    for finding in unwaived(words.page if is_easy else words, found):
        yield Fault(finding.key, _said(finding))


def unwaived(page: BasePage, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings that nobody lets stand. One query where something blocks."""
    waived = waivers_of(page, findings)
    return [finding for finding in findings if digest_of(finding) not in waived]


def _said(finding: Finding) -> str:
    where = f"“{finding.words}”: " if finding.words else ""
    return f"{where}{_ended(finding.better)} {_ended(finding.reason)}"


def _ended(words: str) -> str:
    return words if words.endswith((".", "…", "?", "!")) else f"{words}."


# --- Told to editors ------------------------------------------------------------------------------------------------

_WHOLE = "The whole page"
#: Of a paragraph that is too long nobody needs to read all of it twice.
_MOST_LETTERS = 120


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as an editor reads it. ``place`` says where it is; ``languages`` the tag of each of its texts.

    ``waiver`` is the word of whoever lets it stand.
    """

    finding: Finding
    place: str
    languages: dict[str, str]
    waiver: Waiver | None = None

    @property
    def digest(self) -> str:
        return digest_of(self.finding)

    @property
    def blocks(self) -> bool:
        return self.finding.severity is Severity.BLOCK and self.waiver is None

    @property
    def words(self) -> str:
        """What was found, or the beginning of it where it is a whole paragraph."""
        return Truncator(self.finding.words).chars(_MOST_LETTERS)

    @property
    def as_json(self) -> dict[str, Any]:
        found = self.finding
        return {
            "key": found.key,
            "place": self.place,
            "words": self.words,
            "sentence": found.sentence,
            "better": found.better,
            "reason": found.reason,
            "blocks": self.blocks,
            "languages": self.languages,
        }


def told_of(page: BasePage) -> list[Told]:
    """Return what there is to change, as an editor reads it: first what stops publishing. Seven queries at most."""
    found = findings_in(page)
    places, waivers = _places(page), waivers_of(page, found)
    told = [
        Told(
            finding,
            places.get(finding.key, f"The phrase to avoid “{finding.words}”" if finding.kind == "rule" else _WHOLE),
            _languages_of(finding, page.words),
            waivers.get(digest_of(finding)),
        )
        for finding in found
    ]
    return sorted(told, key=lambda each: not each.blocks)


def _places(page: BasePage) -> dict[str, str]:
    """Return what each part is called: its block, and the heading it stands under."""
    places = {"title": "Title", "promise": "Promise", "picture": "Picture at the top"}
    heading = ""
    with override(SOURCE.code):
        for at, block in enumerate(getattr(page, "body", None) or (), 1):
            if block.block_type == "heading":
                heading = str(block.value)
                place = f"Heading “{heading}”"
            else:
                place = f"{block.block.label}, under “{heading}”" if heading else str(block.block.label)
            places[block.id or f"block-{at}"] = place
    return places


def _languages_of(finding: Finding, words: Language) -> dict[str, str]:
    """Return the language of each text. What is counted is explained in English, whatever the page speaks."""
    is_phrase = finding.code.startswith("avoid.")
    better = words if is_phrase or finding.code == "jargon" else SOURCE
    return {"words": words.tag, "better": better.tag, "reason": (words if is_phrase else SOURCE).tag}
