"""A recipient as it is being typed, and whether it can be one. No Qt."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cryptography import x509

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.organisation import ALL_WANTS, Recipient, Want
from prevent_desktop.errors import SealingError
from prevent_desktop.sealing import parse_recipient
from prevent_desktop.translation import _

_ENDPOINT = re.compile(r"(https|file)://\S+", re.ASCII)
_LOCAL = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/\S*)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientDraft:
    """What stands in the fields. `id` is empty for a new recipient; `keys` holds one age recipient a line."""

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
    def of(cls, recipient: Recipient) -> RecipientDraft:
        """The fields of `recipient`."""
        return cls(
            id=recipient.id, name=recipient.name, phone=recipient.phone, keys="\n".join(recipient.seal_to),
            receipt_certificate=recipient.receipt_certificate, endpoint=recipient.endpoint,
            form_ids=recipient.form_ids, with_attachments=recipient.with_attachments, needs=recipient.needs,
            wants=recipient.wants,
        )  # fmt: skip

    def problems(self) -> dict[str, str]:
        """What keeps it from being a recipient, by field, each as a sentence that says what to do."""
        found = {
            "name": "" if self.name.strip() else _("Enter the organisation's name"),
            "keys": self._keys_problem(),
            "endpoint": ""
            if self._endpoint_fits()
            else _("Enter an address that begins with https:// or file://"),
            "receipt_certificate": self._certificate_problem(),
            "form_ids": "" if self.form_ids else _("Choose at least one form that it receives"),
        }
        return {field: sentence for field, sentence in found.items() if sentence}

    def recipient(self) -> Recipient:
        """The recipient; call it only where there are no problems."""
        return Recipient(
            id=self.id or new_id(), name=self.name.strip(), phone=self.phone.strip(), seal_to=self._key_lines(),
            receipt_certificate=self.receipt_certificate.strip() + "\n", endpoint=self.endpoint.strip(),
            form_ids=self.form_ids, with_attachments=self.with_attachments,
            needs=tuple(form_id for form_id in self.needs if form_id in self.form_ids), wants=self.wants,
        )  # fmt: skip

    def _key_lines(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.keys.splitlines() if line.strip())

    def _keys_problem(self) -> str:
        lines = self._key_lines()
        if not lines:
            return _("Paste the organisation's key, which begins with age1")
        try:
            kinds = {type(parse_recipient(line)) for line in lines}
        except SealingError as error:
            return f"{error.what_happened} {error.next_step}"
        if len(kinds) > 1:
            return _("Give keys of one kind only: hybrid keys and classic keys cannot be mixed")
        return ""

    def _endpoint_fits(self) -> bool:
        address = self.endpoint.strip()
        return bool(_ENDPOINT.fullmatch(address) or _LOCAL.fullmatch(address))

    def _certificate_problem(self) -> str:
        try:
            x509.load_pem_x509_certificate(self.receipt_certificate.strip().encode())
        except ValueError:
            return _(
                "Paste the certificate that its receipts are signed with (BEGIN CERTIFICATE … END CERTIFICATE)"
            )
        return ""
