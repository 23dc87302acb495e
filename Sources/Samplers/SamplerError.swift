/// A name that this room does not know, or a walk that cannot be finished.
public enum SamplerError: Error, Equatable, CustomStringConvertible {
    /// No sampler is called so.
    case unknownSampler(String, known: [String])
    /// No schedule is called so.
    case unknownSchedule(String, known: [String])
    /// No noise source is called so.
    case unknownNoiseSource(String, known: [String])
    /// An adaptive walk found no step to take from a level.
    case noProgress(sigma: Double)

    /// One sentence: what is unknown, and what there is; or where the walk ended.
    public var description: String {
        switch self {
        case .unknownSampler(let name, let known): Self.sentence("sampler", name, known)
        case .unknownSchedule(let name, let known): Self.sentence("scheduler", name, known)
        case .unknownNoiseSource(let name, let known): Self.sentence("noise source", name, known)
        case .noProgress(let sigma):
            "the adaptive sampler finds no step from noise level \(sigma): its error is not finite "
                + "or its tolerance too small."
        }
    }

    private static func sentence(_ kind: String, _ name: String, _ known: [String]) -> String {
        "there is no \(kind) \"\(name)\"; there are: \(known.joined(separator: ", "))."
    }
}

/// Something that is looked up by any of several names, in whatever case.
protocol Named {
    var names: [String] { get }
}

extension Named {
    func isCalled(_ name: String) -> Bool {
        let name = name.lowercased()
        return names.contains { $0.lowercased() == name }
    }
}
