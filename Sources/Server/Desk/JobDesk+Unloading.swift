extension JobDesk {
    /// Asks all workers to let go of their models, and waits until those have that wait for a job, at
    /// most so long. A worker that has a job does it when that has ended.
    func unloadModels(within limit: Duration = .seconds(5)) async {
        defer { measures.memory(roll.memory) }
        let number = roll.unload()
        arrivals.ring()
        let end = ContinuousClock.now + limit
        while !Task.isCancelled {
            let ticket = roll.questions.ticket()
            let left = end - ContinuousClock.now
            guard left > .zero, !roll.hasUnloaded(number, besides: busyWorkers) else { return }
            // A worker that was given a job meanwhile rings no bell.
            await ticket.wait(upTo: min(left, .milliseconds(250)))
        }
    }
}
