"""Who may see one case: everybody of the team, everybody but some, or nobody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import Qt

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import all_of, short_moment_near
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.sharing_words import in_short, reworded_words
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import RecordOfCase, Team
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.team.ask_to_share import ask_to_share
from prevent_desktop.ui.team.not_whole_part import NotWholePart
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    Field,
    Notice,
    PageHead,
    PageNotice,
    PrimaryButton,
    RadioGroup,
    ScrollPage,
    SecondaryButton,
    Text,
    TickGroup,
    Tone,
)
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.ui.widgets.keyboard import hand_keyboard_on
from prevent_desktop.ui.widgets.tab_order import chain_behind, stop_before
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.files_not_come import FileNotCome, files_not_come
from prevent_desktop.workflows.team.cases.late_changes import take_over_late
from prevent_desktop.workflows.team.cases.not_whole import NotWhole, not_whole
from prevent_desktop.workflows.team.cases.sharing import (
    Sharing,
    keep_from,
    keep_here,
    others_of_team,
    share,
    sharing_of,
)


class Choice(StrEnum):
    """What can be chosen for a case that is shared with nobody yet."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


class WhoMaySeePage(ScrollPage):
    """A case that is shared shows who sees it, and can be kept from somebody from now on: what they have, they have."""

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock, case_id: str) -> None:
        super().__init__()
        title = _("Who may see this case")
        self.setAccessibleName(title)
        self._tasks, self._navigator, self._clock, self._case_id = tasks, navigator, clock, case_id
        self._shared = self._restricted = False
        self._names: dict[str, str] = {}
        self.crumbs = Breadcrumb((("record", ""), ("", title)))
        self.crumbs.chosen.connect(lambda _key: navigator.open(RecordOfCase(case_id)))
        self.head = PageHead(title, "")
        self.notice = PageNotice(parent=self)
        self.late = SecondaryButton(_("&Take over what came too late"), self._take_over)
        self.late.hide()
        self.files = Notice(tone=Tone.WARNING, parent=self)
        self.not_whole = NotWholePart()
        self.column.add(
            self.crumbs, self.head, self.notice, self.late, self.files, self._choice_card(), self.not_whole
        )
        self.column.setAlignment(self.late, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)

    def _choice_card(self) -> Card:
        card = Card()
        card.body.setSpacing(14)
        self.choice = RadioGroup(
            [
                (Choice.ALL, _("Every lead and deputy")),
                (Choice.SOME, _("Every lead and deputy, but not all of them")),
                (Choice.NONE, _("Only me, on this laptop")),
            ]
        )
        self.choice.chosen.connect(self._show_choice)
        self.kept_from = TickGroup(())
        self.kept_field = Field(_("Keep it from"), self.kept_from)
        self.explanation = Text("")
        self.save = PrimaryButton(_("&Save"), self.keep)
        card.body.addWidget(self.choice)
        card.body.addWidget(self.kept_field)
        card.body.addWidget(self.explanation)
        card.body.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        self._card = card
        card.hide()
        return card

    def refresh(self) -> None:
        """Read it again."""
        case_id = self._case_id

        def read(
            vault: Vault,
        ) -> tuple[Sharing | None, list[tuple[str, str]], tuple[FileNotCome, ...], tuple[NotWhole, ...]]:
            others = [(one.id, one.name) for one in others_of_team(vault)]
            waiting = files_not_come(vault, case_id), not_whole(vault, case_id)
            return sharing_of(vault, case_id), others, *waiting

        self._tasks.in_vault(read, lambda found: self.show_sharing(*found))

    def show_sharing(
        self,
        sharing: Sharing | None,
        others: list[tuple[str, str]],
        waiting: Sequence[FileNotCome] = (),
        entries: Sequence[NotWhole] = (),
    ) -> None:
        """Show who sees it, or what can be chosen; and which files of it have not come, and which entries are not whole."""
        self.files.say("\n".join(f"{one.words} {one.next_step}" for one in waiting), Tone.WARNING)
        if sharing is None:
            self._navigator.open(Team())
            return
        now = self._clock()
        self.not_whole.show_entries(entries, now)
        self._restricted = sharing.restricted
        person = sharing.person.label_on(now.astimezone().date())
        self.crumbs.name_step("record", person)
        self.head.show_words(_("Who may see this case"), f"{person} · {in_short(sharing, now)}")
        self._shared = sharing.shared
        self._card.setVisible(sharing.gone_on is None)
        self.late.setVisible(bool(sharing.late))
        if words := _standing_words(sharing, now):
            waits = sharing.late or sharing.rival or sharing.reworded or sharing.begun_by
            self.notice.stand(words, Tone.WARNING if waits else Tone.INFO)
        if sharing.gone_on is not None:
            return
        self._names = dict(others)
        self._others(others)
        self.choice.offer(Choice.ALL, offered=not sharing.restricted)  # a circle of its own stays one
        self.choice.offer(Choice.NONE, offered=not sharing.shared)  # nothing is taken back
        if self.choice.value is None:
            shown = Choice.ALL if sharing.shared or sharing.soon is not None else Choice.NONE
            self.choice.set_value(Choice.SOME if sharing.restricted else shown)
            self.kept_from.set_values([one.id for one in sharing.kept_from])
        self._show_choice()

    def _others(self, others: list[tuple[str, str]]) -> None:
        if tuple(self.kept_from.buttons) == tuple(key for key, _words in others):
            return
        old, self.kept_from = self.kept_from, TickGroup(others)
        self.kept_from.setAccessibleName(_("Keep it from"))
        if (column := self.kept_field.layout()) is not None:
            column.replaceWidget(old, self.kept_from)
        chain_behind(stop_before(self.save), self.kept_from)
        self.kept_from.show()
        hand_keyboard_on([old], [self.kept_from])
        old.hide()
        old.deleteLater()

    def _show_choice(self, _key: str = "") -> None:
        self.kept_field.setVisible(self.choice.value == Choice.SOME)
        choice = Choice(self.choice.value or Choice.NONE)
        later = choice is Choice.SOME and self._shared and not self._restricted
        self.explanation.setText(_kept_from_later() if later else _explained(choice))

    def keep(self) -> None:
        """Keep what was chosen."""
        case_id, now, kept = self._case_id, self._clock(), self.kept_from.values
        match self.choice.value:
            case Choice.ALL if self._shared:
                self._kept()
            case Choice.ALL:
                others = tuple(self._names.values())
                self._ask(others, lambda vault: share(vault, [case_id], now=now))
            case Choice.SOME if not kept and not self._restricted:
                self.notice.say(_("Tick whoever may not see it."))
            case Choice.SOME:
                if self._shared and not self._restricted:
                    self._ask_to_keep_from(kept)
                    return
                others = tuple(name for key, name in self._names.items() if key not in kept)
                if not others and not self._restricted:
                    self.notice.say(_("Then nobody else would see it: choose “Only me, on this laptop”."))
                    return
                self._ask(others, lambda vault: keep_from(vault, case_id, kept, now=now))
            case _:
                self._do(lambda vault: keep_here(vault, case_id))

    def _ask(self, others: tuple[str, ...], work: Callable[[Vault], object]) -> None:
        """Share it with these, once that was confirmed."""
        self.dialog = ask_to_share(1, others, self)
        self.dialog.accepted.connect(lambda: self._do(work))
        self.dialog.open()

    def _ask_to_keep_from(self, kept: Sequence[str]) -> None:
        """What they have is said before anything is done."""
        case_id, now = self._case_id, self._clock()
        who = all_of([name for key, name in self._names.items() if key in kept])
        self.dialog = ConfirmDialog(
            _("Keep this case from {who} from now on?").format(who=who),
            _kept_from_later(),
            _("&Keep it from them"),
            parent=self,
        )
        self.dialog.accepted.connect(lambda: self._do(lambda vault: keep_from(vault, case_id, kept, now=now)))
        self.dialog.open()

    def _take_over(self) -> None:
        case_id, now = self._case_id, self._clock()
        self.late.setEnabled(False)
        self._tasks.in_vault(
            lambda vault: take_over_late(vault, case_id, now=now),
            lambda _number: self._taken_over(),
            self._failed,
        )

    def _taken_over(self) -> None:
        self.late.setEnabled(True)
        self.notice.clear()
        self._navigator.told.emit(_("Taken over"))
        self.refresh()

    def _do(self, work: Callable[[Vault], object]) -> None:
        self.save.setEnabled(False)
        self._tasks.in_vault(work, lambda _none: self._kept(), self._failed)

    def _kept(self) -> None:
        self.save.setEnabled(True)
        self._navigator.told.emit(_("Saved"))
        self._navigator.open(RecordOfCase(self._case_id))

    def _failed(self, error: PreventDesktopError) -> None:
        self.save.setEnabled(True)
        self.notice.say_failure(error)


def _explained(choice: Choice) -> str:
    return {
        Choice.ALL: _(
            "All that stands in this case goes to them, and whatever is written from now on. That cannot be taken back."
        ),
        Choice.SOME: _(
            "Such as where it is about their own child, or about them. To whoever is ticked nothing shows: "
            "no name, no number, no gap, not even that there is such a case. If they meet this person, they will start a record of their own."
        ),
        Choice.NONE: _(
            "If you are away or this laptop is lost, nobody of your team can look into it. You can share it later."
        ),
    }[choice]


def _kept_from_later() -> str:
    return _(
        "What they have, they have: all that stands in this case until now stays on their laptops, and nobody can take that back. They are told that "
        "it goes on without them, and by whom. From now on nothing of it goes there; their copy is closed, and in no list of open cases. "
        "What they wrote before they heard of it waits here until a lead takes it over. Take care not to name the case in another one."
    )


def _standing_words(sharing: Sharing, now: datetime) -> str:
    """What is to be known of a case beside who sees it."""
    if sharing.gone_on is not None:
        return _(
            "{who} keeps this case from you since {when}. What you have stays here, closed; nothing new comes, and what you write goes to nobody. "
            "If you think that this is a mistake, talk to them or to your authority."
        ).format(who=sharing.moved_by, when=short_moment_near(sharing.gone_on, now))
    return _unsettled_words(sharing) or _restricted_words(sharing)


def _unsettled_words(sharing: Sharing) -> str:
    """What somebody has to see to; empty where there is nothing."""
    if sharing.rival:
        return _(
            "{who} says to keep this case from you, too. The two of you wrote it without knowing of each other: talk to them. Until then each of you "
            "goes on with those who followed. Was it a mistake? Then open a new case, and share that."
        ).format(who=sharing.rival)
    if sharing.reworded:
        return reworded_words(sharing)
    if sharing.lost_with:
        return _(
            "{who} wanted to keep this case from {others}, but what it should go on with is lost. It stays with you and the others who share it, "
            "until one of you says again whom to keep it from."
        ).format(who=sharing.lost_with, others=all_of([one.name for one in sharing.lost_for]))
    if sharing.begun_by:
        return _(
            "{who} kept this case from somebody and has gone since. What {who} wrote last does not count yet, so others may not have this case. It stays here as it is. "
            "A lead can let it count: Team, “Changes that were set aside”."
        ).format(who=sharing.begun_by)
    if sharing.late:
        return ngettext(
            "{number} change of somebody whom it was kept from, or who left since, came too late. Nothing of it stands in the record. A lead decides whether it does.",
            "{number} changes of somebody whom it was kept from, or who left since, came too late. Nothing of them stands in the record. A lead decides whether they do.",
            sharing.late,
        ).format(number=sharing.late)
    return ""


def _restricted_words(sharing: Sharing) -> str:
    if sharing.restricted and not sharing.later:
        return _(
            "To whoever it is kept from, nothing shows that there is such a case. Take care not to name it in another case, on paper or aloud."
        )
    if sharing.restricted:
        return _(
            "To whoever it is kept from, nothing shows of what is written now. Take care not to name it in another case, on paper or aloud."
        )
    return (
        _("All of them have it on their laptops. What comes later can be kept from somebody.")
        if sharing.shared
        else ""
    )
