"""The organisation's rules for keeping records, in words."""

from __future__ import annotations

from collections.abc import Iterable

from prevent_desktop.casework.retention import RetentionCategory, RetentionRule
from prevent_desktop.formatting import each_of
from prevent_desktop.translation import _, ngettext

_MONTHS = 12


def kind_words(kinds: Iterable[RetentionCategory]) -> str:
    """What kinds of record a case is."""
    shown = set(kinds)
    return each_of(kind.label for kind in RetentionCategory if kind in shown)


def rule_head(rule: RetentionRule) -> str:
    """Which records a rule is for."""
    if rule.outcome is None:
        return rule.kind.label
    return _("{kind}: {outcome}").format(kind=rule.kind.label, outcome=rule.outcome.label.lower())


def rule_length(rule: RetentionRule) -> str:
    """How long a rule keeps them."""
    parts = []
    if rule.keep_months is not None:
        parts.append(_("{length} from {day}").format(length=span(rule.keep_months), day=rule.from_what.label))
    if rule.until_age is not None:
        parts.append(_("until the age of {age}").format(age=rule.until_age))
    return _("{one}, or {other} where that is later").format(one=parts[0], other=parts[1]) if len(parts) > 1 else parts[0]  # fmt: skip


def rule_length_alone(rule: RetentionRule) -> str:
    """The same where it begins a line of its own."""
    if rule.keep_months is None and rule.until_age is not None:
        return _("Until the age of {age}").format(age=rule.until_age)
    return rule_length(rule)


def span(months: int) -> str:
    """A period as somebody would say it."""
    if months % _MONTHS == 0:
        years = months // _MONTHS
        return ngettext("{number} year", "{number} years", years).format(number=years)
    return ngettext("{number} month", "{number} months", months).format(number=months)
