"""The form in which a page is written: what stands against publishing is said beside the words it is about."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import BaseStructBlock, Block, ListBlock, ListBlockValidationError, StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock, TypedTableBlockValidationError

from home.publishing import Fault, faults_of

#: The field of each part that is no block.
_FIELDS = {"title": "title", "promise": "promise", "picture": "drawing_description"}


def asks_to_publish(data: Any) -> bool:
    """Tell whether the button that was pressed publishes these words, or passes them on their way to it."""
    approves = "action-workflow-action" in data and data.get("workflow-action-name") == "approve"
    return "action-publish" in data or approves


class SaysFaults:
    """A form that says what stands against publishing beside the words it is about: `blocks_in` holds the blocks."""

    blocks_in = "body"

    def add_faults(self: Any, faults: Iterable[Fault]) -> None:
        said = defaultdict(list)
        for fault in faults:
            said[fault.key].append(fault.said)
        blocks = getattr(self.instance, self.blocks_in, ()) if self.blocks_in in self.fields else ()
        in_blocks = {}
        for index, child in enumerate(blocks):
            if words := said.pop(child.id or f"block-{index + 1}", None):
                in_blocks[index] = _in_block(child.block, words)
        if in_blocks:
            self.add_error(self.blocks_in, StreamBlockValidationError(block_errors=in_blocks))
        for key, words in said.items():
            field = _FIELDS.get(key)
            self.add_error(field if field in self.fields else None, words)


class PageForm(SaysFaults, WagtailAdminPageForm):
    """A draft may be as unfinished as it likes."""

    def is_valid(self) -> bool:
        """Check the page; where it is to be published, also whether anything stands against that."""
        if not super().is_valid():
            return False
        if asks_to_publish(self.data):
            if not self.instance.alias_of_id and self.instance.pk:
                self.instance.know_language_of_words()
            self.add_faults(faults_of(self.instance))
        return bool(super().is_valid())


def _in_block(block: Block, said: list[str]) -> ValidationError:
    """Return an error that a block of this kind shows: those with fields of their own know no other kind."""
    if isinstance(block, BaseStructBlock):
        return StructBlockValidationError(non_block_errors=said)
    if isinstance(block, ListBlock):
        return ListBlockValidationError(non_block_errors=said)
    if isinstance(block, BaseTypedTableBlock):
        return TypedTableBlockValidationError(non_block_errors=said)
    return ValidationError(said)
