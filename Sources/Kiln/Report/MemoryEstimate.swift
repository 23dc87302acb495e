import Checkpoints
import Torch

/// The bytes that a plan will need, estimated from headers.
public struct MemoryEstimate: Sendable, Encodable, Equatable {
    /// Bytes of the weights of each pass, in the arithmetic they run in.
    public let weights: [Int]
    /// Bytes of all weights of the job, parts that passes share counted once.
    public let allWeights: Int
    /// Bytes of intermediate values in the most demanding step.
    public let activations: Int

    /// Weights and intermediate values together.
    public var total: Int { allWeights.addingReportingOverflow(activations).partialValue }

    /// The estimate for a plan.
    public init(_ plan: Plan) { self.init(plan, resuming: false) }

    /// The estimate for a plan.
    ///
    /// - Parameter resuming: whether the results of all images' first passes are there, so that only the
    ///   hires pass runs; the others need nothing then.
    package init(_ plan: Plan, resuming: Bool) {
        var seen: Set<String> = []
        var all = 0
        weights = plan.passes.map { pass in
            guard !resuming || pass.role == .hires else { return 0 }
            return pass.parts.reduce(0) { sum, part in
                let bytes = part.bytes(in: part.part == .unet ? pass.dtype : .float32)
                let key = "\(part.file.path)\u{0}\(part.component.prefix)"
                if seen.insert(key).inserted { all += bytes }
                return sum + bytes
            }
        }
        allWeights = all
        let passes = resuming ? plan.passes.filter { $0.role == .hires } : plan.passes
        activations = passes.map { Self.activations(of: $0, batch: plan.batchSize) }.max() ?? 0
    }

    /// The larger of a guided denoiser step and a VAE decode.
    ///
    /// Both grow with the latent's cells. The factors are those that Forge reserves for models of
    /// full width (webui-behaviour: 16,384 · 1.28 values a cell and side for the denoiser,
    /// 2,178 · 64 for the decoder), scaled by the width the file has.
    private static func activations(of pass: PassPlan, batch: Int) -> Int {
        let cells = Double(pass.latentSize.width * pass.latentSize.height)
        let sides = pass.guidance.isEverGuided ? 2.0 : 1.0
        let unetWidth = pass.unet.file.rows(pass.unet, "input_blocks.0.0.weight") / 320
        let vaeWidth = pass.vae.file.rows(pass.vae, "decoder.conv_out.weight", axis: 1) / 128
        let step =
            sides * Double(batch) * cells * 16_384 * 1.28 * unetWidth
            * Double(pass.dtype.size)
        let decode = cells * 2_178 * 64 * vaeWidth * 4
        // A header may claim any width; what no machine has is as good as the largest number.
        return Int(exactly: max(step, decode).rounded()) ?? Int.max / 2
    }
}

extension CheckpointFile {
    /// A dimension of one of a part's tensors, as a factor; 0 where it is absent.
    fileprivate func rows(_ part: PartPlan, _ key: String, axis: Int = 0) -> Double {
        let name = part.component.prefix + (part.component.dialect.foreign(key) ?? key)
        guard let shape = tensors[name]?.shape, shape.count > axis else {
            return 0
        }
        return Double(shape[axis])
    }
}
