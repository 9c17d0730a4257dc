"""PDFs and signatures that cost their reader time or memory, each in any size: for `costly_packs`."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from prevent_desktop.packs.signing_keys import asn1_certificate
from tests.unit.packs.making import ISSUED_AT

_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %b]%b>>"


def pdf(objects: Mapping[int, bytes], *, size: bytes = b"", index: bytes = b"") -> bytes:
    """A PDF of these objects (1 is the catalog), with a plain table of where they are; `size` says how many there would be."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj%b endobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer<</Root 1 0 R/Size %b%b>>\n" % (size or b"%d" % (max(objects) + 1), index)
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


def _document(
    more: Mapping[int, bytes], *, catalog: bytes = b"", page: bytes = b"", box: bytes = b"595 842"
) -> bytes:
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return pdf({1: b"<</Type/Catalog/Pages 2 0 R%b>>" % catalog, 2: pages, 3: _PAGE % (box, page), **more})


def _stream(data: bytes, words: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(data), words, data)


def _packed(data: bytes, times: int) -> bytes:
    """As zlib packs `data` so many times over (RFC 1950), of which the first is packed once and repeated as it is."""
    packer = zlib.compressobj(9)
    first = packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)
    once = packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _each in range(times):
        check = zlib.adler32(data, check)
    end = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS).flush()
    return first + once * (times - 1) + end + check.to_bytes(4)


def _cross_references(words: bytes, data: bytes = b"") -> bytes:
    head = b"%PDF-1.7\n"
    return (
        head
        + b"1 0 obj<</Type/XRef/Root 2 0 R%b/Length %d>>stream\n%b\nendstream endobj\nstartxref\n%d\n%%%%EOF\n"
        % (
            words,
            len(data),
            data,
            len(head),
        )
    )


def huge_index(size: int) -> bytes:
    """An entry of no bytes, as often as one likes."""
    return _cross_references(b"/Size %d/W[0 0 0]/Index[0 %d]" % (10**size, 10**size))


def huge_index_written_otherwise(size: int) -> bytes:
    """The same, with a letter of the name as a number (ISO 32000-1, 7.3.5)."""
    return _cross_references(b"/Size %d/W[0 0 0]/Ind#65x[0 %d]" % (10**size, 10**size))


def packed_index(size: int) -> bytes:
    """Zeros, packed a thousandfold."""
    data = _packed(bytes(1 << 20), size * 20)
    count = (size * 20 << 20) // 4
    return _cross_references(b"/Size %d/W[1 2 1]/Index[0 %d]/Filter/FlateDecode" % (count, count), data)


def chain_of_itself(_size: int) -> bytes:
    """Its own earlier version."""
    return _cross_references(b"/Size 3/W[1 1 1]/Prev 9/Index[0 1]", b"\0\0\0")


def double_kids(size: int) -> bytes:
    """Each field has one child, twice."""
    fields = {
        10 + at: b"<</T(f%d)/FT/Sig/Kids[%d 0 R %d 0 R]>>" % (at, 11 + at, 11 + at) for at in range(size)
    }
    fields[10 + size] = b"<</T(end)/FT/Tx>>"
    return _document(fields, catalog=b"/AcroForm<</Fields[10 0 R]>>")


def many_fields(size: int) -> bytes:
    """A hundred thousand fields and more."""
    return _document(
        {10: b"<</T(a)/FT/Sig>>"}, catalog=b"/AcroForm<</Fields[%b]>>" % (b"10 0 R " * size * 5_000)
    )


def many_written_fields(size: int) -> bytes:
    """The same, each written out."""
    return _document({}, catalog=b"/AcroForm<</Fields[%b]>>" % (b"<</T(a)/FT/Sig>>" * size * 5_000))


def long_number(size: int) -> bytes:
    """A number of a million digits and more."""
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R/N %b>>" % (b"7" * size * 200_000),
            2: b"<</Type/Pages/Kids[]/Count 0>>",
        }
    )


def long_size(size: int) -> bytes:
    """The same, where the reader needs it."""
    return pdf(
        {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[]/Count 0>>"},
        size=b"9" * size * 200_000,
    )


def deep_arrays(size: int) -> bytes:
    """An array in an array."""
    return _document(
        {10: b"[" * size * 2_500 + b"]" * size * 2_500}, catalog=b"/Names 10 0 R/AcroForm 10 0 R"
    )


def tall_page(size: int) -> bytes:
    """One point wide."""
    return _document({}, box=b"1 %d" % (700 * size))


def huge_page(size: int) -> bytes:
    """Larger than any wall."""
    return _document({}, box=b"%d %d" % (10**size, 10**size))


def page_of_pages(size: int) -> bytes:
    """A drawing that draws another twice, which draws another twice."""
    forms = {
        10 + at: _stream(
            b"/X Do /X Do",
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (11 + at),
        )
        for at in range(size)
    }
    forms[10 + size] = _stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    forms[9] = _stream(b"/X Do")
    return _document(forms, page=b"/Contents 9 0 R/Resources<</XObject<</X 10 0 R>>>>")


def huge_picture(size: int) -> bytes:
    """Few bytes that say they are many pixels."""
    side = 20_000 * size
    picture = _stream(
        zlib.compress(bytes(1 << 20)),
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode"
        % (side, side),
    )
    contents = _stream(b"500 0 0 800 0 0 cm /X Do")
    return _document({9: contents, 10: picture}, page=b"/Contents 9 0 R/Resources<</XObject<</X 10 0 R>>>>")


def packed_words(size: int) -> bytes:
    """A page whose words unpack to a hundred megabytes and more."""
    data = _packed(b"BT /F 9 Tf (word) Tj ET\n" * 50_000, size * 20)
    return _document({9: _stream(data, b"/Filter/FlateDecode")}, page=b"/Contents 9 0 R")


def packed_file(size: int) -> bytes:
    """A file inside that unpacks to a gigabyte and more."""
    data = _packed(bytes(1 << 20), size * 100)
    return _document(
        {
            10: b"<</Type/Filespec/F(a)/UF(a)/EF<</F 11 0 R>>>>",
            11: _stream(data, b"/Type/EmbeddedFile/Filter/FlateDecode"),
        },
        catalog=b"/Names<</EmbeddedFiles<</Names[(a) 10 0 R]>>>>",
    )


def cross_issued(size: int) -> bytes:
    """Authorities of two names that vouch for each other, as many as one likes of each."""
    return _signed_by(("A", "B"), size)


def cross_issued_of_many_names(size: int) -> bytes:
    """Of many names, three of each."""
    return _signed_by([f"N{at}" for at in range(size)], 3)


def _signed_by(names: Iterable[str], each: int) -> bytes:
    keys = {name: [ec.generate_private_key(ec.SECP256R1()) for _each in range(each)] for name in names}
    order = list(keys)
    above = []
    for at, name in enumerate(order):
        for number, key in enumerate(keys[name]):
            issuer = order[(at + 1 + number) % len(order)]
            if issuer == name:
                issuer = order[(at + 1) % len(order)]
            above.append(_certificate(name, key, issuer, keys[issuer][number % each], is_authority=True))
    leaf = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate("leaf", leaf, order[0], keys[order[0]][0], is_authority=False)
    return _with_signature(leaf, certificate, above)


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    by: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool,
) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=not is_authority, content_commitment=not is_authority, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=is_authority, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ISSUED_AT - timedelta(days=30))
        .not_valid_after(ISSUED_AT + timedelta(days=3000))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    return builder.sign(by, SHA256())


def _with_signature(
    key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, above: list[x509.Certificate]
) -> bytes:
    from asn1crypto.keys import PrivateKeyInfo  # type: ignore[import-untyped]  # it ships no types
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # its constructor has no types
    store.register_multiple([asn1_certificate(each) for each in above])
    private = PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    signer = SimpleSigner(
        signing_cert=asn1_certificate(certificate), signing_key=private, cert_registry=store, embed_roots=True
    )
    metadata = PdfSignatureMetadata(
        field_name="Signature", certify=True, docmdp_permissions=MDPPerm.FILL_FORMS, md_algorithm="sha256"
    )
    out = BytesIO()
    PdfSigner(metadata, signer).sign_pdf(
        IncrementalPdfFileWriter(BytesIO(_document({}))), output=out, bytes_reserved=1 << 17
    )
    return out.getvalue()


KINDS: dict[str, tuple[Callable[[int], bytes], range]] = {
    made.__name__.replace("_", " "): (made, sizes)
    for made, sizes in (
        (huge_index, range(6, 16)),
        (huge_index_written_otherwise, range(6, 16)),
        (packed_index, range(1, 30)),
        (chain_of_itself, range(1, 2)),
        (double_kids, range(20, 96)),
        (many_fields, range(4, 57)),
        (many_written_fields, range(4, 57)),
        (long_number, range(1, 20)),
        (long_size, range(1, 20)),
        (deep_arrays, range(4, 77)),
        (tall_page, range(1, 100)),
        (huge_page, range(3, 20)),
        (page_of_pages, range(12, 49)),
        (huge_picture, range(1, 4)),
        (packed_words, range(1, 20)),
        (packed_file, range(1, 20)),
        (cross_issued, range(2, 14)),
        (cross_issued_of_many_names, range(3, 9)),
    )
}
"""What makes each kind, and the sizes that it is tried in."""
