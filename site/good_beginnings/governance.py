"""Figures for the papers in docs/governance, worked out from code, settings and the content that comes with it.

Nothing is asked of the database: the same code gives the same figures, whatever a site holds. Figures stand between
``<!-- figures: name -->`` and ``<!-- end -->``; what a paper says itself (which tests, which tables) is counted there.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import load_command_class
from django.db import models

from feedback.comments.services import ORIGINAL_DAYS
from feedback.content.load import CONTENT_DIR as SURVEYS_DIR
from feedback.keeping.forgetting import MONTHS
from feedback.surveys.models.waves import GRACE_DAYS
from feedback.surveys.receipts import RECEIPT_DAYS
from guidance.content.files import read
from guidance.content.load import CONTENT_DIR, FIRST_LANGUAGES
from guidance.formats.producers import OFFERS
from guidance.models.requests import KEPT_FOR
from guidance.usage.services import MONTHS_OF_DAYS
from home.languages import REGISTRY, SOURCE
from home.states import REVIEW_MONTHS, REVIEW_MONTHS_SAFETY
from staff.throttle import FORGOTTEN_AFTER

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ROOT / "docs" / "governance"
#: How a blank begins, in every paper.
BLANK = "To be completed by the Trust:"
FAMILIES, STAFF, NOBODY = "What is kept of families", "What is kept of staff", "Tables that hold nothing of a person"

_FIGURES = re.compile(r"(<!-- figures: ([a-z-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
_MODEL = re.compile(r"`([a-z_]+\.[A-Z]\w+)`")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_HAZARD = re.compile(r"^### (H\d+): (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rule:
    """How long something is kept: what for, what deletes it, and where the number stands."""

    name: str
    kept: str
    deleted_by: str
    stands_in: str


@dataclass(frozen=True, slots=True)
class Held:
    """What `dpia.md` says of one table: under which heading, and in which words."""

    heading: str
    words: str


class UnknownFigures(ValueError):
    """A paper asks for figures that there are not."""


# --- What a paper says itself ---------------------------------------------------------------------------------------


def paper(name: str) -> str:
    """Return the text of a paper, without its figures."""
    return _FIGURES.sub("", (PAPERS / f"{name}.md").read_text(encoding="utf-8"))


def tables_named() -> Iterator[tuple[str, Held]]:
    """Yield each table that `dpia.md` lists under its three headings, as often as it stands there."""
    for heading in (FAMILIES, STAFF, NOBODY):
        section = _section(paper("dpia"), f"## {heading}\n")
        for item in section.split("\n- ")[1:]:
            words = " ".join(item.split("\n\n")[0].split())
            for label in _MODEL.findall(words):
                yield label, Held(heading, words)


def personal_fields(model: type[models.Model]) -> list[str]:
    """Return the fields of a table that can hold words of a person or name one of staff.

    These are links to accounts, free text, files and e-mail addresses. A text in columns per language counts once.
    """
    user = apps.get_model(settings.AUTH_USER_MODEL)
    return [
        field.name
        for field in model._meta.local_fields
        if not hasattr(field, "translated_field") and (field.related_model is user or _is_free(field))
    ]


def names_staff(model: type[models.Model]) -> bool:
    """Tell whether a table links to accounts."""
    user = apps.get_model(settings.AUTH_USER_MODEL)
    return any(field.related_model is user for field in model._meta.local_fields)


def tests_named(text: str) -> list[tuple[str, str]]:
    """Return the file and the name of each test that a text names."""
    return _TEST.findall(text)


def _is_free(field: models.Field[object, object]) -> bool:
    free = (models.CharField, models.TextField, models.FileField, models.JSONField)
    return isinstance(field, free) and not field.choices


def _section(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next of its kind; nothing where there is no such heading."""
    _, _, rest = f"\n{text}".partition(f"\n{heading}")
    return rest.split("\n## ")[0]


# --- Figures --------------------------------------------------------------------------------------------------------


def rules() -> tuple[Rule, ...]:
    """Return every rule of retention that the software keeps, and those that nothing keeps yet."""
    prune = load_command_class("django_tasks_db", "prune_db_task_results").create_parser("", "")
    sessions = settings.SESSION_COOKIE_AGE / (60 * 60)
    forgotten = "`feedback/keeping/forgetting.py`"
    return (
        Rule(
            "receipts",
            f"{RECEIPT_DAYS} days, and up to a week more",
            "forget_answers",
            "`feedback/surveys/receipts.py`",
        ),
        Rule(
            "originals",
            f"{ORIGINAL_DAYS} days, then to the first of the month; longer while unread or an open worry",
            "forget_answers",
            "`feedback/comments/services.py`",
        ),
        Rule("answers", f"{MONTHS} months after the wave closed", "forget_answers", forgotten),
        Rule("comments", f"{MONTHS} months after the wave closed; an open worry stays", "forget_answers", forgotten),
        Rule("page words", f"{MONTHS} months after their week", "forget_answers", forgotten),
        Rule(
            "requests",
            f"{KEPT_FOR.days} days after the answer",
            "forget_format_requests",
            "`guidance/models/requests.py`",
        ),
        Rule(
            "tasks",
            f"{prune.get_default('min_age_days')} days after they ended",
            "forget_finished_tasks",
            "`home/jobs.py`",
        ),
        Rule(
            "sessions",
            f"{sessions:g} hours at most, and up to a day more",
            "forget_sessions",
            "`SESSION_COOKIE_AGE`",
        ),
        Rule(
            "tries",
            f"{FORGOTTEN_AFTER.total_seconds() / (60 * 60):g} hour, and up to an hour more",
            "forget_tries",
            "`staff/throttle.py`",
        ),
        Rule("letters", "until the step is done", "tell_of_work", "`guidance/upkeep/letters.py`"),
        Rule("with the account", "until the account is deleted", "an administrator", "the table's link"),
        Rule("with its owner", "until what it belongs to is deleted", "an editor", "the table's link"),
        Rule("no limit", "until somebody deletes it", "nothing", "nowhere"),
    )


def _retention() -> list[str]:
    rows = [(f"**{rule.name}**", rule.kept, rule.deleted_by, rule.stands_in) for rule in rules()]
    return [*_table(("Rule", "Kept", "Deleted by", "Set in"), rows)]


def _tables() -> list[str]:
    counted = Counter((label.split(".")[0], held.heading) for label, held in tables_named())
    ours = ("home", "staff", "guidance", "feedback", "auth")
    rest = sorted({app for app, _ in counted} - set(ours))
    rows = [(app, *(str(counted[app, heading]) for heading in (FAMILIES, STAFF, NOBODY))) for app in ours]
    others = [str(sum(counted[app, heading] for app in rest)) for heading in (FAMILIES, STAFF, NOBODY)]
    return _table(("App", "of families", "of staff", "of nobody"), [*rows, ("libraries", *others)])


def _settings() -> list[str]:
    shown = settings.OUTCOMES_THRESHOLDS
    rows = [
        ("a count is hidden below", str(shown["cell"]), "`OUTCOMES_SMALLEST_CELL`"),
        ("no percentage of fewer answers than", str(shown["base"]), "`OUTCOMES_SMALLEST_BASE`"),
        ("nothing is compared of fewer answers than", str(shown["comparison"]), "`OUTCOMES_SMALLEST_COMPARED`"),
        ("“all” or “none” is not said of fewer than", str(shown["unanimous"]), "`OUTCOMES_SMALLEST_UNANIMOUS`"),
        ("answers an hour from one network, then counted apart", str(settings.ANSWERS_AN_HOUR), "`ANSWERS_AN_HOUR`"),
        ("days of grace for answers that wait on a phone", str(GRACE_DAYS), "each wave"),
        ("months after which openings by day become months", str(MONTHS_OF_DAYS), "`guidance/usage/services.py`"),
        ("months until a page is due for review", str(REVIEW_MONTHS), "`home/states.py`"),
        ("months until a safety page is due for review", str(REVIEW_MONTHS_SAFETY), "`home/states.py`"),
        ("days until a reply to families is called to mind", str(settings.REPLY_WITHIN_DAYS), "`REPLY_WITHIN_DAYS`"),
    ]
    return _table(("What", "Unless set", "Set by"), rows)


def _languages() -> list[str]:
    guidance = {page.stem for page in _pages()}
    rows = []
    for language in REGISTRY:
        folder = CONTENT_DIR / language.code
        translated = guidance if language == SOURCE else {file.stem for file in folder.glob("*.po")} & guidance
        state = "in preview" if language.code in FIRST_LANGUAGES else "off"
        rows.append((language.english_name, language.tag, language.dir, state, f"{len(translated)} of {len(guidance)}"))
    return _table(("Language", "Tag", "Direction", "State as it comes", "Pages with words in it"), rows)


def _content() -> list[str]:
    pages = [read(page).facts for page in _pages()]
    surveys = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted((SURVEYS_DIR / "en").glob("*.toml"))]
    questions = [question for survey in surveys for question in survey.get("question", {}).values()]
    records = tomllib.loads((CONTENT_DIR / "en" / "records.toml").read_text(encoding="utf-8"))
    rows = [
        ("English pages", len(pages)),
        ("of these, pages on safety", sum(bool(page.get("safety")) for page in pages)),
        ("of these, pages that can be left in a hurry", sum(bool(page.get("exit")) for page in pages)),
        (
            "of these, pages with something for the Trust to confirm",
            sum(bool(page.get("to_confirm")) for page in pages),
        ),
        ("things for the Trust to confirm, in all", sum(len(page.get("to_confirm") or ()) for page in pages)),
        ("Easy Read versions", len(list((CONTENT_DIR / "en" / "easy-read").glob("*.toml")))),
        *_states("helplines", records["helpline"]),
        *_states("services", records["service"]),
        ("surveys", sum("survey" in survey for survey in surveys)),
        ("questions in them", sum(question["kind"] != "information" for question in questions)),
        ("of these, boxes to write in", sum(question["kind"] == "text" for question in questions)),
        ("of these, equality questions, all optional", sum(_is_equality(question) for question in questions)),
    ]
    return _table(("What comes with the site", "How many"), [(what, str(number)) for what, number in rows])


def _formats() -> list[str]:
    rows = [
        (
            offer.kind,
            "Easy Read" if offer.reads == "easy-read" else "page",
            offer.quality.subject if offer.quality else "",
        )
        for offer in OFFERS
    ]
    return _table(("Format", "Made of", "Kept from families until a person passes the"), rows)


def _criteria() -> list[str]:
    text = paper("accessibility-evidence")
    items = re.split(r"\n(?=- \*\*\d\.\d\.\d+ )", text)[1:]
    items = [item.split("\n\n")[0] for item in items]
    tested = [item for item in items if tests_named(item)]
    not_applying = [item for item in items if "does not apply" in item]
    rows = [
        ("criteria of WCAG 2.2, levels A and AA", len(items)),
        ("with a test that looks at all or part of it", len(tested)),
        ("that do not apply to what is here", len(not_applying)),
        ("for a person to judge alone", len(items) - len(tested) - len(not_applying)),
        ("different tests named", len(set(tests_named(text)))),
    ]
    return _table(("Criteria", "How many"), [(what, str(number)) for what, number in rows])


def _hazards() -> list[str]:
    text = paper("clinical-safety")
    found = list(_HAZARD.finditer(text))
    ends = [hazard.start() for hazard in found[1:]] + [len(text)]
    rows = []
    for hazard, end in zip(found, ends, strict=True):
        words = text[hazard.end() : end].split("\n## ")[0]
        rows.append((hazard[1], hazard[2], str(len(set(tests_named(words))))))
    rows.append(("", "in all, each test once", str(len(set(tests_named(text))))))
    return _table(("Hazard", "What may happen", "Tests"), rows)


def _blanks() -> list[str]:
    names = sorted(file.stem for file in PAPERS.glob("*.md") if file.stem != "README")
    return _table(("Paper", "Blanks"), [(f"[{name}.md]({name}.md)", str(paper(name).count(BLANK))) for name in names])


def _pages() -> list[Path]:
    return sorted((CONTENT_DIR / SOURCE.code).glob("*.md"))


def _states(what: str, records: dict[str, dict[str, object]]) -> Iterator[tuple[str, int]]:
    yield what, len(records)
    for state, number in sorted(Counter(str(record["status"]) for record in records.values()).items()):
        yield f"of these {what}, “{state}”", number


def _is_equality(question: dict[str, object]) -> bool:
    return bool(question.get("equality")) and question["kind"] != "information"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


FIGURES: dict[str, Callable[[], list[str]]] = {
    "blanks": _blanks,
    "content": _content,
    "criteria": _criteria,
    "formats": _formats,
    "hazards": _hazards,
    "languages": _languages,
    "retention": _retention,
    "settings": _settings,
    "tables": _tables,
}


def renewed(text: str) -> str:
    """Return a paper with all its figures as they are now.

    Raises:
        UnknownFigures: it asks for some that there are not.
    """

    def put(found: re.Match[str]) -> str:
        if found[2] not in FIGURES:
            raise UnknownFigures(f"There are no figures “{found[2]}”: {', '.join(FIGURES)}.")
        figures = "\n".join(FIGURES[found[2]]())
        return f"{found[1]}{figures}\n{found[4]}"

    return _FIGURES.sub(put, text)
