"""The form engine: FHIR R4 Questionnaire and QuestionnaireResponse. Pure: no Qt, no SQL, no disk.

A questionnaire is read once (`definition`) and never changes. A response to it (`response`) lives while somebody
fills it in: each change costs only what depends on it. `validation` tells what is still wrong and what to do about
it, `progress` how far each section is, `reading` what was answered, in words, and `population` fills in known facts.

What a form says with expressions (FHIRPath, by HL7's SDC) is read by `expression_reading` and compiled by the room
`expressions`; `expression_graph` works out at load what each of them reads, and refuses circles. `upkeep` keeps a live
response up to date: plain conditions (`enablement`) at once, a few expressions at each keystroke, the rest when nobody
types (`Response.catch_up`). `scopes` evaluates an expression where it stands, over no more of the response than it reads
(`pruning`); `calculating` makes answers of what comes out, `offering` the options of a question, and
`constraint_problems` judges by the form's own rules.

Source: HL7 FHIR R4 (4.0.1) Questionnaire and QuestionnaireResponse, with the extensions named in `extensions`; HL7 FHIR
Structured Data Capture (SDC) 3.0 and 4.0, "Form Behavior" and "Using Expressions".
"""
