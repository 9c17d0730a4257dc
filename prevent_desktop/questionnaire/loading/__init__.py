"""How the JSON of a form becomes a `Questionnaire`: versions of FHIR, parts assembled, each item read, or refused by its name."""
