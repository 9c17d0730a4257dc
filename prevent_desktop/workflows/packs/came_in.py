"""Forms that came in other packs and can go on in one of ours: as theirs, with the pack that they came in.

What its sender marked is not passed on (`packs.passing_on`), and the check before signing says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.asked_first import asked_first
from prevent_desktop.workflows.packs.readiness import Readiness, ReadyLine


@dataclass(frozen=True, slots=True)
class CameIn:
    """A form that came in `pack`, signed by its author. `may_go` unless its sender wants to be asked first."""

    form: FilledForm
    pack: ReceivedPack
    may_go: bool

    @property
    def words(self) -> str:
        """Where it comes from, for whoever reads it next."""
        words = _("From pack {pack}, signed by {name}, {organisation}.")
        return words.format(
            pack=short_pack_id(self.pack.pack_id),
            name=self.pack.sender_name,
            organisation=self.pack.sender_organisation,
        )


def came_in_for(vault: Vault, receiver: Receiver, case_id: str) -> tuple[CameIn, ...]:
    """The forms of others in this case that the receiver receives, the oldest first."""
    packs, kept_back = {one.id: one for one in vault.received.of_case(case_id)}, asked_first(vault, case_id)
    theirs = (
        form
        for form in vault.responses.of_case(case_id)
        if form.received_id in packs and form.form_id in receiver.form_ids and not form.kept_apart
    )
    found = (
        CameIn(form, packs[form.received_id or ""], form.received_id not in kept_back) for form in theirs
    )
    return tuple(sorted(found, key=lambda one: (one.pack.received_at, one.form.id)))


def to_be_asked_about(vault: Vault, case_id: str) -> tuple[ReceivedPack, ...]:
    """The packs in this case whose senders want to be asked before anything of them is passed on, in the order in which they came."""
    marked = asked_first(vault, case_id)
    return tuple(pack for pack in vault.received.of_case(case_id) if pack.id in marked)


def kept_back_lines(
    by_receiver: Mapping[str, Sequence[CameIn]], asked: Iterable[ReceivedPack]
) -> Iterator[ReadyLine]:
    """One line for each form that its sender wants to be asked about, with whom it is kept back from.

    Of the packs `asked` about of which no receiver gets a form, one for each: its events are kept back too.
    """
    whom: dict[str, list[str]] = {}
    kept: dict[str, CameIn] = {}
    for name, forms in by_receiver.items():
        for one in forms:
            if not one.may_go:
                whom.setdefault(one.form.id, []).append(name)
                kept[one.form.id] = one
    for form_id, one in kept.items():
        text = _(
            "“{form}” is kept back: {sender} wants to be asked first. Phone them, and write down what they say."
        )
        yield ReadyLine(
            state=Readiness.WARNING,
            text=text.format(form=one.form.title, sender=one.pack.sender_name),
            whom=tuple(whom[form_id]),
        )
    told = {one.pack.id for one in kept.values()}
    for pack in asked:
        if pack.id not in told:
            yield ReadyLine(state=Readiness.WARNING, text=_kept_back(pack))


def _kept_back(pack: ReceivedPack) -> str:
    words = _(
        "What {sender} told is kept back: they want to be asked first. Phone them, and write down what they say."
    )
    return words.format(sender=pack.sender_name)
