"""The receiver's side: take packs from where they come in, check each before anything is shown, keep it, then answer.

`intake` is the way of each: `checking` judges one sealed file, a `Sink` keeps it, which is a vault (`vault_sink`), a folder
(`folder_sink`) or a bucket (`bucket_sink`). A receipt is written only once the pack is durably kept (`answering`); what fails stands
aside with a reason (`quarantine`). A pack in a vault is put in a case by a person (`filing`).
"""
