-- Cases that go on in another circle of which anything came, or became known, that was not looked at since: a round looks at them alone.
CREATE TABLE team_moves_dirty (
    case_id TEXT PRIMARY KEY NOT NULL
) STRICT;

CREATE INDEX disposal_steps_of_moves ON disposal_steps (case_id, reference) WHERE step = 'moved';

CREATE TRIGGER moves_dirty_by_line AFTER INSERT ON disposal_steps
BEGIN
    INSERT OR IGNORE INTO team_moves_dirty (case_id)
    SELECT case_id FROM disposal_steps WHERE case_id = NEW.case_id AND step = 'moved';
END;

-- What comes by the circle in which a case is says nothing new of where it came from.
CREATE TRIGGER moves_dirty_by_set AFTER INSERT ON team_sets
WHEN NEW.circle IS NOT (SELECT circle FROM team_cases WHERE case_id = NEW.case_id)
BEGIN
    INSERT OR IGNORE INTO team_moves_dirty (case_id)
    SELECT case_id FROM disposal_steps WHERE case_id = NEW.case_id AND step = 'moved';
END;

CREATE TRIGGER moves_dirty_by_state AFTER UPDATE OF state ON team_sets WHEN NEW.state <> OLD.state
BEGIN
    INSERT OR IGNORE INTO team_moves_dirty (case_id)
    SELECT case_id FROM disposal_steps WHERE case_id = NEW.case_id AND step = 'moved';
END;

-- Whoever a case was kept from is let in again by a statement of its circle, or by another profile.
CREATE TRIGGER moves_dirty_by_circle AFTER INSERT ON team_circles
BEGIN
    INSERT OR IGNORE INTO team_moves_dirty (case_id)
    SELECT case_id FROM disposal_steps WHERE step = 'moved' AND case_id NOT IN (SELECT case_id FROM team_cases);
END;

CREATE TRIGGER moves_dirty_by_profile AFTER INSERT ON profiles
BEGIN
    INSERT OR IGNORE INTO team_moves_dirty (case_id)
    SELECT case_id FROM disposal_steps WHERE step = 'moved' AND case_id NOT IN (SELECT case_id FROM team_cases);
END;

INSERT INTO team_moves_dirty (case_id) SELECT DISTINCT case_id FROM disposal_steps WHERE step = 'moved';
