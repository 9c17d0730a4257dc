"""The team in a profile: each of its fields, what fits together, and what may become of it from one version to the next.

What was signed by a vault stays to be verified for ever. So no vault and no member ever vanishes from the list, a vault's key
never changes, and a vault that was removed stays removed: it goes on under a new id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from prevent_desktop.casework.team.roster import Role, Team
from prevent_desktop.delivery.signed.team import is_signing_key
from prevent_desktop.questionnaire.review.positions import JsonPath
from prevent_desktop.translation import _
from prevent_desktop.workflows.organisation.profile.values import (
    Check,
    Found,
    Problem,
    a_day,
    a_text,
    an_id,
    list_of,
    maybe_hybrid,
    object_of,
    one_of,
    or_none,
)

MOST_MEMBERS: Final = 1000
MOST_VAULTS: Final = 1000
_LONGEST_NAME: Final = 120
_LONGEST_DEVICE: Final = 80
_LONGEST_ADDRESS: Final = 2000
_DIGEST: Final = re.compile(r"([0-9a-f]{64})?")


def _maybe_id(value: Any, path: JsonPath) -> Found:
    if value != "":
        yield from an_id(value, path)


def _maybe_digest(value: Any, path: JsonPath) -> Found:
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        yield Problem(path, _("A SHA-256 belongs here: 64 hexadecimal digits, or nothing."))


def _signing_key(value: Any, path: JsonPath) -> Found:
    if not isinstance(value, str) or not is_signing_key(value):
        yield Problem(path, _("A P-256 public key as PEM belongs here (BEGIN PUBLIC KEY … END PUBLIC KEY)."))


_MEMBER: Final[Mapping[str, Check]] = {
    "id": an_id,
    "name": lambda value, path: a_text(value, path, _LONGEST_NAME),
    "role": one_of(*(role.value for role in Role)),
    "left": or_none(a_day),
}
_VAULT: Final[Mapping[str, Check]] = {
    "id": an_id,
    "member": an_id,
    "device": lambda value, path: a_text(value, path, _LONGEST_DEVICE, empty=True),
    "recipient": maybe_hybrid,
    "signing_key": _signing_key,
    "removed": or_none(a_day),
}
TEAM: Final[Check] = object_of(
    {
        "id": an_id,
        "mailbox": lambda value, path: a_text(value, path, _LONGEST_ADDRESS, empty=True),
        "members": list_of(object_of(_MEMBER, frozenset({"id", "name", "role"})), MOST_MEMBERS),
        "vaults": list_of(object_of(_VAULT, frozenset(_VAULT) - {"removed"}), MOST_VAULTS),
        "next_lead": _maybe_id,
        "begun": _maybe_digest,
    },
    frozenset({"id", "mailbox", "members"}),
)


def team_fits(team: Mapping[str, Any]) -> Found:
    """What does not fit together in a team whose fields are well formed, as JSON has it."""
    members, vaults = team["members"], team.get("vaults", [])
    yield from _once("members", "id", members, _("Another member has this id already."))
    yield from _once("vaults", "id", vaults, _("Another vault has this id already."))
    yield from _once("vaults", "recipient", vaults, _("Another vault has this key already."))
    yield from _once("vaults", "signing_key", vaults, _("Another vault has this key already."))
    ids = {one["id"] for one in members}
    for number, one in enumerate(vaults):
        if one["member"] not in ids:
            yield Problem(("team", "vaults", number, "member"), _("There is no member with this id."))
        if not one["recipient"] and one.get("removed") is None:
            words = _("A vault that is not removed needs a key.")
            yield Problem(("team", "vaults", number, "recipient"), words)
    if team.get("next_lead", "") not in ids | {""}:
        yield Problem(("team", "next_lead"), _("There is no member with this id."))


def _once(where: str, name: str, entries: Sequence[Mapping[str, Any]], words: str) -> Found:
    seen: set[str] = set()
    for number, one in enumerate(entries):
        value = one[name].strip()
        if value and value in seen:
            yield Problem(("team", where, number, name), words)
        seen.add(value)


def broken_promises(before: Team | None, after: Team | None) -> Iterator[str]:
    """In words, what `after` takes back of the team before it. Another team (another id) promised nothing."""
    if before is None or (after is not None and after.id != before.id):
        return
    if after is None:
        yield _("The team is gone from it.")
        return
    for member in before.members:
        if after.member(member.id) is None:
            yield _("{name} is missing from the team; whoever left stays listed.").format(name=member.name)
    if before.begun and after.begun != before.begun:
        yield _("The cases that the team shares would begin again.")
    present = {one.id for one in before.present}
    come_back = {one.id for one in after.present}
    for vault in before.vaults:
        now, owner = after.vault(vault.id), before.owner(vault.id)
        name = vault.device or ("" if owner is None else owner.name)
        if now is None:
            yield _("The vault “{name}” is missing from the team; a removed one stays listed.").format(
                name=name
            )
        elif vault.id in come_back and vault.id not in present:
            yield _("The vault “{name}” was removed and would come back; it needs a new id.").format(
                name=name
            )
        elif (now.member, now.signing_key) != (vault.member, vault.signing_key) or (
            now.recipient not in {vault.recipient, ""}
        ):
            yield _("The vault “{name}” has another owner or key; that would be a new vault.").format(
                name=name
            )
