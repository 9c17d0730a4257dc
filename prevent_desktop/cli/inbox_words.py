"""What ``inbox`` says of each file: a line for people, an object for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from prevent_desktop.casework.identifiers import PACK_ID
from prevent_desktop.translation import _
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.receiving.outcomes import CameAgain, SetAside, Settled, Waits, WithAnother
from prevent_desktop.workflows.receiving.quarantine import Quarantined


def line(outcome: Kept | Settled) -> str:
    """What became of one file, for a person or a log: no name of whom a pack is about."""
    match outcome:
        case Kept():
            kept = _("{pack}: kept. Signed by {signer}, {organisation}; reference {reference}.").format(
                pack=outcome.pack_id, signer=outcome.signer, organisation=outcome.organisation,
                reference=outcome.reference,
            )  # fmt: skip
            return " ".join(filter(None, (kept, outcome.warning)))
        case CameAgain():
            return _("{pack}: came again, and was answered again.").format(pack=outcome.pack_id)
        case SetAside():
            return aside_line(outcome.quarantined)
        case WithAnother():
            return _("{file}: another worker has it.").format(file=outcome.name)
        case Waits(name=""):
            return f"{outcome.title} {outcome.what_happened} {outcome.next_step}"
        case Waits():
            return _("{file}: not taken. {reason} {step}").format(
                file=outcome.name, reason=outcome.what_happened, step=outcome.next_step
            )


def log_line(outcome: Kept | Settled) -> str:
    """The same for the log of a service, which holds no name: neither who signed, nor what a sender calls a file."""
    if isinstance(outcome, Kept):
        return _("{pack}: kept and answered; reference {reference}.").format(
            pack=outcome.pack_id, reference=outcome.reference
        )
    return line(_nameless(outcome))


def log_json(outcome: Kept | Settled) -> Mapping[str, object]:
    """What became of one file, for programs that keep what a service says: without names, as `log_line`."""
    if isinstance(outcome, Kept):
        return {"result": "kept", "pack": outcome.pack_id, "reference": outcome.reference}
    return as_json(_nameless(outcome))


def _nameless(outcome: Settled) -> Settled:
    """A file's name is the sender's, and people put names into it: the pack's number alone is left of it."""
    if not isinstance(outcome, Waits) or (match := PACK_ID.match(outcome.name)) is None:
        return outcome
    told = outcome.what_happened.replace(outcome.name, match[0])
    return replace(outcome, name=match[0], what_happened=told)


def aside_line(one: Quarantined) -> str:
    """A file in quarantine, with its reason."""
    return _("{file}: set aside. {reason} {step}").format(
        file=one.name, reason=one.what_happened, step=one.next_step
    )


def as_json(outcome: Kept | Settled) -> Mapping[str, object]:
    """What became of one file, for programs."""
    match outcome:
        case Kept():
            return {
                "result": "kept",
                "pack": outcome.pack_id,
                "signer": outcome.signer,
                "organisation": outcome.organisation,
                "fingerprint": outcome.fingerprint,
                "claimed_time": outcome.claimed_at.isoformat(),
                "reference": outcome.reference,
                "made_for": outcome.made_for,
                "warning": outcome.warning,
                "corrects": outcome.corrects or None,
                "pdf": outcome.pdf,
                "data": outcome.data or None,
            }
        case CameAgain():
            return {"result": "came-again", "pack": outcome.pack_id}
        case SetAside():
            return {"result": "set-aside", **aside_json(outcome.quarantined)}
        case WithAnother():
            return {"result": "with-another", "file": outcome.name}
        case Waits():
            return {
                "result": "waits",
                "file": outcome.name,
                "reason": outcome.what_happened,
                "next_step": outcome.next_step,
            }


def aside_json(one: Quarantined) -> Mapping[str, object]:
    """A file in quarantine, for programs."""
    return {
        "file": one.name,
        "at": one.set_aside_at.isoformat(),
        "title": one.title,
        "reason": one.what_happened,
        "next_step": one.next_step,
    }
