"""Every kind of document, signature and resource before the validators that others judge by, and harms that they must see.

veraPDF, JHOVE, the EU's DSS and HAPI FHIR: one process of them, asked over all files at once, so that all of this is one module.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.person import Agency, HouseholdMember, Person
from prevent_desktop.data_files import forms as forms_folder
from prevent_desktop.data_files import resources
from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.pack_facts import ANSWER_TO_NAME, BUNDLE_NAME
from prevent_desktop.packs.protection import protect_with_password
from prevent_desktop.packs.reader.questions import ByPassword, Unlock
from prevent_desktop.packs.signing import countersign, sign
from prevent_desktop.packs.signing_keys import KeyRequest, SigningKey
from prevent_desktop.packs.sources import Pieces
from prevent_desktop.packs.stamping import Stamping
from prevent_desktop.packs.statement import Statement
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.packs.withholding.applying import without_withheld
from prevent_desktop.workflows.people.person_resource import packed_person
from tests.faults.withheld_words import kept_back
from tests.interop.harms import changed, harmed, newer_version
from tests.interop.long_term import with_document_timestamp, with_proofs
from tests.interop.reference_judges import Judges, Said, judges, strict_policy
from tests.interop.timestamp_authority import OpensslAuthority
from tests.unit.forms.test_demo_cases import person
from tests.unit.packs.documents import DOCUMENTS
from tests.unit.packs.examples import ATTACHMENTS, SENDER, SIGNED_AT, pack_content
from tests.unit.packs.linked import data_of, demo_forms, linked_pack

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

FLAVOURS = "PDFUA_1,PDFA_3_A"
LEAD = "Pat Lead"
PASSWORD = "six words that nobody knows here"
"""JHOVE does not read what is encrypted so, and PDF/A forbids it: DSS alone judges packs under a password."""

NO_POINTER = {"BBB_XCV_AIA_PRES_ANS", "BBB_XCV_REVOC_PRES_ANS"}
"""What DSS would like every certificate to name: where its issuer and its revocations are found. The demonstration
authority has no such place."""

ONLY_WE_REFUSE = {
    "bytes at the end": "DSS looks at what the file shows, and these bytes show nothing; we refuse whatever nobody signed",
    "other number, after both": "DSS leaves the document information out of its comparison; the number stands there",
    "other number, then signed by the lead": "likewise",
    "other words about itself, then signed by the lead": "DSS leaves metadata out of its comparison",
    "ask for appearances, then signed by the lead": "DSS knows the flag as one that signing software sets",
}  # fmt: skip
ONLY_DSS_REFUSES: dict[str, str] = {}


@dataclass
class Signed:
    """Signed packs by name, what was done to one of them, and what a judge needs to know."""

    files: dict[str, bytes]
    harms: dict[str, bytes]
    authority: Authority
    now: datetime
    time_root: bytes = b""
    alone: dict[str, bytes] = field(default_factory=dict)
    """By their level, what DSS judges by the file alone: the timestamped one, and what others made of it for the long term."""

    @property
    def revoked(self) -> bytes:
        """What the authority has revoked: nothing (CRL, PEM)."""
        return self.authority.revocation_list({}, now=self.now - timedelta(minutes=5))

    def our_verdict(self, pdf: bytes) -> str:
        """What our verification says happened; "" where it takes the file."""
        known = VerificationContext(timestamp_roots=(self.time_root,) if self.time_root else ())
        try:
            verify_pack(pdf, [self.authority.certificate_pem], known, unlock=ByPassword(PASSWORD))
        except PackVerificationError as error:
            return error.what_happened
        return ""

    def is_valid_to_us(self, pdf: bytes) -> bool:
        return not self.our_verdict(pdf)


@dataclass
class Judged:
    """What each judge said, by the name of the file."""

    documents: dict[str, Said] = field(default_factory=dict)
    archives: dict[str, Said] = field(default_factory=dict)
    signatures: dict[str, Said] = field(default_factory=dict)


def _key(authority: Authority, name: str, role: str, now: datetime) -> SigningKey:
    request = KeyRequest.create(name=name, organisation=SENDER.organisation, role=role)
    return request.with_certificate(authority.issue(request.request_pem, now=now))


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    """All of it is some hours old: DSS asks the clock."""
    now = datetime.now(UTC).replace(microsecond=0)
    issued, written = now - timedelta(days=20), now - timedelta(hours=3)
    authority = Authority.create("Example demonstration authority", now=issued)
    author = _key(authority, SENDER.name, SENDER.role, issued)
    lead = _key(authority, LEAD, "Head teacher", issued)
    content = replace(
        pack_content(signed_at=written, forms=(), decision=None, attachments=ATTACHMENTS[1:]),
        answer_by=(now + timedelta(days=3)).date(),
    )
    said = Statement(reason="Prevent referral", location=SENDER.organisation, claimed_time=written)
    awaiting = sign(build_document(replace(content, countersigner=LEAD)), author, said)

    def by_lead(pdf: bytes, unlock: Unlock | None = None) -> bytes:
        later = replace(said, reason="Countersigned", claimed_time=written + timedelta(hours=1))
        return countersign(Pieces((pdf,)), lead, later, unlock).read()

    both = by_lead(awaiting)
    files = {
        "signed": sign(build_document(content), author, said),
        "awaiting": awaiting,
        "countersigned": both,
    }
    made = Signed(files, harmed(awaiting, both, by_lead), authority, now)
    protected = protect_with_password(build_document(replace(content, countersigner=LEAD)), PASSWORD)
    opened = sign(protected.pdf, author, said, protected.unlock)
    files["protected"] = opened
    files["protected, countersigned"] = by_lead(opened, ByPassword(PASSWORD))
    if shutil.which("openssl"):
        stamps = OpensslAuthority.make(tmp_path_factory.mktemp("stamps"))
        stamped = replace(said, stamping=Stamping(stamps.reply))
        files["timestamped"] = sign(
            build_document(replace(content, asks_for_timestamp=True)), author, stamped
        )
        made.time_root = stamps.root
        certificates = (author.certificate_pem, authority.certificate_pem, stamps.own, stamps.root)
        proved = with_proofs(files["timestamped"], certificates, (made.revoked, stamps.revoked))
        made.alone = {
            "T": files["timestamped"],
            "LT": proved,
            "LTA": with_document_timestamp(proved, stamps.reply),
        }
    return made


def _harmed_documents() -> dict[str, bytes]:
    """What veraPDF must notice, and what JHOVE must."""
    built = build_document(pack_content(attachments=ATTACHMENTS[1:]))

    def after(harm: Callable[[pikepdf.Pdf], object]) -> bytes:
        with pikepdf.open(BytesIO(built)) as pdf:
            harm(pdf)
            written = BytesIO()
            pdf.save(written)
        return written.getvalue()

    return {
        "no output intent": after(lambda pdf: pdf.Root.__delitem__("/OutputIntents")),
        "no language": after(lambda pdf: pdf.Root.__delitem__("/Lang")),
        "a heading as the document": after(lambda pdf: pdf.Root.StructTreeRoot.K[0].__setitem__("/S", pikepdf.Name.H3)),
        "a catalog of another version": changed(built, newer_version),
        "no end": built[:-2000],
    }  # fmt: skip


@pytest.fixture(scope="module")
def all_judges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judges]:
    with judges(tmp_path_factory.mktemp("judges")) as made:
        yield made


@pytest.fixture(scope="module")
def judged(signed: Signed, all_judges: Judges, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """All files are laid down, and each judge is heard about them."""
    folder = tmp_path_factory.mktemp("judged")
    policy = strict_policy(folder)
    plain = {name: pdf for name, pdf in signed.files.items() if not name.startswith("protected")}
    documents = {name: make().pdf for name, make in DOCUMENTS.items()} | plain
    laid = _laid(folder, {**documents, **signed.files, **signed.alone, **signed.harms, **_harmed_documents()})
    trusted = [folder / "root.pem", folder / "time.pem"]
    trusted[0].write_bytes(signed.authority.certificate_pem)
    trusted[1].write_bytes(signed.time_root or signed.authority.certificate_pem)
    (folder / "list.crl").write_bytes(signed.revoked)
    to_look_at = [*documents, *_harmed_documents()]
    to_verify = [*signed.files, *signed.harms]
    signatures: tuple[str | Path, ...] = (
        "--trust", trusted[0], "--trust", trusted[1], "--crl", folder / "list.crl", "--policy", policy,
        "--password", PASSWORD,
        *(laid[name] for name in to_verify), "--alone", *(laid[name] for name in signed.alone),
    )  # fmt: skip
    files = list(laid.values())
    told = (
        all_judges.ask("documents", FLAVOURS, *(laid[name] for name in to_look_at), about=files),
        all_judges.ask("archives", *(laid[name] for name in to_look_at), about=files),
        all_judges.ask("signatures", *signatures, about=files),
    )
    return Judged(*({name: said[path] for name, path in laid.items()} for said in told))


def _laid(folder: Path, files: dict[str, bytes]) -> dict[str, Path]:
    laid = {name: folder / f"{number}.pdf" for number, name in enumerate(files)}
    for name, path in laid.items():
        path.write_bytes(files[name])
    return laid


GENUINE = ("signed", "awaiting", "countersigned", "timestamped")


@pytest.mark.parametrize("name", [*DOCUMENTS, *GENUINE])
def test_verapdf_and_jhove_find_nothing_against_a_document(judged: Judged, name: str) -> None:
    if name not in judged.documents:
        pytest.skip("openssl is not installed")
    verapdf, jhove = judged.documents[name], judged.archives[name]
    assert [words[:2] for words in verapdf.verdicts] == [["pass", "ua1"], ["pass", "3a"]], verapdf.remarks
    assert jhove.passed, jhove.remarks
    assert jhove.verdicts[0][1] == "1.7"


@pytest.mark.parametrize("name", ["no output intent", "no language", "a heading as the document", "no end"])
def test_verapdf_notices_a_harm(judged: Judged, name: str) -> None:
    assert not judged.documents[name].passed


@pytest.mark.parametrize("name", ["a catalog of another version", "no end"])
def test_jhove_notices_a_harm(judged: Judged, name: str) -> None:
    assert not judged.archives[name].passed


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("signed", "B"),
        ("awaiting", "B"),
        ("countersigned", "BB"),
        ("timestamped", "T"),
        ("protected", "B"),
        ("protected, countersigned", "BB"),
    ],
)
def test_dss_passes_every_signature_with_no_warning_of_changes(
    signed: Signed, judged: Judged, name: str, levels: str
) -> None:
    if name not in signed.files:
        pytest.skip("openssl is not installed")
    said = judged.signatures[name]
    assert [words[:3] for words in said.verdicts] == [
        ["TOTAL_PASSED", "null", f"PAdES-BASELINE-{level}"] for level in levels
    ]
    assert {remark.split()[1].rstrip(":") for remark in said.remarks} <= NO_POINTER
    assert signed.is_valid_to_us(signed.files[name])


@pytest.mark.parametrize("level", ["LT", "LTA"])
def test_what_was_added_for_the_long_term_is_proof_to_dss_and_is_refused_by_us_in_words_of_its_own(
    signed: Signed, judged: Judged, level: str
) -> None:
    """By the file alone, without the lists of revoked certificates: the same one without its proofs is no proof."""
    if not signed.alone:
        pytest.skip("openssl is not installed")
    verdicts = {each: judged.signatures[each].verdicts[0][:3] for each in ("T", level)}
    assert verdicts["T"] == ["INDETERMINATE", "CERTIFICATE_CHAIN_GENERAL_FAILURE", "PAdES-BASELINE-T"]
    assert verdicts[level] == ["TOTAL_PASSED", "null", f"PAdES-BASELINE-{level}"]
    assert "to be kept for decades" in signed.our_verdict(signed.alone[level])
    assert signed.is_valid_to_us(signed.alone["T"])


def _refused(signed: Signed, judged: Judged) -> Iterator[tuple[str, bool, bool]]:
    for name, pdf in signed.harms.items():
        yield name, not judged.signatures[name].passed, not signed.is_valid_to_us(pdf)


def test_every_harm_is_refused_by_dss_or_by_us_and_where_by_one_alone_there_is_a_reason(
    signed: Signed, judged: Judged
) -> None:
    told = list(_refused(signed, judged))
    assert len(told) >= 40
    assert [name for name, by_dss, by_us in told if not (by_dss or by_us)] == []
    assert {name for name, by_dss, by_us in told if by_us and not by_dss} == set(ONLY_WE_REFUSE)
    assert {name for name, by_dss, by_us in told if by_dss and not by_us} == set(ONLY_DSS_REFUSES)


def test_dss_tells_a_white_stamp_over_page_one_from_a_genuine_countersignature(judged: Judged) -> None:
    """Until the waiting field kept its box and filter, it said the same of both."""
    for when in ("then signed by the lead", "after both"):
        said = judged.signatures[f"white stamp, {when}"]
        assert said.verdicts[0][0] == "TOTAL_FAILED"
        assert "looks otherwise: page 1" in said.remarks


BLANK = Person(id="p", forenames="", surname="", created_at=SIGNED_AT, changed_at=SIGNED_AT)
HARD = (
    replace(BLANK, forenames="Ali", surname="Bexample", address="1 Example Street\n\n \nExampleton"),
    replace(
        BLANK,
        household=(
            HouseholdMember(name="", relationship="Mother"),
            HouseholdMember(name="Zoë", relationship=""),
        ),
    ),
    BLANK,
)
"""What a person's record may hold, and what makes an invalid Patient of it where it is written as it stands."""
_WRONG = ("ERROR", "FATAL", "REFUSED")
BROKEN = (
    '{"resourceType": "Patient", "address": [{"line": ["1 Example Street", ""]}], "contact": [{"name": {}}]}'
)


def _resources() -> dict[str, str]:
    """Forms, and what of the demonstration's cases goes out: answers and people; and people who are hard to write."""
    cases = json.loads((resources() / "demo" / "cases.json").read_text("utf-8"))
    library = FormLibrary(forms_folder())
    filled = [form for case in cases["cases"] for form in case["forms"]]
    answers = {
        f"answers {number}": Response.read(
            library.version(form["form"], form["version"]), form["response"]
        ).to_json()
        for number, form in enumerate(filled)
    }
    agencies = (tuple(Agency(**each) for each in raw.get("agencies", ())) for raw in cases["people"])
    known = (replace(person(raw), agencies=each) for raw, each in zip(cases["people"], agencies, strict=True))
    return {
        **{f"form {path.parent.name} {path.stem}": path.read_text("utf-8") for path in FORMS},
        **answers,
        **_linked(),
        **{f"person {number}": packed_person(each) for number, each in enumerate((*known, *HARD))},
        "broken": BROKEN,
        "broken bundle": _with_a_strange_question(data_of(linked_pack())[BUNDLE_NAME]),
    }


def _with_a_strange_question(bundle: str) -> str:
    """A Bundle in which an answer stands to a question that its form does not have."""
    read = json.loads(bundle)
    answered = next(each["resource"] for each in read["entry"] if "item" in each["resource"])
    answered["item"].append({"linkId": "not-there", "answer": [{"valueString": "x"}]})
    return json.dumps(read)


def _linked() -> dict[str, str]:
    """The data of whole packs: of each demonstration's case, of one with words withheld, and of one with little in it."""
    count = len(json.loads((resources() / "demo" / "cases.json").read_text("utf-8"))["cases"])
    packs = {f"case {case}": linked_pack(forms=demo_forms(case)) for case in range(count)}
    packs["withheld"] = without_withheld(linked_pack(), kept_back(("Bexample", "Zoë")))
    bare = Practitioner(name="Sam", role="", organisation="")
    packs["hard"] = linked_pack(
        sender=bare, forms=(), record_json=packed_person(HARD[1]), answer_to="age1example"
    )
    passed_on = tuple(replace(form, came_in="P-0123456789AC") for form in demo_forms(0))
    packs["passed on"] = linked_pack(forms=passed_on, ask_before_passing_on=True)
    packs["blank"] = linked_pack(forms=(), record_json=packed_person(BLANK))
    alone = {name: text for name, text in data_of(packs["case 0"]).items() if name != ANSWER_TO_NAME}
    return {
        **{
            f"linked file {name}": text
            for name, text in alone.items()
            if not name.startswith("questionnaire-")
        },
        **{
            f"questionnaire {name}": text for name, text in alone.items() if name.startswith("questionnaire-")
        },
        **{f"linked bundle {name}": data_of(content)[BUNDLE_NAME] for name, content in packs.items()},
    }


FORMS = sorted(forms_folder().glob("*/*.json"))


@pytest.fixture(scope="module")
def read_by_hapi(all_judges: Judges, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The errors that HAPI tells of each resource; answers are held against their forms."""
    folder = tmp_path_factory.mktemp("resources")
    written = _resources()
    laid = {name: folder / f"{number}.json" for number, name in enumerate(written)}
    for name, path in laid.items():
        path.write_text(written[name], "utf-8")
    held_against = [word for path in FORMS for word in ("--form", path)]
    told = all_judges.ask("resources", *held_against, *laid.values(), about=list(laid.values()))
    return {
        name: [remark for remark in told[path].remarks if remark.startswith(_WRONG)]
        for name, path in laid.items()
    }


def test_hapi_finds_no_error_in_any_form_answer_or_person_that_goes_out(
    read_by_hapi: dict[str, list[str]],
) -> None:
    kinds = {name.split()[0] for name in read_by_hapi}
    assert kinds == {"form", "answers", "person", "linked", "questionnaire", "broken"}
    assert {
        name: errors for name, errors in read_by_hapi.items() if errors and not name.startswith("broken")
    } == {}


def test_hapi_notices_an_empty_line_in_an_address(read_by_hapi: dict[str, list[str]]) -> None:
    assert read_by_hapi["broken"]


def test_hapi_holds_the_answers_in_a_bundle_against_their_forms(
    read_by_hapi: dict[str, list[str]],
) -> None:
    assert read_by_hapi["broken bundle"]
