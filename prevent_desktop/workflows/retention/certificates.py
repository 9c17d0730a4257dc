"""The certificates of what was disposed of: in words, and as files to be handed on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from prevent_desktop.casework.disposal import Certificate, Scope
from prevent_desktop.casework.retention_words import kind_words, rule_head, rule_length
from prevent_desktop.files.durable import write_for_person
from prevent_desktop.files.saving import saving
from prevent_desktop.formatting import clock_time, day_and_month, each_of, short_day
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signing_identity import signing_key
from prevent_desktop.workflows.retention.counting import counted, counted_kinds

_GROUP = 8


def certificate_pairs(one: Certificate) -> tuple[tuple[str, str], ...]:
    """What a certificate says, as labels and values; nothing of it is about anybody."""
    rule = "" if one.rule is None else f"{rule_head(one.rule)}: {rule_length(one.rule)}"
    pairs = (
        (_("What"), _("A person’s whole record") if one.scope is Scope.PERSON else _("One case")),
        (_("Kind of record"), kind_words(one.kinds)),
        (_("Opened"), _month(one.opened)),
        (_("Closed"), _month(one.closed)),
        (_("Ground"), one.ground.label),
        (_("Rule"), rule),
        (_("Counted from"), _day(one.from_day)),
        (_("Due from"), _day(one.due)),
        (_("Reference"), one.reference),
        (_("Decided by"), one.decided_by),
        (_("Confirmed by"), each_of(one.confirmed)),
        (_("Not heard of"), each_of(one.not_heard)),
        (_("In the team’s mailbox"), _in_mailbox(one)),
        (_("Disposed of"), _moment(one.disposed_at)),
        (_("Every trace removed"), _("Not yet: it goes on at the next unlock") if one.finished_at is None else _moment(one.finished_at)),
        (_("How much went"), _counts(one)),
        (_("Backups that still hold it"), _backups(one)),
        (_("Record numbers"), each_of(map(_grouped, one.ids))),
        (_("Head of the audit before"), f"{one.audit_position}: {_grouped(one.audit_head)}"),
        (_("Certificate"), _grouped(one.id)),
    )  # fmt: skip
    return tuple((label, value) for label, value in pairs if value)


def _counts(one: Certificate) -> str:
    """How many records of each kind; what only belongs to them, such as their words in the search, as one number."""
    kinds = counted_kinds()
    others = sum(count for table, count in one.counts.items() if table not in kinds)
    return each_of([*counted(one.counts), _("what belongs to them {number}").format(number=others)])


def _in_mailbox(one: Certificate) -> str:
    """What lay there, and what became of this vault's own; what still lies there is sealed, and nobody takes it in any more."""
    removed = one.own_files - one.waiting_in_store - one.kept_in_store
    lay = ngettext("{number} sealed file lay there", "{number} sealed files lay there", one.old_files)
    gone = ngettext("{number} of this laptop was removed", "{number} of this laptop were removed", removed)
    waits = ngettext(
        "{number} goes once all your colleagues’ laptops have heard of it",
        "{number} go once all your colleagues’ laptops have heard of it",
        one.waiting_in_store,
    )
    kept = ngettext(
        "{number} could not be removed there", "{number} could not be removed there", one.kept_in_store
    )
    told = ((lay, one.old_files), (gone, removed), (waits, one.waiting_in_store), (kept, one.kept_in_store))
    return each_of(words.format(number=number) for words, number in told if number)


def _grouped(digits: str) -> str:
    """Digits in groups, so that they can be read out and lines can break between them."""
    return " ".join(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))


def _month(year_and_month: str) -> str:
    return day_and_month(PartialDate.parse(year_and_month)) if year_and_month else ""


def _day(day: date | None) -> str:
    return "" if day is None else short_day(day)


def _moment(at: datetime) -> str:
    in_utc = at.astimezone(UTC)
    return f"{_day(in_utc.date())}, {clock_time(in_utc)} UTC"


def _backups(one: Certificate) -> str:
    if one.backups is None:
        return _("None known")
    first, last = one.backups
    words = _("{number}, made from {first} until {last}").format(
        number=one.backup_count, first=_day(first), last=_day(last)
    )
    if one.backups_replaced_by is None:
        return words
    replaced = _("those made by themselves are replaced by {day}, if one is made each month")
    return f"{words}; {replaced.format(day=_day(one.backups_replaced_by))}"


def certificates(vault: Vault) -> tuple[Certificate, ...]:
    """All that is known of what was disposed of."""
    return vault.disposals.all()


def certificate_file(vault: Vault, certificate_id: str, *, now: datetime) -> bytes:
    """A certificate as a signed, tagged PDF with the same as JSON inside it; that it was taken out is written down.

    Raises SigningKeyError where nobody can sign, RecordError where there is no such certificate.
    """
    from prevent_desktop.packs.document.disposal import build_disposal_certificate
    from prevent_desktop.packs.signing import sign
    from prevent_desktop.packs.statement import Statement

    one, key = vault.disposals.get(certificate_id), signing_key(vault)
    owner = settings.practitioner(vault)
    pdf = build_disposal_certificate(
        certificate_pairs(one),
        one.to_json().encode(),
        signer=key.name,
        signed_at=now,
        file_name=f"{one.id}.json",
    )
    signed = sign(
        pdf,
        key,
        Statement(
            reason=_("Disposal"), location="" if owner is None else owner.organisation, claimed_time=now
        ),
    )
    vault.audit.append("certificate.exported", certificate_id)
    return signed


def save_certificate(vault: Vault, certificate_id: str, target: Path, *, now: datetime) -> Path:
    """Save it as `certificate_file` makes it, whole or not at all. Tells where. NotSavedError where it cannot be written."""
    content = certificate_file(vault, certificate_id, now=now)
    with saving(target, _("The certificate could not be saved")):
        write_for_person(target, content)
    return target
