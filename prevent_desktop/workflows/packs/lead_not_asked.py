"""Say why the lead was not asked before a pack is signed: it stands in the record and in the pack."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.casework.choices import LeadChoice
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.errors import RecordError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings


def say_why_not(vault: Vault, case_id: str, reason: str, *, now: datetime) -> Decision:
    """Keep the reason as a decision of whoever signs. RecordError where none is given; nothing is kept then."""
    if not reason.strip():
        raise RecordError(
            _("The reason is missing"), _("Nothing was changed."), _("Write why, in a sentence.")
        )
    decision = Decision(
        id=new_id(),
        case_id=case_id,
        kind=DecisionKind.LEAD_CHECK,
        choice=LeadChoice.NOT_ASKED.label,
        reason=reason.strip(),
        decided_by=settings.author_of(vault) or _("Whoever signs the pack"),
        decided_at=now,
    )
    with vault.transaction():
        vault.decisions.add(decision)
        vault.audit.append("decision.recorded", decision.id, case_id)
    return decision
