"""The organisation's rules for keeping records, from a file, until they come with its signed profile."""

from __future__ import annotations

from prevent_desktop.casework.retention import RetentionRule
from prevent_desktop.errors import UsageError
from prevent_desktop.strict_json import JsonError, read
from prevent_desktop.translation import _

LARGEST = 256 * 1024


def rules_from_file(untrusted_text: bytes) -> tuple[RetentionRule, ...]:
    """Rules from JSON: a list of objects with kind, outcome, keep_months, from_what, until_age and source. UsageError."""
    try:
        rules: tuple[RetentionRule, ...] = read(tuple[RetentionRule, ...], untrusted_text, largest=LARGEST)
    except JsonError as error:
        raise UsageError(
            _("These rules cannot be read"),
            _(
                "The file must hold a JSON list; each rule has kind, outcome, keep_months, from_what, until_age, source."
            ),
            _("Nothing was changed. Ask whoever made the file."),
        ) from error
    return rules
