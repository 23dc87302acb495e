import Testing

@testable import Jobs

extension Bench {
    /// Opens the folder as the next run would, checks it, finishes its jobs and checks it again.
    ///
    /// - Returns: what the start found.
    @discardableResult
    func checkAfterlife(
        of accepted: Set<JobID>, _ comment: Comment
    ) async throws -> RecoveryReport {
        let store = try reopen(self)
        let report = try await store.recover()
        let ledger = Ledger(folder: folder.path)
        #expect(try ledger.violations(accepted: accepted) == [], comment)
        try await Story(self).finish(store)
        for id in accepted {
            let job = try await store.job(id)
            #expect(job.state == .done, comment)
            let results = try await store.images(of: id).filter {
                $0.image.role == .result && !$0.isGone
            }
            for image in results {
                let bytes = try await store.bytes(of: image.id)
                #expect(bytes == Story.picture(image.image.index), comment)
            }
        }
        #expect(try ledger.violations(accepted: accepted) == [], comment)
        return report
    }
}
