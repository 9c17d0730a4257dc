"""The day by which something is looked at again, as a finalised form set it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review that is due by `due`; done once `done_at` is set. `what` is the title of the form that set it."""

    response_id: str
    case_id: str
    due: date
    what: str
    set_at: datetime
    done_at: datetime | None = None
