"""The one way to refuse a form: a QuestionnaireError whose sentence names the item."""

from __future__ import annotations

from typing import Final

from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.translation import _


def refused_form(what_happened: str) -> QuestionnaireError:
    """The error for a form that cannot be used as a whole."""
    return QuestionnaireError(
        _("This form cannot be used"),
        what_happened,
        _("Ask whoever published the form for a corrected version."),
    )


_LONGEST: Final = 120


def shortened(untrusted: str) -> str:
    """Text from outside, short enough for a sentence."""
    return untrusted if len(untrusted) <= _LONGEST else untrusted[:_LONGEST] + "…"


def refused_item(link_id: str, what_is_wrong: str) -> QuestionnaireError:
    """The error for a form that cannot be used because of one item; `what_is_wrong` ends with a full stop."""
    return QuestionnaireError(
        _("This form cannot be used"),
        _("Item “{item}”: {what}").format(item=shortened(link_id), what=what_is_wrong),
        _("Ask whoever published the form for a corrected version."),
        link_id=link_id,
    )
