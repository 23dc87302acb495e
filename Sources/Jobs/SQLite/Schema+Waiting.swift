extension Schema {
    /// The fourth migration: an index that counts the jobs of each owner that wait.
    static let waiting = """
        CREATE INDEX jobs_waiting ON jobs (owner, state) WHERE state = 'queued';
        """
}
