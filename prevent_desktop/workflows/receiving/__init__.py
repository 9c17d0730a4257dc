"""The receiver's side: take packs from where they come in, check each before anything is shown, keep it, then answer.

`checking` judges one sealed file; whoever keeps packs is a `Keeping`: a vault (`importing`), or a folder (`batch`). A receipt is
written only once the pack is durably kept (`answering`); what fails stands aside with a reason (`quarantine`).
"""
