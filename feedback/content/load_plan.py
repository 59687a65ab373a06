"""Put the priorities and recommendations of the strategy into the site: once, and never over an editor's work.

Later only words are taken from the files, and only while nobody has saved a priority or a recommendation here. What an
editor has deleted stays deleted. No action is ever loaded.
"""

from pathlib import Path

from django.db import transaction

from feedback.content.load import CONTENT_DIR
from feedback.content.plan_files import PLAN, StarterPlan, Words, read_plan
from feedback.models import ActionPlan, Priority, Recommendation
from guidance.content.load import Report
from guidance.models import LoadedFile
from home.digest import words_digest
from home.languages import REGISTRY

_PATH = f"plan/{PLAN}"


@transaction.atomic
def load_plan(folder: Path = CONTENT_DIR) -> Report:
    """Load the plan where it is new here, or its words where only they have changed. Loading twice changes nothing.

    Raises:
        BadContent: a file can't be used; the message names it, and nothing is loaded.
    """
    report, starter = Report(), read_plan(folder)
    if starter is None:
        return report
    last = LoadedFile.objects.filter(path=_PATH).first()
    if last is not None and last.file_digest == starter.digest:
        report.unchanged += 1
        return report
    if last is None and not ActionPlan.objects.exists():
        _plant(starter)
    elif last is not None and _is_untouched(starter, last):
        _take_words(starter)
    else:
        report.kept.append(_PATH)
        return report
    digests = {"file_digest": starter.digest, "words_digest": _digest()}
    LoadedFile.objects.update_or_create(path=_PATH, defaults=digests)
    report.loaded.append(_PATH)
    return report


def _plant(starter: StarterPlan) -> None:
    plan = ActionPlan.objects.create(key=starter.key, first_year=starter.first_year, last_year=starter.last_year)
    for order, told in enumerate(starter.priorities, start=1):
        words = _columns("title", told.title) | _columns("summary", told.summary)
        priority = Priority.objects.create(plan=plan, key=told.key, order=order, **words)
        for place, each in enumerate(told.recommendations, start=1):
            Recommendation.objects.create(priority=priority, key=each.key, order=place, **_columns("text", each.text))


def _is_untouched(starter: StarterPlan, last: LoadedFile) -> bool:
    """Tell whether the rows are those that were loaded, word for word, and the file still has the same ones."""
    wanted = {told.key: [each.key for each in told.recommendations] for told in starter.priorities}
    there = {row.key: [each.key for each in row.recommendations.order_by("order")] for row in Priority.objects.all()}
    is_saved = any(model.objects.filter(latest_revision__isnull=False).exists() for model in (Priority, Recommendation))
    return wanted == there and not is_saved and _digest() == last.words_digest


def _take_words(starter: StarterPlan) -> None:
    for told in starter.priorities:
        words = _columns("title", told.title) | _columns("summary", told.summary)
        Priority.objects.filter(key=told.key).update(**words)
        for each in told.recommendations:
            Recommendation.objects.filter(key=each.key).update(**_columns("text", each.text))


def _digest() -> str:
    """Return a digest of all words of priorities and recommendations, in all languages."""
    texts = {
        f"{language.code}.{row.key}.{name}": words
        for row in Priority.objects.prefetch_related("recommendations")
        for language in REGISTRY
        for name, words in row.texts_in(language).items()
    }
    return words_digest(texts)


def _columns(name: str, words: Words) -> dict[str, str]:
    return {f"{name}_{code.replace('-', '_')}": text for code, text in words.items()}
