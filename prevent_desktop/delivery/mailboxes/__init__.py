"""The receiving side: where packs come in and receipts and answers lie, in folders, buckets and mails."""
