"""All forms that are here, with where each comes from; also those that were withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewLine:
    """One form in its newest version. `publisher` is empty and `added_at` None for the program's own.

    `notice` is what stands over a form that no authority has approved, `last_checked` a date as text, and `not_followed` what
    the form asks of a program and this one does not do, in sentences.
    """

    form_id: str
    title: str
    version: str
    publisher: str = ""
    added_at: datetime | None = None
    withdrawn: bool = False
    notice: str = ""
    last_checked: str = ""
    not_followed: tuple[str, ...] = ()


def form_overview(library: FormLibrary, vault: Vault | None = None) -> tuple[OverviewLine, ...]:
    """A line for each form, by title; with what was added to `vault`."""
    if vault is not None:
        library.take_added(vault)
    found = [_line(library, form_id, vault) for form_id in (*library.form_ids(), *library.withdrawn())]
    return tuple(
        sorted((one for one in found if one is not None), key=lambda one: (one.withdrawn, one.title))
    )


def _line(library: FormLibrary, form_id: str, vault: Vault | None) -> OverviewLine | None:
    form = library.known_version(form_id)
    if form is None:
        return None
    bundle = None
    if vault is not None and not library.is_own(form_id, form.version):
        bundles = vault.added_forms.bundles()
        bundle = next(
            (bundles[one.bundle_id] for one in vault.added_forms.all() if one.digest == form.digest), None
        )
    return OverviewLine(
        form_id=form_id,
        title=form.title or form_id,
        version=form.version,
        publisher="" if bundle is None else bundle.publisher,
        added_at=None if bundle is None else bundle.added_at,
        withdrawn=library.is_withdrawn(form_id),
        notice=form.illustrative,
        last_checked=form.last_checked,
        not_followed=form.not_followed,
    )
