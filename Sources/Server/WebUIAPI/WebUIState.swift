import Jobs
import Synchronization
import WebUI
import Wire

/// What the web UI's API remembers: its options, and its tasks.
final class WebUIState: Sendable {
    private struct State {
        /// Jobs by the names that clients gave their tasks; the oldest are forgotten.
        var tasks: [(name: String, job: JobID)] = []
        /// The jobs that came by this API and have not been answered.
        var live: [JobID] = []
    }

    private static let taskLimit = 1000
    /// What reads texts that are hidden in pictures.
    let hiddenText: HiddenText
    private let book: OptionBook
    private let state = Mutex(State())

    /// The options of a data folder, and no tasks.
    ///
    /// - Parameter program: `kiln`, which reads pictures in a process of its own.
    init(folder: String, program: String) {
        hiddenText = HiddenText(program: program)
        book = OptionBook(folder: folder)
    }

    /// The options.
    var options: WebUIOptions { book.options }

    /// Sets options and keeps them.
    ///
    /// - Returns: a sentence for each that was left out.
    /// - Throws: `WireError` for a value that an option cannot have; `ImagingError` if they cannot be kept.
    func set(_ values: JSONObject) async throws -> [String] { try await book.set(values) }

    // MARK: Tasks

    /// A task begins.
    func begin(_ job: JobID, task: String?) {
        state.withLock { state in
            state.live.append(job)
            guard let task else { return }
            state.tasks.append((task, job))
            if state.tasks.count > Self.taskLimit { state.tasks.removeFirst() }
        }
    }

    /// Waits for a task's job, which counts as one that runs until it has ended, also if its client hangs up before:
    /// then the web UI goes on, and so does the job.
    func answer(
        _ job: JobID, _ end: @escaping @Sendable () async throws -> Job
    ) async throws -> Job {
        do {
            let ended = try await end()
            forget(job)
            return ended
        } catch is CancellationError {
            Task {
                _ = try? await end()
                forget(job)
            }
            throw CancellationError()
        } catch {
            forget(job)
            throw error
        }
    }

    private func forget(_ job: JobID) { state.withLock { $0.live.removeAll { $0 == job } } }

    /// The job of a task.
    func job(ofTask name: String) -> JobID? {
        state.withLock { $0.tasks.last { $0.name == name }?.job }
    }

    /// The name of a job's task.
    func task(of job: JobID) -> String? {
        state.withLock { $0.tasks.last { $0.job == job }?.name }
    }

    /// Jobs that were not answered yet, the oldest first.
    var live: [JobID] { state.withLock { $0.live } }

    /// Tasks whose jobs were not answered yet, the oldest first.
    var pendingTasks: [String] {
        state.withLock { state in
            state.tasks.filter { state.live.contains($0.job) }.map(\.name)
        }
    }
}
