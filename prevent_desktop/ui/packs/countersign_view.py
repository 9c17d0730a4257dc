"""What the page for countersigning says, as plain data. No Qt."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.formatting import each_of, short_moment_near
from prevent_desktop.packs.verified_pack import VerifiedSigner
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.key_values import KeyValue
from prevent_desktop.workflows.packs.countersign import Handed


def rows(handed: Handed, now: datetime) -> tuple[KeyValue, ...]:
    """What a verified pack is, line by line."""
    pack = handed.pack
    return (
        KeyValue(key="pack", label=_("Pack"), values=(pack.pack_id, handed.facts.title)),
        KeyValue(key="pages", label=_("Pages"), values=(str(handed.facts.page_count),)),
        *_signer_rows("author", _("Signed by"), pack.author, now),
        *(
            row
            for number, signer in enumerate(pack.later_signers)
            for row in _signer_rows(f"later-{number}", _("Countersigned by"), signer, now)
        ),
    )


def _signer_rows(
    key: str, label: str, signer: VerifiedSigner, now: datetime
) -> tuple[KeyValue, KeyValue, KeyValue]:
    time = signer.trusted_time or signer.claimed_time
    return (
        KeyValue(key=key, label=label, values=(each_of((signer.name, signer.organisation)),)),
        KeyValue(
            key=f"{key}-time", label=_("Time"), values=(short_moment_near(time, now), signer.time_in_words)
        ),
        KeyValue(key=f"{key}-certificate", label=_("Certificate"), values=(signer.standing_in_words,)),
    )


def signed_words(path: Path | None, no_timestamp: str) -> str:
    """What became of a pack that was countersigned here; `path` is where it was saved for its author."""
    words = (
        _("Countersigned and kept. It is sealed now, and sent as soon as there is a connection.")
        if path is None
        else _(
            "Countersigned, and saved as {file}. Only its author can open it: give it back to them."
        ).format(file=path.name)
    )
    if not no_timestamp:
        return words
    clock = _("The time is the one of this computer’s clock. {reason}").format(reason=no_timestamp)
    return f"{words} {clock}"


def handed_words(path: Path, name: str) -> str:
    """What became of a pack that was saved for the lead."""
    return _(
        "Saved as {file}. Only {name} can open it: give it to them, and take in what comes back."
    ).format(file=path.name, name=name)


def taken_words(pack_id: str) -> str:
    """What became of a countersigned pack that was taken in."""
    return _(
        "Pack {pack} has both signatures now. It is sealed, and sent as soon as there is a connection."
    ).format(pack=short_pack_id(pack_id))
