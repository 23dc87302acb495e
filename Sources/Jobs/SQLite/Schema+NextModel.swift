extension Schema {
    /// The second migration: a job's row says itself which models its next attempt needs.
    ///
    /// These are `affinity`'s first two, and from when the first passes of all its images are kept, its
    /// second and third. Triggers keep them so. The claim's orders hold all that a claim looks at, so
    /// that it reads no row, whose document may be long, but that of the job that it takes. `jobs_model`
    /// counts the jobs that wait for each model.
    static let nextModel = """
        ALTER TABLE jobs ADD COLUMN next_model TEXT;
        ALTER TABLE jobs ADD COLUMN following_model TEXT;
        UPDATE jobs SET next_model = json_extract(affinity, '$[0]'),
            following_model = json_extract(affinity, '$[1]')
            WHERE ended_at IS NULL;
        UPDATE jobs SET next_model = json_extract(affinity, '$[1]'),
            following_model = json_extract(affinity, '$[2]')
            WHERE ended_at IS NULL AND json_array_length(affinity) > 1
                AND image_count = (SELECT count(*) FROM first_passes WHERE job = number);

        DROP INDEX jobs_queue;
        CREATE INDEX jobs_queue ON jobs
            (priority DESC, number, run_after, queued_at, next_model, following_model, state)
            WHERE state = 'queued';
        DROP INDEX jobs_age;
        CREATE INDEX jobs_age ON jobs (queued_at, number, run_after, state) WHERE state = 'queued';
        CREATE INDEX jobs_model ON jobs (next_model, state) WHERE state = 'queued';

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
        """
}
