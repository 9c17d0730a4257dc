"""Whether the attachments of a pack are more than it can hold, told before anything is signed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.casework.withholding import place_of_file
from prevent_desktop.delivery.mailboxes.mail_drafts import LARGEST
from prevent_desktop.packs.content import LARGEST_EVIDENCE
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.packs.readiness import Readiness, ReadyLine
from prevent_desktop.workflows.packs.withholding.applying import cutter_for

_WORTH_TELLING = 25_000_000
_MEGABYTE = 1_000_000
_MOST_BY_MAIL = LARGEST - 2 * _MEGABYTE
"""The pages themselves need some room too."""


def attachment_bytes(vault: Vault, case_id: str, recipient_id: str, attachments: Sequence[Attachment]) -> int:
    """How many bytes of them the receiver gets: what is kept back from it does not count."""
    cutter = cutter_for(vault, case_id, recipient_id)
    return sum(file.size for file in attachments if not cutter.why(place_of_file(file.id)))


def size_lines(sizes: Mapping[str, int], by_mail: Collection[str] = ()) -> Iterator[ReadyLine]:
    """A line for each sum of attachments that is worth telling, from the receivers' names and their sums in bytes.

    One that is too large says what to do: nothing can be signed before it is done. `by_mail` are the names of those who
    get packs by mail, which holds far less.
    """
    by_size: dict[tuple[int, bool], list[str]] = {}
    for name, size in sizes.items():
        too_large_for_mail = name in by_mail and size > _MOST_BY_MAIL
        if size >= _WORTH_TELLING or too_large_for_mail:
            by_size.setdefault((size, too_large_for_mail), []).append(name)
    for (size, too_large_for_mail), whom in by_size.items():
        numbers = {"sum": -(-size // _MEGABYTE), "limit": LARGEST_EVIDENCE // _MEGABYTE}
        if size > LARGEST_EVIDENCE:
            text = _(
                "The attachments are {sum} MB, and a pack holds {limit} MB: keep one back, and send it in a pack of its own"
            ).format(**numbers)
            yield ReadyLine(state=Readiness.MISSING, text=text, whom=tuple(whom))
        elif too_large_for_mail:
            text = _(
                "The attachments are {sum} MB, and an email takes {limit} MB: keep some back, or ask the receiver for another way"
            ).format(sum=numbers["sum"], limit=_MOST_BY_MAIL // _MEGABYTE)
            yield ReadyLine(state=Readiness.MISSING, text=text, whom=tuple(whom))
        else:
            text = _("Attachments: {sum} MB of at most {limit} MB").format(**numbers)
            yield ReadyLine(state=Readiness.READY, text=text, whom=tuple(whom))
