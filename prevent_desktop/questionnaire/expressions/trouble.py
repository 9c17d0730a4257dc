"""The two ways in which a rule fails: it cannot be read (a fault of the form), or it cannot be worked out."""

from __future__ import annotations

from prevent_desktop.errors import ExpressionError, ExpressionSyntaxError
from prevent_desktop.translation import _


def unreadable(what_happened: str, position: int) -> ExpressionSyntaxError:
    """The error for a rule that is not FHIRPath; `position` counts characters from 0."""
    return ExpressionSyntaxError(
        _("A rule of this form cannot be read"),
        what_happened,
        _("Ask whoever published the form for a corrected version."),
        position=position,
    )


def not_worked_out(what_happened: str) -> ExpressionError:
    """The error for a rule that has no result; `what_happened` never quotes an answer."""
    return ExpressionError(
        _("A rule of this form cannot be worked out"),
        what_happened,
        _("The answers stay as they are. Tell whoever published the form."),
    )


def does_not_fit() -> ExpressionError:
    """The error where an operator or a function meets values that it is not for."""
    return not_worked_out(_("The answers do not fit what it does with them."))
