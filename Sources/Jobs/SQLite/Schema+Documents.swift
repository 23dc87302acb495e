extension Schema {
    /// The third migration: documents have a table of their own, and jobs a summary.
    ///
    /// A document may be long. In its job's row it would be written anew whenever the job changes, and
    /// read on the way to every column behind it.
    static let documents = """
        CREATE TABLE documents (
            job INTEGER PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
            document BLOB NOT NULL
        ) STRICT;
        INSERT INTO documents SELECT number, document FROM jobs;
        ALTER TABLE jobs DROP COLUMN document;
        ALTER TABLE jobs ADD COLUMN summary BLOB NOT NULL DEFAULT x'';
        """
}
