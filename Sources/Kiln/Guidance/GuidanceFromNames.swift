import Models

extension PerturbedAttention {
    /// Guidance away from attention that is disturbed as options say.
    ///
    /// - Parameters:
    ///   - blocks: as "middle", "input.4", "output.3"; none means the middle one.
    ///   - blur: σ of blurred queries (smoothed energy guidance); `nil` removes attention.
    ///   - skips: whether transformer layers are left out instead (skip-layer guidance).
    /// - Throws: ``UnknownBlock``.
    package init(
        scale: Double?, blocks: [String], blur: Double?, skips: Bool, steps: StepRange
    ) throws(UnknownBlock) {
        self.init(steps: steps)
        self.scale = scale ?? self.scale
        if let blur { perturbation = .blurredQueries(sigma: blur) }
        if skips { perturbation = .skipped }
        var places: Set<UNetPlace> = []
        for name in blocks {
            guard let place = UNetPlace(name) else { throw UnknownBlock(name: name) }
            places.insert(place)
        }
        if !places.isEmpty { self.places = places }
    }
}

extension PerturbedAttention {
    /// The blocks by their names, in the order of the names.
    package var blockNames: [String] { places.map(\.description).sorted() }

    /// σ of blurred queries; `nil` where they are not blurred.
    package var blur: Double? {
        guard case .blurredQueries(let sigma) = perturbation else { return nil }
        return sigma
    }

    /// Whether transformer layers are left out.
    package var skipsLayers: Bool { perturbation == .skipped }
}

/// A name that no block of a UNet has.
package struct UnknownBlock: Error, CustomStringConvertible {
    /// The name.
    package let name: String

    package var description: String {
        "there is no block \"\(name.prefix(60))\"; blocks are called middle, input.4 or output.3"
    }
}

extension Guidance {
    /// Sets FreeU.
    ///
    /// - Parameter version: 1, or 2 and whatever else.
    package mutating func setFreeU(
        backbone: (Double, Double), skips: (Double, Double), version: Int, steps: StepRange
    ) {
        freeU = FreeU(
            b1: backbone.0, b2: backbone.1, s1: skips.0, s2: skips.1,
            version: FreeU.Version(rawValue: version) ?? .two)
        freeUSteps = steps
    }

    /// What ``setFreeU(backbone:skips:version:steps:)`` has set; `nil` where FreeU is off.
    package var freeUFactors: (backbone: (Double, Double), skips: (Double, Double), version: Int)? {
        freeU.map { (($0.b1, $0.b2), ($0.s1, $0.s2), $0.version.rawValue) }
    }
}
