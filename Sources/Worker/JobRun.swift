import Foundation
package import Kiln
import Synchronization
package import WorkerAPI

/// A job that a worker has: what is to be done, and the way back for what comes of it.
///
/// Events are taken from the engine's thread without waiting; they are sent in their order by a task
/// of their own.
package final class JobRun: Sendable {
    /// What was lent.
    package let claim: ClaimAnswer
    /// Asked to stop when the server says so.
    package let cancellation = Cancellation()
    private let lease: Lease
    private let persistence: Persistence
    private let progress: Mutex<State>
    private let parcels: AsyncStream<Shipment>
    private let shipping: AsyncStream<Shipment>.Continuation

    private struct State {
        var report = ProgressReport()
        var lastEvent = ContinuousClock.now
        var end: LeaseAnswer.State?
        var times = TryTimes()
        /// The latest previews that are not sent yet, by image: none waits behind another.
        var previews: [Int: @Sendable () throws -> [UInt8]] = [:]
        /// Images that are handed in, those of earlier tries among them.
        var finished: Set<Int>

        init(finished: Set<Int>) {
            self.finished = finished
            report.finished = finished.count
        }
    }

    /// What is sent to the server.
    private enum Shipment: Sendable {
        /// The latest preview of an image.
        case preview(image: Int)
        case firstPass([UInt8], image: Int)
        case image(ImageReport, [UInt8])
    }

    init(_ lease: Lease, persistence: Persistence = Persistence()) {
        self.lease = lease
        self.persistence = persistence
        claim = lease.claim
        progress = Mutex(State(finished: Set(lease.claim.finished)))
        (parcels, shipping) = AsyncStream.makeStream()
    }

    // MARK: What the runner says

    /// Tells how far it is.
    package func update(_ change: (inout ProgressReport) -> Void) {
        progress.withLock { state in
            change(&state.report)
            state.lastEvent = .now
        }
    }

    /// Tells that a stage of the work has taken so many seconds.
    package func spent(_ seconds: Double, on stage: JobStage) {
        progress.withLock { state in
            state.times.add(seconds, to: stage)
            state.lastEvent = .now
        }
    }

    /// Tells that a part of a model was read in so many seconds.
    package func loaded(in seconds: Double) {
        progress.withLock { state in
            state.times.addLoad(seconds)
            state.lastEvent = .now
        }
    }

    /// Does something that belongs to a stage.
    func timed<Result>(_ stage: JobStage, _ body: () throws -> Result) rethrows -> Result {
        let start = ContinuousClock.now
        defer { spent((ContinuousClock.now - start) / .seconds(1), on: stage) }
        return try body()
    }

    /// Hands in a preview, which is made where it is sent.
    package func preview(of image: Int, _ jpeg: @escaping @Sendable () throws -> [UInt8]) {
        let isFirst = progress.withLock { $0.previews.updateValue(jpeg, forKey: image) == nil }
        if isFirst { shipping.yield(.preview(image: image)) }
    }

    /// Hands in what the first pass has left of an image.
    package func keep(_ firstPass: [UInt8], of image: Int) {
        shipping.yield(.firstPass(firstPass, image: image))
    }

    /// Hands in a finished picture.
    package func add(_ report: ImageReport, _ file: [UInt8]) {
        shipping.yield(.image(report, file))
        guard !report.isBeforeHires else { return }
        progress.withLock { state in
            state.finished.insert(report.index)
            state.report.finished = state.finished.count
            state.lastEvent = .now
        }
    }

    // MARK: What the runner asks for

    /// A file that came with the job.
    package func input(_ name: String) async throws -> [UInt8] { try await lease.input(name) }

    /// What the first pass has left of an image in an earlier try.
    package func firstPass(of image: Int) async throws -> [UInt8] {
        try await lease.firstPass(of: image)
    }
}

// MARK: - Running

extension JobRun {
    /// Does the job with a runner and tells the server how it ended.
    ///
    /// - Parameter onHang: told when the runner has given no sign of life for so long that the job is
    ///   another's by now. It may never return.
    /// - Returns: the end that the server was told; `nil` if the job was another's by then, or if the server took no word.
    func run(
        by runner: any JobRunner, onHang: @escaping @Sendable (Duration) -> Void
    ) async -> OutcomeReport? {
        let orders = Task { await followOrders() }
        let pulse = Task { await beat() }
        let shipper = Task { try await ship() }
        let watch = Task { try await onHang(silence()) }
        var outcome = await outcome(of: runner)
        outcome.memory = await runner.memory
        watch.cancel()
        shipping.finish()
        do {
            try await shipper.value
        } catch ServerLink.Failure.lost {
            stop(.lost)
        } catch {
            // What a server cannot take now is no fault of the job.
            let isServers = (error as? ServerLink.Failure)?.isServersTrouble == true
            outcome.kind = isServers ? .released : .retry
            outcome.reason = "its results could not be handed in: \(error)"
        }
        orders.cancel()
        // The lease is held until the end is told.
        defer { pulse.cancel() }
        guard progress.withLock({ $0.end }) != .lost else { return nil }
        outcome.times = progress.withLock { $0.times }
        let report = outcome
        do {
            try await persistence.insisting { try await self.lease.end(report) }
            return report
        } catch {
            return nil
        }
    }

    private func outcome(of runner: any JobRunner) async -> OutcomeReport {
        do {
            try await runner.run(self)
            return OutcomeReport(.done)
        } catch is CancellationError {
            let released = progress.withLock { $0.end } == .release
            return OutcomeReport(released ? .released : .cancelled)
        } catch let failure as JobFailure {
            return OutcomeReport(failure.end, reason: failure.description)
        } catch {
            return OutcomeReport(.retry, reason: "\(error)".placeless())
        }
    }

    /// Stops the job at its next step and gives it back, because the worker ends.
    func handBack() { stop(.release) }

    private func stop(_ state: LeaseAnswer.State) {
        progress.withLock { if $0.end == nil { $0.end = state } }
        if state == .interrupt { cancellation.interrupt() } else { cancellation.cancel() }
    }

    private func obey(_ answer: LeaseAnswer) {
        if answer.state != .held { stop(answer.state) }
    }

    /// Whether the engine has given a sign of life lately.
    private var isAlive: Bool {
        ContinuousClock.now - progress.withLock { $0.lastEvent } < claim.patience
    }

    /// Waits until the engine has given no sign of life for so long that the lease has run out too; how
    /// long that was.
    private func silence() async throws -> Duration {
        let limit = claim.patience + claim.lease
        while true {
            let quiet = ContinuousClock.now - progress.withLock { $0.lastEvent }
            if quiet >= limit { return quiet }
            try await Task.sleep(for: limit - quiet)
        }
    }

    /// Waits for orders, one question after the other. The questions hold the lease too, and so end with
    /// the engine's signs of life.
    private func followOrders() async {
        var skips = 0
        while !Task.isCancelled, !cancellation.isCancelled, !cancellation.isInterrupted, isAlive {
            do {
                let answer = try await lease.orders(skips: skips)
                if answer.skips > skips { cancellation.skip() }
                skips = answer.skips
                obey(answer)
            } catch ServerLink.Failure.lost {
                stop(.lost)
            } catch {
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    /// Reports progress when there is some, and holds the lease while the engine gives signs of life.
    private func beat() async {
        var last: ProgressReport?
        var sent = ContinuousClock.now
        let heartbeat = claim.lease / 6
        while !Task.isCancelled {
            let report = progress.withLock { $0.report }
            let isDue = isAlive && ContinuousClock.now - sent > heartbeat
            if report != last || isDue {
                do {
                    var full = report
                    full.memory = WorkerMemory(process: ProcessMemory.bytes)
                    obey(try await lease.report(full))
                    (last, sent) = (report, .now)
                } catch ServerLink.Failure.lost {
                    stop(.lost)
                } catch {}
            }
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Sends what was handed in, in its order. If that fails, the job is stopped: what is computed from
    /// then on would be for nothing.
    private func ship() async throws {
        do {
            try await shipAll()
        } catch {
            cancellation.cancel()
            throw error
        }
    }

    private func shipAll() async throws {
        for await shipment in parcels {
            switch shipment {
            case .preview(let image):
                // A preview that is lost is no loss.
                let make = progress.withLock { $0.previews.removeValue(forKey: image) }
                guard let jpeg = try? make?() else { continue }
                try? await lease.preview(jpeg, of: image)
            case .firstPass(let bytes, let image):
                try await persistence.insisting { try await self.lease.keep(bytes, of: image) }
            case .image(let report, let file):
                try await persistence.insisting { try await self.lease.add(report, file) }
            }
        }
    }
}

/// Trying again.
struct Persistence: Sendable {
    /// For how long.
    var limit = Duration.seconds(30)

    /// Does something that may fail while a server starts again.
    func insisting(_ body: @Sendable () async throws -> Void) async throws {
        let end = ContinuousClock.now + limit
        var pause = Duration.milliseconds(50)
        while true {
            do {
                return try await body()
            } catch let failure as ServerLink.Failure where failure.isFinal {
                throw failure
            } catch {
                guard ContinuousClock.now + pause < end else { throw error }
                try await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(2))
            }
        }
    }
}
