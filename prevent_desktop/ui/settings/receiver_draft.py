"""A receiver as it is being typed, and whether it can be one. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.organisation import ALL_WANTS, Receiver, Want
from prevent_desktop.translation import _
from prevent_desktop.workflows.organisation.receiver_rules import (
    endpoint_problem,
    keys_problem,
    receipt_certificate_problem,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverDraft:
    """What stands in the fields. `id` is empty for a new receiver; `keys` holds one age recipient a line."""

    id: str = ""
    name: str = ""
    phone: str = ""
    keys: str = ""
    receipt_certificate: str = ""
    endpoint: str = ""
    form_ids: tuple[str, ...] = ()
    with_attachments: bool = True
    needs: tuple[str, ...] = ()
    wants: tuple[Want, ...] = ALL_WANTS

    @classmethod
    def of(cls, receiver: Receiver) -> ReceiverDraft:
        """The fields of `receiver`."""
        return cls(
            id=receiver.id, name=receiver.name, phone=receiver.phone, keys="\n".join(receiver.seal_to),
            receipt_certificate=receiver.receipt_certificate, endpoint=receiver.endpoint,
            form_ids=receiver.form_ids, with_attachments=receiver.with_attachments, needs=receiver.needs,
            wants=receiver.wants,
        )  # fmt: skip

    def problems(self) -> dict[str, str]:
        """What keeps it from being a receiver, by field, each as a sentence that says what to do."""
        found = {
            "name": "" if self.name.strip() else _("Enter the organisation’s name"),
            "keys": keys_problem(self._key_lines()),
            "endpoint": endpoint_problem(self.endpoint.strip()),
            "receipt_certificate": receipt_certificate_problem(self.receipt_certificate),
            "form_ids": "" if self.form_ids else _("Choose at least one form that it receives"),
        }
        return {field: sentence for field, sentence in found.items() if sentence}

    def receiver(self) -> Receiver:
        """The receiver; call it only where there are no problems."""
        return Receiver(
            id=self.id or new_id(), name=self.name.strip(), phone=self.phone.strip(), seal_to=self._key_lines(),
            receipt_certificate=self.receipt_certificate.strip() + "\n", endpoint=self.endpoint.strip(),
            form_ids=self.form_ids, with_attachments=self.with_attachments,
            needs=tuple(form_id for form_id in self.needs if form_id in self.form_ids), wants=self.wants,
        )  # fmt: skip

    def _key_lines(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.keys.splitlines() if line.strip())
