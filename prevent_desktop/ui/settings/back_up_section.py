"""Back up now, and how copies are made by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from prevent_desktop.errors import CopyStoppedError, PreventDesktopError
from prevent_desktop.formatting import short_moment, size_in_words
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import BACKUP_DAYS, BACKUP_FOLDER
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.file_dialogs import ask_for_folder
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.managed import ManagedLine
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.backups.backup_controller import BackupController
from prevent_desktop.ui.vault_admin.backups.words import step_in_words
from prevent_desktop.ui.widgets import (
    BusyLine,
    Card,
    Cell,
    Column,
    DataTable,
    Field,
    Heading,
    Notice,
    PrimaryButton,
    RadioGroup,
    Row,
    SecondaryButton,
    Text,
    Tone,
)
from prevent_desktop.vault.copies.backup import BackupMade
from prevent_desktop.vault.copies.backup_place import FoundBackup
from prevent_desktop.vault.copies.progress import Step
from prevent_desktop.vault.copies.rotation import Keep
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import backup_plan
from prevent_desktop.workflows.backup_plan import (
    EACH_DAY,
    EACH_WEEK,
    NEVER,
    BackupPlan,
    LastBackup,
)
from prevent_desktop.workflows.vault_admin.back_up import is_on_same_disk, place_of
from prevent_desktop.workflows.vault_admin.damage import good_backups

_KEPT = {
    "few": Keep(days=3, weeks=2, months=3),
    "usual": Keep(),
    "many": Keep(days=14, weeks=8, months=24),
}
_MOST_LISTED = 8


class BackUpSection(Section):
    """Copies to a folder that is asked for, tells how far it is and where the copy is; keeps the plan at once."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(
            tasks,
            SettingsPart.BACK_UP,
            _("Each copy is encrypted; the same passphrase and recovery code open it."),
        )
        self._plan = BackupPlan()
        self.controller = BackupController.of(tasks, _now)
        self._fill_now_card()
        self._by_themselves = Card(_("Automatic copies"))
        self._fill_plan_card()
        self.add_card(self._by_themselves)
        self.controller.begun.connect(self._begun)
        self.controller.moved.connect(self._moved)
        self.controller.made.connect(self._done)
        self.controller.failed.connect(self._failed)

    def _fill_now_card(self) -> None:
        body = self.card.body
        self.last = Text("", "strong")
        self.start = PrimaryButton(_("&Back up now…"), self._ask_folder)
        self.busy = BusyLine(can_stop=True)
        self.busy.stop_wanted.connect(self.controller.stop)
        body.addWidget(self.last)
        body.addWidget(
            Text(_("Choose a folder on your organisation’s drive or a stick. The copy is checked after it is written; you can go on working meanwhile."))
        )  # fmt: skip
        body.addWidget(self.start, 0, Qt.AlignmentFlag.AlignLeft)
        body.addWidget(self.busy)

    def _fill_plan_card(self) -> None:
        body = self._by_themselves.body
        body.setSpacing(14)
        self.place = Text("", selectable=True)
        self.choose = SecondaryButton(_("&Choose the folder or stick…"), self._ask_place)
        self.same_disk = Notice(
            _("This folder is on the same disk as your records: if the computer is lost or its disk fails, the copies go with it. Use a stick or your organisation’s drive."),
            Tone.WARNING,
        )  # fmt: skip
        self.same_disk.hide()
        self.often = RadioGroup(_often_choices())
        self.kept = RadioGroup([(name, _keep_in_words(keep)) for name, keep in _KEPT.items()])
        self.often.chosen.connect(self._take_often)
        self.kept.chosen.connect(self._take_kept)
        self.found = DataTable(
            (
                Column(title=_("Made"), share=3),
                Column(title=_("How"), share=2),
                Column(title=_("Size"), share=0),
            ),
            name=_("Backups that can be reached now"),
            known_as="backups",
        )
        self._found_heading = Heading(_("Backups that can be reached now"), 3)
        body.addWidget(
            Text(
                _(
                    "A copy is made while you work, when the stick is plugged in or the folder can be reached."
                ),
                "muted",
            )
        )
        body.addWidget(self.place)
        body.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        self.place_set = ManagedLine(BACKUP_FOLDER, [self.choose])
        body.addWidget(self.place_set)
        body.addWidget(self.same_disk)
        body.addWidget(Field(_("How often"), self.often))
        self.often_set = ManagedLine(BACKUP_DAYS, [self.often], stays=self._often_enough())
        body.addWidget(self.often_set)
        body.addWidget(Field(_("How many are kept"), self.kept))
        body.addWidget(self._found_heading)
        body.addWidget(self.found)

    def _often_enough(self) -> list[QAbstractButton]:
        """What can be chosen where IT has set how often at least."""
        most = in_force().locked(BACKUP_DAYS) or max(EACH_WEEK, *map(int, self.often.buttons))
        return [one for days, one in self.often.buttons.items() if 0 < int(days) <= most]

    # -- showing

    def show_state(self, state: SettingsState) -> None:
        """Show what was chosen, and when the last copy was made."""
        del state  # what is shown here changes with every copy
        self._read()

    def tell_kept(self, words: str) -> None:
        """Something was kept, or a copy was made."""
        super().tell_kept(words)
        self._read()

    def _read(self) -> None:
        self.tasks.in_vault(_look, self._show, self.show_failure)

    def _show(self, seen: _Seen) -> None:
        self._plan = plan = seen.plan
        self.last.setText(_last_in_words(seen.last))
        words = _("Copies go to {folder}").format(folder=plan.place)
        self.place.setText(words if plan.place else _("No folder or stick is chosen yet."))
        self.same_disk.setVisible(seen.same_disk)
        self.often.set_value(str(plan.every_days))
        self.kept.set_value(next((name for name, keep in _KEPT.items() if keep == plan.keep), None))
        found = seen.found
        self.found.show_rows(tuple(map(_row, found[:_MOST_LISTED])))
        for part in (self._found_heading, self.found):
            part.setVisible(bool(found))

    # -- the plan

    def _ask_place(self) -> None:
        folder = ask_for_folder(self, title=_("Where copies are made by themselves"))
        if folder is not None:
            self.take_place(folder)

    def take_place(self, folder: Path) -> None:
        """Copies go there from now on; each day, where nothing else was chosen."""
        every = self._plan.every_days or EACH_DAY
        chosen = replace(self._plan, place=folder, every_days=every)

        def keep(vault: Vault) -> None:
            place_of(vault.folder, folder).make()  # so that it is known again when the stick is plugged in
            backup_plan.save_plan(vault, chosen)

        self.keep(keep, _("Saved."))

    def _take_often(self, key: str) -> None:
        if int(key) and self._plan.place is None:
            self.often.set_value(str(NEVER))
            self.notice.say(_("Choose first the folder or stick where the copies go."), Tone.WARNING)
            return
        self._keep_plan(replace(self._plan, every_days=int(key)))

    def _take_kept(self, key: str) -> None:
        self._keep_plan(replace(self._plan, keep=_KEPT[key]))

    def _keep_plan(self, chosen: BackupPlan) -> None:
        self._plan = chosen
        self.keep(lambda vault: backup_plan.save_plan(vault, chosen), _("Saved."))

    # -- now

    def _ask_folder(self) -> None:
        folder = ask_for_folder(self, title=_("Where to put the copy"))
        if folder is not None:
            self.back_up_to(folder)

    def back_up_to(self, folder: Path) -> None:
        """Copy the vault below `folder`."""
        self.notice.clear()
        self.controller.start(folder)

    def _begun(self, _automatic: bool) -> None:
        self.start.setEnabled(False)
        self.busy.start(_("Copying and checking…"))

    def _moved(self, step: Step) -> None:
        self.busy.tell(step_in_words(step))

    def _done(self, made: BackupMade) -> None:
        self._rest()
        words = _("Copied and checked: {folder}").format(folder=made.folder)
        if made.damaged:
            words = ngettext(
                "{words}. {number} attachment is damaged here and could not be copied.",
                "{words}. {number} attachments are damaged here and could not be copied.",
                len(made.damaged),
            ).format(words=words, number=len(made.damaged))
        if made.damaged:
            self.notice.say(words, Tone.WARNING)
            self._read()
        else:
            self.tell_kept(words)

    def _failed(self, error: PreventDesktopError) -> None:
        self._rest()
        if isinstance(error, CopyStoppedError):
            self.notice.say(f"{error.title}. {error.what_happened}", Tone.INFO)
        else:
            self.show_failure(error)

    def _rest(self) -> None:
        self.start.setEnabled(True)
        self.busy.stop()


def _often_choices() -> list[tuple[str, str]]:
    """How often a copy can be made; what IT has set stands among them."""
    usual = {NEVER: _("Never"), EACH_DAY: _("Each day"), EACH_WEEK: _("Each week")}
    days = in_force().value(BACKUP_DAYS)
    if days is not None and days not in usual:
        usual[days] = ngettext("Each {number} day", "Each {number} days", days).format(number=days)
    return [(str(each), usual[each]) for each in sorted(usual)]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Seen:
    plan: BackupPlan
    last: LastBackup | None
    found: Sequence[FoundBackup]
    same_disk: bool


def _look(vault: Vault) -> _Seen:
    plan = backup_plan.plan(vault)
    same_disk = plan.place is not None and is_on_same_disk(vault.folder, plan.place)
    return _Seen(plan, backup_plan.last_backup(vault), good_backups(vault), same_disk)


def _last_in_words(last: LastBackup | None) -> str:
    if last is None:
        return _("No backup was made yet.")
    return _("Last backup: {when}").format(when=short_moment(last.at))


def _keep_in_words(keep: Keep) -> str:
    return _(
        "One a day for {days} days, one a week for {weeks} weeks, one a month for {months} months"
    ).format(days=keep.days, weeks=keep.weeks, months=keep.months)


def _row(backup: FoundBackup) -> Row:
    how = _("By itself") if backup.manifest.automatic else _("By hand")
    cells = (
        Cell(short_moment(backup.manifest.made_at)), Cell(how), Cell(size_in_words(backup.manifest.size)),
    )  # fmt: skip
    return Row(key=str(backup.folder), cells=cells)
