"""A profile as JSON text, read strictly: each problem is told with its line and the field that it is about."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.errors import ProfileError
from prevent_desktop.formatting import each_of
from prevent_desktop.questionnaire.json_text import JsonRefusedError, read_object
from prevent_desktop.questionnaire.review.positions import JsonPath, read_positions
from prevent_desktop.translation import _
from prevent_desktop.workflows.organisation.profile.checking import problems_of
from prevent_desktop.workflows.organisation.profile.values import Problem

_MEGABYTES: Final = 1
_MOST_TOLD: Final = 5
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something to mend. `line` counts from 1, and is 0 where the text as a whole is meant."""

    line: int
    place: str
    words: str

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        if not self.line:
            return self.words
        place = self.place or _("the file as a whole")
        return _("Line {line}, {place}: {words}").format(line=self.line, place=place, words=self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadProfile:
    """What a text held: the profile, where nothing is to mend, or else all findings in the order of the text."""

    profile: OrganisationProfile | None
    findings: tuple[Finding, ...]


def review_profile(untrusted: bytes) -> ReadProfile:
    """Everything that is wrong with the text of a profile, signed or not; never raises for what stands in it."""
    try:
        parts = read_object(untrusted, megabytes=_MEGABYTES)
    except JsonRefusedError as error:
        return _nothing(_broken_at(untrusted), str(error))
    text = untrusted.decode("utf-8-sig")
    positions = read_positions(text)
    found = [Problem(path, _("It is there twice.")) for path, _at in positions.doubles]
    found += problems_of(parts)
    if found:
        findings = [
            Finding(line=positions.at(one.path).line, place=place_text(one.path), words=one.words)
            for one in found
        ]
        return ReadProfile(profile=None, findings=tuple(sorted(findings, key=lambda one: one.line)))
    return ReadProfile(profile=OrganisationProfile.of(parts), findings=())


def read_profile(untrusted: bytes) -> OrganisationProfile:
    """The profile in the text. ProfileError names what is to mend."""
    read = review_profile(untrusted)
    if read.profile is None:
        raise not_a_profile(read.findings)
    return read.profile


def profile_text(profile: OrganisationProfile) -> bytes:
    """The profile as a file that a person can read and change."""
    return (json.dumps(profile.parts, ensure_ascii=False, indent=2) + "\n").encode()


def place_text(path: JsonPath) -> str:
    """Where in a profile something stands, entries counted from 1: ``recipients, number 2, endpoint``."""
    return each_of(
        _("number {number}").format(number=step + 1) if isinstance(step, int) else _shown(step)
        for step in path
    )


def _shown(name: str) -> str:
    return "".join(sign if sign.isprintable() else "·" for sign in name[:_LONGEST_NAME])


def not_a_profile(findings: Sequence[Finding]) -> ProfileError:
    """The error for a text with these findings."""
    told = " ".join(one.sentence for one in findings[:_MOST_TOLD])
    return ProfileError(
        _("This organisation’s file cannot be used"),
        told,
        _("Ask whoever made it for a corrected one; “prevent-desktop profile check” says all that is wrong."),
    )


def _nothing(line: int, words: str) -> ReadProfile:
    return ReadProfile(profile=None, findings=(Finding(line=line, place="", words=words),))


def _broken_at(untrusted: bytes) -> int:
    """The line at which the text stops being JSON; 0 where that is not it."""
    try:
        json.loads(untrusted.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        return error.lineno
    except (ValueError, RecursionError):
        return 0
    return 0
