import Kiln
import Samplers

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The names that an option may take, for help texts.
enum Choices {
    static let samplers = list(SamplerKind.all.map(\.name))
    static let schedules = list(ScheduleKind.all.map(\.label))
    static let upscalers = list(HopPlan.Way.names)

    private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}

/// The process's environment.
enum Environment {
    /// A variable's value, unless it is unset or empty.
    static func value(_ name: String) -> String? {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
            return nil
        }
        return value
    }
}
