extension ModelFolder {
    /// The same folder with what is known of the files' headers already.
    package func knowing(_ reports: ReportCache) -> ModelFolder {
        var folder = self
        folder.reports = reports
        return folder
    }

    /// The checkpoint of a request that names none: the first that needs no module, else the first that
    /// runs with one, else the first. So a file that cannot be read does not stand in everybody's way.
    var preset: CheckpointEntry? {
        let known = checkpoints.lazy.compactMap { entry in
            (try? reports.report(of: entry.path)).map { (entry: entry, report: $0) }
        }
        return known.first { $0.report.runsAlone }?.entry
            ?? known.first { $0.report.runs }?.entry ?? checkpoints.first
    }

    /// Whether a checkpoint can be read, and is of a family that runs. Its header is looked at.
    package func runs(_ entry: CheckpointEntry) -> Bool {
        (try? reports.report(of: entry.path))?.runs ?? false
    }
}
