import Jobs
import Kiln
import Logging
import Synchronization
import Testing
import WorkerAPI

@testable import Server

/// A desk whose disk is full or fails.
@Suite struct FullDiskTests {
    private let service: TestService
    private let disk = Disk()

    /// A disk that has room and works, or not.
    private final class Disk: Sendable {
        private let fit = Mutex(true)
        var isFit: Bool {
            get { fit.withLock(\.self) }
            set { fit.withLock { $0 = newValue } }
        }
    }

    init() throws { service = try TestService() }

    /// The claim of a worker that asks until it gets a job.
    private func patientClaim(_ desk: JobDesk) async throws -> ClaimAnswer {
        while true {
            if let claim = try await desk.claim(request) { return claim }
        }
    }

    private let request = ClaimRequest(worker: "w", device: "cpu", resident: [])

    /// Has a desk take a job.
    private func take(_ desk: JobDesk) async throws -> JobID {
        let intake = Intake(
            shelf: service.intake.shelf, desk: desk, limits: Limits(), data: service.folder,
            fetch: URLPictures(isAllowed: false))
        return try await intake.take(service.order(), owner: "me").job.id
    }

    private func checkNothingIsLent(by desk: JobDesk) async throws {
        let id = try await take(desk)
        disk.isFit = false
        #expect(try await desk.claim(request) == nil)
        let job = try await desk.store.job(id)
        #expect(job.state == .queued && job.attempt == 0)
        disk.isFit = true
        #expect(try await patientClaim(desk).job == job.id.description)
    }

    @Test func `nothing is lent while the disk has no room, and the job when it has again`()
        async throws
    {
        defer { service.remove() }
        let desk = service.desk { [disk] settings in
            settings.patience = .milliseconds(50)
            settings.hasRoom = { disk.isFit }
        }
        try await checkNothingIsLent(by: desk)
    }

    @Test func `nothing is lent while the disk fails, and the job when it works again`()
        async throws
    {
        defer { service.remove() }
        var operations = FileOperations.system
        let create = operations.create
        operations.create = { [disk] path throws(SystemError) in
            guard disk.isFit else { throw SystemError.noSpace }
            return try create(path)
        }
        let folder = service.folder + "-failing"
        defer { TestService.remove(folder) }
        try await checkNothingIsLent(
            by: desk(over: SQLiteJobStore(folder: folder, operations: operations)))
    }

    private func desk(over store: any JobStore) -> JobDesk {
        var settings = JobDesk.Settings()
        settings.patience = .milliseconds(50)
        return JobDesk(
            store: store, measures: service.desk.measures, settings: settings,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test func `a try whose end cannot be written down goes on`() async throws {
        defer { service.remove() }
        let folder = service.folder + "-closed"
        defer { TestService.remove(folder) }
        let store = try SQLiteJobStore(folder: folder)
        let desk = desk(over: store)
        let job = try await take(desk)
        let claim = try #require(try await desk.claim(request))
        let lease = Lease(job: job, attempt: claim.attempt, worker: WorkerID("w"))
        // From now on nothing can be written.
        try store.close()
        for kind in [OutcomeReport.Kind.released, .retry, .failed, .cancelled, .done, .unfit] {
            await #expect(throws: JobStoreError.self) {
                try await desk.end(lease, OutcomeReport(kind))
            }
            #expect(desk.leasedJobs == [job])
            #expect(try await desk.report(ProgressReport(), lease).state == .held)
        }
    }

    @Test func `a disk with nothing to do is left alone`() async throws {
        defer { service.remove() }
        let looks = Mutex(0)
        let desk = service.desk { settings in
            settings.patience = .milliseconds(50)
            settings.hasRoom = {
                looks.withLock { $0 += 1 }
                return true
            }
        }
        #expect(try await desk.claim(request) == nil)
        #expect(looks.withLock(\.self) == 0)
    }

    @Test func `a job that is given back for the server's sake has not failed`() async throws {
        defer { service.remove() }
        let taken = try await service.intake.take(service.order(), owner: "me")
        for attempt in 1...5 {
            let claim = try #require(try await service.desk.claim(request))
            #expect(claim.attempt == attempt)
            try await service.desk.end(
                Lease(job: taken.job.id, attempt: attempt, worker: WorkerID("w")),
                OutcomeReport(.released, reason: "its results could not be handed in: 507."))
        }
        let job = try await service.desk.store.job(taken.job.id)
        #expect(job.state == .queued && job.failures == 0)
    }
}
