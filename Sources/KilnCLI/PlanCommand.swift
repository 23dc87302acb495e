import ArgumentParser
import Kiln

/// `kiln plan`
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say what txt2img would run, from file headers alone, or why it cannot.")

    @OptionGroup var options: GenerationOptions
    @OptionGroup(title: "Hires pass") var hires: HiresOptions

    @Flag(help: "Print the plan as JSON.")
    var json = false

    func run() async throws {
        let plan = try Planner(options.place.folder()).plan(
            options.request(hires: hires))
        let report = PlanReport(plan, hashes: HashCache())
        Terminal.result(json ? try JSONLine.pretty(report) : report.text)
    }
}
