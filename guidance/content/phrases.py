"""Put the phrases to avoid that come with the code into the site as records, and never over an editor's work."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

from guidance.models import AvoidedPhrase, LoadedFile
from guidance.wording import Rule, rules_of
from guidance.wording.rules import codes_with_rules

if TYPE_CHECKING:
    from guidance.content.load import Report

#: What the lists say. The rest of a record is an editor's alone: whether it is in use, and who has checked it.
_COLUMNS = ("avoid", "instead", "reason", "patterns", "exceptions", "safety", "severity")


def load_phrases(report: "Report") -> None:
    """Load what is new; leave alone what somebody has changed since. Two queries, and three where there is news.

    A list that only warns until somebody has checked it warns here too.
    """
    last = {loaded.path: loaded for loaded in LoadedFile.objects.filter(path__startswith="phrases/")}
    rows = {(row.language, row.number): row for row in AvoidedPhrase.objects.all()}
    new: list[AvoidedPhrase] = []
    changed: list[AvoidedPhrase] = []
    remembered: list[LoadedFile] = []
    for code in codes_with_rules():
        for rule in rules_of(code):
            path, wanted, number = f"phrases/{code}/{rule.code}", _wanted(rule), int(rule.code.rpartition(".")[2])
            loaded, row = last.get(path), rows.get((code, number))
            if loaded and (loaded.file_digest == _digest(wanted) or row is None):
                continue
            if loaded and row and _digest(_now(row)) != loaded.words_digest:
                report.kept.append(path)
                continue
            (changed if row else new).append(_filled(row or AvoidedPhrase(language=code, number=number), wanted))
            remembered.append(LoadedFile(path=path, file_digest=_digest(wanted), words_digest=_digest(wanted)))
            report.loaded.append(path)
    AvoidedPhrase.objects.bulk_create(new)
    AvoidedPhrase.objects.bulk_update(changed, _COLUMNS)
    LoadedFile.objects.bulk_create(
        remembered,
        update_conflicts=True,
        unique_fields=["path"],
        update_fields=["file_digest", "words_digest"],
    )


def _wanted(rule: Rule) -> dict[str, Any]:
    texts = {name: "\n".join(getattr(rule, name)) for name in ("patterns", "exceptions", "safety")}
    said = {"avoid": rule.avoid, "instead": rule.instead, "reason": rule.reason}
    return {**said, **texts, "severity": rule.severity.value}


def _filled(row: AvoidedPhrase, wanted: dict[str, Any]) -> AvoidedPhrase:
    for column, value in wanted.items():
        setattr(row, column, value)
    return row


def _now(row: AvoidedPhrase) -> dict[str, Any]:
    return {column: getattr(row, column) for column in _COLUMNS}


def _digest(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
