"""A signed profile comes into a vault: who signed it, what it changes, and then, once a person agreed, it counts.

The first profile brings the authority under which profiles of this organisation are signed; a person compares its words by
phone before that. Every later one must be signed under an authority that the one before it names: a profile that names
another authority is how one takes the place of another. No older version comes back.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.delivery.signed.profile_signatures import (
    LARGEST,
    SignedProfile,
    open_profile,
    require_not_revoked,
    require_signer,
)
from prevent_desktop.errors import ProfileError
from prevent_desktop.formatting import each_of
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.repositories.profiles import ProfileRecord
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import words_for_certificate, words_for_hex
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile.changes import changes_in_words
from prevent_desktop.workflows.organisation.profile.managed import (
    OtherAuthority,
    is_of_it,
    other_authority,
    require_of_it,
)
from prevent_desktop.workflows.organisation.profile.reading import read_profile
from prevent_desktop.workflows.organisation.profile.team_checking import broken_promises

SUFFIX: Final = ".pdprofile"
CLOCKS_DIFFER: Final = timedelta(days=1)
"""A profile that was signed further ahead than that is not taken."""
_MOST_TOLD: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedProfile:
    """A signed profile whose signature and signer hold, and what it would change.

    `authority_words` are those of the authority under which it is signed, to be compared by phone where `is_first`.
    `unknown_forms` are ids of forms that receivers get and that are not here. `is_news` where it is not the one that
    counts already. `replaces`: it is signed under the authority that IT has set, and these records trust another so far.
    """

    profile: OrganisationProfile
    record: ProfileRecord
    signer: str
    signer_words: str
    authority_words: str
    is_first: bool
    is_news: bool
    changes: tuple[str, ...]
    unknown_forms: tuple[str, ...] = ()
    replaces: OtherAuthority | None = None

    @property
    def is_known_by_it(self) -> bool:
        """Whether the fingerprint that IT has set stands in for the words, since these records are new."""
        return self.is_first and is_of_it(self.record.authority)


def look_at_profile(
    vault: Vault | None, untrusted: bytes, *, now: datetime, known_forms: Collection[str] | None = None
) -> OfferedProfile:
    """What a signed profile would change; nothing is changed. ProfileError says in words what does not hold.

    Without a `vault`: what it would bring to one that is to be made.
    """
    signed = open_profile(_text(untrusted))
    present = None if vault is None else settings.profile(vault)
    replaces = None if vault is None else other_authority(vault)
    if present is not None and _is_trusted(signed, present, now, or_else=replaces):
        replaces = None  # whose it is comes before what it says
    offered = read_profile(signed.payload)
    authority = _signed_under(signed, (None if replaces else present) or offered, now)
    record = _record(signed, offered, authority, _text(untrusted), now)
    kept = None if vault is None else vault.profiles.newest()
    if replaces is not None or (kept is None and not (vault is not None and settings.practice_words(vault))):
        require_of_it(record.authority)
    _require_times(offered, now)
    if kept is not None:
        _require_goes_on(kept, record)
        _require_team_goes_on(present, offered)
    is_news = kept is None or kept.digest != record.digest
    return OfferedProfile(
        profile=offered,
        record=record,
        signer=_signer_name(signed),
        signer_words=words_for_hex(signed.fingerprint),
        authority_words=words_for_certificate(authority),
        is_first=kept is None,
        is_news=is_news,
        changes=(
            *changes_in_words(present, offered),
            *(() if vault is None else _what_stays(vault, present, offered)),
        )
        if is_news
        else (),
        unknown_forms=() if known_forms is None else unknown_forms(offered, known_forms),
        replaces=replaces,
    )


def take_profile(
    vault: Vault,
    untrusted: bytes,
    *,
    now: datetime,
    compared: str = "",
    replacing: str = "",
    require: Callable[[OrganisationProfile], None] | None = None,
) -> OfferedProfile:
    """Let the profile count from now on, all of it or nothing. Raises as `look_at_profile`.

    `compared` are the words of its authority, as the organisation told them: the first profile is taken only with them.
    `replacing` is the fingerprint of the authority whose place the one that IT has set may take: whoever gives it has shown both to
    the person and asked for the passphrase. `require` raises ProfileError where it says what it may not, for whoever shows it to nobody.
    """
    offered = look_at_profile(vault, untrusted, now=now)
    if require is not None:
        require(offered.profile)
    if not offered.is_news:
        return offered
    if offered.is_first and compared.lower().split() != offered.authority_words.split():
        raise ProfileError(
            _("The words are not the same"),
            _("The words that you compared are not those of the authority of this file. Nothing was changed."),
            _("Call your organisation on a number that you know, and compare them again."),
        )  # fmt: skip
    _require_agreed(offered, replacing)
    with vault.transaction():
        if offered.replaces is not None:
            told = f"{offered.replaces.fingerprint} {offered.record.authority}"
            vault.audit.append("profile.authority-replaced", str(offered.record.version), told)
        vault.profiles.add(offered.record)
        vault.clocks.forget()
        vault.audit.append("profile.imported", str(offered.record.version), offered.record.digest)
    return offered


def _require_agreed(offered: OfferedProfile, replacing: str) -> None:
    """An authority never takes the place of another without a person who saw both."""
    if offered.replaces is not None and replacing != offered.replaces.fingerprint:
        raise ProfileError(
            _("These records trust another authority"),
            f"{offered.replaces.words} " + _("Nothing was changed."),
            _("Choose the file under Settings, Organisation. You see both names, and type your passphrase."),
        )


def _is_trusted(
    signed: SignedProfile, present: OrganisationProfile, now: datetime, *, or_else: OtherAuthority | None
) -> bool:
    """Whether it is signed under an authority of `present`. ProfileError where not, unless IT has set another one."""
    try:
        _signed_under(signed, present, now)
    except ProfileError:
        if or_else is None:
            raise
        return False
    return True


def _what_stays(
    vault: Vault, present: OrganisationProfile | None, offered: OrganisationProfile
) -> Iterator[str]:
    """What a person typed and counts no more, or is on its way and stays as it is."""
    before = settings.receivers(vault)
    if present is None and before:
        names = each_of(one.name for one in before)
        yield _("What you typed yourself no longer counts. Receivers that you typed: {names}.").format(
            names=names
        )
        return
    keys = {one.id: (one.way, one.seal_to, one.encrypt_to) for one in offered.recipients}
    under_way = Counter(pack.recipient_id for pack in vault.packs.unsettled())
    for one in before:
        number = under_way[one.id]
        if number and keys.get(one.id) != (one.way, one.seal_to, one.encrypt_to):
            words = ngettext(
                "{number} pack to {name} is on its way and stays closed to the key before.",
                "{number} packs to {name} are on their way and stay closed to the key before.",
                number,
            )
            yield words.format(number=number, name=one.name)


def unknown_forms(profile: OrganisationProfile, known_forms: Collection[str]) -> tuple[str, ...]:
    """Ids of forms that receivers get and that are not here: they may yet come in a file of forms."""
    wanted = {form_id for one in profile.recipients for form_id in (*one.form_ids, *one.needs)}
    return tuple(sorted(wanted.difference(known_forms)))


def is_signed(content: bytes) -> bool:
    """Whether a file is a signed profile, rather than one to be signed."""
    return not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def signed_words_in(untrusted: bytes) -> bytes:
    """The words of a signed profile whose signature fits. Nobody asked whether its signer may. ProfileError."""
    return open_profile(_text(untrusted)).payload


def profile_in(untrusted: bytes) -> OrganisationProfile:
    """As `signed_words_in`, read strictly. ProfileError."""
    return read_profile(signed_words_in(untrusted))


def _text(untrusted: bytes) -> str:
    """The JWS in a file. What cannot be one is no text here, and told by whoever verifies it."""
    if len(untrusted) > LARGEST + 1:
        return ""
    return untrusted.decode("ascii", "replace").strip()


def _signed_under(signed: SignedProfile, profile: OrganisationProfile, now: datetime) -> bytes:
    """Its authority, where that is one of `profile` and none of its lists has the signer."""
    authority = require_signer(signed, [one.encode() for one in profile.authority], now=now)
    require_not_revoked(signed, [one.encode() for one in profile.revocation])
    return authority


def _signer_name(signed: SignedProfile) -> str:
    return each_of(dict.fromkeys((signed.signer, signed.organisation)))


def _record(
    signed: SignedProfile, profile: OrganisationProfile, authority: bytes, jws: str, now: datetime
) -> ProfileRecord:
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    found = x509.load_pem_x509_certificate(authority).fingerprint(SHA256()).hex()
    return ProfileRecord(
        version=profile.version, digest=hashlib.sha256(signed.payload).hexdigest(), organisation=profile.organisation,
        jws=jws, signer=_signer_name(signed), fingerprint=signed.fingerprint, authority=found, imported_at=now,
    )  # fmt: skip


def _require_times(offered: OrganisationProfile, now: datetime) -> None:
    if offered.issued is None or not offered.authority:
        raise _refused(
            _("It does not say when it was signed, or under which authority."),
            _("Ask your organisation for the file again."),
        )
    if offered.issued > now + CLOCKS_DIFFER:
        raise _refused(
            _("It was signed on {day}, which is still to come by the clock of this computer.").format(
                day=offered.issued.date()
            ),
            _("Check the date of this computer, then try again."),
        )
    if now >= offered.ends_at:
        raise _refused(
            _("It counted until {day}.").format(day=offered.expires),
            _("Check the date of this computer. If it is right, ask your organisation for a new file."),
        )


def _require_goes_on(kept: ProfileRecord, offered: ProfileRecord) -> None:
    if offered.version < kept.version:
        raise _refused(
            _("It is version {older}, and version {newer} is here already. An older one never comes back.").format(
                older=offered.version, newer=kept.version
            ),
            _("Ask your organisation for its newest file."),
        )  # fmt: skip
    if offered.version == kept.version and offered.digest != kept.digest:
        raise _refused(
            _(
                "It says that it is version {version}, as the one that is here, and holds something else."
            ).format(version=offered.version),
            _("Ask your organisation for a file with a version of its own."),
        )


def _require_team_goes_on(present: OrganisationProfile | None, offered: OrganisationProfile) -> None:
    """Nothing of the team vanishes: what its vaults signed stays to be verified."""
    broken = list(broken_promises(None if present is None else present.team, offered.team))
    if broken:
        raise _refused(" ".join(broken[:_MOST_TOLD]), _("Ask your organisation for a corrected file."))


def _refused(what_happened: str, next_step: str) -> ProfileError:
    return ProfileError(
        _("This organisation’s file cannot be taken"),
        what_happened + " " + _("Nothing was changed."),
        next_step,
    )
