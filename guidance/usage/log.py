"""A log of what a proxy in front of the site answered by itself: a day, a path and a status on each line, no more."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction

from guidance.models import UsageLogDay
from guidance.usage.places import Place, Places
from guidance.usage.services import add

#: A 206 too: the log that we ship notes a part of a file only where it is the first.
_ANSWERED = {"200", "206", "304"}
_LINE = re.compile(r"(\d{4}-\d\d-\d\d)[ \t]+(/\S*)[ \t]+(\d{3})\s*")
_LONGEST_LINE = 4_000


@dataclass(slots=True)
class _Day:
    counts: Counter[Place] = field(default_factory=Counter)
    digest: Any = field(default_factory=sha256)


@dataclass(slots=True)
class LogRead:
    """What became of a log. ``bad`` are the numbers of lines that could not be read; what they hold is kept nowhere."""

    counted: int = 0
    passed_over: int = 0
    bad: list[int] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    known: list[date] = field(default_factory=list)
    unfinished: list[date] = field(default_factory=list)


def read_log(lines: Iterable[str], *, today: date) -> LogRead:
    """Count the lines of a log, a day at a time; a day whose very lines were counted before is passed over.

    A day that is not over is left for later: the log may still grow. Two queries, and those of `services.add` a day.
    """
    read, days, places = LogRead(), dict[date, _Day](), Places.now()
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line) if len(line) <= _LONGEST_LINE else None
        day = _day(match[1]) if match else None
        if match is None or day is None or day > today:
            read.bad.append(number)
            continue
        known = days.setdefault(day, _Day())
        known.digest.update(line.strip().encode())
        place = places.of(match[2]) if match[3] in _ANSWERED else None
        if place:
            known.counts[place] += 1
        else:
            read.passed_over += 1
    for day, found in sorted(days.items(), key=lambda item: item[0]):
        _keep(day, found, read, today)
    return read


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _keep(day: date, found: _Day, read: LogRead, today: date) -> None:
    if day >= today:
        read.unfinished.append(day)
        return
    with transaction.atomic():
        _row, is_new = UsageLogDay.objects.get_or_create(day=day, digest=found.digest.hexdigest())
        if is_new:
            add(day, found.counts)
    (read.days if is_new else read.known).append(day)
    read.counted += found.counts.total() if is_new else 0
