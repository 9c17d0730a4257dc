"""What the settings say about the organisation's profile, as plain data. No Qt."""

from __future__ import annotations

from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets.key_values import KeyValue
from prevent_desktop.workflows.organisation.profile.standing import Standing
from prevent_desktop.workflows.organisation.profile.taking import OfferedProfile


def rows_of(standing: Standing) -> tuple[KeyValue, ...]:
    """The profile that counts, a row for each thing that a person may ask about."""
    profile, record = standing.profile, standing.record
    signed = "" if profile.issued is None else short_day(profile.issued.astimezone().date())
    return (
        _row("organisation", _("Organisation"), profile.organisation),
        _row("version", _("Version"), _("{version}, signed on {day}").format(version=profile.version, day=signed)),
        KeyValue(
            key="until", label=_("Valid until"), values=(short_day(profile.expires),),
            error=standing.words,
        ),
        _row("signer", _("Signed by"), record.signer),
        _row("signer-words", _("Certificate in words"), standing.signer_words),
        _row("authority", _("Authority in words"), standing.authority_words),
        _row("holds", _("It holds"), _holds(standing)),
        _row("route", _("Who is asked first"), ", ".join(profile.asked_first) or _("All at once")),
        _row("passwords", _("Packs under a password"), _("Allowed") if profile.password_packs else _("Not allowed")),
    )  # fmt: skip


def _row(key: str, label: str, value: str) -> KeyValue:
    return KeyValue(key=key, label=label, values=(value,))


def _holds(standing: Standing) -> str:
    profile = standing.profile
    recipients, colleagues, rules = len(profile.recipients), len(profile.colleagues), len(profile.retention)
    parts = (
        ngettext("{number} recipient", "{number} recipients", recipients).format(number=recipients),
        ngettext("{number} colleague", "{number} colleagues", colleagues).format(number=colleagues),
        ngettext("{number} rule on keeping", "{number} rules on keeping", rules).format(number=rules),
    )
    return ", ".join(parts)


def offer_heading(offered: OfferedProfile) -> str:
    """Whose profile it is, and which."""
    return _("Profile of {organisation}, version {version}").format(
        organisation=offered.profile.organisation, version=offered.profile.version
    )


def offer_about(offered: OfferedProfile) -> str:
    """Who signed it, when, and until when it counts."""
    issued = offered.profile.issued
    return _("Signed by {signer} on {day}. It counts until {until}. The signer’s certificate in words: {words}").format(
        signer=offered.signer,
        day="–" if issued is None else short_day(issued.astimezone().date()),
        until=short_day(offered.profile.expires),
        words=offered.signer_words,
    )  # fmt: skip


def offer_changes(offered: OfferedProfile) -> str:
    """What it changes, or holds where it is the first; a line each."""
    if not offered.is_news:
        return _("This profile is here already.")
    lines = [f"• {line}" for line in offered.changes]
    if offered.unknown_forms:
        lines.append(
            "• "
            + _("Forms that recipients get and that are not here yet: {forms}.").format(
                forms=", ".join(offered.unknown_forms)
            )
        )
    return "\n".join(lines) or _("Nothing but its version and its date changes.")
