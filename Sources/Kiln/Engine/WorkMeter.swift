/// The share of a job's denoising that is done, counted in latent cells times steps.
struct WorkMeter {
    private let costs: [PassPlan.Role: Double]
    private let steps: [PassPlan.Role: Int]
    private let total: Double
    private var done = 0.0

    /// A meter at zero.
    ///
    /// - Parameter firstPasses: images that the first pass is run for.
    init(_ plan: Plan, firstPasses: Int) {
        var costs: [PassPlan.Role: Double] = [:]
        var steps: [PassPlan.Role: Int] = [:]
        for pass in plan.passes {
            costs[pass.role] = Double(pass.latentSize.width * pass.latentSize.height)
            steps[pass.role] = pass.role == .refiner ? 0 : pass.calls
        }
        self.costs = costs
        self.steps = steps
        let work = costs.reduce(0.0) { sum, cost in
            let images = cost.key == .first ? firstPasses : plan.images.count
            return sum + cost.value * Double(steps[cost.key] ?? 0) * Double(images)
        }
        total = max(work, 1)
    }

    /// Books a whole batch.
    mutating func finishBatch(of role: PassPlan.Role, images: Int) {
        done += work(of: role, steps: steps[role] ?? 0, images: images)
    }

    /// The share that is done when a batch has run so many steps, in 0…1.
    func fraction(of role: PassPlan.Role, step: Int, images: Int) -> Double {
        min((done + work(of: role, steps: step, images: images)) / total, 1)
    }

    private func work(of role: PassPlan.Role, steps: Int, images: Int) -> Double {
        (costs[role] ?? 0) * Double(steps * images)
    }
}
