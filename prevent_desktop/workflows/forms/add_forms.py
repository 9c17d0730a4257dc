"""Adding forms from a signed bundle: what it would change is told first, then all of it is kept, or nothing.

A bundle never takes a form back to an older version, and never puts a form in the place of another publisher's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from prevent_desktop.errors import FormBundleError
from prevent_desktop.questionnaire.definition import Questionnaire
from prevent_desktop.translation import _
from prevent_desktop.vault.repositories.added_forms import AddedFormRecord, FormBundleRecord
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_bundles import BundledForm, FormBundle, open_bundle
from prevent_desktop.workflows.forms.form_library import FormLibrary, version_order
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signing_identity import form_authorities

_CLOCKS_DIFFER: Final = timedelta(days=1)


class FormChange(StrEnum):
    """What a bundle does to one form."""

    NEW = "new"
    UPDATED = "updated"
    THE_SAME = "the same"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedChange:
    """One line to show before adding: `here` is the version that is offered now, `version` what comes."""

    change: FormChange
    form_id: str
    title: str
    version: str
    here: str = ""


@dataclass(frozen=True, slots=True)
class OfferedBundle:
    """A bundle that holds, and what it would change here."""

    bundle: FormBundle
    changes: tuple[OfferedChange, ...]

    @property
    def is_news(self) -> bool:
        """Whether it would change anything."""
        return any(one.change is not FormChange.THE_SAME for one in self.changes)


def look_at_bundle(vault: Vault, library: FormLibrary, untrusted: bytes, *, now: datetime) -> OfferedBundle:
    """What adding the bundle would change. FormBundleError where it must not be added, with the reason in words."""
    bundle = open_bundle(untrusted, form_authorities(vault), now=now, value_sets=library.value_sets)
    library.take_added(vault)
    _check_age(vault, bundle, now)
    changes = [_change(library, one) for one in bundle.forms]
    changes += [
        OfferedChange(
            change=FormChange.WITHDRAWN, form_id=one.id, title=here.title, version=one.version, here=here.version
        )
        for one in bundle.withdrawn
        if (here := _offered(library, one.id)) is not None
        and version_order(here.version) <= version_order(one.version)
    ]  # fmt: skip
    return OfferedBundle(bundle, tuple(changes))


def add_bundle(vault: Vault, library: FormLibrary, untrusted: bytes, *, now: datetime) -> OfferedBundle:
    """Keep the forms of a bundle, all or none; what was changed. FormBundleError as in `look_at_bundle`."""
    with vault.transaction():
        offered = look_at_bundle(vault, library, untrusted, now=now)
        if offered.is_news:
            _keep(vault, offered, now)
    library.take_added(vault)
    return offered


def _keep(vault: Vault, offered: OfferedBundle, now: datetime) -> None:
    bundle = offered.bundle
    record = FormBundleRecord(
        id=bundle.id, publisher=bundle.publisher, fingerprint=bundle.fingerprint, made_at=bundle.made_at,
        added_at=now, added_by=settings.author_of(vault),
    )  # fmt: skip
    vault.added_forms.add_bundle(record)
    vault.audit.append("forms.added", bundle.id, bundle.fingerprint)
    by_id = {one.listed.id: one for one in bundle.forms}
    for one in offered.changes:
        if one.change is FormChange.WITHDRAWN:
            vault.added_forms.withdraw(one.form_id, one.version, bundle.id)
            vault.audit.append("form.withdrawn", f"{one.form_id} {one.version}", bundle.id)
        elif one.change is not FormChange.THE_SAME:
            form = by_id[one.form_id].questionnaire
            vault.questionnaires.keep(form.digest, form.url, form.version, form.canonical_json)
            vault.added_forms.add(
                AddedFormRecord(
                    form_id=one.form_id, version=form.version, title=form.title, digest=form.digest, bundle_id=bundle.id
                )
            )  # fmt: skip
            vault.audit.append("form.added", f"{one.form_id} {one.version}", bundle.id)


def _check_age(vault: Vault, bundle: FormBundle, now: datetime) -> None:
    if bundle.made_at > now + _CLOCKS_DIFFER:
        raise FormBundleError(
            _("These forms are from the future"),
            _("They were signed on {day}, by their publisher’s clock.").format(day=bundle.made_at.date()),
            _("Check the date of this computer, then try again."),
        )
    earlier = [one for one in vault.added_forms.bundles().values() if one.publisher == bundle.publisher]
    if any(one.made_at > bundle.made_at for one in earlier):
        raise _older(_("A newer file of this publisher was added before."))


def _change(library: FormLibrary, one: BundledForm) -> OfferedChange:
    """What the form would be here. FormBundleError for an older one, and for one that another form's id belongs to."""
    listed, form = one.listed, one.questionnaire
    known = library.known_version(listed.id)
    if known is None:
        return _offer(FormChange.NEW, one)
    if known.url != form.url:
        raise FormBundleError(
            _("These forms would take the place of others"),
            _("“{title}” has the name “{form}”, which a form of another publisher has here.").format(title=listed.title, form=listed.id),
            _("Ask its publisher for the form under a name of its own."),
        )  # fmt: skip
    order, here = version_order(form.version), version_order(known.version)
    if order < here or (order == here and library.is_withdrawn(listed.id)):
        raise _older(
            _("“{title}” is version {version} in the file, and version {here} is here already.").format(
                title=listed.title, version=form.version, here=known.version
            )
        )
    if order == here:
        if known.digest != form.digest:
            raise FormBundleError(
                _("A form was changed without a new version"),
                _("“{title}” is here in version {version} with other content.").format(title=listed.title, version=form.version),
                _("Ask its publisher to give the changed form a new version."),
            )  # fmt: skip
        return _offer(FormChange.THE_SAME, one, known.version)
    return _offer(
        FormChange.NEW if library.is_withdrawn(listed.id) else FormChange.UPDATED, one, known.version
    )


def _offer(change: FormChange, one: BundledForm, here: str = "") -> OfferedChange:
    return OfferedChange(
        change=change, form_id=one.listed.id, title=one.questionnaire.title, version=one.questionnaire.version, here=here
    )  # fmt: skip


def _offered(library: FormLibrary, form_id: str) -> Questionnaire | None:
    return library.newest(form_id) if form_id in library.form_ids() else None


def _older(what_happened: str) -> FormBundleError:
    return FormBundleError(
        _("These forms are older than what is here"),
        f"{what_happened} " + _("Nothing was added."),
        _("Ask whoever publishes your forms for the newest file."),
    )
