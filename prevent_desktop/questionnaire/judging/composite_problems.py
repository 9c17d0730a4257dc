"""What can be wrong with an answer that has parts: an amount with its unit, a file, a pointer to another record."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Final

from prevent_desktop.formatting import each_of
from prevent_desktop.questionnaire.items import Item
from prevent_desktop.questionnaire.problems import Fault, Severity, braced
from prevent_desktop.questionnaire.values import AttachmentValue, Coding, Quantity, Reference
from prevent_desktop.translation import _, ngettext

_COMPARATORS: Final = frozenset({None, "<", "<=", ">=", ">", "ad"})
_MIME: Final = re.compile(r"[\w.+-]+/[\w.+*-]+(\s*;.*)?", re.ASCII)
_RESTFUL: Final = re.compile(
    r"(?:.*/)?([A-Z][A-Za-z]+)/([A-Za-z0-9.\-]{1,64})(?:/_history/[A-Za-z0-9.\-]{1,64})?(?:#\S*)?"
)
_ABSOLUTE: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.ASCII | re.IGNORECASE)


_NAMES: Final = """
    Account ActivityDefinition ActorDefinition AdministrableProductDefinition AdverseEvent AllergyIntolerance Appointment
    AppointmentResponse ArtifactAssessment AuditEvent Basic Binary BiologicallyDerivedProduct
    BiologicallyDerivedProductDispense BodyStructure Bundle CapabilityStatement CarePlan CareTeam CatalogEntry ChargeItem
    ChargeItemDefinition Citation Claim ClaimResponse ClinicalImpression ClinicalUseDefinition CodeSystem Communication
    CommunicationRequest CompartmentDefinition Composition ConceptMap Condition ConditionDefinition Consent Contract
    Coverage CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue Device DeviceAssociation DeviceDefinition
    DeviceDispense DeviceMetric DeviceRequest DeviceUsage DeviceUseStatement DiagnosticReport DocumentManifest
    DocumentReference EffectEvidenceSynthesis Encounter EncounterHistory Endpoint EnrollmentRequest EnrollmentResponse
    EpisodeOfCare EventDefinition Evidence EvidenceReport EvidenceVariable ExampleScenario ExplanationOfBenefit
    FamilyMemberHistory Flag FormularyItem GenomicStudy Goal GraphDefinition Group GuidanceResponse HealthcareService
    ImagingSelection ImagingStudy Immunization ImmunizationEvaluation ImmunizationRecommendation ImplementationGuide
    Ingredient InsurancePlan InventoryItem InventoryReport Invoice Library Linkage List Location ManufacturedItemDefinition
    Measure MeasureReport Media Medication MedicationAdministration MedicationDispense MedicationKnowledge
    MedicationRequest MedicationStatement MedicinalProduct MedicinalProductAuthorization MedicinalProductContraindication
    MedicinalProductDefinition MedicinalProductIndication MedicinalProductIngredient MedicinalProductInteraction
    MedicinalProductManufactured MedicinalProductPackaged MedicinalProductPharmaceutical
    MedicinalProductUndesirableEffect MessageDefinition MessageHeader MolecularSequence NamingSystem NutritionIntake
    NutritionOrder NutritionProduct Observation ObservationDefinition OperationDefinition OperationOutcome Organization
    OrganizationAffiliation PackagedProductDefinition Parameters Patient PaymentNotice PaymentReconciliation Permission
    Person PlanDefinition Practitioner PractitionerRole Procedure Provenance Questionnaire QuestionnaireResponse
    RegulatedAuthorization RelatedPerson RequestGroup RequestOrchestration Requirements ResearchDefinition
    ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment RiskEvidenceSynthesis Schedule SearchParameter
    ServiceRequest Slot Specimen SpecimenDefinition StructureDefinition StructureMap Subscription SubscriptionStatus
    SubscriptionTopic Substance SubstanceDefinition SubstanceNucleicAcid SubstancePolymer SubstanceProtein
    SubstanceReferenceInformation SubstanceSourceMaterial SubstanceSpecification SupplyDelivery SupplyRequest Task
    TerminologyCapabilities TestPlan TestReport TestScript Transport ValueSet VerificationResult VisionPrescription
"""
RESOURCE_TYPES: Final = frozenset(_NAMES.split())


def places(item: Item, value: Decimal) -> Iterator[Fault]:
    """Too many decimal places."""
    exponent = value.as_tuple().exponent
    most = item.max_decimal_places
    if most is not None and isinstance(exponent, int) and -exponent > most:
        yield Fault("business-rule", ngettext("Give “{question}” with no more than {count} decimal place", "Give “{question}” with no more than {count} decimal places", most).replace("{count}", str(most)))  # fmt: skip


def quantity(item: Item, value: Quantity, *, in_file: bool) -> Iterator[Fault]:
    """The number, the unit among those that the form offers, and what FHIR R4 says of every Quantity."""
    if value.value is None:
        yield Fault("value", _("Give a number for “{question}”"))
        return
    yield from places(item, value.value)
    if item.unit_options and not _takes_any_unit(item, value):
        units = each_of(unit.display or unit.code or "" for unit in item.unit_options)
        yield Fault(
            "value",
            _("Choose one of these units for “{question}”: {units}").replace("{units}", braced(units)),
        )
    if in_file and value.comparator not in _COMPARATORS:
        yield Fault("code-invalid", _("Say with <, <=, >= or > how “{question}” compares, or leave it out"))
    if in_file and value.code is not None and value.system is None:
        yield Fault("invariant", _("Say for “{question}” which system the code of the unit is from"))


def _takes_any_unit(item: Item, value: Quantity) -> bool:
    if any(_is_unit(value, unit) for unit in item.unit_options):
        return True
    return item.unit_open == "optionsOrType" or (
        item.unit_open == "optionsOrString" and value.code is None and bool(value.unit)
    )


def _is_unit(value: Quantity, unit: Coding) -> bool:
    if value.code is not None:
        return value.code == unit.code and (value.system is None or unit.system in {None, value.system})
    return value.unit is not None and value.unit in {unit.display, unit.code}


def attachment(item: Item, value: AttachmentValue, *, in_file: bool) -> Iterator[Fault]:
    """The file itself, its size and kind, and what FHIR R4 says of every Attachment."""
    size = value.size
    if value.data is not None:
        content = _content(value.data)
        if content is None:
            yield Fault("invalid", _("Add the file for “{question}” again: it is damaged"))
            return
        if size is not None and size != len(content):
            yield Fault("invalid", _("Add the file for “{question}” again: its size is not what it says"))
        size = len(content)
        if in_file:
            yield from _whole(value, content)
    if item.max_size is not None and size is not None and size > item.max_size:
        yield Fault("business-rule", _("Choose a smaller file for “{question}”: at most {size}").replace("{size}", _file_size(item.max_size)))  # fmt: skip
    if item.mime_types and not any(_is_kind(value.content_type, kind) for kind in item.mime_types):
        kinds = each_of(item.mime_types)
        yield Fault("business-rule", _("Choose a file of another kind for “{question}”: {kinds}").replace("{kinds}", braced(kinds)))  # fmt: skip
    if in_file:
        yield from _described(value)


def _whole(value: AttachmentValue, content: bytes) -> Iterator[Fault]:
    if not value.content_type:
        yield Fault("invariant", _("Say of what kind the file for “{question}” is, such as application/pdf"))
    given = None if value.hash is None else _content(value.hash)
    if value.hash is not None and given != hashlib.sha1(content, usedforsecurity=False).digest():
        yield Fault(
            "invalid", _("Check the file for “{question}”: its hash (SHA-1) is another"), Severity.WARNING
        )


def _described(value: AttachmentValue) -> Iterator[Fault]:
    if value.size is not None and value.size < 0:
        yield Fault(
            "value", _("Give the size of the file for “{question}” in bytes: it is less than nothing")
        )
    if value.url is not None and re.search(r"\s", value.url):
        yield Fault("value", _("Write the address of the file for “{question}” without spaces"))
    if value.content_type and _MIME.fullmatch(value.content_type) is None:
        yield Fault("value", _("Check the kind of the file for “{question}”: one looks like application/pdf"), Severity.WARNING)  # fmt: skip
    if value.data is None and value.url is None:
        yield Fault("incomplete", _("Check “{question}”: neither the file nor its address is there"), Severity.WARNING)  # fmt: skip


def _content(data: str) -> bytes | None:
    try:
        return base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _is_kind(content_type: str | None, kind: str) -> bool:
    wanted, own = kind.casefold(), (content_type or "").partition(";")[0].strip().casefold()
    return own == wanted or (wanted.endswith("/*") and own.startswith(wanted[:-1])) or wanted == "*/*"


def _file_size(size: int) -> str:
    for unit, name in ((1_000_000, "MB"), (1_000, "kB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return ngettext("{count} byte", "{count} bytes", size).format(count=size)


def reference(item: Item, value: Reference, contained: Collection[str] | None) -> Iterator[Fault]:
    """Where it points to: `contained` are the ids that a local one may name (None: the answer is from no file)."""
    address = value.reference
    if address is None:
        if not (value.display or value.identifier or value.type):
            yield Fault("structure", _("Say whom or what “{question}” points to"))
    elif contained is not None and not _is_well_formed(address):
        yield Fault("value", _("Write where “{question}” points to as Patient/1, or as a whole web address"))
    elif contained is not None and address.startswith("#") and address[1:] not in contained:
        yield Fault("not-found", _("Put what “{question}” points to into the response, or point elsewhere: nothing there has that id"))  # fmt: skip
    pointed = target_type(value)
    if item.reference_types and pointed is not None and pointed not in item.reference_types:
        types = each_of(item.reference_types)
        yield Fault("business-rule", _("Point “{question}” to one of these: {types}").replace("{types}", braced(types)))  # fmt: skip
    elif contained is not None and value.type and address and pointed not in {None, value.type}:
        yield Fault("structure", _("Check whom or what “{question}” points to: it says two different types"))


def target_type(value: Reference) -> str | None:
    """The type of resource that a reference points to, as far as it says; None where it does not."""
    found = None if value.reference is None else _RESTFUL.fullmatch(value.reference)
    if found is not None and found[1] in RESOURCE_TYPES:
        return found[1]
    return value.type.rpartition("/")[2] if value.type else None


def _is_well_formed(address: str) -> bool:
    """FHIR R4, Reference.reference: local (``#id``), absolute, or relative as ``Type/id``."""
    if re.search(r"\s", address) or not address:
        return False
    if address.startswith("#"):
        return True
    if _ABSOLUTE.match(address):
        return not address.casefold().startswith(("http:", "https:")) or bool(
            re.match(r"https?://[^/?#]+", address, re.IGNORECASE)
        )
    found = _RESTFUL.fullmatch(address)
    return found is not None and found[1] in RESOURCE_TYPES and address.startswith(found[1])
