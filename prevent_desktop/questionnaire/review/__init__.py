"""What an author should know about a form: all that is wrong with it, and what would make it better, by line and item.

`review_form` is the way in. The loader stays the only judge of what can be used: what it refuses is set aside in a copy, and
it judges again, until it has nothing left to refuse (`refusals`). Advice (`advice`, `translations`) is ours.
"""

from __future__ import annotations

from prevent_desktop.questionnaire.review.findings import Finding, Severity
from prevent_desktop.questionnaire.review.review import FormReview, review_form

__all__ = ["Finding", "FormReview", "Severity", "review_form"]
