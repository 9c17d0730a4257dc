"""What was put right: which words, by which addendum, why, and in which packs the old words stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.formatting import short_day
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Absent
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.form_marks import recorded

_REASON = "correction.reason"
_WHERE, _WRONG, _RIGHT = (f"correction.change.{part}" for part in ("where", "wrong", "right"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One place: `where` it stands, the words that were `wrong`, and what is `right`, all as the writer put it."""

    where: str
    wrong: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A finished addendum to the form `corrects`: its changes, why, and the day on which it was finished."""

    addendum_id: str
    corrects: str
    title: str
    changes: tuple[Change, ...]
    reason: str
    day: date

    @property
    def words(self) -> str:
        """Such as "Corrected on 26 November 2026 because …"."""
        day = short_day(self.day)
        if not self.reason:
            return _("Corrected on {day}").format(day=day)
        return _("Corrected on {day}. Why: {reason}").format(day=day, reason=self.reason)


def corrections_to(
    vault: Vault, library: FormLibrary, forms: Iterable[FilledForm]
) -> dict[str, tuple[Correction, ...]]:
    """The corrections among `forms` (all of a case), by the id of the form that each corrects, oldest first."""
    finished = [form for form in forms if form.corrects is not None and form.is_finalised]
    found: dict[str, list[Correction]] = {}
    for form in sorted(finished, key=lambda form: form.finalised_at or form.changed_at):
        correction = correction_of(vault, library, form)
        found.setdefault(correction.corrects, []).append(correction)
    return {corrected: tuple(several) for corrected, several in found.items()}


def correction_of(vault: Vault, library: FormLibrary, addendum: FilledForm) -> Correction:
    """What a finished addendum says, by the marks of its own form."""
    response = Response.read(library.for_response(vault, addendum), addendum.content)
    told = list(_told(response))
    return Correction(
        addendum_id=addendum.id,
        corrects=addendum.corrects or "",
        title=addendum.title,
        changes=tuple(_changes(told)),
        reason=next((words for field, words in told if field == _REASON), ""),
        day=(addendum.finalised_at or addendum.changed_at).astimezone().date(),
    )


def _told(response: Response) -> Iterator[tuple[str, str]]:
    """Each field of a correction with its words, in reading order."""
    for field, node in recorded(response):
        words = "\n".join(str(answer) for answer in node.answers if not isinstance(answer, Absent))
        if field.startswith("correction.") and words:
            yield field, words


def _changes(told: Sequence[tuple[str, str]]) -> Iterator[Change]:
    """The changes in reading order: each begins with where it stands."""
    parts: dict[str, str] = {}
    for field, words in told:
        if field not in {_WHERE, _WRONG, _RIGHT}:
            continue
        if field in parts:
            yield _change(parts)
            parts = {}
        parts[field] = words
    if parts:
        yield _change(parts)


def _change(parts: dict[str, str]) -> Change:
    return Change(where=parts.get(_WHERE, ""), wrong=parts.get(_WRONG, ""), right=parts.get(_RIGHT, ""))


def corrected_by(pack: PackRecord, packs: Iterable[PackRecord]) -> PackRecord | None:
    """The pack that took the place of `pack` among those of its case: the next correction to the same receiver."""
    later = [
        other
        for other in packs
        if other.corrects is not None
        and other.recipient_id == pack.recipient_id
        and other.signed_at > pack.signed_at
        and other.status is not PackStatus.WITHDRAWN
    ]
    return min(later, key=lambda other: other.signed_at, default=None)
