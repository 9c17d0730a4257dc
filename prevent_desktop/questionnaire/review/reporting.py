"""Where the parts of one file stand, and the findings about it as they come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prevent_desktop.questionnaire.review.findings import Finding, Severity, mending
from prevent_desktop.questionnaire.review.positions import JsonPath, Mark, Positions


@dataclass(slots=True)
class Report:
    """Collects findings. `form` is the questionnaire in the file, and `base` its path."""

    positions: Positions
    form: Mapping[str, Any]
    base: JsonPath
    findings: list[Finding] = field(default_factory=list)

    def error(
        self, code: str, message: str, path: JsonPath, link_id: str = "", mark: Mark | None = None
    ) -> None:
        """Add an error about what stands at `path`."""
        self._add(Severity.ERROR, code, message, path, link_id, mark)

    def advise(
        self, code: str, message: str, path: JsonPath, link_id: str = "", mark: Mark | None = None
    ) -> None:
        """Add a warning about what stands at `path`."""
        self._add(Severity.WARNING, code, message, path, link_id, mark)

    def _add(
        self, severity: Severity, code: str, message: str, path: JsonPath, link_id: str, mark: Mark | None
    ) -> None:
        at = mark or self.positions.at(path)
        self.findings.append(
            Finding(
                severity=severity, code=code, message=message, mend=mending()[code], link_id=link_id,
                path=path[len(self.base) :], line=at.line, column=at.column,
            )
        )  # fmt: skip

    def has(self, link_id: str, *codes: str) -> bool:
        """Whether one of these was found about an item."""
        return any(one.link_id == link_id and one.code in codes for one in self.findings)

    def items(self) -> dict[str, tuple[JsonPath, Mapping[str, Any]]]:
        """The path and the JSON of each item that has a link id of its own."""
        found: dict[str, tuple[JsonPath, Mapping[str, Any]]] = {}
        waiting: list[tuple[Mapping[str, Any], JsonPath]] = [(self.form, self.base)]
        while waiting:
            holder, path = waiting.pop()
            if isinstance(holder.get("linkId"), str):
                found.setdefault(holder["linkId"], (path, holder))
            under = holder.get("item")
            waiting += [
                (one, (*path, "item", index))
                for index, one in enumerate(under if isinstance(under, list) else [])
                if isinstance(one, dict)
            ][::-1]
        return found
