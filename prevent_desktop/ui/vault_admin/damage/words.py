"""What is said about records that are open for reading only. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from prevent_desktop.translation import _
from prevent_desktop.vault.damage.findings import Findings, Why
from prevent_desktop.workflows.vault_admin.damage_words import lost_in_words


def banner_words(findings: Findings) -> str:
    """The line across the window."""
    return {
        Why.DAMAGED: _("These records are damaged. You can read and copy them; nothing can be changed."),
        Why.DISK_FULL: _("The disk is full. You can read your records; nothing can be changed until there is room."),
        Why.READ_ONLY_FOLDER: _("The folder of your records cannot be written. You can read them; nothing can be changed."),
        Why.COPY: _("This is a copy. You can read it; nothing can be changed."),
    }[findings.why]  # fmt: skip


def what_to_do(findings: Findings) -> str:
    """The next step, in a sentence or two."""
    return {
        Why.DAMAGED: _("Restore the last good backup into new records, and tell your IT team. The damaged records stay exactly as they are, so that nothing more is lost."),
        Why.DISK_FULL: _("Free some space on the disk, then lock and unlock."),
        Why.READ_ONLY_FOLDER: _("Ask your IT team for the right to write to the folder, then lock and unlock."),
        Why.COPY: "",
    }[findings.why]  # fmt: skip


def missing_lines(findings: Findings) -> Sequence[str]:
    """What cannot be read, one line for each kind."""
    return [lost_in_words(lost) for lost in findings.lost]


def missing_summary(findings: Findings) -> str:
    """Whether anything cannot be read, in one sentence."""
    if findings.why is not Why.DAMAGED:
        return ""
    if findings.lost:
        return _("Not all of them can be read. What is missing:")
    return _("All of them can be read, but they are not as this program left them: {reason}.").format(
        reason=findings.reason[:1].lower() + findings.reason[1:]
    )
