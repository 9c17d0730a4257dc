"""Write down that a receiver was called, and when they are asked again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.working_days import WorkingDays, caution
from prevent_desktop.translation import _
from prevent_desktop.ui.answers.typed_call import DAY, TEXT, TypedCall
from prevent_desktop.ui.components.conversation_words import ANSWERS_ENTRY
from prevent_desktop.ui.components.typed_days import day_of
from prevent_desktop.ui.components.writing_page import WritingPage
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import DateBoxes, Field
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.writing.box import WritingBox
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.chasing import note_call
from prevent_desktop.workflows.record.writing import Writing

PACK = "pack"


class CallPage(WritingPage):
    """A call about `pack`, for whose answer somebody waits."""

    kind = Writing.CALL
    back_to = ANSWERS_ENTRY

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        pack: PackRecord,
        phone: str,
        clock: Clock,
        days: WorkingDays,
    ) -> None:
        super().__init__(tasks, navigator, pack.case_id, clock)
        self._pack = pack
        box, self.day = WritingBox(lines=4), DateBoxes()
        self.text = box.area
        self.areas = {TEXT: box.area}
        usual = days.after(clock().astimezone().date())
        self._usual = usual.isoformat()
        self.day.set_text(self._usual)
        hint = _("Who you spoke with, and what they said. Leave it empty where nobody could say more.")
        self.fields = {
            TEXT: Field(_("What was said (optional)"), box, hint=hint),
            DAY: Field(
                _("Ask again on"), self.day, hint=caution([usual]) or _("My work reminds you from that day.")
            ),
        }
        for field in self.fields.values():
            self.card.body.addWidget(field)
        self.text.textChanged.connect(self.keeper.touch)
        self.day.edited.connect(lambda _text: self.keeper.touch())
        who = f"{pack.recipient_name}, {phone}" if phone else pack.recipient_name
        self.lay_out(
            _("I called them"),
            _("{who}, about pack {pack}. Once kept, it stands in the chronology.").format(
                who=who, pack=short_pack_id(pack.id)
            ),
            _("&Keep this call"),
        )
        FirstFocus(self, self.text)

    @property
    def typed(self) -> TypedCall:
        """What stands in the fields."""
        return TypedCall(text=self.text.toPlainText(), day=self.day.text, usual=self._usual)

    def read_fields(self) -> Mapping[str, str]:
        typed = self.typed.as_fields()
        return {**typed, PACK: self._pack.id} if typed else {}

    def show_fields(self, kept: Mapping[str, str]) -> None:
        self.text.setPlainText(kept.get(TEXT, ""))
        self.day.set_text(kept.get(DAY, self._usual))

    def problems(self) -> Sequence[tuple[str, str]]:
        found = self.typed.problems(self.clock().astimezone().date())
        self.day.set_invalid(any(name == DAY for name, _sentence in found))
        return found

    def after_keeping(self) -> None:
        self.navigator.told.emit(_("The call is in the record"))

    def writer(self) -> Callable[[Vault], object]:
        typed, now, pack = self.typed, self.clock(), self._pack
        next_day = day_of(typed.day)
        assert next_day is not None  # noqa: S101 - it had no problems

        return lambda vault: note_call(vault, pack.id, what=typed.text, next_day=next_day, now=now)
