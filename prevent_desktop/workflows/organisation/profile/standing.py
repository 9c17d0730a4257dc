"""Whether the organisation's profile still counts, by a clock that may be wrong.

Once it has run out, drafts, reading and what is on its way go on; what is signed to receivers waits for a new profile,
since keys, addresses and whom to trust may have changed meanwhile. Nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from prevent_desktop.casework.clock_doubt import ClockDoubt, DoubtKind
from prevent_desktop.casework.profile import WARN_DAYS, OrganisationProfile
from prevent_desktop.errors import ProfileError
from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.repositories.profiles import ProfileRecord
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.clock_watch import doubt_about_clock
from prevent_desktop.workflows.fingerprint_words import words_for_hex
from prevent_desktop.workflows.organisation import settings

SEEN = "profile.expired-seen"


class Validity(StrEnum):
    """How a profile stands."""

    CURRENT = "current"
    ENDS_SOON = "ends-soon"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The profile that counts in a vault, and until when. `days_left` is 0 on its last day, and below once it ran out."""

    profile: OrganisationProfile
    record: ProfileRecord
    validity: Validity
    days_left: int
    doubt: ClockDoubt | None = None

    @property
    def source(self) -> str:
        """Where the settings come from, in one line."""
        return _("From the file of {organisation}, version {version}, valid until {day}.").format(
            organisation=self.profile.organisation, version=self.profile.version, day=self._last_day
        )

    @property
    def authority_words(self) -> str:
        """The authority under which it was signed, as words."""
        return words_for_hex(self.record.authority)

    @property
    def signer_words(self) -> str:
        """The certificate of whoever signed it, as words."""
        return words_for_hex(self.record.fingerprint)

    @property
    def _last_day(self) -> str:
        return short_day(self.profile.expires)

    @property
    def title(self) -> str:
        """What there is to know, in a few words; empty while it counts for long."""
        name = self.profile.organisation
        if self.validity is Validity.EXPIRED:
            return _("The file of {organisation} has run out").format(organisation=name)
        if self.validity is Validity.ENDS_SOON:
            return _("The file of {organisation} ends soon").format(organisation=name)
        return ""

    @property
    def words(self) -> str:
        """What that means, and what to do; empty while it counts for long."""
        if self.validity is Validity.EXPIRED:
            told = _("It counted until {day}. You can go on reading and writing, and what is on its way goes on. Nothing can be signed for receivers until there is a new file: ask your organisation for it.")  # fmt: skip
            parts = (told.format(day=self._last_day), "" if self.doubt is None else self.doubt.words)
            return " ".join(filter(None, parts))
        if self.validity is Validity.ENDS_SOON:
            until = _("It counts until {day}.").format(day=self._last_day)
            return f"{self.short} {until}"
        return ""

    @property
    def short(self) -> str:
        """The same in a line for each page; empty while it counts for long."""
        if self.validity is Validity.EXPIRED:
            told = _("Your organisation’s file ran out on {day}. Reading and writing go on; signing for receivers waits for a new one.")  # fmt: skip
            return told.format(day=self._last_day)
        if self.validity is not Validity.ENDS_SOON:
            return ""
        if not self.days_left:
            return _("Today is the last day of your organisation’s file. Ask for a new one.")
        left = ngettext("Your organisation’s file counts for {number} more day. Ask for a new one.", "Your organisation’s file counts for {number} more days. Ask for a new one.", self.days_left)  # fmt: skip
        return left.format(number=self.days_left)


def standing(vault: Vault, *, now: datetime) -> Standing | None:
    """How the profile of this vault stands; None where there is none.

    Where the record holds entries that are still to come by the clock, the latest of them is believed instead.
    """
    profile, record = settings.profile(vault), vault.profiles.newest()
    if profile is None or record is None:
        return None
    doubt = doubt_about_clock(vault, now=now)
    believed = max(now, doubt.seen) if doubt is not None and doubt.kind is DoubtKind.BEHIND else now
    left = profile.ends_at - believed
    days = left // timedelta(days=1)
    if left <= timedelta():
        validity = Validity.EXPIRED
    else:
        validity = Validity.ENDS_SOON if days < WARN_DAYS else Validity.CURRENT
    return Standing(profile=profile, record=record, validity=validity, days_left=days, doubt=doubt)


def note_seen(vault: Vault, found: Standing) -> None:
    """Write down, once for each profile, that it was told that it has run out."""
    subject = str(found.profile.version)
    if found.validity is Validity.EXPIRED and not vault.is_read_only and not vault.audit.has(SEEN, subject):
        vault.audit.append(SEEN, subject)


def require_current(vault: Vault, *, now: datetime) -> None:
    """ProfileError where the profile has run out, so that nothing may be signed for its receivers."""
    found = standing(vault, now=now)
    if found is not None and found.validity is Validity.EXPIRED:
        raise ProfileError(
            found.title,
            _("It counted until {day}, so keys and addresses may have changed since. What you wrote is kept.").format(
                day=found.profile.expires
            ),
            _("Ask your organisation for its new file and choose it in Settings, Organisation."),
        )  # fmt: skip
