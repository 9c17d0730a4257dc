"""Signed form bundles: one JSON file with questionnaires exactly as they are, and a signed list of them.

The file is ``{"container": "prevent-forms", "version": 1, "signed": <JWS>, "forms": [<text>, …]}``. The signed words list
each form with its id, address, version, title and the SHA-256 of its text, in the order of `forms`; and the forms that are
withdrawn. Plain JSON: nothing to unpack, no paths, and the same forms give the same list.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final

from prevent_desktop.delivery.signed.form_signatures import sign_words, verify_words
from prevent_desktop.errors import FormBundleError, QuestionnaireError
from prevent_desktop.questionnaire.definition import Questionnaire, load_questionnaire
from prevent_desktop.questionnaire.json_text import JsonRefusedError, read_object
from prevent_desktop.translation import _

SUFFIX: Final = ".pdforms"
MOST_FORMS: Final = 100
_MEGABYTES: Final = 24
_KIND: Final = "prevent-forms"
_VERSION: Final = 1
_FORM_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_FORM_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,39}")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_LONGEST_TEXT: Final = 300
_MEMBERS: Final = {"container", "version", "signed", "forms"}
_WORDS: Final = {"version", "made_at", "forms", "withdrawn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedForm:
    """One form as the signed words list it; `sha256` is that of its text, hexadecimal."""

    id: str
    url: str
    version: str
    title: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnForm:
    """No version of the form up to this one is to be offered any more."""

    id: str
    version: str


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
    return found if _FORM_ID.fullmatch(found) else ""


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
    words = {
        "version": _VERSION,
        "made_at": made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "forms": [asdict(listed[index]) for index in order],
        "withdrawn": [asdict(one) for one in sorted(withdrawn, key=lambda one: one.id)],
    }
    _check_words(words)
    signed = sign_words(_json(words).encode(), key_pem, certificates_pem)
    whole = {
        "container": _KIND,
        "version": _VERSION,
        "signed": signed,
        "forms": [texts[one] for one in order],
    }
    return (_json(whole) + "\n").encode()


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
    words = verify_words(whole["signed"], trusted, now=now)
    listed = _check_words(_parsed(words.payload))
    made_at = datetime.strptime(listed["made_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    forms = [ListedForm(**one) for one in listed["forms"]]
    texts = [text.encode() for text in whole["forms"]]
    if [one.sha256 for one in forms] != [hashlib.sha256(text).hexdigest() for text in texts]:
        raise _altered()
    return FormBundle(
        id=hashlib.sha256(words.payload).hexdigest(),
        publisher=words.publisher,
        fingerprint=words.fingerprint,
        made_at=made_at,
        forms=tuple(_bundled(one, text, value_sets) for one, text in zip(forms, texts, strict=True)),
        withdrawn=tuple(WithdrawnForm(**one) for one in listed["withdrawn"]),
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


def _container(untrusted: bytes) -> dict[str, Any]:
    try:
        whole = read_object(untrusted, megabytes=_MEGABYTES)
    except JsonRefusedError as error:
        raise _unknown(str(error)) from error
    if whole.get("container") != _KIND:
        raise _unknown(_("It is not a file of forms that this program knows."))
    if whole.get("version") != _VERSION:
        raise _unknown(_("It was made for a newer version of this program."))
    texts = whole.get("forms")
    shaped = isinstance(whole.get("signed"), str) and isinstance(texts, list) and len(texts) <= MOST_FORMS
    if set(whole) != _MEMBERS or not shaped or not all(isinstance(one, str) for one in texts or ()):
        raise _altered()
    return whole


def _parsed(payload: bytes) -> dict[str, Any]:
    try:
        return read_object(payload, megabytes=1)
    except JsonRefusedError as error:
        raise _altered() from error


def _check_words(words: dict[str, Any]) -> dict[str, Any]:
    """`words` if they have the shape of a list of forms; also what a publisher signed is not believed blindly."""
    if words.get("version") != _VERSION or set(words) != _WORDS:
        raise _unknown(_("It was made for a newer version of this program."))
    lists = [(words["forms"], set(ListedForm.__slots__)), (words["withdrawn"], set(WithdrawnForm.__slots__))]
    for listed, names in lists:
        if not isinstance(listed, list) or len(listed) > MOST_FORMS:
            raise _altered()
        for one in listed:
            plain = isinstance(one, dict) and set(one) == names and all(map(_is_plain, one.values()))
            if not plain or not _FORM_ID.fullmatch(one["id"]) or not _FORM_VERSION.fullmatch(one["version"]):
                raise _altered()
        if len({one["id"] for one in listed}) < len(listed):
            raise _altered()
    if not isinstance(words["made_at"], str) or not _TIME.fullmatch(words["made_at"]):
        raise _altered()
    return words


def _is_plain(untrusted: Any) -> bool:
    return isinstance(untrusted, str) and len(untrusted) <= _LONGEST_TEXT and untrusted.isprintable()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


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


def _unknown(what_happened: str) -> FormBundleError:
    return FormBundleError(
        _("This is not a file of forms that can be added"),
        what_happened,
        _("Choose a file whose name ends in “{suffix}”.").format(suffix=SUFFIX),
    )
