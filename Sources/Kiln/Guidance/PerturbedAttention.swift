public import Models

/// Guidance away from what the model makes of the same prompt with its self-attention disturbed:
/// `scale · (conditional − perturbed)` is added to the guided image (Ahn et al. 2024, equation 9).
///
/// With `.identity` it is perturbed-attention guidance, with `.blurredQueries` smoothed energy
/// guidance (Hong 2024), with `.skipped` skip-layer guidance. Each costs one more call per step.
public struct PerturbedAttention: Sendable, Hashable {
    /// Factor of the difference; 0 is off.
    public var scale: Double
    /// How attention is disturbed.
    public var perturbation: AttentionPerturbation
    /// In which blocks.
    public var places: Set<UNetPlace>
    /// In which part of the pass.
    public var steps: StepRange

    /// Perturbed-attention guidance in the middle block, as its authors recommend.
    public init(
        scale: Double = 3, perturbation: AttentionPerturbation = .identity,
        places: Set<UNetPlace> = [.middle], steps: StepRange = .all
    ) {
        self.scale = scale
        self.perturbation = perturbation
        self.places = places
        self.steps = steps
    }
}
