"""Write a note: one field is enough, with how it is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from prevent_desktop.casework.notes import Note
from prevent_desktop.translation import _
from prevent_desktop.ui.components.writing_page import WritingPage
from prevent_desktop.ui.record.source_fields import SourceFields
from prevent_desktop.ui.record.typed_note import SOURCE, TEXT, TypedNote
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import Field
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.writing.box import WritingBox
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.record.writing import Writing, keep_note


class NotePage(WritingPage):
    """A note about a case."""

    kind = Writing.NOTE

    def __init__(self, tasks: Tasks, navigator: Navigator, case_id: str, clock: Clock) -> None:
        super().__init__(tasks, navigator, case_id, clock)
        box = WritingBox(lines=7)
        self.text = box.area
        self.areas = {TEXT: box.area}
        self.source = SourceFields(optional=True)
        hint = _(
            "Facts and the person’s own words, in quotation marks. Your opinion can be a note of its own."
        )
        self.fields = {
            TEXT: Field(_("What was seen, heard or said"), box, hint=hint),
            SOURCE: self.source.field,
        }
        self.card.body.add(self.fields[TEXT], self.source)
        self.text.textChanged.connect(self.keeper.touch)
        self.source.edited.connect(self.keeper.touch)
        self.lay_out(
            _("Write a note"),
            _("It is kept as you type. Once it is in the record it is never changed."),
            _("&Keep this note"),
        )
        FirstFocus(self, self.text)

    @property
    def typed(self) -> TypedNote:
        """What stands in the fields."""
        return TypedNote(
            text=self.text.toPlainText(), source=self.source.source, source_detail=self.source.detail.text()
        )

    def read_fields(self) -> Mapping[str, str]:
        return self.typed.as_fields()

    def show_fields(self, kept: Mapping[str, str]) -> None:
        typed = TypedNote.of(kept)
        self.text.setPlainText(typed.text)
        self.source.show_values(typed.source, typed.source_detail)

    def problems(self) -> Sequence[tuple[str, str]]:
        return self.typed.problems()

    def entry_of(self, record: object) -> str:
        """The note, from where it can grow."""
        return f"note:{record.id}" if isinstance(record, Note) else ""

    def writer(self) -> Callable[[Vault], object]:
        typed, now = self.typed, self.clock()
        return lambda vault: keep_note(
            vault,
            self.case_id,
            text=typed.text,
            source=typed.how_known,
            source_detail=typed.source_detail,
            now=now,
        )
