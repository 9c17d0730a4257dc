-- Who has seen one person's record is asked each time that it is opened: never by reading all of the audit.
CREATE INDEX audit_by_subject ON audit (subject, action);

-- What is on its way is asked for at each start: never by reading every pack that was ever sent.
CREATE INDEX packs_by_receipt ON packs (receipt_at);
CREATE INDEX packs_unsettled ON packs (status) WHERE status IN ('signed', 'queued');
