public import Samplers

/// What is known of a family of flow models (Lipman et al. 2023) that does not run yet: what its row
/// of ``Architecture`` will say.
public struct FlowFamily: Sendable, Hashable {
    /// The name people use: "Flux.1".
    public let title: String
    /// The space its latents live in.
    public let latentSpace: LatentSpace
    /// Cells along one edge of the patches that its transformer cuts a latent into.
    public let patch: Int
    /// The schedule that "Automatic" stands for. A flow's σ goes from 1 to 0; schedules over the
    /// noise levels of an ε model would run to thousands.
    public let schedule: ScheduleKind

    /// The multiple that width and height are rounded down to, in pixels: whole patches.
    public var sizeMultiple: Int { patch * latentSpace.downsampling }

    /// The facts in a few words.
    var terms: String {
        "sizes in multiples of \(sizeMultiple) and the schedule \(schedule.label)"
    }

    /// Stable Diffusion 3 and 3.5 (Esser et al. 2024).
    public static let sd3 = FlowFamily(
        title: "SD 3", latentSpace: .sd3, patch: 2, schedule: .simple)

    /// Flux.1 and what is made for it.
    public static let flux = FlowFamily(
        title: "Flux.1", latentSpace: .flux, patch: 2, schedule: .simple)

    /// Chroma, which works in Flux's latents.
    public static let chroma = FlowFamily(
        title: "Chroma", latentSpace: .flux, patch: 2, schedule: .simple)

    /// Every family of which this is known.
    public static let all: [FlowFamily] = [.sd3, .flux, .chroma]
}
