import GRDB

/// The tables, and how older ones become these. A migration that was shipped is never changed.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try db.execute(sql: jobs)
            try db.execute(sql: files)
            try db.execute(sql: tallies)
        }
        migrator.registerMigration("2") { db in try db.execute(sql: nextModel) }
        migrator.registerMigration("3") { db in try db.execute(sql: documents) }
        migrator.registerMigration("4") { db in try db.execute(sql: waiting) }
        migrator.registerMigration("5") { db in try db.execute(sql: weights) }
        return migrator
    }

    /// `queued_at`, `run_after` and `ended_at` are on the store's steady scale, the other times are
    /// Unix milliseconds. `jobs_queue` and `jobs_age` are the claim's two orders.
    private static let jobs = """
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
            document BLOB NOT NULL,
            CHECK ((ended_at IS NULL) = (state IN ('queued', 'running')))
        ) STRICT;
        CREATE INDEX jobs_queue ON jobs (priority DESC, number) WHERE state = 'queued';
        CREATE INDEX jobs_age ON jobs (queued_at, number) WHERE state = 'queued';
        CREATE INDEX jobs_state ON jobs (state, number);
        CREATE INDEX jobs_owner ON jobs (owner, number);
        CREATE INDEX jobs_ended ON jobs (ended_at, number) WHERE ended_at IS NOT NULL;
        CREATE UNIQUE INDEX jobs_key ON jobs (owner, idempotency_key)
            WHERE idempotency_key IS NOT NULL;

        CREATE TABLE events (
            job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
            sequence INTEGER NOT NULL,
            kind TEXT NOT NULL,
            detail TEXT NOT NULL,
            time INTEGER NOT NULL,
            PRIMARY KEY (job, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX events_end ON events (job)
            WHERE kind IN ('done', 'failed', 'cancelled', 'quarantined');
        """

    /// Paths are relative to the data folder.
    private static let files = """
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
        CREATE INDEX images_kept ON images (job, byte_count) WHERE gone = 0;

        CREATE TABLE first_passes (
            job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
            place INTEGER NOT NULL,
            hash TEXT NOT NULL,
            byte_count INTEGER NOT NULL,
            path TEXT NOT NULL UNIQUE,
            PRIMARY KEY (job, place)
        ) STRICT, WITHOUT ROWID;

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
        CREATE INDEX job_inputs_hash ON job_inputs (hash);
        """

    /// How many rows each state has, kept by triggers, so that counting a long history reads six rows.
    private static let tallies = """
        CREATE TABLE tallies (name TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO tallies VALUES ('accepted', 0), ('removed', 0), ('queued', 0), ('running', 0),
            ('done', 0), ('failed', 0), ('cancelled', 0), ('quarantined', 0);
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
        """
}
