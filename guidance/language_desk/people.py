"""Who may open the desk, and what each person may do there."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from guidance.language_desk.cells import Me
from home.languages import REGISTRY, SOURCE, Language
from home.roles import is_clinician, steps_of

#: Anybody who may edit or publish some page, wherever it stands in the tree.
_PAGE_RIGHTS = {"change", "publish"}


def may_look(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Tell whether this person edits pages or signs for them. Two queries at most."""
    return bool(page_permission_policy.user_has_any_permission(user, _PAGE_RIGHTS)) or is_clinician(user)


def need_to_look(user: AbstractBaseUser | AnonymousUser) -> None:
    """Let those pass who may open the desk.

    Raises:
        PermissionDenied: this person neither edits pages nor signs for them.
    """
    if not may_look(user):
        raise PermissionDenied


def rights_of(user: Any) -> Me:
    """Return what this person may do. Five queries at most."""

    def pages(right: str) -> frozenset[int]:
        allowed = page_permission_policy.instances_user_has_permission_for(user, right)
        return frozenset(allowed.order_by().values_list("pk", flat=True))

    return Me(
        person=user.pk,
        edits=pages("change"),
        publishes=pages("publish"),
        is_clinician=is_clinician(user),
        may_send=user.has_perm("wagtail_localize.submit_translation"),
        may_switch=user.has_perm("home.change_sitelanguage"),
        signs={each.code: own for each in REGISTRY if (own := steps_of(user, each.code))},
    )


def languages_of(me: Me) -> list[Language]:
    """Return the languages this person translates into: those whose home page they edit. One query.

    A language that has no pages yet is for those who edit every page of the site.
    """
    tops = list(Page.objects.filter(depth__lte=2).values_list("depth", "pk", "locale__language_code"))
    homes = {code: pk for depth, pk, code in tops if depth == 2}
    root = next(pk for depth, pk, _code in tops if depth == 1)
    return [each for each in REGISTRY if each != SOURCE and homes.get(each.code, root) in me.edits]
