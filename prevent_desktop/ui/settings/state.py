"""All that the settings screen shows, read in one go. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.casework.leaving import Leaving
from prevent_desktop.casework.organisation import EscrowKey, NamedLead, Practitioner, Receiver, SharingBasis
from prevent_desktop.casework.retention import RetentionRule
from prevent_desktop.casework.working_days import WorkingDays
from prevent_desktop.errors import SigningKeyError
from prevent_desktop.packs.tokens.cards import CardKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.form_overview import OverviewLine, form_overview
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.certificate_request import Awaited, awaited
from prevent_desktop.workflows.organisation.own_lead import lead_of
from prevent_desktop.workflows.organisation.profile.standing import Standing, standing
from prevent_desktop.workflows.organisation.signing_identity import (
    card_key,
    form_authority_names,
    signer_certificate,
)
from prevent_desktop.workflows.record import writing_aids
from prevent_desktop.workflows.record.writing_aids import WritingChoices
from prevent_desktop.workflows.team.joining.mailbox_sign_in import MailboxSignIn, read_sign_in
from prevent_desktop.workflows.vault_admin.unlock_methods import UnlockMethod, unlock_methods
from prevent_desktop.writing.phrases import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Whose key signs the packs, and until when."""

    name: str
    organisation: str
    expires_at: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsState:
    """What the vault holds of settings. `signer` is None where no key can sign, with `signer_problem` in words.

    `unsaved` is what `keep_unsaved` kept; `form_authorities` are name and fingerprint of each. `profile` is where the
    organisation's settings come from; None while they are typed. `awaited` is the request whose certificate has not come,
    `card` the key on a card that signs.
    """

    folder: Path
    practitioner: Practitioner | None
    receivers: tuple[Receiver, ...]
    sharing: SharingBasis
    lock_minutes: int
    capture_allowed: bool = False
    signer: Signer | None
    signer_problem: str
    form_titles: tuple[tuple[str, str], ...]
    unsaved: str = ""
    writing: WritingChoices = field(default_factory=WritingChoices)
    own_words: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    forms: tuple[OverviewLine, ...] = ()
    form_authorities: tuple[tuple[str, str], ...] = ()
    retention_rules: tuple[RetentionRule, ...] = ()
    unlock_methods: tuple[UnlockMethod, ...] = ()
    kept_in: frozenset[Leaving] = frozenset()
    working_days: WorkingDays = field(default_factory=WorkingDays)
    escrow_key: EscrowKey | None = None
    profile: Standing | None = None
    awaited: Awaited | None = None
    card: CardKey | None = None
    lead: NamedLead | None = None
    team_mailbox: MailboxSignIn = field(default_factory=MailboxSignIn)


def read_state(vault: Vault, library: FormLibrary) -> SettingsState:
    """Read the settings of an open vault; `form_titles` are the ids and titles of the forms that can be sent."""
    signer, problem = _signer(vault)
    forms = form_overview(library, vault)
    return SettingsState(
        folder=vault.folder,
        practitioner=settings.practitioner(vault),
        receivers=settings.receivers(vault),
        sharing=settings.sharing_basis(vault),
        lock_minutes=settings.lock_minutes(vault),
        capture_allowed=settings.capture_allowed(vault),
        signer=signer,
        signer_problem=problem,
        unsaved=settings.unsaved(vault),
        writing=writing_aids.choices(vault),
        own_words=writing_aids.own_words(vault),
        phrases=writing_aids.phrases(vault),
        forms=forms,
        form_authorities=form_authority_names(vault),
        retention_rules=settings.retention_rules(vault),
        kept_in=settings.kept_in(vault),
        working_days=settings.working_days(vault),
        unlock_methods=unlock_methods(vault),
        escrow_key=settings.escrow_key(vault),
        profile=standing(vault, now=datetime.now(UTC)),
        awaited=awaited(vault),
        card=card_key(vault),
        lead=lead_of(vault),
        team_mailbox=read_sign_in(vault),
        form_titles=tuple((form_id, library.newest(form_id).title) for form_id in library.form_ids()),
    )


def _signer(vault: Vault) -> tuple[Signer | None, str]:
    try:
        key = signer_certificate(vault)
        key.check_valid_at(datetime.now(UTC))
    except SigningKeyError as error:
        return None, error.what_happened
    signer = Signer(
        name=key.name, organisation=key.organisation, expires_at=key.expires_at, fingerprint=key.fingerprint
    )
    return signer, ""
