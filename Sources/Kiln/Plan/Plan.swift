public import Samplers
public import Torch

/// What will run: every name resolved, every seed a number, every part checked against the others.
///
/// A plan is made from file headers alone. The engine takes a plan and nothing else.
public struct Plan: Sendable {
    /// The passes in order: the first, the refiner that takes over its last steps, the hires pass;
    /// the latter two if there are any.
    public let passes: [PassPlan]
    /// The picture that the first pass begins with; `nil` begins from noise alone.
    public let start: StartPlan?
    /// How the first pass's result becomes the second's beginning; `nil` with one pass.
    public let hop: HopPlan?
    /// Steps of the first pass as they were asked for.
    public let requestedSteps: Int
    /// The images of the job, in order.
    public let images: [ImagePlan]
    /// Images per forward batch.
    public let batchSize: Int
    /// Where noise comes from.
    public let noise: NoiseSource
    /// What makes the noise of each image beside its seeds.
    public let variation: Variation
    /// How text becomes what the UNet attends to, in all passes.
    public let text: TextSettings
    /// Whether UNets are told fractions of timesteps.
    public let interpolatesTimesteps: Bool
    /// Whether pictures are encoded to the mean of the VAE's posterior or to a draw from it.
    public let encoding: LatentEncoding
    /// Whether the first pass's pictures are written too.
    public let savesBeforeHires: Bool
    /// Where to compute.
    public let device: Device
    /// What a person should know before it runs.
    public let notes: [String]

    /// The first pass.
    public var first: PassPlan { passes[0] }
    /// The hires pass, if there is one.
    public var hires: PassPlan? { passes.first { $0.role == .hires } }
    /// The refiner, if there is one.
    public var refiner: PassPlan? { passes.first { $0.role == .refiner } }
}
