import Layers
package import Samplers
import Torch
import WebUI

/// A plan in words and as JSON.
public struct PlanReport: Sendable, Encodable {
    /// The passes, in order.
    public let passes: [Pass]
    /// The hop between them.
    public let hop: Hop?
    /// How many images come out.
    public let images: Int
    /// The seed of the first.
    public let seed: Int
    /// Images per forward batch.
    public let batchSize: Int
    /// Where it computes.
    public let device: String
    /// Bytes it will need.
    public let memory: MemoryEstimate
    /// What a person should know before it runs.
    public let notes: [String]

    /// One pass in words.
    public struct Pass: Sendable, Encodable {
        package let pass: String
        package let architecture: String
        package let prediction: PredictionType
        package let checkpoint: String
        package let sha256: String?
        package let latentSpace: String
        package let parts: [Part]
        package let loras: [Lora]
        package let embeddings: [String]
        package let size: PixelSize
        package let outputSize: PixelSize
        package let steps: Int
        package let scheduleSteps: Int
        package let sampler: String
        package let schedule: String
        package let cfgScale: Double
        package let guidance: [String]
        package let denoisingStrength: Double?
        package let takesOverAt: Double?
        package let dtype: String
    }

    /// One part of a pass and where it comes from.
    public struct Part: Sendable, Encodable {
        package let part: String
        package let file: String
        package let source: String
        package let type: String
        package let bytes: Int
    }

    /// A LoRA of a pass: how many of its modules found a place, and how many did not.
    public struct Lora: Sendable, Encodable {
        package let name: String
        package let file: String
        package let kinds: [String]
        package let matched: Int
        package let unmatched: Int
    }

    /// The hop in words.
    public struct Hop: Sendable, Encodable {
        package let way: String
        package let upscaler: String
        package let reason: String
        package let from: String
        package let to: String
    }

    /// The report of a plan.
    ///
    /// - Parameter hashes: asked only for what it knows already; nothing is computed.
    public init(_ plan: Plan, hashes: HashCache) {
        self.init(plan, hashes: hashes, resuming: false)
    }

    /// The report of a plan.
    ///
    /// - Parameter resuming: whether the results of all images' first passes are there, so that only the
    ///   hires pass runs.
    package init(_ plan: Plan, hashes: HashCache, resuming: Bool) {
        passes = plan.passes.map { Pass($0, hash: hashes.cached($0.checkpoint.path)) }
        hop = plan.hop.flatMap { hop in plan.hires.map { Hop(hop, from: plan.first, to: $0) } }
        images = plan.images.count
        seed = plan.images.first?.seed ?? 0
        batchSize = plan.batchSize
        device = plan.device.description
        memory = MemoryEstimate(plan, resuming: resuming)
        notes = plan.notes
    }
}

extension PlanReport.Pass {
    init(_ pass: PassPlan, hash: String?) {
        self.pass = pass.role.rawValue
        architecture = pass.architecture.title
        prediction = pass.prediction
        checkpoint = pass.checkpoint.name
        sha256 = hash
        latentSpace = pass.architecture.latentSpace.name
        parts = pass.parts.map(PlanReport.Part.init)
        loras = pass.loras.map(PlanReport.Lora.init)
        embeddings = pass.embeddings.map(\.name)
        size = pass.size
        let edge = pass.architecture.latentSpace.downsampling
        outputSize = PixelSize(
            width: pass.latentSize.width * edge, height: pass.latentSize.height * edge)
        steps = pass.steps
        scheduleSteps = pass.scheduleSteps
        sampler = pass.sampler.name
        schedule = pass.schedule.label
        cfgScale = pass.cfgScale
        guidance = pass.guidance.methods
        takesOverAt = pass.takesOverAt
        denoisingStrength = pass.denoisingStrength
        dtype = "\(pass.dtype)"
    }
}

extension PlanReport.Part {
    init(_ part: PartPlan) {
        self.part = part.part.title
        file = part.file.name
        source = part.module ? "module" : "checkpoint"
        type = part.component.type
        bytes = part.component.bytes
    }
}

extension PlanReport.Lora {
    init(_ lora: LoraPlan) {
        name = lora.entry.name
        file = lora.entry.path.baseName
        kinds = lora.match.adapter.kinds.map(\.rawValue)
        matched = lora.match.matched
        unmatched = lora.match.unmatched.count
    }

    fileprivate var line: String {
        let places = unmatched == 0 ? "" : ", \(unmatched) without a place"
        return "  \("LoRA".padding(to: 12))\(file) (\(kinds.joined(separator: ", ")), "
            + "\(matched) of \(matched + unmatched) modules\(places))"
    }
}

extension PlanReport.Hop {
    init(_ hop: HopPlan, from: PassPlan, to: PassPlan) {
        upscaler = hop.upscaler
        reason = hop.reason
        self.from = from.vae.file.name
        self.to = to.vae.file.name
        way =
            switch hop.way {
            case .latent: "latent interpolation"
            case .pixels: "pixels"
            }
    }
}

// MARK: - Text

extension PlanReport {
    /// The report as lines for a terminal.
    public var text: String {
        var lines = passes.flatMap(\.lines)
        if let hop, let last = passes.last {
            lines.insert(contentsOf: hop.lines, at: lines.count - last.lines.count)
        }
        let count = images == 1 ? "1 image" : "\(images) images"
        lines.append(
            "job           \(count) from seed \(seed), \(batchSize) per batch, on \(device)")
        lines.append(
            "memory        about \(ByteCount.text(memory.total)): weights "
                + "\(ByteCount.text(memory.allWeights)), intermediate values "
                + ByteCount.text(memory.activations))
        lines += notes.map { "note          \($0)" }
        return lines.joined(separator: "\n")
    }
}

extension PlanReport.Pass {
    fileprivate var lines: [String] {
        let hash = sha256.map { " [\($0.prefix(10))]" } ?? ""
        let strength = denoisingStrength.map { ", denoising strength \($0)" } ?? ""
        let tail = scheduleSteps == steps ? "" : " (the tail of \(scheduleSteps))"
        let rounded = outputSize == size ? "" : " → \(outputSize)"
        let methods = guidance.map { ", \($0)" }.joined()
        let takeover = takesOverAt.map {
            " (from \(PythonNumber.text($0)) of the first pass's steps on)"
        }
        return [
            pass + (takeover ?? ""),
            "  model       \(checkpoint)\(hash): \(architecture), \(prediction)-prediction",
        ]
            + parts.map { part in
                let name = part.part.padding(to: 12)
                return "  \(name)\(part.source == "module" ? "module " : "")\(part.file)"
                    + " (\(part.type), \(ByteCount.text(part.bytes)))"
            }
            + loras.map(\.line)
            + embeddings.map { "  \("embedding".padding(to: 12))\($0)" }
            + [
                "  size        \(size)\(rounded)",
                "  sampling    \(steps) steps\(tail), \(sampler), \(schedule), cfg \(cfgScale)"
                    + "\(methods)\(strength), \(dtype)",
            ]
    }
}

extension PlanReport.Hop {
    fileprivate var lines: [String] {
        let detail =
            way == "pixels"
            ? "VAE of \(from) → \(upscaler) → VAE of \(to)" : upscaler
        return ["hop           \(way): \(detail)", "              because \(reason)"]
    }
}

extension String {
    /// The string with spaces to a length.
    package func padding(to length: Int) -> String {
        self + String(repeating: " ", count: max(length - count, 1))
    }
}
