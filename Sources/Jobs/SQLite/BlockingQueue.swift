import Dispatch
import Synchronization

/// Threads for calls that wait for a disk, so that they never hold one of Swift's.
final class BlockingQueue: Sendable {
    private let lanes: [DispatchQueue]
    private let turn = Atomic(0)

    /// - Parameter width: how many calls may wait at once; with 1 they run one after the other.
    init(label: String, width: Int) {
        lanes = (0..<width).map { DispatchQueue(label: "\(label).\($0)") }
    }

    func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(JobStoreError) -> Value
    ) async throws(JobStoreError) -> Value {
        let (lane, _) = turn.wrappingAdd(1, ordering: .relaxed)
        let outcome = await withCheckedContinuation { continuation in
            lanes[abs(lane % lanes.count)].async {
                continuation.resume(returning: Result { () throws(JobStoreError) in try body() })
            }
        }
        return try outcome.get()
    }
}
