-- Who has seen one person's record is asked each time that it is opened: never by reading all of the audit.
CREATE INDEX audit_by_subject ON audit (subject, action);
