package import Wire

/// An element of `GET /sdapi/v1/samplers`.
package struct SamplerItem: WireObject {
    package static let title = "Sampler"

    package var name = ""
    package var aliases: [String] = []
    package var options: [String: String] = [:]

    package init() {}

    /// A sampler under its names.
    package init(_ name: String, aliases: [String], options: [String: String]) {
        (self.name, self.aliases, self.options) = (name, aliases, options)
    }

    package static let fields: [WireField<SamplerItem>] = [
        .init("name", \.name, "The name in requests."),
        .init("aliases", \.aliases, "Other names."),
        .init("options", \.options, "What it prefers and needs."),
    ]
}

/// An element of `GET /sdapi/v1/schedulers`.
package struct SchedulerItem: WireObject {
    package static let title = "Scheduler"

    package var name = ""
    package var label = ""
    package var aliases: [String]?
    package var defaultRho = -1.0
    package var needsInnerModel = false

    package init() {}

    package static let fields: [WireField<SchedulerItem>] = [
        .init("name", \.name, "The name in requests."),
        .init("label", \.label, "The name people read."),
        .init("aliases", \.aliases, "Other names."),
        .init("default_rho", \.defaultRho, "The exponent, or -1."),
        .init("need_inner_model", \.needsInnerModel, "Whether it depends on the model's table."),
    ]
}

/// An element of `GET /sdapi/v1/upscalers`.
package struct UpscalerItem: WireObject {
    package static let title = "Upscaler"

    package var name = ""
    package var modelName: String?
    package var modelPath: String?
    package var modelURL: String?
    package var scale: Double?

    package init() {}

    /// An upscaler of a factor of its own.
    package init(_ name: String, scale: Double?) { (self.name, self.scale) = (name, scale) }

    package static let fields: [WireField<UpscalerItem>] = [
        .init("name", \.name, "The name in requests."),
        .init("model_name", \.modelName, "Its model's name."),
        .init("model_path", \.modelPath, "Its model's file."),
        .init("model_url", \.modelURL, "Always null."),
        .init("scale", \.scale, "Its own factor."),
    ]
}

/// A name alone: an element of `GET /sdapi/v1/latent-upscale-modes`.
package struct NamedItem: WireObject {
    package static let title = "Named"

    package var name = ""

    package init() {}

    /// A name.
    package init(_ name: String) { self.name = name }

    package static let fields: [WireField<NamedItem>] = [.init("name", \.name, "The name.")]
}
