"""The names by which pages are known to `Way`; what opens each again stands in `ways`."""

from __future__ import annotations

RECORD, FORM, CHECK = "record", "form", "check"
NOTE, EVENT, DETAILS = "note", "event", "details"
NEW_PERSON, NOTE_ABOUT, SCREENING_ABOUT = "new-person", "note-about", "screening-about"
CHOICE, PREVIEW, PREPARE, SIGNED = "choice", "preview", "prepare", "signed"
MISTAKE, ACCESS = "mistake", "access"
COUNTERSIGN = "countersign"
DIFFERENT_SIGHTS, CHECK_FILE = "different-sights", "check-file"
RECEIVED = "received"
CALL, ANSWER = "call", "answer"
DRAFTS, DRAFT, HAND_ON = "drafts", "draft", "hand-on"
DIFFERENCES, DIFFERENCE = "differences", "difference"
KEEPING, CASE_KEEPING, CERTIFICATES = "keeping", "case-keeping", "certificates"
