import Samplers

/// A value of a request that cannot be, and the option of the command line that gives it.
package struct RequestFault: Sendable {
    /// The option: `--hr-checkpoint`.
    package let option: String
    /// What is wrong with it.
    package let error: any Error

    package init(_ option: String, _ error: any Error) {
        self.option = option
        self.error = error
    }
}

extension Planner {
    /// All values of a request that cannot be whatever the others are: numbers out of their ranges, and
    /// names of nothing. A plan throws at the first; who asks is helped by all.
    package func faults(in request: GenerationRequest) -> [RequestFault] {
        var faults = FaultList()
        for problem in RequestRules.problems(of: request) {
            faults.add(problem.option ?? "--prompt", problem)
        }
        faults.check("--checkpoint") { _ = try folder.checkpoint(named: request.checkpoint) }
        faults.checkModules(ModuleChoice(first: request.modules), of: .first, in: folder)
        faults.checkSampler(("--sampler", request.sampler), ("--scheduler", request.scheduler))
        for style in request.styles where !["", "none"].contains(style.lowercased()) {
            faults.check("--styles") { _ = try folder.style(named: style) }
        }
        faults.check("--rng") { _ = try NoiseSource(named: request.rng) }
        if let refiner = request.refiner {
            faults.check("--refiner-checkpoint") {
                _ = try folder.checkpoint(named: refiner.checkpoint)
            }
        }
        if let hires = request.hires { faults.check(hires, in: folder) }
        return faults.all.map { RequestFault($0.option, folder.told($0.error)) }
    }
}

/// Faults as they are found.
private struct FaultList {
    private(set) var all: [RequestFault] = []

    mutating func add(_ option: String, _ error: any Error) {
        all.append(RequestFault(option, error))
    }

    mutating func check(_ option: String, _ body: () throws -> Void) {
        do { try body() } catch { add(option, error) }
    }

    mutating func check(_ hires: HiresRequest, in folder: ModelFolder) {
        if let name = hires.checkpoint, name != "Use same checkpoint", !name.isEmpty {
            check("--hr-checkpoint") { _ = try folder.checkpoint(named: name) }
        }
        checkModules(ModuleChoice(hires: hires.modules), of: .hires, in: folder)
        if let name = hires.upscaler, !name.isEmpty, HopPlan.Way(named: name) == nil {
            add("--hr-upscaler", PlanError.unknownUpscaler(name, known: HopPlan.Way.names))
        }
        checkSampler(
            ("--hr-sampler", hires.sampler.named), ("--hr-scheduler", hires.scheduler.named))
    }

    mutating func checkModules(
        _ choice: ModuleChoice, of pass: PassPlan.Role, in folder: ModelFolder
    ) {
        for name in choice.named {
            check(PlanError.moduleOption(of: pass)) { _ = try folder.module(named: name) }
        }
    }

    /// A sampler's name may end in a schedule's, which then stands in for the other.
    mutating func checkSampler(
        _ sampler: (option: String, name: String?), _ schedule: (option: String, name: String?)
    ) {
        let (usual, automatic) = ("Euler", "Automatic")
        let names = (sampler.name ?? usual, schedule.name ?? automatic)
        do {
            _ = try SamplerKind.resolve(sampler: names.0, scheduler: names.1)
        } catch {
            check(sampler.option) {
                _ = try SamplerKind.resolve(sampler: names.0, scheduler: automatic)
            }
            check(schedule.option) {
                _ = try SamplerKind.resolve(sampler: usual, scheduler: names.1)
            }
        }
    }
}
