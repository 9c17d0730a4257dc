"""The council's signed directory of schools: each with its number, its name, its safeguarding lead and the keys of their desk.

It is a file of its own, since a council has hundreds of schools and a profile is read at every turn. It counts under the authority of the
organisation's profiles, and an older one never comes back in the place of a newer. Nobody has to compare words by phone for a
school in it: whoever signed it did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from prevent_desktop.casework.lookalikes import skeleton
from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.delivery.signed.directory_signatures import LARGEST, open_directory, sign_directory_words
from prevent_desktop.delivery.signed.signed_words import payload_of
from prevent_desktop.errors import ProfileError
from prevent_desktop.evidence.names import printable
from prevent_desktop.strict_json import ZULU, Held, JsonError, read, write
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile.making import AdministratorKey
from prevent_desktop.workflows.organisation.receiver_rules import (
    endpoint_problem,
    keys_problem,
    receipt_certificate_problem,
)
from prevent_desktop.workflows.school_move.schools import CHOSEN, COMPARED, read_card, school_of

SUFFIX: Final = ".pdschools"
SECRET: Final = "school-directory"  # noqa: S105 -- the name under which it is kept
_FIXED: Final = {"kind": "school-directory", "format": 1}
_MOST_TOLD: Final = 5
_NEWEST_VERSION: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSchool:
    """One school. `urn` is its unique reference number (England), empty elsewhere; `lead` the safeguarding lead, by name."""

    name: Annotated[str, Held(most=200, least=1, printable=True)]
    urn: Annotated[str, Held(most=20, printable=True)] = ""
    lead: Annotated[str, Held(most=120, printable=True)] = ""
    phone: Annotated[str, Held(most=60, printable=True)] = ""
    seal_to: tuple[Annotated[str, Held(most=4_000)], ...]
    receipt_certificate: Annotated[str, Held(most=20_000)]
    endpoint: Annotated[str, Held(most=2_000)]

    @property
    def receiver(self) -> Receiver:
        """It as whom a file is sealed to."""
        return school_of(self.name, self.phone, self.seal_to, self.receipt_certificate, self.endpoint)

    @property
    def problem(self) -> str:
        """What is wrong with it, in words; empty where nothing is."""
        return (
            self._unreadable
            or keys_problem(self.seal_to)
            or endpoint_problem(self.endpoint)
            or receipt_certificate_problem(self.receipt_certificate)
        )

    @property
    def _unreadable(self) -> str:
        try:
            read(ListedSchool, write(self))
        except JsonError:
            return _("Its name, number, lead or phone is too long, or has signs that cannot be seen.")
        return ""

    def answers_to(self, words: tuple[str, ...]) -> bool:
        """Whether each of these words stands in its name, its number or its lead's name."""
        told = f"{self.name} {self.urn} {self.lead}".casefold()
        return all(word in told for word in words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """All schools of an `area`. A newer one has a larger `version`."""

    area: Annotated[str, Held(most=200, least=1, printable=True)]
    version: Annotated[int, Held(most=_NEWEST_VERSION, least=1)]
    issued: Annotated[datetime, ZULU]
    schools: Annotated[tuple[ListedSchool, ...], Held(most=5_000)]


def sign_directory(directory: Directory, key: AdministratorKey) -> bytes:
    """The directory as a signed file. ProfileError where a school in it could get nothing, SigningKeyError."""
    _require_usable(directory)
    payload = write(directory, fixed=_FIXED, ensure_ascii=False)
    return sign_directory_words(payload, key.key_pem, key.certificates_pem).encode()


def take_directory(vault: Vault, untrusted: bytes, *, now: datetime) -> Directory:
    """Let a directory count from now on, in the place of the one before. ProfileError says in words what does not hold."""
    profile, text = settings.profile(vault), untrusted.strip().decode("ascii", "replace")
    if profile is None:
        raise _refused(
            _("Your organisation’s file is not here, so nobody is known who may sign a directory."),
            _("Bring in your organisation’s file first."),
        )
    if len(text) > LARGEST:
        raise _refused(_("It is larger than a directory can be."))
    signed = open_directory(text, [one.encode() for one in profile.authority], now=now)
    directory = _directory(signed.payload)
    _require_usable(directory)
    kept = directory_of(vault)
    if kept is not None and kept.version >= directory.version and kept != directory:
        raise _refused(
            _("It is version {old}, and version {new} is here already.").format(old=directory.version, new=kept.version)
        )  # fmt: skip
    with vault.transaction():
        vault.secrets.set(SECRET, text.encode("ascii"))
        vault.audit.append("schools.directory-taken", str(directory.version), signed.signer)
    return directory


def directory_of(vault: Vault) -> Directory | None:
    """The directory that counts, as it was verified when it was taken; None where there is none."""
    kept = vault.secrets.get(SECRET)
    return None if kept is None else _directory(payload_of(kept.decode("ascii")))


def find_schools(directory: Directory, looked_for: str) -> tuple[ListedSchool, ...]:
    """The schools that all these words name, by name; none for no word at all."""
    words = tuple(looked_for.casefold().split())
    found = (one for one in directory.schools if words and one.answers_to(words))
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.urn)))


def choose_school(vault: Vault, school: ListedSchool) -> Receiver:
    """Keep a school of the directory as one that a file can be sealed to."""
    chosen = school.receiver
    settings.save_school(vault, chosen)
    vault.audit.append(CHOSEN, chosen.id, school.urn)
    return chosen


def no_longer_listed(vault: Vault) -> frozenset[str]:
    """The ids of the schools that were chosen in an older directory and are not in the one that counts, by their key. Reads only.

    Not those whose card was compared by phone since: whoever did so knows whose it is.
    """
    chosen = {one.id for one in settings.schools(vault) if _was_chosen(vault, one.id)}
    directory = directory_of(vault) if chosen else None
    if directory is None:
        return frozenset()
    return frozenset(chosen.difference(one.receiver.id for one in directory.schools))


def _was_chosen(vault: Vault, school_id: str) -> bool:
    newest = vault.audit.newest(school_id, CHOSEN, COMPARED)
    return newest is not None and newest.action == CHOSEN


def _directory(untrusted: bytes) -> Directory:
    try:
        found: Directory = read(Directory, untrusted, fixed=_FIXED)
    except (JsonError, ValueError) as error:
        raise _refused(_("It holds something else than a directory tells.")) from error
    return found


def _require_usable(directory: Directory) -> None:
    wrong = [f"{printable(one.name)}: {one.problem}" for one in directory.schools if one.problem]
    wrong += _twice(directory.schools)
    if wrong:
        raise _refused(" ".join(wrong[:_MOST_TOLD]))


def _twice(schools: Iterable[ListedSchool]) -> Iterator[str]:
    """Which schools nobody could tell apart: of one number, or of names that look the same where one of them has none."""
    by_number: dict[str, ListedSchool] = {}
    by_name: dict[str, ListedSchool] = {}
    for one in schools:
        other = by_number.setdefault(one.urn, one) if one.urn else one
        alike = by_name.setdefault(skeleton(one.name), one)
        if other is not one or (alike is not one and not (one.urn and alike.urn)):
            yield _("{school}: it stands in the list twice, by its number or its name.").format(
                school=printable(one.name)
            )


def _refused(what_happened: str, next_step: str = "") -> ProfileError:
    return ProfileError(
        _("This directory of schools cannot be used"),
        what_happened,
        next_step
        or _("Nothing was changed. Ask your council for the file again, on a number that you know."),
    )


def new_directory(area: str, version: int, schools: tuple[ListedSchool, ...], *, now: datetime) -> Directory:
    """A directory as of now."""
    return Directory(
        area=area, version=version, issued=now.astimezone(UTC).replace(microsecond=0), schools=schools
    )


def listed_from_desk(untrusted: bytes, told: dict[str, Any]) -> ListedSchool:
    """A school by the file of its receiving desk, with what a list of schools `told` of it. ProfileError for another file."""
    card = read_card(untrusted).school
    return ListedSchool(
        name=told.get("name") or card.name, urn=told.get("urn", ""), lead=told.get("lead", ""),
        phone=told.get("phone") or card.phone, seal_to=card.seal_to, receipt_certificate=card.receipt_certificate,
        endpoint=card.endpoint,
    )  # fmt: skip
