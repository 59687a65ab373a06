"""When a sign-in begins, a second factor was shown, or somebody may do other things than before."""

from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_used
from django.contrib.auth.models import Group, User
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from home.audit.actions import RIGHTS, note
from staff import clock
from staff.second_factor import note_shown


@receiver(user_logged_in, dispatch_uid="staff.begins")
def begins(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    clock.start(request.session, user_agent=request.META.get("HTTP_USER_AGENT", ""))


@receiver([authenticator_added, authenticator_used], dispatch_uid="staff.showed")
def showed(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    note_shown(request, user)


#: What an account may be made or unmade by, and how the log says so.
_FLAGS = {"is_superuser": "administrator", "is_active": "may sign in"}


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="staff.groups_changed")
@receiver(m2m_changed, sender=User.user_permissions.through, dispatch_uid="staff.user_permissions_changed")
@receiver(m2m_changed, sender=Group.permissions.through, dispatch_uid="staff.group_permissions_changed")
def rights_changed(sender: Any, instance: Any, action: str, model: Any, pk_set: set[Any] | None, **kwargs: Any) -> None:
    """Note what was given to an account or a group, or taken from it; from the other side, to or from whom."""
    if action == "pre_clear":
        note(RIGHTS, instance, said=f"all taken away: {model._meta.verbose_name_plural}")
    elif action in ("post_add", "post_remove") and pk_set:
        names = ", ".join(sorted(map(str, model.objects.filter(pk__in=pk_set))))
        note(RIGHTS, instance, said=f"{'given' if action == 'post_add' else 'taken away'}: {names}")


@receiver(pre_save, sender=User, dispatch_uid="staff.remember_flags")
def before_account(sender: type, instance: User, update_fields: Any = None, **kwargs: Any) -> None:
    # At each sign-in its day alone is written: nothing to ask for.
    if instance.pk and (update_fields is None or set(update_fields) & set(_FLAGS)):
        instance.__dict__["flags_before"] = User.objects.filter(pk=instance.pk).values(*_FLAGS).first()


@receiver(post_save, sender=User, dispatch_uid="staff.flags_changed")
def after_account(sender: type, instance: User, created: bool, raw: bool = False, **kwargs: Any) -> None:
    usual = {"is_superuser": False, "is_active": True}
    before = instance.__dict__.pop("flags_before", None) or (usual if created else None)
    if raw or before is None:
        return
    changed = [
        f"{name}: {'yes' if getattr(instance, flag) else 'no'}"
        for flag, name in _FLAGS.items()
        if getattr(instance, flag) != before[flag]
    ]
    if changed:
        note(RIGHTS, instance, said="; ".join(changed))


@receiver([post_save, post_delete], sender=GroupPagePermission, dispatch_uid="staff.page_permissions_changed")
@receiver(
    [post_save, post_delete], sender=GroupCollectionPermission, dispatch_uid="staff.collection_permissions_changed"
)
def place_changed(
    sender: type, instance: Any, created: bool | None = None, origin: Any = None, raw: bool = False, **kwargs: Any
) -> None:
    """Note where a group may do something from now on, or no longer; with a group that is deleted, all of it goes."""
    if raw or isinstance(origin, Group):
        return
    place = instance.page if sender is GroupPagePermission else instance.collection
    word = "taken away" if created is None else "given"
    note(RIGHTS, instance.group, said=f"{word}: {instance.permission.name} ({place})")
