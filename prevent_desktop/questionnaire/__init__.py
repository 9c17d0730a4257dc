"""The form engine: FHIR R4 Questionnaire and QuestionnaireResponse. Pure: no Qt, no SQL, no disk.

A questionnaire is read once (`definition`) and never changes. A response to it (`response`) lives while somebody
fills it in: each change costs only what depends on it. `validation` tells what is still wrong and what to do about
it, `sections` cuts a form into sections, `progress` tells how far each is, `reading` what was answered, in words, and
`population` fills in known facts.

| Package | What is in it |
|---|---|
| `loading/` | how a form's JSON becomes a `Questionnaire`: versions of FHIR, parts assembled, each item read or refused |
| `expressions/` | FHIRPath: read, analysed and evaluated by an engine of our own, within limits |
| `live/` | the tree under a `Response`, and how a change is worked out to its end |
| `judging/` | what is wrong with one answer |
| `validation/` | what is wrong with a response: one walk over a live one, one over a file |
| `review/` | all that is wrong with a form, by line, for its author |

What a form says with expressions (HL7's SDC) is compiled when it is loaded; `expression_graph` works out what each of
them reads, and refuses circles. `live.recalculation` keeps a response up to date: plain conditions at once, a few expressions
at each keystroke, the rest when nobody types (`Response.catch_up`). `live.scopes` evaluates an expression where it
stands, over no more of the response than it reads (`live.pruning`).

Source: HL7 FHIR R4 (4.0.1) Questionnaire and QuestionnaireResponse, with the extensions named in `extensions`; HL7 FHIR
Structured Data Capture (SDC) 3.0 and 4.0, "Form Behavior" and "Using Expressions".
"""
