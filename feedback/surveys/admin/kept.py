"""Forms whose children are never deleted once families have seen them: questions by key, options by code."""

from collections.abc import Collection
from typing import Any

from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict
from modelcluster.forms import BaseChildFormSet


class KeptFormSet(BaseChildFormSet):
    """A formset that takes back the deletion of what families have seen, and says so beside it.

    What stands under the names in ``self.seen()`` is kept. ``name_field`` is the field that holds the name: it can't be
    changed there either, since answers are found by it.
    """

    name_field = ""

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.kept_back: set[str] = set()
        # To a browser, what is marked as deleted is gone: so that the editor sees what could not be, it comes back.
        if data is not None:
            self.data = self._without_refused_deletions(data)

    def seen(self) -> Collection[str]:
        """Return the names that families have seen."""
        raise NotImplementedError

    def refusal(self) -> str:
        """Return why what is seen stays, and what can be done instead."""
        raise NotImplementedError

    def _without_refused_deletions(self, data: QueryDict) -> QueryDict:
        names = {str(row.pk): getattr(row, self.name_field) for row in self.get_queryset()}
        seen, changed = self.seen(), data.copy()
        for field in list(data):
            prefix, _, name = field.rpartition("-")
            is_ours = name == DELETION_FIELD_NAME and field.startswith(f"{self.prefix}-") and data[field]
            if is_ours and names.get(data.get(f"{prefix}-id", "")) in seen:
                self.kept_back.add(prefix)
                del changed[field]
        return changed

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        name = getattr(form.instance, self.name_field)
        if form.instance.pk and name in self.seen():
            form.fields[self.name_field].disabled = True

    def full_clean(self) -> None:
        """Check, and say beside each child that could not be deleted why it stays."""
        super().full_clean()
        for form in self.forms if self.is_bound else ():
            if form.prefix in self.kept_back:
                form.add_error(self.name_field, self.refusal())
