"""From the button to the signature: the passphrase, the colleagues at the desk, the answers that lie there already; then both or neither."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.step_up_dialog import Asking, require_step_up
from prevent_desktop.ui.receiving.answer_cover import AnswerCover
from prevent_desktop.ui.receiving.holder_box import HolderBox
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.decide import Decided, Deciding, decide
from prevent_desktop.workflows.answers.give_answer import ToAnswer, to_answer
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.receiving.desk_places import DeskReach
from prevent_desktop.workflows.receiving.take_facts import judge_forms
from prevent_desktop.workflows.vault_admin.step_up import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSign:
    """What is signed, as it stood when the button was pressed: `untrusted_forms` enter the record with it."""

    deciding: Deciding
    pack_id: str
    untrusted_forms: tuple[str, ...] = ()


class AnswerSigning(QObject):
    """One at a time, above `parent`.

    Signals: `begun()` once the passphrase was given or was not needed; `signed(Decided)`; `stopped(error)`, with None where a person
    stopped it.
    """

    begun = Signal()
    signed = Signal(object)
    stopped = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        clock: Clock,
        library: FormLibrary,
        holder: HolderBox,
        cover: AnswerCover,
        reach: DeskReach | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._clock, self._library, self._reach = tasks, clock, library, reach
        self._holder, self._cover, self._page = holder, cover, parent

    def begin(self, to_sign: ToSign, covered_minutes: int) -> None:
        """Ask for the passphrase unless one covers it; what comes after follows by itself."""
        if self._cover.holds(covered_minutes):
            self._claim(to_sign)
            return
        require_step_up(self._page, self._tasks, _asking(to_sign), lambda: self._passed(to_sign))

    def _passed(self, to_sign: ToSign) -> None:
        self._cover.begin()
        self._claim(to_sign)

    def _claim(self, to_sign: ToSign) -> None:
        """A pack that is put in a case: the colleagues at the desk are told before."""
        self.begun.emit()
        if to_sign.deciding.place is None:
            self._look(to_sign)
        else:
            self._holder.claim(partial(self._look, to_sign), partial(self.stopped.emit, None))

    def _look(self, to_sign: ToSign) -> None:
        received_id, now = to_sign.deciding.received_id, self._clock()
        self._tasks.in_vault(
            lambda vault: to_answer(vault, received_id, self._reach, now=now),
            partial(self._look_there, to_sign),
            self.stopped.emit,
        )

    def _look_there(self, to_sign: ToSign, found: ToAnswer) -> None:
        self._tasks.in_background(
            found.numbers_taken, partial(self._found_there, to_sign, found), self.stopped.emit
        )

    def _found_there(self, to_sign: ToSign, found: ToAnswer, lying: Sequence[int]) -> None:
        """A colleague may have decided a moment ago: nothing is done twice without somebody's knowing."""
        deciding = to_sign.deciding
        decides = deciding.said.kind.settles and not deciding.is_first_word
        sign: Callable[[], object] = partial(self._sign, to_sign, tuple(lying))
        if not decides or not found.answered_meanwhile(lying):
            sign()
            return
        question = ConfirmDialog(
            _("Did a colleague answer already?"),
            _(
                "An answer to this pack lies where its sender looks, and this vault does not know it. It may be a colleague’s: theirs comes here with the team’s next changes. Cancel, and look at the pack again in a minute."
            ),
            _("&Sign all the same"),
            parent=self._page,
        )
        question.accepted.connect(sign)
        question.rejected.connect(partial(self.stopped.emit, None))
        question.open()

    def _sign(self, to_sign: ToSign, lying: tuple[int, ...]) -> None:
        library, now = self._library, self._clock()

        def write(vault: Vault) -> Decided:
            forms = judge_forms(library, to_sign.untrusted_forms).told
            return decide(vault, replace(to_sign.deciding, there=lying, forms=forms), now=now)

        self._tasks.in_vault(write, self.signed.emit, self.stopped.emit)


def _asking(to_sign: ToSign) -> Asking:
    asking = Asking(
        purpose=Purpose.SIGN,
        subject=to_sign.pack_id,
        heading=_("Sign this answer?"),
        reason=_("It is signed with the key of your desk and cannot be changed afterwards."),
        act=_("&Sign and answer"),
    )
    if to_sign.deciding.is_first_word:
        return replace(
            asking,
            heading=_("Keep this for a second person?"),
            reason=_("It stands in the record under your name. A colleague signs it, or decides otherwise."),
            act=_("&Keep it"),
        )
    return asking


def refused(error: PreventDesktopError) -> tuple[str, str]:
    """What hindered it, as a heading and a sentence with the next step."""
    return error.title, f"{error.what_happened} {error.next_step}"
