"""The form engine: FHIR R4 Questionnaire and QuestionnaireResponse. Pure: no Qt, no SQL, no disk.

A questionnaire is read once (`definition`) and never changes. A response to it (`response`) lives while somebody
fills it in: each change costs only what depends on it. `validation` tells what is still wrong and what to do about
it, `progress` how far each section is, `reading` what was answered, in words, and `population` fills in known facts.

Source: HL7 FHIR R4 (4.0.1) Questionnaire and QuestionnaireResponse, with the extensions named in `extensions`.
"""
