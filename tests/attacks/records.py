"""What an address can be filled in with: keys, codes and slugs that the database holds."""

import ast
import inspect
import random
import re
import sys
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from tests.attacks.routes import LANGUAGE, Hole, Route

#: So many of each kind are enough to meet some that are there and some that are not of the wanted state.
_OF_EACH = 12
_APP_NAMES = {"app_label", "app_name", "content_type_app_name"}
_MODEL_NAMES = {"model_name", "content_type_model_name"}
_WORD = re.compile(r"[\w.-]{1,40}")


class Records:
    """Keys and words of the database as it is now, and what a route's holes can be filled in with."""

    def __init__(self) -> None:
        self.keys: dict[str, list[str]] = {}
        self.words: dict[tuple[str, str], list[str]] = {}
        self.models = [model for model in apps.get_models() if model._meta.managed]
        for model in self.models:
            rows = model._base_manager.order_by("pk")
            self.keys[model._meta.label_lower] = [str(pk) for pk in rows.values_list("pk", flat=True)[:_OF_EACH]]
            for field in model._meta.concrete_fields:
                if isinstance(field, (models.CharField, models.UUIDField)) and not field.choices:
                    self._take_words(model, field.name)

    def _take_words(self, model: type[models.Model], name: str) -> None:
        found = model._base_manager.order_by().values_list(name, flat=True).distinct()[:_OF_EACH]
        self.words.setdefault((model._meta.app_label, name), []).extend(str(word) for word in found if word)

    def fill(self, dice: random.Random, *, astray: float = 0.15) -> Any:
        """Return what fills in the holes of one address; all of them are about one model, where they name it.

        ``astray`` is how often a hole gets something that belongs elsewhere: a key of another kind, another word.
        """
        about = dice.choice(self.models)

        def filled(route: Route, hole: Hole) -> str:
            fitting = ([word for word in tier if _fits(word, hole)] for tier in self.tiers(route, hole, about))
            tiers = [tier for tier in fitting if tier] or [[hole.match(dice)]]
            tier = dice.choice(tiers) if dice.random() < astray else tiers[0]
            return dice.choice(tier)

        return filled

    def tiers(self, route: Route, hole: Hole, about: type[models.Model]) -> list[list[str]]:
        """Return what may fill in a hole, the likeliest first. The last is always there, whatever the route."""
        name, app = hole.name, _app_of(route)
        if name == LANGUAGE:
            return [["en"], [code for code, _name in settings.LANGUAGES]]
        if name in _APP_NAMES:
            return [[about._meta.app_label]]
        if name in _MODEL_NAMES:
            return [[about._meta.model_name or ""]]
        of_app = [key for label, keys in self.keys.items() if label.startswith(f"{app}.") for key in keys]
        any_key = ["1", "2", "999999"]
        if name == "pk":
            return [self._keys_of_view(route), self._keys_of_kind_named_in(route, app), any_key, of_app]
        return [
            self._keys_of_view(route) if not name else [],
            self._keys_named(name) if name.endswith(("_id", "_pk")) else [],
            self.words.get((app, name), []),
            [word for (_app, field), words in self.words.items() if field == name for word in words],
            _words_in_module_of(route.view),
            of_app,
            [*any_key, "en", "pl", "a", "2026-q3"],
        ]

    def _keys_of_view(self, route: Route) -> list[str]:
        """Return the keys of the model that a view says it is about."""
        view = getattr(route.view, "view_class", None)
        told = getattr(route.view, "view_initkwargs", {})
        said = (
            told.get("model"),
            told.get("model_class"),
            getattr(view, "model", None),
            getattr(view, "model_class", None),
        )
        model = next((each for each in said if isinstance(each, type)), None)
        return self.keys.get(model._meta.label_lower, []) if model else []

    def _keys_of_kind_named_in(self, route: Route, app: str) -> list[str]:
        """Return the keys of the model whose name, or plural, is in the address: releases, stories, comments."""
        address = route.shown.replace("-", "")
        named = [
            (len(name), model._meta.label_lower)
            for model in self.models
            if model._meta.app_label == app
            for name in (model._meta.model_name or "", str(model._meta.verbose_name_plural).replace(" ", ""))
            if name in address
        ]
        return self.keys[max(named)[1]] if named else []

    def _keys_named(self, name: str) -> list[str]:
        """Return the keys of the models whose name is in that of a hole, or the other way round."""
        wanted = name.rpartition("_")[0].replace("_", "")
        near = [
            (abs(len(wanted) - len(model)), label)
            for label, model in ((label, label.partition(".")[2]) for label in self.keys)
            if model in wanted or wanted in model
        ]
        return next((self.keys[label] for _far, label in sorted(near) if self.keys[label]), [])


def _fits(word: str, hole: Hole) -> bool:
    return not hole.source or re.fullmatch(hole.source, word) is not None


def _app_of(route: Route) -> str:
    return str(getattr(route.view, "__module__", "")).partition(".")[0]


def _words_in_module_of(view: Any) -> list[str]:
    return _words_in(getattr(view, "__module__", ""))


@cache
def _words_in(module: str) -> list[str]:
    """Return the words that stand in a view's own module: kinds, sizes, actions it knows are among them."""
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (KeyError, OSError, TypeError):
        return []
    found = (each.value for each in ast.walk(tree) if isinstance(each, ast.Constant))
    return sorted({word for word in found if isinstance(word, str) and _WORD.fullmatch(word)})
