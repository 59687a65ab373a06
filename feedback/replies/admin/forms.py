"""The form of a reply: which of families' words are quoted beside it."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from feedback.comments.models import Comment
from feedback.outcomes.cards.told import figure_choices
from feedback.outcomes.releases.reading import archive
from home.languages import SOURCE, find


class QuotationsField(forms.ModelMultipleChoiceField):
    """Words to tick, each in its own language."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, comment: Any) -> str:
        words = find(comment.language) or SOURCE
        return format_html('<span lang="{}" dir="{}">{}</span>', words.tag, words.dir, comment.redacted)


class ReplyForm(WagtailAdminModelForm):
    """A reply. Only words that moderators allow to be quoted can be chosen, and only those about its theme."""

    comments = QuotationsField(
        queryset=Comment.objects.none(),
        label=_("Words to quote"),
        required=False,
        help_text=_("Three at most are shown, each in its own language. Without any, the reply stands for itself."),
    )

    figure = forms.ChoiceField(
        label=_("Released figure"),
        required=False,
        help_text=_("Only figures that are published and not hidden can be chosen."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = [("", _("No figure")), *figure_choices(archive())]
        if not self.instance.theme_id:
            del self.fields["comments"]
            return
        may_be_quoted = Comment.objects.filter(is_publishable=True, themes=self.instance.theme_id)
        self.fields["comments"].queryset = may_be_quoted.only("language", "redacted").order_by("pk")
