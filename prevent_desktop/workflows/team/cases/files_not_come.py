"""Files of a shared case whose bytes have not come: what is known of each, whom to ask, and what makes it whole again.

The line of such a file waits, with what refers to it, until the file comes from the team's mailbox. It lies there under its digest, so
that whoever adds the very same file to the case puts it there again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.record_kinds import ATTACHMENTS
from prevent_desktop.casework.team.folding import FoldedRow
from prevent_desktop.casework.team.shared_kinds import shared_kind
from prevent_desktop.translation import _
from prevent_desktop.vault.repositories.columns import read_time
from prevent_desktop.vault.repositories.records import Row
from prevent_desktop.vault.team.files import FileKind, FileState
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.waiting_case import WaitingCase, waiting_case
from prevent_desktop.workflows.team.circles.statements import membership


@dataclass(frozen=True, slots=True, kw_only=True)
class FileNotCome:
    """What its change-set says of it. `who` added it on `laptop`, both empty for nobody of the team; `is_own` where this laptop did.

    `has_gone` where that laptop is in the team no more; `others` counts what else waits for it, such as the pack that it is.
    """

    id: str
    file_name: str
    description: str
    size: int
    added_at: datetime
    who: str = ""
    laptop: str = ""
    is_own: bool = False
    has_gone: bool = False
    others: int = 0

    @property
    def words(self) -> str:
        """That it has not come, in a sentence."""
        if not self.who:
            return _("The file “{file}” has not come.").format(file=self.file_name)
        return _("The file “{file}”, which {who} added, has not come.").format(
            file=self.file_name, who=self.who
        )

    @property
    def next_step(self) -> str:
        """What brings it, in sentences."""
        if self.is_own:
            return _(
                "It was added on this laptop, and is not here any more. If you still have it, add it again."
            )
        if self.has_gone or not self.who:
            return _("Nobody can send it from there any more. Whoever still has it can add it again.")
        if not self.laptop:
            return _("Ask {who} to open the app, or add the file again.").format(who=self.who)
        return _("Ask {who} to open the app on “{laptop}”, or add the file again.").format(
            who=self.who, laptop=self.laptop
        )


def files_not_come(vault: Vault, case_id: str) -> tuple[FileNotCome, ...]:
    """Those of a case, the newest first. Reads only."""
    return tuple(sorted(_found(vault, case_id), key=lambda one: one.added_at, reverse=True))


def rows_not_come(vault: Vault, case_id: str) -> tuple[Row, ...]:
    """The rows of the same, as they will stand among the attachments of the case, the oldest first. Reads only."""
    case, wanted = _wanted(vault, case_id)
    rows = (dict(row.values) for row in _rows(case, wanted))
    return tuple(sorted(rows, key=lambda row: (row["added_at"], row["id"])))


def _wanted(vault: Vault, case_id: str) -> tuple[WaitingCase | None, set[str]]:
    """The case, and the ids of those of it; None where there are none."""
    circle = vault.team.circle_of(case_id)
    wanted = {
        one.record_id
        for one in vault.team.files.in_state(FileState.WANTED)
        if one.kind is FileKind.ATTACHMENT and (one.circle, one.case_id) == (circle, case_id)
    }
    if circle is None or not wanted:
        return None, set()
    return waiting_case(vault, case_id, circle), wanted


def _rows(case: WaitingCase | None, wanted: set[str]) -> Iterator[FoldedRow]:
    for name, row in () if case is None else case.folded.rows.items():
        if name.table == ATTACHMENTS.table and name.key[0] in wanted:
            yield row


def _found(vault: Vault, case_id: str) -> Iterator[FileNotCome]:
    (case, wanted), found = _wanted(vault, case_id), membership(vault)
    if case is None:
        return
    for row in _rows(case, wanted):
        name, writer = row.name, case.beginner(row)
        owner = None if found is None else found.team.owner(writer)
        laptop = None if found is None else found.team.vault(writer)
        yield FileNotCome(
            id=name.key[0],
            file_name=row.values["file_name"],
            description=row.values["description"],
            size=row.values["size"],
            added_at=read_time(row.values["added_at"]),
            who="" if owner is None else owner.name,
            laptop="" if laptop is None else laptop.device,
            is_own=found is not None and laptop is not None and laptop.id == found.own.id,
            has_gone=found is None or found.team.went(writer) is not None,
            others=sum(
                any(one.refers == ATTACHMENTS.table and each.values.get(one.column) == name.key[0] for one in kind.fields)
                for each in case.folded.rows.values()
                if (kind := shared_kind(each.name.table)) is not None
            ),
        )  # fmt: skip
