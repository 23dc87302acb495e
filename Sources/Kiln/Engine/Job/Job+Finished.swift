extension Plan {
    /// The images that are computed where some are finished already: the batches of the last pass of
    /// which one image at least is missing, whole.
    ///
    /// - Parameter finished: places of images in the plan, as in ``RunOptions/finished``.
    /// - Returns: places of images in the plan. The first passes of all others are needed by nothing.
    public func imagesComputed(without finished: Set<Int>) -> Set<Int> {
        let batches = Job.batches(of: hires ?? first, in: self)
        return Set(
            batches.filter { $0.contains { !finished.contains($0.index) } }.joined().map(\.index))
    }
}

extension Job {
    /// Whether a batch of the first pass is run: unless each of its images is left out, or resumed.
    func runs(_ batch: [ImagePlan]) -> Bool {
        batch.contains { image in
            computed.contains(image.index) && context.options.resuming[image.index] == nil
        }
    }

    /// Whether an earlier run has handed an image out.
    func isFinished(_ image: ImagePlan) -> Bool {
        context.options.finished.contains(image.index)
    }

    /// A meter of the job's work, of which that of finished batches is done. What is resumed is no
    /// work of this job.
    static func meter(_ context: JobContext, computed: Set<Int>) -> WorkMeter {
        let plan = context.plan
        let batches = batches(of: plan.first, in: plan).filter { batch in
            batch.contains { context.options.resuming[$0.index] == nil }
        }
        var meter = WorkMeter(plan, firstPasses: batches.joined().count)
        let left = { (batch: [ImagePlan]) in !batch.contains { computed.contains($0.index) } }
        for batch in batches where left(batch) {
            meter.finishBatch(of: .first, images: batch.count)
        }
        guard let hires = plan.hires else { return meter }
        for batch in Self.batches(of: hires, in: plan) where left(batch) {
            meter.finishBatch(of: .hires, images: batch.count)
        }
        return meter
    }
}
