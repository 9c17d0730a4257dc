"""A response as the record keeps it: which form in which version, for which case, and whether it is finalised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ResponseStatus(StrEnum):
    """FHIR R4 QuestionnaireResponse.status, as far as we use it."""

    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    AMENDED = "amended"
    ENTERED_IN_ERROR = "entered-in-error"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledForm:
    """One response. `content` is the FHIR QuestionnaireResponse as JSON text.

    `place` remembers where the person left off (the link id of the section, or a JSON text of the screen's own).
    `content_digest` (SHA-256, hexadecimal) is set when it is finalised; from then on `content` never changes.
    Where it came from: `based_on` is the response it was copied from, `grown_from` the note that grew into it,
    `corrects` the response that it adds to or puts right. `kept_apart` answers (equality monitoring) stay in this form:
    no pack, no search, no other form. `received_id` is the received pack that it came in: somebody else finished it.
    """

    id: str
    case_id: str
    form_id: str
    questionnaire_url: str
    questionnaire_version: str
    questionnaire_digest: str
    title: str
    status: ResponseStatus = ResponseStatus.IN_PROGRESS
    content: str
    place: str = ""
    sections_done: int = 0
    sections_total: int = 0
    author: str
    started_at: datetime
    changed_at: datetime
    finalised_at: datetime | None = None
    content_digest: str = ""
    based_on: str | None = None
    grown_from: str | None = None
    corrects: str | None = None
    kept_apart: bool = False
    received_id: str | None = None

    @property
    def is_finalised(self) -> bool:
        """Whether it is frozen."""
        return self.finalised_at is not None

    @property
    def is_ours(self) -> bool:
        """Whether it was filled in here, and did not come in a pack."""
        return self.received_id is None
