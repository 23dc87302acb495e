extension Schema {
    /// The fifth migration: a job knows how many bytes its rows hold, which triggers keep right, and one
    /// that has ended and of which no file is kept has no document. `images_kept` has all that a sum of
    /// the pictures looks at.
    static let weights = """
        DELETE FROM documents WHERE job IN (SELECT number FROM jobs WHERE ended_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM images WHERE job = number AND gone = 0)
            AND NOT EXISTS (SELECT 1 FROM first_passes WHERE job = number));
        ALTER TABLE jobs ADD COLUMN row_bytes INTEGER NOT NULL DEFAULT 0;
        UPDATE jobs SET row_bytes = \(rowBytes);
        DROP INDEX jobs_ended;
        CREATE INDEX jobs_ended ON jobs (ended_at, number, row_bytes) WHERE ended_at IS NOT NULL;
        DROP INDEX images_kept;
        CREATE INDEX images_kept ON images (job, byte_count, gone) WHERE gone = 0;

        CREATE TRIGGER jobs_weighed AFTER INSERT ON jobs BEGIN
            UPDATE jobs SET row_bytes = 1000 + length(summary) + length(CAST(notes AS BLOB))
                + length(CAST(affinity AS BLOB)) + coalesce(length(CAST(failure AS BLOB)), 0)
                WHERE number = NEW.number;
        END;
        CREATE TRIGGER jobs_reweighed AFTER UPDATE OF notes, failure ON jobs BEGIN
            UPDATE jobs SET row_bytes = row_bytes
                + length(CAST(NEW.notes AS BLOB)) - length(CAST(OLD.notes AS BLOB))
                + coalesce(length(CAST(NEW.failure AS BLOB)), 0)
                - coalesce(length(CAST(OLD.failure AS BLOB)), 0)
                WHERE number = NEW.number;
        END;
        CREATE TRIGGER documents_weighed AFTER INSERT ON documents BEGIN
            UPDATE jobs SET row_bytes = row_bytes + length(NEW.document) WHERE number = NEW.job;
        END;
        CREATE TRIGGER documents_given_up AFTER DELETE ON documents BEGIN
            UPDATE jobs SET row_bytes = row_bytes - length(OLD.document) WHERE number = OLD.job;
        END;
        CREATE TRIGGER events_weighed AFTER INSERT ON events BEGIN
            UPDATE jobs SET row_bytes = row_bytes + 100 + length(CAST(NEW.detail AS BLOB))
                WHERE number = NEW.job;
        END;
        CREATE TRIGGER images_weighed AFTER INSERT ON images BEGIN
            UPDATE jobs SET row_bytes = row_bytes + 500 + length(CAST(NEW.infotext AS BLOB))
                WHERE number = NEW.job;
        END;
        CREATE TRIGGER images_reweighed AFTER UPDATE OF infotext ON images BEGIN
            UPDATE jobs SET row_bytes = row_bytes
                + length(CAST(NEW.infotext AS BLOB)) - length(CAST(OLD.infotext AS BLOB))
                WHERE number = NEW.job;
        END;
        """

    /// What a job's rows hold, in bytes: what may be long by its length, and about what the rest of a row
    /// and its entries in indices take.
    static let rowBytes = """
        1000 + length(summary) + length(CAST(notes AS BLOB)) + length(CAST(affinity AS BLOB))
        + coalesce(length(CAST(failure AS BLOB)), 0)
        + coalesce((SELECT length(document) FROM documents WHERE job = number), 0)
        + (SELECT coalesce(sum(100 + length(CAST(detail AS BLOB))), 0)
            FROM events WHERE job = number)
        + (SELECT coalesce(sum(500 + length(CAST(infotext AS BLOB))), 0)
            FROM images WHERE job = number)
        """
}
