import Checkpoints

/// Which of an adapter's modules are in a model, by headers alone.
public struct AdapterMatch: Sendable {
    /// The adapter.
    public let adapter: AdapterFile
    /// How many of its modules the model has, with weights that their tensors fit.
    public var matched: Int { places.count }
    /// The modules that the model does not have.
    public let unmatched: [String]
    /// The first module that the model has, but whose tensors do not fit; `nil` if all fit.
    public let misfit: AdapterError?
    /// The modules that fit, each with the network it is in and its place there.
    private let places: [Place]

    private struct Place: Sendable {
        let module: AdapterModule
        let network: Int
        let target: AdapterTarget
    }

    /// Looks for an adapter's modules in the networks of one model.
    ///
    /// - Parameter networks: the model's UNet and text encoders, in any order.
    public init(_ adapter: AdapterFile, in networks: [AdapterTargets]) {
        var places: [Place] = []
        var unmatched: [String] = []
        var misfit: AdapterError?
        for module in adapter.modules {
            let found = networks.enumerated().lazy.compactMap { index, targets in
                targets[module.name].map { Place(module: module, network: index, target: $0) }
            }
            guard let place = found.first else {
                unmatched.append(module.name)
                continue
            }
            if let error = module.misfit(place.target, file: adapter.file.path) {
                misfit = misfit ?? error
            } else {
                places.append(place)
            }
        }
        self.adapter = adapter
        self.unmatched = unmatched
        self.misfit = misfit
        self.places = places
    }

    /// Names of the weights that are changed in one of the networks.
    public func names(in network: Int) -> Set<String> {
        Set(modules(in: network).map(\.target.weight))
    }

    /// The modules in one of the networks, by the order in which they were given.
    func modules(in network: Int) -> [(module: AdapterModule, target: AdapterTarget)] {
        places.filter { $0.network == network }.map { ($0.module, $0.target) }
    }

    /// Modules that may be missing without a reason to think that the adapter is for another model.
    ///
    /// Forge allows as many.
    private static let tolerated = 12

    /// Makes sure that the adapter is for the model.
    ///
    /// - Parameter family: the model's family, where it is known.
    /// - Throws: `foreign`, `shape`, or `unmatched` for more than 12 missing modules or all.
    public func check(for family: AdapterFamily?) throws(AdapterError) {
        if let own = adapter.family, let family, own != family {
            throw .foreign(file: adapter.file.path, family: own, model: family)
        }
        if let misfit { throw misfit }
        if unmatched.count > Self.tolerated || matched == 0, let example = unmatched.first {
            throw .unmatched(
                file: adapter.file.path, count: unmatched.count, total: adapter.modules.count,
                example: example)
        }
    }
}

extension AdapterModule {
    /// Why the tensors make no change of that place; `nil` if they do.
    fileprivate func misfit(_ target: AdapterTarget, file: String) -> AdapterError? {
        let bias = target.bias.map { _ in target.shape[0] }
        if fits(target.shape, bias: bias) { return nil }
        let parts = parts.sorted { $0.key.rawValue < $1.key.rawValue }
            .map(\.value.shape).filter { !$0.isEmpty }
        return .shape(
            module: name, file: file, parts: parts, target: target.weight, expected: target.shape)
    }
}
