-- A decision of which only the day was said had midday made up for it: it is that day again. The form that recorded it
-- has the day alone among its answers, and nowhere that time. A time that somebody said stays.

DROP TRIGGER decisions_never_change;

UPDATE decisions SET decided_at = substr(decided_at, 1, 10)
WHERE decided_at LIKE '____-__-__T12:00:00.000000+00:00' AND EXISTS (
    SELECT 1 FROM responses, json_tree(CASE WHEN json_valid(responses.content) THEN responses.content ELSE '{}' END) AS said
    WHERE responses.id = decisions.response_id AND said.key IN ('valueDate', 'valueDateTime')
    GROUP BY responses.id
    HAVING max(said.value = substr(decided_at, 1, 10)) AND NOT max(said.value LIKE substr(decided_at, 1, 10) || 'T%')
);

CREATE TRIGGER decisions_never_change BEFORE UPDATE ON decisions
BEGIN
    SELECT RAISE (ABORT, 'frozen: a decision never changes');
END;
