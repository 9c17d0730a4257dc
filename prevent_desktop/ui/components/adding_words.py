"""What is said of files that were added, and of those that were not. No Qt but the tone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.errors import EvidenceError, PreventDesktopError
from prevent_desktop.formatting import each_of
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets import Tone
from prevent_desktop.workflows.record.attachments import FileFacts

_MOST_TOLD = 8
"""Files that are told one by one."""


@dataclass(frozen=True, slots=True)
class Added:
    """A file that is in the record now, and what was seen of it."""

    attachment: Attachment
    facts: FileFacts


@dataclass(frozen=True, slots=True)
class NotAdded:
    """A file that is not, by its name (empty for what has none), and why."""

    name: str
    error: PreventDesktopError


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of all; `left` are the names of those that were stopped, or not begun."""

    added: tuple[Added, ...] = ()
    refused: tuple[NotAdded, ...] = ()
    left: tuple[str, ...] = ()


def outcome_words(outcome: Outcome) -> tuple[str, Tone]:
    """All of it, a line for each thing that somebody has to know."""
    lines = [*_added(outcome), *_not_added(outcome)]
    if outcome.refused:
        return "\n".join(lines), Tone.DANGER if not outcome.added else Tone.WARNING
    remarked = any(_remarks(one) for one in outcome.added)
    return "\n".join(lines), Tone.WARNING if remarked or outcome.left else Tone.SUCCESS


def outcome_error(outcome: Outcome) -> PreventDesktopError | None:
    """What went wrong, for whoever is on another page by now."""
    if not outcome.refused:
        return None
    if len(outcome.refused) == 1 and not outcome.left:
        return outcome.refused[0].error
    return EvidenceError(_("Some files were not added"), "\n".join(_not_added(outcome)), "")


def _added(outcome: Outcome) -> Iterator[str]:
    if len(outcome.added) == 1:
        (one,) = outcome.added
        said = _("{file} is in the record now, encrypted.").format(file=one.attachment.file_name)
        yield " ".join((said, *_remarks(one)))
    elif outcome.added:
        count = len(outcome.added)
        words = ngettext("{count} file is", "{count} files are in the record now, encrypted.", count)
        yield words.format(count=count)
        remarked = [one for one in outcome.added if _remarks(one)]
        for one in remarked[:_MOST_TOLD]:
            yield _("{file}: {words}").format(file=one.attachment.file_name, words=" ".join(_remarks(one)))
        if others := remarked[_MOST_TOLD:]:
            names = each_of(one.attachment.file_name for one in others)
            yield _("Look at these, too: {files}.").format(files=names)


def _remarks(one: Added) -> tuple[str, ...]:
    told = one.facts.remarks
    if not one.facts.hidden:
        return told
    hidden = _("It tells more than is seen: {hidden}. Open it in the list to remove that for packs.")
    return (*told, hidden.format(hidden=one.facts.hidden_words))


def _not_added(outcome: Outcome) -> Iterator[str]:
    for one in outcome.refused[:_MOST_TOLD]:
        yield str(one.error)
    if others := outcome.refused[_MOST_TOLD:]:
        yield _("Not added either, for reasons of their own: {files}.").format(
            files=each_of(one.name for one in others if one.name)
        )
    if outcome.left:
        yield _("Not added: {files}.").format(files=each_of(outcome.left))
