CREATE UNIQUE INDEX events_end ON events (job)
    WHERE kind IN ('done', 'failed', 'cancelled', 'quarantined');
CREATE INDEX images_kept ON images (job, byte_count, gone) WHERE gone = 0;
CREATE INDEX job_inputs_hash ON job_inputs (hash);
CREATE INDEX jobs_age ON jobs (queued_at, number, run_after, state) WHERE state = 'queued';
CREATE INDEX jobs_ended ON jobs (ended_at, number, row_bytes) WHERE ended_at IS NOT NULL;
CREATE UNIQUE INDEX jobs_key ON jobs (owner, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
CREATE INDEX jobs_model ON jobs (next_model, state) WHERE state = 'queued';
CREATE INDEX jobs_owner ON jobs (owner, number);
CREATE INDEX jobs_queue ON jobs
    (priority DESC, number, run_after, queued_at, next_model, following_model, state)
    WHERE state = 'queued';
CREATE INDEX jobs_state ON jobs (state, number);
CREATE INDEX jobs_waiting ON jobs (owner, state) WHERE state = 'queued';
CREATE TABLE documents (
    job INTEGER PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
    document BLOB NOT NULL
) STRICT;
CREATE TABLE events (
    job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (job, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE first_passes (
    job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
    place INTEGER NOT NULL,
    hash TEXT NOT NULL,
    byte_count INTEGER NOT NULL,
    path TEXT NOT NULL UNIQUE,
    PRIMARY KEY (job, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE images (
    id TEXT PRIMARY KEY,
    job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
    place INTEGER NOT NULL,
    role TEXT NOT NULL,
    hash TEXT NOT NULL,
    byte_count INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    infotext TEXT NOT NULL,
    seed INTEGER NOT NULL,
    path TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0,
    UNIQUE (job, place, role)
) STRICT;
CREATE TABLE inputs (
    hash TEXT PRIMARY KEY,
    byte_count INTEGER NOT NULL,
    put_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE job_inputs (
    job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
    hash TEXT NOT NULL REFERENCES inputs,
    PRIMARY KEY (job, hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN
        ('queued', 'running', 'done', 'failed', 'cancelled', 'quarantined')),
    attempt INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    priority INTEGER NOT NULL,
    worker TEXT,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    queued_at INTEGER NOT NULL,
    run_after INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    ended_at INTEGER,
    kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    idempotency_key TEXT,
    image_count INTEGER NOT NULL,
    affinity TEXT NOT NULL,
    notes TEXT NOT NULL,
    failure TEXT,
    next_model TEXT, following_model TEXT, summary BLOB NOT NULL DEFAULT x'', row_bytes INTEGER NOT NULL DEFAULT 0,
    CHECK ((ended_at IS NULL) = (state IN ('queued', 'running')))
) STRICT;
CREATE TABLE tallies (name TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER documents_given_up AFTER DELETE ON documents BEGIN
    UPDATE jobs SET row_bytes = row_bytes - length(OLD.document) WHERE number = OLD.job;
END;
CREATE TRIGGER documents_weighed AFTER INSERT ON documents BEGIN
    UPDATE jobs SET row_bytes = row_bytes + length(NEW.document) WHERE number = NEW.job;
END;
CREATE TRIGGER events_weighed AFTER INSERT ON events BEGIN
    UPDATE jobs SET row_bytes = row_bytes + 100 + length(CAST(NEW.detail AS BLOB))
        WHERE number = NEW.job;
END;
CREATE TRIGGER first_passes_kept AFTER INSERT ON first_passes BEGIN
    UPDATE jobs SET next_model = json_extract(affinity, '$[1]'),
        following_model = json_extract(affinity, '$[2]')
        WHERE number = NEW.job AND json_array_length(affinity) > 1
            AND image_count = (SELECT count(*) FROM first_passes WHERE job = NEW.job);
END;
CREATE TRIGGER first_passes_lost AFTER DELETE ON first_passes BEGIN
    UPDATE jobs SET next_model = json_extract(affinity, '$[0]'),
        following_model = json_extract(affinity, '$[1]')
        WHERE number = OLD.job AND json_array_length(affinity) > 1
            AND image_count = 1 + (SELECT count(*) FROM first_passes WHERE job = OLD.job);
END;
CREATE TRIGGER images_reweighed AFTER UPDATE OF infotext ON images BEGIN
    UPDATE jobs SET row_bytes = row_bytes
        + length(CAST(NEW.infotext AS BLOB)) - length(CAST(OLD.infotext AS BLOB))
        WHERE number = NEW.job;
END;
CREATE TRIGGER images_weighed AFTER INSERT ON images BEGIN
    UPDATE jobs SET row_bytes = row_bytes + 500 + length(CAST(NEW.infotext AS BLOB))
        WHERE number = NEW.job;
END;
CREATE TRIGGER jobs_accepted AFTER INSERT ON jobs BEGIN
    UPDATE tallies SET count = count + 1 WHERE name IN ('accepted', NEW.state);
END;
CREATE TRIGGER jobs_moved AFTER UPDATE OF state ON jobs WHEN OLD.state <> NEW.state BEGIN
    UPDATE tallies SET count = count - 1 WHERE name = OLD.state;
    UPDATE tallies SET count = count + 1 WHERE name = NEW.state;
END;
CREATE TRIGGER jobs_removed AFTER DELETE ON jobs BEGIN
    UPDATE tallies SET count = count - 1 WHERE name = OLD.state;
    UPDATE tallies SET count = count + 1 WHERE name = 'removed';
END;
CREATE TRIGGER jobs_reweighed AFTER UPDATE OF notes, failure ON jobs BEGIN
    UPDATE jobs SET row_bytes = row_bytes
        + length(CAST(NEW.notes AS BLOB)) - length(CAST(OLD.notes AS BLOB))
        + coalesce(length(CAST(NEW.failure AS BLOB)), 0)
        - coalesce(length(CAST(OLD.failure AS BLOB)), 0)
        WHERE number = NEW.number;
END;
CREATE TRIGGER jobs_weighed AFTER INSERT ON jobs BEGIN
    UPDATE jobs SET row_bytes = 1000 + length(summary) + length(CAST(notes AS BLOB))
        + length(CAST(affinity AS BLOB)) + coalesce(length(CAST(failure AS BLOB)), 0)
        WHERE number = NEW.number;
END;
