"""What the passphrase is asked for before packs are signed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.step_up.dialog import Asking
from prevent_desktop.workflows.custody.step_up import Purpose


def asking_to_sign(names: Sequence[str], folder: Path | None, case_id: str) -> Asking:
    """For packs to the recipients with these `names`; into `folder`, or where that is None into the outbox."""
    count = len(names)
    signs = ngettext("Your key signs a pack for: {names}.", "Your key signs packs for: {names}.", count)
    if folder is None:
        becomes = ngettext("It is sealed, and sent as soon as there is a connection.", "They are sealed, and sent as soon as there is a connection.", count)  # fmt: skip
    else:
        becomes = ngettext("It is sealed, and saved in {folder}.", "They are sealed, and saved in {folder}.", count)  # fmt: skip
    return Asking(
        purpose=Purpose.SIGN if folder is None else Purpose.SAVE_PACK,
        heading=ngettext("Sign this pack", "Sign {count} packs", count).format(count=count),
        reason=f"{signs.format(names=', '.join(names))} {becomes.format(folder=folder)}",
        act=_("&Sign and queue") if folder is None else _("&Sign and save"),
        subject=case_id,
    )
