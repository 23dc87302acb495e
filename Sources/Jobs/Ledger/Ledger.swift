import GRDB

/// The check that a data folder keeps what its store promised: nothing lost, nothing twice, nothing
/// torn. It reads rows and files by itself, and changes neither.
///
/// It holds whenever no store has the folder open and the last one to open it has run `recover`.
package struct Ledger: Sendable {
    /// A promise that is not kept.
    package struct Violation: Sendable, Hashable, CustomStringConvertible {
        /// What was promised.
        package enum Rule: String, Sendable, Hashable, CaseIterable {
            case soundDatabase = "the data base is sound"
            case countsAddUp = "accepted jobs are those known and those removed"
            case nothingLost = "every accepted job is known"
            case oneEnd = "an ended job has one end among its events, others have none"
            case unbrokenEvents = "events are numbered from 1 and begin with the acceptance"
            case allImages = "a job that is done has all its images"
            case failureLimit = "only quarantined jobs have failed three times"
            case wholeFiles = "every row's file has its length and hash"
            case nextModel = "a job that has not ended knows the models that it needs next"
            case documentsPresent = "a job that has not ended, or has files, has its document"
            case rowBytes = "a job knows how many bytes its rows hold"
            case inputsPresent = "a job that has not ended has its inputs"
            case noDrafts = "no temporary files are left"
            case noStrays = "every file has a row"
        }

        package let rule: Rule
        /// Where it is broken.
        package let place: String

        package var description: String { "\(rule.rawValue): \(place)" }
    }

    package let folder: DataFolder

    package init(folder path: String) {
        folder = DataFolder(path: path)
    }

    /// What is broken; empty if all is well.
    ///
    /// - Parameter accepted: jobs of which a client was told that they were accepted.
    package func violations(
        accepted: Set<JobID> = []
    ) throws(JobStoreError) -> [Violation] {
        let path = folder.join("jobs.sqlite")
        guard try folder.exists("jobs.sqlite") else {
            throw .io("there is no data base \(path)")
        }
        let files = try folder.files()
        do {
            // Not read-only: the journal of a run that was killed must be read first.
            return try DatabaseQueue(path: path).read { db in
                var audit = Audit(db: db, folder: folder, files: files)
                try audit.run(accepted: accepted)
                return audit.violations
            }
        } catch {
            throw JobStoreError(error)
        }
    }
}
