import Samplers
import Torch

/// The noise of a batch: one generator per image, so that no image depends on its mates.
final class BatchNoise {
    private var generators: [NoiseGenerator]
    private let shape: [Int]
    private let device: Device
    private let trace: Trace?

    /// Generators at their seeds.
    ///
    /// - Parameter shape: channels, rows and columns of one latent.
    init(seeds: [Int], source: NoiseSource, shape: [Int], device: Device, trace: Trace?) {
        generators = seeds.map { source.generator(seed: UInt64($0)) }
        self.shape = shape
        self.device = device
        self.trace = trace
    }

    /// The next draw of every image: shape `[images] + shape`, unit variance.
    func next() throws -> Tensor {
        let count = shape.reduce(1, *)
        let values = generators.indices.flatMap { generators[$0].normal(count: count) }
        let noise = Tensor(values, shape: [generators.count] + shape, device: device)
        try trace?.keep(numbered: "noise.#", noise)
        return noise
    }
}
