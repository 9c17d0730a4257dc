"""What a profile changes against the one before it, in words, for a person to look at before it is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from prevent_desktop.casework.lookalikes import pairs_that_look_alike
from prevent_desktop.casework.organisation import Receiver, SealingWay
from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.formatting import each_of, short_day
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.fingerprint_words import key_words, words_for_certificate, words_for_keys
from prevent_desktop.workflows.organisation.other_computers import servers_in, servers_in_words
from prevent_desktop.workflows.organisation.profile.team_in_words import team_changes, team_contents

_MOST_LOOKALIKES: Final = 20


def changes_in_words(before: OrganisationProfile | None, after: OrganisationProfile) -> tuple[str, ...]:
    """One sentence for each change; where there was no profile, what it holds. First of names that look the same and are not."""
    rest = _contents(after) if before is None else _changes(before, after)
    return (*_new_lookalikes(before, after), *rest)


def _new_lookalikes(before: OrganisationProfile | None, after: OrganisationProfile) -> Iterator[str]:
    """None of those that stood in the profile before: whoever took it was told of them."""
    known = frozenset(() if before is None else before.names)
    new = (pair for pair in pairs_that_look_alike(after.names) if not known.issuperset(pair))
    for one, other in islice(new, _MOST_LOOKALIKES):
        yield _("Two names look the same but are spelt with other letters: “{one}” and “{other}”. Ask who is who.").format(
            one=one, other=other
        )  # fmt: skip


def _contents(profile: OrganisationProfile) -> Iterator[str]:
    for receiver in profile.recipients:
        yield _added(receiver)
    if profile.colleagues:
        yield _counted(len(profile.colleagues))
    yield _rules(len(profile.retention))
    yield _sharing(profile)
    if profile.escrow is not None:
        yield _escrow(profile)
    if profile.team is not None:
        yield from team_contents(profile.team)
    yield from servers_in_words(_servers(profile))


def _changes(before: OrganisationProfile, after: OrganisationProfile) -> Iterator[str]:
    if before.organisation != after.organisation:
        yield _("The organisation is called {name} now.").format(name=after.organisation)
    yield from _receiver_changes(before.recipients, after.recipients)
    yield from _colleague_changes(before, after)
    yield from team_changes(before.team, after.team)
    for changed, words in _OTHERS.items():
        if changed(before) != changed(after):
            yield words(after)
    yield from servers_in_words(_servers(after) - _servers(before))


def _servers(profile: OrganisationProfile) -> set[str]:
    mailbox = () if profile.team is None else (profile.team.mailbox,)
    return servers_in((*(one.endpoint for one in profile.recipients), *mailbox))


def _receiver_changes(before: tuple[Receiver, ...], after: tuple[Receiver, ...]) -> Iterator[str]:
    old, new = ({one.id: one for one in each} for each in (before, after))
    yield from (_added(one) for one in after if one.id not in old)
    yield from (_("Receiver removed: {name}.").format(name=one.name) for one in before if one.id not in new)
    for receiver in after:
        was = old.get(receiver.id)
        if was is not None and was != receiver:
            yield from _changed(was, receiver)


def _added(receiver: Receiver) -> str:
    if receiver.way is SealingWay.PASSWORD:
        return _("Receiver added: {name}, whose packs are under a password.").format(name=receiver.name)
    return _("Receiver added: {name}, with the key {words}.").format(name=receiver.name, words=key_words(receiver))  # fmt: skip


def _changed(was: Receiver, now: Receiver) -> Iterator[str]:
    if (was.way, was.seal_to, was.encrypt_to) != (now.way, now.seal_to, now.encrypt_to):
        if now.way is SealingWay.PASSWORD:
            yield _("{name}: packs go under a password from now on.").format(name=now.name)
        else:
            yield _("{name}: its key changes. In words it is now: {words}.").format(name=now.name, words=key_words(now))  # fmt: skip
    if was.receipt_certificate != now.receipt_certificate and now.receipt_certificate:
        yield _("{name}: the certificate of its receipts changes. In words it is now: {words}.").format(
            name=now.name, words=words_for_certificate(now.receipt_certificate)
        )
    if was.endpoint != now.endpoint:
        yield _("{name}: its packs go to another address: {address}.").format(name=now.name, address=now.endpoint or "–")  # fmt: skip
    if was.sign_in != now.sign_in:
        yield _sign_in(now)
    if was.readable_copy != now.readable_copy:
        words = (
            _("A copy that anybody can read may leave for {name}.")
            if now.readable_copy
            else _("No copy that anybody can read leaves for {name} any more.")
        )
        yield words.format(name=now.name)
    if was.name != now.name:
        yield _("{before} is called {name} now.").format(before=was.name, name=now.name)
    if was.phone != now.phone:
        yield _("{name}: its phone number changes to {phone}.").format(name=now.name, phone=now.phone or "–")
    gets = ("form_ids", "with_attachments", "needs", "wants")
    if any(getattr(was, name) != getattr(now, name) for name in gets):
        yield _("{name}: what it receives or looks for changes.").format(name=now.name)


def _sign_in(receiver: Receiver) -> str:
    if receiver.sign_in is None:
        return _("{name}: no sign-in is wanted any more.").format(name=receiver.name)
    return _("{name}: those who send to it sign in at {issuer}.").format(
        name=receiver.name, issuer=receiver.sign_in.issuer
    )


def _colleague_changes(before: OrganisationProfile, after: OrganisationProfile) -> Iterator[str]:
    old, new = ({one.name: one for one in each.colleagues} for each in (before, after))
    yield from (_("Colleague added: {name}.").format(name=name) for name in new if name not in old)
    yield from (_("Colleague removed: {name}.").format(name=name) for name in old if name not in new)
    for name, colleague in new.items():
        if name in old and old[name] != colleague:
            yield _("Colleague changed: {name}.").format(name=name)


def _counted(colleagues: int) -> str:
    return ngettext("{number} colleague.", "{number} colleagues.", colleagues).format(number=colleagues)


def _rules(rules: int) -> str:
    if not rules:
        return _("No rules on how long records are kept: nothing is ever due.")
    return ngettext(
        "{number} rule on how long records are kept.", "{number} rules on how long records are kept.", rules
    ).format(number=rules)


def _sharing(profile: OrganisationProfile) -> str:
    return _("Marking: {marking}. Why we may share: {basis}").format(
        marking=profile.marking, basis=profile.lawful_basis or "–"
    )


def _escrow(profile: OrganisationProfile) -> str:
    if profile.escrow is None:
        return _("The organisation’s key for ways in is gone. A way in that you added stays until you take it away.")  # fmt: skip
    return _("The organisation’s key for ways in is of {name}: {words}.").format(
        name=profile.escrow.name, words=words_for_keys((profile.escrow.recipient,))
    )


def _authorities(profile: OrganisationProfile) -> str:
    words = "; ".join(words_for_certificate(one) for one in profile.authority)
    return _("From now on your organisation’s file is signed under another authority. In words: {words}.").format(words=words)  # fmt: skip


def _trust(profile: OrganisationProfile) -> str:
    words = "; ".join(words_for_certificate(one) for one in profile.trust) or "–"
    return _("Whose signatures on packs count changes. The authorities in words: {words}.").format(words=words)  # fmt: skip


def _form_trust(profile: OrganisationProfile) -> str:
    words = "; ".join(words_for_certificate(one) for one in profile.form_trust) or "–"
    return _("Whose forms count changes. The authorities in words: {words}.").format(words=words)


def _passwords(profile: OrganisationProfile) -> str:
    if profile.password_packs:
        return _("Packs under a password are allowed.")
    return _("Packs under a password are not allowed any more.")


def _printing(profile: OrganisationProfile) -> str:
    return _("Printing is allowed.") if profile.printing else _("Printing is not allowed any more.")


def _answer_minutes(profile: OrganisationProfile) -> str:
    if not profile.answer_minutes:
        return _("Each answer asks for the passphrase.")
    words = ngettext(
        "One passphrase covers answers for {number} minute.",
        "One passphrase covers answers for {number} minutes.",
        profile.answer_minutes,
    )
    return words.format(number=profile.answer_minutes)


def _second_closes_repeats(profile: OrganisationProfile) -> str:
    if profile.second_closes_repeats:
        return _("A repeat is closed without further action by two people.")
    return _("One person alone can close a repeat.")


def _mailbox_days(profile: OrganisationProfile) -> str:
    words = ngettext(
        "Changes of the team leave its mailbox after {number} day at most.",
        "Changes of the team leave its mailbox after {number} days at most.",
        profile.mailbox_days,
    )
    return words.format(number=profile.mailbox_days)


_OTHERS: Final[Mapping[Callable[[OrganisationProfile], Any], Callable[[OrganisationProfile], str]]] = {
    lambda one: one.authority: _authorities,
    lambda one: one.trust: _trust,
    lambda one: one.form_trust: _form_trust,
    lambda one: one.revocation: lambda _one: _("Which certificates no longer count changes."),
    lambda one: (one.timestamp_url, one.timestamp_trust): lambda one: _("Times are asked for at {address}.").format(
        address=one.timestamp_url or "–"
    ),
    lambda one: one.password_packs: _passwords,
    lambda one: one.printing: _printing,
    lambda one: one.answer_minutes: _answer_minutes,
    lambda one: one.second_closes_repeats: _second_closes_repeats,
    lambda one: one.mailbox_days: _mailbox_days,
    lambda one: one.routes: lambda one: _("Who is asked first: {names}.").format(
        names=each_of(one.asked_first) or _("all at once")
    ),
    lambda one: one.answer_within_days: lambda _one: _("Within how many days receivers answer changes."),
    lambda one: one.sharing: _sharing,
    lambda one: one.retention: lambda one: _("Rules change: {words}").format(words=_rules(len(one.retention))),
    lambda one: one.escrow: _escrow,
    lambda one: one.expires: lambda one: _("It counts until {day}.").format(
        day=short_day(one.expires)
    ),
}  # fmt: skip
