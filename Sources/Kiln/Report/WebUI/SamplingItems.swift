package import Samplers
package import WebUI

extension SamplerItem {
    /// A sampler as the web UI lists it.
    package init(_ kind: SamplerKind) {
        var options: [String: String] = [:]
        if kind.defaultSchedule != .uniform { options["scheduler"] = kind.defaultSchedule.name }
        let traits: [(String, Bool)] = [
            ("uses_ensd", kind.usesENSD), ("second_order", kind.isSecondOrder),
            ("brownian_noise", kind.usesBrownianNoise),
            ("discard_next_to_last_sigma", kind.discardsPenultimate),
        ]
        for (name, has) in traits where has { options[name] = "True" }
        if kind == .dpmSolver2MSDEHeun { options["solver_type"] = "heun" }
        self.init(kind.name, aliases: kind.aliases, options: options)
    }

    /// Every sampler, in the web UI's order.
    package static var all: [SamplerItem] { SamplerKind.all.map { SamplerItem($0) } }
}

extension SchedulerItem {
    /// A schedule as the web UI lists it.
    package init(_ kind: ScheduleKind) {
        self.init()
        name = kind.name
        label = kind.label
        aliases = kind.aliases.isEmpty ? nil : kind.aliases
        defaultRho = kind.info.defaultRho
        needsInnerModel = kind.info.needsInnerModel
    }

    /// Every schedule, in the web UI's order.
    package static var all: [SchedulerItem] { ScheduleKind.all.map { SchedulerItem($0) } }
}

extension UpscalerItem {
    /// The upscalers of pictures that need no model, in the web UI's order.
    package static var plain: [UpscalerItem] {
        PixelUpscaler.allCases.map { UpscalerItem($0.rawValue, scale: 4) }
    }
}

extension NamedItem {
    /// The upscalers of latents, in the web UI's order.
    package static var latentUpscalers: [NamedItem] {
        LatentUpscaler.allCases.map { NamedItem($0.rawValue) }
    }
}
