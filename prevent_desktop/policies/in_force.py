"""What counts of what IT has set. It is one piece of state, as the language is: the composition root reads it once.

A lock begins a fresh process, so what is set anew counts after the next lock at the latest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from prevent_desktop.errors import PolicyError, UsageError
from prevent_desktop.policies.schema import BY_NAME, POLICIES, SET_BY, Policy, Value
from prevent_desktop.policies.sources import Found, Source, system_source
from prevent_desktop.policies.values import ValueNotFitError, judged
from prevent_desktop.translation import _

T = TypeVar("T", bool, int, str, tuple[str, ...])


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that is set. `locked`: nobody here can choose another."""

    value: Value
    locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """All that is set, by name. `problems` are sentences about what cannot be read, `ignored` about what does not count."""

    place: str = ""
    settings: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))
    problems: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    def locked(self, policy: Policy[T]) -> T | None:
        """The value that nobody here can change; None where there is none."""
        found = self.settings.get(policy.name)
        return None if found is None or not found.locked else found.value  # type: ignore[return-value]  # judged by its kind

    def preset(self, policy: Policy[T]) -> T | None:
        """What counts until somebody chooses; None where there is none."""
        found = self.settings.get(policy.name)
        return None if found is None or found.locked else found.value  # type: ignore[return-value]  # judged by its kind

    def value(self, policy: Policy[T]) -> T | None:
        """What is set, locked or preset; None where nothing is."""
        locked = self.locked(policy)
        return self.preset(policy) if locked is None else locked

    def chosen(self, policy: Policy[T], own: T | None, usual: T) -> T:
        """What counts: what is locked, else what somebody chose, else what is preset, else what is usual."""
        for one in (self.locked(policy), own, self.preset(policy)):
            if one is not None:
                return one
        return usual

    def require_free(self, *policies: Policy[Any]) -> None:
        """UsageError where one of them is locked: nothing is changed then."""
        for policy in policies:
            if self.locked(policy) is not None:
                raise UsageError(
                    _("This is set by your organisation"),
                    _("{name}: {who} Nothing was changed.").format(name=policy.shown, who=self.who_locked),
                    _("Ask your IT team if it should be otherwise."),
                )

    @property
    def set_by(self) -> str:
        """Who sets them, as they call themselves; empty where they do not say."""
        found = self.settings.get(SET_BY.name)
        return "" if found is None else str(found.value)

    @property
    def who_locked(self) -> str:
        """A sentence that stands beside what nobody here can change."""
        if self.set_by:
            return _("Set by your organisation ({name}), and cannot be changed here.").format(
                name=self.set_by
            )
        return _("Set by your organisation, and cannot be changed here.")

    @property
    def who_preset(self) -> str:
        """A sentence that stands beside what is preset."""
        if self.set_by:
            return _("Preset by your organisation ({name}). You can choose another.").format(name=self.set_by)
        return _("Preset by your organisation. You can choose another.")


class _Read:
    """Holds what counts; nothing until the composition root has read it."""

    policies: Policies = Policies()


def in_force() -> Policies:
    """What counts in this process."""
    return _Read.policies


def use(policies: Policies) -> None:
    """Let these count from now on."""
    _Read.policies = policies


def read_machine() -> Policies:
    """What is set for this machine, read now."""
    return read_source(system_source())


def read_source(source: Source) -> Policies:
    """What is set in `source`. Where it cannot be read, all that has a strict value is locked to it: it never falls open."""
    try:
        return judged_policies(source.read())
    except PolicyError as error:
        strict = {one.name: Setting(one.strict, True) for one in POLICIES if one.strict is not None}
        return Policies(place=source.place, settings=strict, problems=(str(error),))


def judged_policies(found: Found) -> Policies:
    """What counts of what was found. A value that does not fit is locked to its strict one; the others count as they are."""
    settings: dict[str, Setting] = {}
    problems: list[str] = []
    for is_locked, group in ((False, found.preset), (True, found.locked)):
        for name, untrusted in group.items():
            policy = BY_NAME.get(name)
            if policy is None:
                problems.append(_("“{name}” is no setting of this version.").format(name=str(name)[:100]))
                continue
            try:
                _require_may_be_preset(policy, is_locked)
                settings[name] = Setting(judged(policy, untrusted), is_locked)
            except ValueNotFitError as error:
                problems.append(f"{name}: {error}")
                if policy.strict is not None:
                    settings[name] = Setting(policy.strict, True)
    return Policies(
        place=found.place, settings=settings, problems=tuple(problems), ignored=found.ignored
    )  # fmt: skip


def _require_may_be_preset(policy: Policy[Any], is_locked: bool) -> None:
    if not is_locked and not policy.can_be_preset:
        raise ValueNotFitError(_("It can be locked only, not preset."))
