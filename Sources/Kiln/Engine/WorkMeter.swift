/// The share of a job's denoising that is done, counted in latent cells times steps.
struct WorkMeter {
    private let costs: [PassPlan.Role: Double]
    private let steps: [PassPlan.Role: Int]
    private let total: Double
    private var done = 0.0

    /// A meter at zero.
    init(_ plan: Plan) {
        var costs: [PassPlan.Role: Double] = [:]
        var steps: [PassPlan.Role: Int] = [:]
        for pass in plan.passes {
            costs[pass.role] = Double(pass.latentSize.width * pass.latentSize.height)
            steps[pass.role] = pass.role == .refiner ? 0 : pass.calls
        }
        self.costs = costs
        self.steps = steps
        let perImage = costs.reduce(0) { $0 + $1.value * Double(steps[$1.key] ?? 0) }
        total = max(perImage * Double(plan.images.count), 1)
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
