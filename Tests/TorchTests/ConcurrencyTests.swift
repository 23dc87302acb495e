import Dispatch
import Synchronization
import Testing
import Torch

@Test func `threads share tensors and keep their failures apart`() {
    let shared = Tensor([1, 2, 3, 4], shape: [2, 2])
    let wrong = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
        for round in 0..<10 where !isRight(on: shared, round, failing: thread.isMultiple(of: 2)) {
            wrong.withLock { $0 += 1 }
        }
    }
    #expect(wrong.withLock { $0 } == 0)
}

/// Whether a scope that fails throws, and one beside it that does not fail has its values.
private func isRight(on shared: Tensor, _ round: Int, failing: Bool) -> Bool {
    do {
        let sum = try torch {
            let y = shared.matmul(shared) + Double(round)
            return failing ? y.matmul(row([1, 2, 3])) : y
        }
        return try !failing && sum.floats() == [7, 10, 15, 22].map { Float($0 + round) }
    } catch {
        return failing
    }
}
