"""The authority of an organisation that a lead began in the window: its keys lie in the lead's vault, and open nowhere else.

Three secrets in one: the authority's key certifies, the administrator's signs profiles (both as `own_authority` makes them), and
an age identity opens requests to join. A second holder has the authority's key in a sealed file that a recovery code opens.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.casework.team.roster import Team
from prevent_desktop.errors import InvitationError, ProfileError, SealingError, UsageError
from prevent_desktop.sealing import Identity, generate_identity, open_bytes, parse_identity, seal_bytes
from prevent_desktop.sealing.hybrid import SEED_SIZE, HybridIdentity
from prevent_desktop.strict_json import JsonError, read, write
from prevent_desktop.translation import _
from prevent_desktop.vault.keys.recovery_code import read_recovery_code
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.clock_watch import doubt_about_clock
from prevent_desktop.workflows.fingerprint_words import words_for_certificate
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile.making import load_key, next_version, sign_profile
from prevent_desktop.workflows.organisation.profile.own_authority import (
    administrator_key,
    certificate_of,
    certify,
    make_keys,
)
from prevent_desktop.workflows.organisation.profile.taking import take_profile
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.profile_objects import queue_profile
from prevent_desktop.workflows.team.circles.statements import circles

SECOND_KEY_SUFFIX: Final = ".pdkey"
SECRET: Final = "team-authority"  # noqa: S105 -- the name of a secret
_SECOND_KEY: Final = {"kind": "team-second-key", "format": 1}
_SALT: Final = b"prevent-desktop/team-second-key/1"
_RENEW_BEFORE: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityKeys:
    """What the second holder's file holds: the authority's key under a random password, and what opens requests."""

    organisation: str
    authority_p12: bytes = field(repr=False)
    password: str = field(repr=False)
    identity: str = field(repr=False)

    @property
    def certificate_pem(self) -> str:
        """The authority's certificate."""
        return certificate_of(self.authority_p12, self.password).decode("ascii")

    @property
    def opens_requests(self) -> Identity:
        """What opens requests to join."""
        return parse_identity(self.identity)

    @property
    def seal_to(self) -> str:
        """The recipient that requests are sealed to."""
        return str(self.opens_requests.recipient)

    def certificate_for(self, untrusted_request: bytes, *, now: datetime) -> bytes:
        """The certificate (PEM) for somebody's key that signs packs. SigningKeyError."""
        return certify(self.authority_p12, self.password, untrusted_request, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamAuthority:
    """What the lead's vault holds: those keys, and the administrator's, which signs profiles."""

    keys: AuthorityKeys
    administrator_p12: bytes = field(repr=False)


def make_authority(organisation: str, administrator: str, *, now: datetime) -> TeamAuthority:
    """Fresh keys for an organisation that has none."""
    password = new_id()
    made = make_keys(organisation, administrator, password, now=now)
    keys = AuthorityKeys(
        organisation=organisation,
        authority_p12=made.authority_p12,
        password=password,
        identity=generate_identity().secret_text,
    )
    return TeamAuthority(keys=keys, administrator_p12=made.administrator_p12)


def authority_from(keys: AuthorityKeys, administrator: str, *, now: datetime) -> TeamAuthority:
    """The authority in another holder's hands, with an administrator's key of their own."""
    made = administrator_key(keys.authority_p12, keys.password, keys.organisation, administrator, now=now)
    return TeamAuthority(keys=keys, administrator_p12=made)


def keep(vault: Vault, authority: TeamAuthority) -> None:
    """Keep it in the vault, in place of what was there."""
    vault.secrets.set(SECRET, write(authority))


def forget_foreign(vault: Vault) -> None:
    """Sign no more for a team that this vault has left for another one, whose profile does not name that authority."""
    authority, profile = held(vault), settings.profile(vault)
    if (
        authority is not None
        and profile is not None
        and authority.keys.certificate_pem not in profile.authority
    ):
        vault.secrets.set(SECRET, b"")


def held(vault: Vault) -> TeamAuthority | None:
    """The authority that this vault holds; None where it holds none."""
    kept = vault.secrets.get(SECRET)
    return read(TeamAuthority, kept) if kept else None


def require(vault: Vault) -> TeamAuthority:
    """As `held`; UsageError where there is none."""
    authority = held(vault)
    if authority is None:
        raise UsageError(
            _("Your organisation’s file cannot be changed on this laptop"),
            _("The key that signs it is not in these records. Nothing was changed."),
            _("Ask whoever began the team, or the IT team that signs your organisation’s file."),
        )
    return authority


def sign_team(vault: Vault, change: Callable[[Team], Team], *, now: datetime) -> OrganisationProfile:
    """The next version of the profile with the changed team, signed and taken here.

    UsageError where this vault holds no authority or has no team; ProfileError where what came out would not be taken.
    """
    present = settings.profile(vault)
    if present is None or present.team is None:
        raise UsageError(
            _("There is no team yet"),
            _("Nothing was changed."),
            _("Begin the team first: Team, Begin a team."),
        )
    return sign_next(vault, replace(present, team=change(present.team)), now=now)


def sign_next(
    vault: Vault, changed: OrganisationProfile, *, now: datetime, least: int = 0
) -> OrganisationProfile:
    """`changed` as the version after it (`least` at least), signed by this vault's administrator and taken here.

    It names how the team's shared cases began.
    """
    following = next_version(_with_beginning(vault, changed), today=now.date())
    return sign_first(vault, replace(following, version=max(following.version, least)), now=now)


def _with_beginning(vault: Vault, profile: OrganisationProfile) -> OrganisationProfile:
    """With the first statement of the main circle as it is here: once it is named, it stays."""
    team = profile.team
    book = None if team is None else circles(vault).get(main_circle(team.id))
    if team is None or book is None or team.begun:
        return profile
    return replace(profile, team=replace(team, begun=book.begun))


def sign_first(vault: Vault, profile: OrganisationProfile, *, now: datetime) -> OrganisationProfile:
    """`profile` as it is, signed and taken here, and on its way to every present vault.

    ProfileError while the clock is in doubt: a key or a profile that begins in years would let nobody in until then.
    """
    require_clock(vault, now)
    authority = _renewed(vault, require(vault), now)
    key = load_key(authority.administrator_p12, password=authority.keys.password)
    signed = sign_profile(profile, key, now=now).encode("ascii")
    with vault.transaction():
        words = words_for_certificate(authority.keys.certificate_pem)
        taken = take_profile(vault, signed, now=now, compared=words).profile
        queue_profile(vault, now=now)
    return taken


def require_clock(vault: Vault, now: datetime) -> None:
    """ProfileError while the clock of this computer is in doubt."""
    doubt = doubt_about_clock(vault, now=now)
    if doubt is not None:
        raise ProfileError(
            _("Your organisation’s file was not signed"),
            doubt.words + " " + _("Nothing was changed."),
            _("Set the clock, or say above that it is right. Then try again."),
        )


def _renewed(vault: Vault, authority: TeamAuthority, now: datetime) -> TeamAuthority:
    """With a fresh administrator's key where the present one soon runs out, or was made by a clock ahead: nobody is here who would notice."""
    from cryptography import x509

    key = load_key(authority.administrator_p12, password=authority.keys.password)
    certificate = x509.load_pem_x509_certificates(key.certificates_pem)[0]
    if certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc - _RENEW_BEFORE:
        return authority
    owner = settings.practitioner(vault)
    fresh = authority_from(authority.keys, "" if owner is None else owner.name, now=now)
    keep(vault, fresh)
    return fresh


# -- the second holder's file


def seal_second_key(keys: AuthorityKeys, code: str) -> bytes:
    """The file for the second holder, which `code` (as `new_recovery_code` makes it) opens: an age file."""
    return seal_bytes(write(keys, fixed=_SECOND_KEY), [_identity(code).recipient])


def open_second_key(untrusted: bytes, typed_code: str) -> AuthorityKeys:
    """What the file holds. WrongSecretError for a mistyped code, InvitationError where code and file do not fit."""
    code = read_recovery_code(typed_code)
    try:
        keys: AuthorityKeys = read(AuthorityKeys, open_bytes(untrusted, [_identity(code)]), fixed=_SECOND_KEY)
    except (SealingError, JsonError) as error:
        raise InvitationError(
            _("This code does not open this file"),
            _("The code is typed as it was made, and belongs to another file; or the file was damaged."),
            _("Take the file and the sheet that were made on the same day, and try again."),
        ) from error
    return keys


def digest_of(second_key: bytes) -> str:
    """By what a file is known again."""
    return hashlib.sha256(second_key).hexdigest()


def _identity(code: str) -> HybridIdentity:
    """The hybrid identity whose seed comes from the code: 130 random bits, which nobody tries out."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    letters = code.replace("-", "").encode("ascii")
    return HybridIdentity(HKDF(SHA256(), SEED_SIZE, salt=_SALT, info=b"seed").derive(letters))
