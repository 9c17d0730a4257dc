"""Signed form bundles: one JSON file with questionnaires exactly as they are, and a signed list of them.

The file is ``{"container": "prevent-forms", "version": 1, "signed": <JWS>, "forms": [<text>, …]}``. The signed words list
each form with its id, address, version, title and the SHA-256 of its text, in the order of `forms`; and the forms that are
withdrawn. Plain JSON: nothing to unpack, no paths, and the same forms give the same list.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from prevent_desktop.delivery.signed.form_signatures import sign_words, verify_words
from prevent_desktop.errors import FormBundleError, QuestionnaireError
from prevent_desktop.questionnaire.definition import Questionnaire, load_questionnaire
from prevent_desktop.strict_json import CANONICAL, Held, JsonError, Spelt, read, write
from prevent_desktop.translation import _
from prevent_desktop.workflows.forms.form_library import FORM_ID

SUFFIX: Final = ".pdforms"
MOST_FORMS: Final = 100
_LARGEST: Final = 24 << 20
_FIXED: Final = {"version": 1}
_FIXED_OUTSIDE: Final = {"container": "prevent-forms", **_FIXED}
_FORM_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,39}")
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"
_LONGEST_TEXT: Final = 300
FormId = Annotated[str, Held(form=FORM_ID)]
FormVersion = Annotated[str, Held(form=_FORM_VERSION)]
Line = Annotated[str, Held(most=_LONGEST_TEXT, printable=True)]


def _time_text(at: datetime) -> str:
    return at.astimezone(UTC).strftime(_TIME)


def _read_time(text: str) -> datetime:
    at = datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    if _time_text(at) != text:
        raise ValueError("not a time in UTC")
    return at


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedForm:
    """One form as the signed words list it; `sha256` is that of its text, hexadecimal."""

    id: FormId
    url: Line
    version: FormVersion
    title: Line
    sha256: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnForm:
    """No version of the form up to this one is to be offered any more."""

    id: FormId
    version: FormVersion


@dataclass(frozen=True, slots=True)
class _Words:
    """What is signed."""

    made_at: Annotated[datetime, Spelt(_time_text, _read_time)]
    forms: Annotated[tuple[ListedForm, ...], Held(most=MOST_FORMS)]
    withdrawn: Annotated[tuple[WithdrawnForm, ...], Held(most=MOST_FORMS)]

    def __post_init__(self) -> None:
        for listed in (self.forms, self.withdrawn):
            if len({one.id for one in listed}) < len(listed):
                raise ValueError("one form twice")


@dataclass(frozen=True, slots=True)
class _Container:
    """The file: the signed words, and the texts of the forms in their order."""

    signed: str
    forms: Annotated[tuple[str, ...], Held(most=MOST_FORMS)]


@dataclass(frozen=True, slots=True)
class BundledForm:
    """A form of a bundle that the loader has accepted."""

    listed: ListedForm
    questionnaire: Questionnaire


@dataclass(frozen=True, slots=True, kw_only=True)
class FormBundle:
    """A bundle whose signature holds and whose forms can all be used. `id` is the SHA-256 of the signed words."""

    id: str
    publisher: str
    fingerprint: str
    made_at: datetime
    forms: tuple[BundledForm, ...]
    withdrawn: tuple[WithdrawnForm, ...]


def form_id_of(questionnaire: Questionnaire) -> str:
    """The form's id: the last part of its address. Empty where that is none."""
    found = questionnaire.url.rpartition("/")[2]
    return found if FORM_ID.fullmatch(found) else ""


def make_bundle(
    forms: Sequence[tuple[str, bytes]],
    *,
    key_pem: bytes,
    certificates_pem: bytes,
    made_at: datetime,
    withdrawn: Sequence[WithdrawnForm] = (),
    value_sets: Mapping[str, Mapping[str, Any]] | None = None,
) -> bytes:
    """A bundle of `forms` (what each is called in messages, and its bytes), signed.

    FormBundleError where a form cannot be used, or has no address or version; SigningKeyError where the key does not fit.
    """
    listed = [_listed(name, content, value_sets) for name, content in forms]
    texts = [content.decode() for _name, content in forms]
    doubles = {one.id for one in listed if [other.id for other in listed].count(one.id) > 1}
    if doubles:
        raise _refused(_("The form “{form}” is in it twice.").format(form=min(doubles)))
    order = sorted(range(len(listed)), key=lambda index: listed[index].id)
    words = _Words(
        made_at=made_at,
        forms=tuple(listed[index] for index in order),
        withdrawn=tuple(sorted(withdrawn, key=lambda one: one.id)),
    )
    payload = write(words, fixed=_FIXED, **CANONICAL)
    _words(payload)  # what goes is what would be taken
    signed = sign_words(payload, key_pem, certificates_pem)
    whole = _Container(signed, tuple(texts[one] for one in order))
    return write(whole, fixed=_FIXED_OUTSIDE, **CANONICAL) + b"\n"


def open_bundle(
    untrusted: bytes,
    trusted: Sequence[bytes],
    *,
    now: datetime,
    value_sets: Mapping[str, Mapping[str, Any]] | None = None,
) -> FormBundle:
    """The bundle in `untrusted`, once all of it holds. `trusted` are authorities as PEM.

    FormBundleError says in words what does not hold: not a bundle, altered, not trusted, expired, or a form that cannot be
    used, by its name.
    """
    whole = _container(untrusted)
    words = verify_words(whole.signed, trusted, now=now)
    listed = _words(words.payload)
    texts = [text.encode() for text in whole.forms]
    if [one.sha256 for one in listed.forms] != [hashlib.sha256(text).hexdigest() for text in texts]:
        raise _altered()
    return FormBundle(
        id=hashlib.sha256(words.payload).hexdigest(),
        publisher=words.publisher,
        fingerprint=words.fingerprint,
        made_at=listed.made_at,
        forms=tuple(_bundled(one, text, value_sets) for one, text in zip(listed.forms, texts, strict=True)),
        withdrawn=listed.withdrawn,
    )


def _listed(name: str, content: bytes, value_sets: Mapping[str, Mapping[str, Any]] | None) -> ListedForm:
    try:
        content.decode()
        form = load_questionnaire(content, value_sets=value_sets)
    except UnicodeDecodeError as error:
        raise _refused(_("{form}: it is not text in UTF-8.").format(form=name)) from error
    except QuestionnaireError as error:
        raise _refused(f"{name}: {error.what_happened}") from error
    if not form_id_of(form) or not _FORM_VERSION.fullmatch(form.version):
        raise _refused(
            _("{form}: it needs an address (url) that ends in a plain name, and a version.").format(form=name)
        )
    return ListedForm(
        id=form_id_of(form),
        url=form.url,
        version=form.version,
        title=form.title[:_LONGEST_TEXT],
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _bundled(
    listed: ListedForm, text: bytes, value_sets: Mapping[str, Mapping[str, Any]] | None
) -> BundledForm:
    try:
        form = load_questionnaire(text, value_sets=value_sets)
    except QuestionnaireError as error:
        raise _refused(f"{listed.title or listed.id}: {error.what_happened}") from error
    if (form_id_of(form), form.url, form.version) != (listed.id, listed.url, listed.version):
        raise _altered()
    return BundledForm(listed, form)


def _container(untrusted: bytes) -> _Container:
    try:
        whole: _Container = read(_Container, untrusted, largest=_LARGEST, fixed=_FIXED_OUTSIDE)
    except JsonError as error:
        if error.where == ".version":
            raise _newer() from error
        if error.where in {"", ".container"}:
            raise _unknown(_("It is not a file of forms that this program knows.")) from error
        raise _altered() from error
    return whole


def _words(payload: bytes) -> _Words:
    """The list of forms; also what a publisher signed is not believed blindly."""
    try:
        words: _Words = read(_Words, payload, fixed=_FIXED)
    except JsonError as error:
        raise _newer() if error.where == ".version" else _altered() from error
    return words


def _refused(what_happened: str) -> FormBundleError:
    return FormBundleError(
        _("These forms cannot be used"),
        what_happened,
        _("Ask whoever made the form for a corrected version; “prevent-desktop form check” says all that is wrong."),
    )  # fmt: skip


def _altered() -> FormBundleError:
    return FormBundleError(
        _("These forms were changed after they were signed"),
        _("What is in the file is not what its publisher signed. Nothing was added."),
        _("Ask whoever publishes your forms for the file again."),
    )


def _newer() -> FormBundleError:
    return _unknown(_("It was made for a newer version of this program."))


def _unknown(what_happened: str) -> FormBundleError:
    return FormBundleError(
        _("This is not a file of forms that can be added"),
        what_happened,
        _("Choose a file whose name ends in “{suffix}”.").format(suffix=SUFFIX),
    )
