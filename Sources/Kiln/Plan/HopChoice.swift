import WebUI

extension HopPlan {
    /// The hop between two passes: the way that was asked for if it can be gone, else the way that
    /// the pair's latent spaces allow.
    ///
    /// - Throws: `unknownUpscaler`; `foreignLatent` for a latent upscaler across two spaces.
    init(
        _ hires: HiresRequest, from: Architecture, to: Architecture, size: HiresSize
    ) throws(PlanError) {
        let pair = LatentPair(from: from, to: to)
        let way = try pair.way(hires.upscaler)
        let asked = hires.resizeX != 0 || hires.resizeY != 0
        self.init(
            way: way, reason: pair.reason, upscaler: way.upscaler, size: size,
            enlargement: asked
                ? .resize(x: hires.resizeX, y: hires.resizeY) : .scale(hires.scale),
            askedSteps: hires.steps)
    }
}

/// Two families that follow each other.
struct LatentPair {
    let from: Architecture
    let to: Architecture

    private var isShared: Bool { from.latentSpace == to.latentSpace }

    /// What a plan says of the pair.
    var reason: String {
        if from == to { return "both passes are \(to.title): most stable" }
        return isShared
            ? "\(from.title) and \(to.title) share latents: latent upscalers available"
            : "\(from.title) and \(to.title) share no latent space: pixels"
    }

    /// The way of an upscaler's name, or the pair's own.
    func way(_ upscaler: String?) throws(PlanError) -> HopPlan.Way {
        guard let upscaler, !upscaler.isEmpty else {
            return isShared ? .latent(.bilinear) : .pixels(.lanczos)
        }
        guard let way = HopPlan.Way(named: upscaler) else {
            throw .unknownUpscaler(upscaler, known: HopPlan.Way.names)
        }
        if case .latent(let latent) = way, !isShared {
            throw .foreignLatent(upscaler: latent.rawValue, from: from.title, to: to.title)
        }
        return way
    }
}
