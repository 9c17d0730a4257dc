"""What the passphrase is asked for before packs are signed, and before a school's card is kept."""

from __future__ import annotations

from collections.abc import Sequence

from prevent_desktop.formatting import each_of
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.step_up_dialog import Asking
from prevent_desktop.ui.packs.orders import Orders
from prevent_desktop.workflows.vault_admin.step_up import Purpose


def asking_to_sign(orders: Orders, case_id: str) -> Asking:
    """For all packs of `orders`: what is signed, and what becomes of each."""
    names, count = orders.names, len(orders.names)
    signs = ngettext("Your key signs a pack for: {names}.", "Your key signs packs for: {names}.", count)
    return Asking(
        purpose=Purpose.SIGN if orders.queued or orders.waiting else Purpose.SAVE_PACK,
        heading=ngettext("Sign this pack", "Sign {count} packs", count).format(count=count),
        reason=" ".join((signs.format(names=each_of(names)), *_what_becomes(orders))),
        act=_("&Sign")
        if orders.waiting or orders.printed
        else act_words(
            queued=bool(orders.queued), saved=bool(orders.sealed or orders.protected or orders.readable)
        ),
        subject=case_id,
    )


def asking_to_keep_school(name: str) -> Asking:
    """Before a card counts as compared by phone."""
    return Asking(
        purpose=Purpose.SCHOOL,
        heading=_("Keep the card of {school}").format(school=name),
        reason=_(
            "From now on whole files of children can go there. You say that the words were the same by phone."
        ),
        act=_("&Keep it"),
    )


def act_words(*, queued: bool, saved: bool) -> str:
    """What the button says that signs."""
    if queued and saved:
        return _("&Sign, queue and save")
    return _("&Sign and save") if saved else _("&Sign and queue")


def _what_becomes(orders: Orders) -> Sequence[str]:
    said = []
    if count := len(orders.waiting):
        said.append(ngettext("It is kept here until the lead has countersigned it, and goes then.", "{number} of them are kept here until the lead has countersigned them, and go then.", count).format(number=count))  # fmt: skip
    if count := len(orders.queued):
        said.append(ngettext("It is sealed, and sent as soon as there is a connection.", "{number} of them are sealed, and sent as soon as there is a connection.", count).format(number=count))  # fmt: skip
    if count := len(orders.sealed):
        said.append(ngettext("It is sealed, and saved in {folder}.", "{number} of them are sealed, and saved in {folder}.", count).format(number=count, folder=orders.folder))  # fmt: skip
    if count := len(orders.protected):
        said.append(ngettext("It is closed in the weaker way, and saved in {folder}.", "{number} of them are closed in the weaker way, and saved in {folder}.", count).format(number=count, folder=orders.folder))  # fmt: skip
    if orders.printed:
        said.append(_("It is kept here and printed. Whoever finds the paper can read all of it: give it by hand."))  # fmt: skip
    if orders.readable:
        said.append(_("It is not locked: whoever finds the file in {folder}, or the paper, can read all of it. Give it by hand, and delete the file.").format(folder=orders.folder))  # fmt: skip
    return said
