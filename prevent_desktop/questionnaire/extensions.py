"""The extensions that the engine reads and writes, by their canonical addresses."""

from __future__ import annotations

from typing import Final

_CORE: Final = "http://hl7.org/fhir/StructureDefinition/"
_SDC: Final = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
OUR: Final = "https://prevent-desktop.example/fhir/"

DATA_ABSENT_REASON: Final = _CORE + "data-absent-reason"
TRANSLATION: Final = _CORE + "translation"
ITEM_CONTROL: Final = _CORE + "questionnaire-itemControl"
HIDDEN: Final = _CORE + "questionnaire-hidden"
MIN_OCCURS: Final = _CORE + "questionnaire-minOccurs"
MAX_OCCURS: Final = _CORE + "questionnaire-maxOccurs"
UNIT: Final = _CORE + "questionnaire-unit"
UNIT_OPTION: Final = _CORE + "questionnaire-unitOption"
OPTION_EXCLUSIVE: Final = _CORE + "questionnaire-optionExclusive"
OPTION_PREFIX: Final = _CORE + "questionnaire-optionPrefix"
CHOICE_ORIENTATION: Final = _CORE + "questionnaire-choiceOrientation"
CONSTRAINT: Final = _CORE + "questionnaire-constraint"
TARGET_CONSTRAINT: Final = _CORE + "targetConstraint"
VARIABLE: Final = _CORE + "variable"
CQF_EXPRESSION: Final = _CORE + "cqf-expression"
CQF_LIBRARY: Final = _CORE + "cqf-library"
MIN_LENGTH: Final = _CORE + "minLength"
MIN_VALUE: Final = _CORE + "minValue"
MAX_VALUE: Final = _CORE + "maxValue"
REGEX: Final = _CORE + "regex"
ENTRY_FORMAT: Final = _CORE + "entryFormat"
MAX_DECIMAL_PLACES: Final = _CORE + "maxDecimalPlaces"
MAX_SIZE: Final = _CORE + "maxSize"
MIME_TYPE: Final = _CORE + "mimeType"

RENDERING_XHTML: Final = _CORE + "rendering-xhtml"
RENDERING_MARKDOWN: Final = _CORE + "rendering-markdown"
ORDINAL_VALUE: Final = _CORE + "ordinalValue"
ITEM_WEIGHT: Final = _CORE + "itemWeight"
OLD_ORDINAL_VALUES: Final = tuple(
    _CORE + name
    for name in (
        "questionnaire-ordinalValue",
        "valueset-ordinalValue",
        "codesystem-ordinalValue",
        "iso21090-CO-value",
    )
)
WORKED_OUT: Final = frozenset({_CORE + "cqf-calculatedValue", CQF_EXPRESSION})
SLIDER_STEP: Final = _CORE + "questionnaire-sliderStepValue"
DISPLAY_CATEGORY: Final = _CORE + "questionnaire-displayCategory"
SUPPORT_LINK: Final = _CORE + "questionnaire-supportLink"
SIGNATURE_REQUIRED: Final = _CORE + "questionnaire-signatureRequired"
SIGNATURE: Final = _CORE + "questionnaireresponse-signature"
REFERENCE_RESOURCE: Final = _CORE + "questionnaire-referenceResource"
REFERENCE_FILTER: Final = _CORE + "questionnaire-referenceFilter"
UNIT_VALUE_SET: Final = _CORE + "questionnaire-unitValueSet"
TERMINOLOGY_SERVERS: Final = frozenset(
    {
        _SDC + "sdc-questionnaire-preferredTerminologyServer",
        _CORE + "preferredTerminologyServer",
        _CORE + "terminology-server",
    }
)
ANSWER_CONSTRAINT: Final = (
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-Questionnaire.item.answerConstraint"
)
DISABLED_DISPLAY: Final = (
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-Questionnaire.item.disabledDisplay"
)

ASSEMBLE_CONTEXT: Final = _SDC + "sdc-questionnaire-assembleContext"
ASSEMBLE_EXPECTATION: Final = _SDC + "sdc-questionnaire-assemble-expectation"
ASSEMBLED_FROM: Final = _SDC + "sdc-questionnaire-assembledFrom"
ADAPTIVE: Final = _SDC + "sdc-questionnaire-questionnaireAdaptive"
COLLAPSIBLE: Final = _SDC + "sdc-questionnaire-collapsible"
COLUMN_COUNT: Final = _SDC + "sdc-questionnaire-columnCount"
ITEM_ANSWER_MEDIA: Final = _SDC + "sdc-questionnaire-itemAnswerMedia"
ITEM_MEDIA: Final = _SDC + "sdc-questionnaire-itemMedia"
LOOKUP_QUESTIONNAIRE: Final = _SDC + "sdc-questionnaire-lookupQuestionnaire"
UNIT_OPEN: Final = _SDC + "sdc-questionnaire-unitOpen"
WIDTH: Final = _SDC + "sdc-questionnaire-width"
MIN_QUANTITY: Final = _SDC + "sdc-questionnaire-minQuantity"
MAX_QUANTITY: Final = _SDC + "sdc-questionnaire-maxQuantity"
SHORT_TEXT: Final = _SDC + "sdc-questionnaire-shortText"
OPEN_LABEL: Final = _SDC + "sdc-questionnaire-openLabel"
INITIAL_EXPRESSION: Final = _SDC + "sdc-questionnaire-initialExpression"
CALCULATED_EXPRESSION: Final = _SDC + "sdc-questionnaire-calculatedExpression"
ENABLE_WHEN_EXPRESSION: Final = _SDC + "sdc-questionnaire-enableWhenExpression"
ANSWER_EXPRESSION: Final = _SDC + "sdc-questionnaire-answerExpression"
OPTIONS_TOGGLE_EXPRESSION: Final = _SDC + "sdc-questionnaire-answerOptionsToggleExpression"
CANDIDATE_EXPRESSION: Final = _SDC + "sdc-questionnaire-candidateExpression"
CONTEXT_EXPRESSION: Final = _SDC + "sdc-questionnaire-contextExpression"
ITEM_POPULATION_CONTEXT: Final = _SDC + "sdc-questionnaire-itemPopulationContext"
SOURCE_QUERIES: Final = _SDC + "sdc-questionnaire-sourceQueries"
LAUNCH_CONTEXT: Final = _SDC + "sdc-questionnaire-launchContext"
SUB_QUESTIONNAIRE: Final = _SDC + "sdc-questionnaire-subQuestionnaire"
CRITICAL_EXTENSION: Final = _SDC + "sdc-rendering-criticalExtension"

FACT: Final = OUR + "fact"
VALUE_CHECK: Final = OUR + "value-check"
ABSENT_NOTE: Final = OUR + "absent-note"
UNPARSED: Final = OUR + "unparsed-text"
OWN_WORDS: Final = OUR + "own-words"
OPINION: Final = OUR + "opinion"
VIEW_OF: Final = OUR + "view-of"
NOT_COPIED: Final = OUR + "not-copied"
NO_ABSENT: Final = OUR + "no-absent"
GUIDANCE: Final = OUR + "guidance"
PACK_TEXT: Final = OUR + "pack-text"
PACK_PART: Final = OUR + "pack-part"
ILLUSTRATIVE: Final = OUR + "illustrative"
SOURCE: Final = OUR + "source"
LAST_CHECKED: Final = OUR + "last-checked"
KEPT_APART: Final = OUR + "kept-apart"
AUDIENCE: Final = OUR + "audience"
STARTS_AS_COPY: Final = OUR + "starts-as-copy"
QUESTIONNAIRE_DIGEST: Final = OUR + "questionnaire-digest"

KNOWN_MODIFIERS: Final = frozenset({CRITICAL_EXTENSION})
NOT_FOLLOWED: Final = frozenset(
    {
        CONTEXT_EXPRESSION,
        CQF_EXPRESSION,
        SOURCE_QUERIES,
        CQF_LIBRARY,
        SUB_QUESTIONNAIRE,
        SIGNATURE_REQUIRED,
        REFERENCE_FILTER,
        ADAPTIVE,
        LOOKUP_QUESTIONNAIRE,
        *TERMINOLOGY_SERVERS,
        CRITICAL_EXTENSION,
    }
)
