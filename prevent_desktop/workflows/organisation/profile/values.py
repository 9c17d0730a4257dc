"""The kinds of values that a profile is made of: each tells what is wrong with one, in words, and never raises."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from prevent_desktop.errors import SealingError
from prevent_desktop.formatting import each_of
from prevent_desktop.questionnaire.review.positions import JsonPath
from prevent_desktop.sealing import parse_recipient
from prevent_desktop.translation import _
from prevent_desktop.workflows.organisation.receiver_rules import is_one_certificate

LONGEST_TEXT: Final = 4000
MOST_IDS: Final = 100
_MOST_DAYS: Final = 366
_LONGEST: Final = 200
_LONGEST_PEM: Final = 256 * 1024
_YEARS: Final = range(2020, 2200)
_HYBRID: Final = "age1pq1"
_JOINERS: Final = frozenset("\u200c\u200d")
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_TIME: Final = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_PROTECTED: Final = re.compile(r"https://[^\s/?#@]+(/[^\s?#]{0,500})?", re.ASCII)
_LOCAL: Final = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/[^\s?#]{0,500})?", re.ASCII)
_ASKED: Final = re.compile(r"https?://[^\s/]\S{0,500}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to mend, and where it stands."""

    path: JsonPath
    words: str


Found = Iterator[Problem]
Check = Callable[[Any, JsonPath], Found]


def a_text(
    value: Any, path: JsonPath, longest: int = _LONGEST, *, empty: bool = False, lines: bool = False
) -> Found:
    """A text of one line, or of several; characters that nobody sees are not let in, but for joiners of scripts."""
    if not isinstance(value, str):
        yield Problem(path, _("A text belongs here."))
    elif not value.strip() and not empty:
        yield Problem(path, _("It must not be empty."))
    elif len(value) > longest:
        yield Problem(path, _("It is longer than {count} characters.").format(count=longest))
    elif not all(map(_is_shown, value.split("\n") if lines else (value,))):
        yield Problem(path, _("It holds a control character, or one that cannot be seen."))


def _is_shown(line: str) -> bool:
    return line.isprintable() or all(sign.isprintable() or sign in _JOINERS for sign in line)


def maybe_text(value: Any, path: JsonPath) -> Found:
    """A text that may be empty."""
    yield from a_text(value, path, empty=True)


def long_text(value: Any, path: JsonPath) -> Found:
    """A text of several lines, which may be empty."""
    yield from a_text(value, path, LONGEST_TEXT, empty=True, lines=True)


def an_id(value: Any, path: JsonPath) -> Found:
    """The id of a receiver or form."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        yield Problem(path, _("An id is made of letters, digits and hyphens, at most 64."))


def yes_or_no(value: Any, path: JsonPath) -> Found:
    """A truth value."""
    if not isinstance(value, bool):
        yield Problem(path, _("true or false belongs here."))


def between(least: int, most: int) -> Check:
    """A whole number within bounds."""

    def check(value: Any, path: JsonPath) -> Found:
        if type(value) is not int or not least <= value <= most:
            yield Problem(path, _("A whole number from {least} to {most} belongs here.").format(least=least, most=most))  # fmt: skip

    return check


def one_of(*names: str) -> Check:
    """One of these texts."""

    def check(value: Any, path: JsonPath) -> Found:
        if value not in names:
            yield Problem(path, _("One of these belongs here: {names}").format(names=each_of(names)))

    return check


def list_of(check_one: Check, most: int) -> Check:
    """A list of at most so many, each checked alike."""

    def check(value: Any, path: JsonPath) -> Found:
        if not isinstance(value, list):
            yield Problem(path, _("A list belongs here."))
        elif len(value) > most:
            yield Problem(path, _("There are more than {count}.").format(count=most))
        else:
            for number, one in enumerate(value):
                yield from check_one(one, (*path, number))

    return check


def object_of(members: Mapping[str, Check], needed: frozenset[str]) -> Check:
    """An object with these members and no others; those in `needed` must be there."""

    def check(value: Any, path: JsonPath) -> Found:
        yield from members_of(members, needed, value, path)

    return check


def members_of(members: Mapping[str, Check], needed: frozenset[str], value: Any, path: JsonPath) -> Found:
    """As `object_of`, checked at once."""
    if not isinstance(value, dict):
        yield Problem(path, _("An object with named members belongs here."))
        return
    for name in sorted(needed - set(value)):
        yield Problem(path, _("“{name}” is missing.").format(name=name))
    for name, one in value.items():
        if name in members:
            yield from members[name](one, (*path, name))
        else:
            yield Problem((*path, name), _("An organisation’s file has no such field."))


def or_none(check_one: Check) -> Check:
    """As `check_one` has it, or null."""

    def check(value: Any, path: JsonPath) -> Found:
        if value is not None:
            yield from check_one(value, path)

    return check


def a_day(value: Any, path: JsonPath) -> Found:
    """A day of this or the next century."""
    try:
        fits = isinstance(value, str) and _DAY.fullmatch(value) and date.fromisoformat(value).year in _YEARS
    except ValueError:
        fits = False
    if not fits:
        yield Problem(path, _("A day such as 2027-12-31 belongs here."))


def a_time(value: Any, path: JsonPath) -> Found:
    """A time in UTC."""
    try:
        fits = isinstance(value, str) and _TIME.fullmatch(value) and datetime.fromisoformat(value)
    except ValueError:
        fits = False
    if not fits:
        yield Problem(path, _("A time such as 2026-11-26T09:30:00Z belongs here."))


def certificate(value: Any, path: JsonPath) -> Found:
    """One certificate as PEM."""
    if not isinstance(value, str) or len(value) > _LONGEST_PEM or not is_one_certificate(value):
        yield Problem(path, _("One certificate as PEM belongs here (BEGIN CERTIFICATE … END CERTIFICATE)."))


def maybe_certificate(value: Any, path: JsonPath) -> Found:
    """A certificate, or empty."""
    if value != "":
        yield from certificate(value, path)


def revoked(value: Any, path: JsonPath) -> Found:
    """A list of revoked certificates (CRL, RFC 5280) as PEM."""
    from cryptography import x509

    try:
        fits = (
            isinstance(value, str)
            and len(value) <= _LONGEST_PEM
            and x509.load_pem_x509_crl(value.strip().encode()).extensions is not None
        )
    except (ValueError, x509.InvalidVersion, x509.DuplicateExtension):
        fits = False
    if not fits:
        yield Problem(path, _("A list of revoked certificates as PEM belongs here (BEGIN X509 CRL … END X509 CRL)."))  # fmt: skip


def hybrid(value: Any, path: JsonPath) -> Found:
    """A hybrid age recipient."""
    try:
        fits = isinstance(value, str) and value.startswith(_HYBRID) and parse_recipient(value)
    except SealingError:
        fits = False
    if not fits:
        yield Problem(path, _("A hybrid key belongs here; it begins with {start}.").format(start=_HYBRID))


def maybe_hybrid(value: Any, path: JsonPath) -> Found:
    """A hybrid age recipient, or empty."""
    if value != "":
        yield from hybrid(value, path)


def asked_at(value: Any, path: JsonPath) -> Found:
    """The address of a server that is asked for something, or empty."""
    if value != "" and not (isinstance(value, str) and _ASKED.fullmatch(value)):
        yield Problem(path, _("An address that begins with https:// or http:// belongs here."))


def protected_at(value: Any, path: JsonPath) -> Found:
    """The address of a server that secrets go to: protected, or on this computer."""
    if not (isinstance(value, str) and (_PROTECTED.fullmatch(value) or _LOCAL.fullmatch(value))):
        yield Problem(path, _("An address that begins with https:// belongs here."))


def days(value: Any, path: JsonPath) -> Found:
    """Numbers of days by id."""
    if not isinstance(value, dict) or len(value) > MOST_IDS:
        yield Problem(path, _("An object with ids of receivers and numbers of days belongs here."))
        return
    for name, one in value.items():
        yield from between(1, _MOST_DAYS)(one, (*path, name))
