"""Keep something back from one receiver or all, and give it again. Nothing is decided by the program."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.withholding import Withholding, standing
from prevent_desktop.errors import RecordError
from prevent_desktop.formatting import each_of, with_other_months
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.packs.withholding.passages import Passage
from prevent_desktop.workflows.removing_words import stands_at

_FEWEST_SIGNS = 2


def withhold(
    vault: Vault,
    passage: Passage,
    *,
    case_id: str,
    recipient_id: str,
    words: str = "",
    reason: str,
    now: datetime,
) -> Withholding:
    """Keep a passage back, or of it only `words`; from everybody where `recipient_id` is empty.

    Raises RecordError where there is no reason, where the reason says what is kept back, or where the words are too few.
    """
    chosen = " ".join(words.split())
    withholding = _decided(vault, passage, chosen, case_id, recipient_id, reason.strip(), now)
    _check_reasons(vault, withholding)
    with vault.transaction():
        vault.withholdings.add(withholding)
        vault.audit.append("withholding.decided", case_id, withholding.id)
    return withholding


def _decided(
    vault: Vault, passage: Passage, chosen: str, case_id: str, recipient_id: str, reason: str, now: datetime
) -> Withholding:
    if not reason:
        raise _refused(_("The reason is missing."), _("Say in a few words why; the receiver reads it."))
    if chosen and len(chosen) < _FEWEST_SIGNS:
        raise _refused(
            _("One letter stands in too many places."),
            _("Mark at least one whole word, or nothing for all of it."),
        )
    if not passage.can_be_withheld:
        raise _refused(
            _("By itself this says nothing that could be found again."),
            _("Take it out of the person’s details instead."),
        )
    whole = not chosen or chosen == " ".join(passage.text.split())
    return Withholding(
        id=new_id(),
        case_id=case_id,
        recipient_id=recipient_id,
        words=passage.words if whole else (chosen,),
        place=passage.place if whole else "",
        label=each_of((passage.part, passage.label)),
        reason=reason,
        decided_by=settings.author_of(vault),
        decided_at=now,
    )


def _check_reasons(vault: Vault, new: Withholding) -> None:
    """A reason stands in the pack, in place of the words: it must not say them."""
    stand = (*standing(vault.withholdings.of_case(new.case_id)), new)
    for one in stand:
        for words in (words for other in stand for words in other.words):
            if any(True for way in with_other_months(words) for _place in stands_at(way, one.reason)):
                raise _refused(
                    _("The reason “{reason}” says what is to be kept back.").format(reason=one.reason),
                    _("Say why in other words; the receiver reads the reason."),
                )


def give_again(vault: Vault, withholding_id: str, *, case_id: str, now: datetime) -> None:
    """Keep something back no more: the next pack has it."""
    with vault.transaction():
        vault.withholdings.add(
            Withholding(
                id=new_id(),
                case_id=case_id,
                reason="",
                lifts=withholding_id,
                decided_by=settings.author_of(vault),
                decided_at=now,
            )
        )
        vault.audit.append("withholding.lifted", case_id, withholding_id)


def kept_back_in(vault: Vault, case_id: str) -> tuple[Withholding, ...]:
    """What stands kept back in a case, the newest last."""
    return standing(vault.withholdings.of_case(case_id))


def _refused(what_happened: str, next_step: str) -> RecordError:
    return RecordError(_("This is not kept back yet"), what_happened, next_step)
