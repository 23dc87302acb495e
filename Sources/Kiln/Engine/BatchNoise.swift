import Samplers
import Torch

/// The noise of a batch: generators of its own for each image, so that no image depends on its mates.
final class BatchNoise {
    private var images: [ImageNoise]
    private var paths: [BrownianNoise]?
    private let makePaths: () -> [BrownianNoise]
    private let shape: [Int]
    private let device: Device
    private let trace: Trace?

    /// Generators at their seeds.
    ///
    /// - Parameters:
    ///   - shape: channels, rows and columns of one latent.
    ///   - range: the levels between which Brownian paths run.
    init(
        _ images: [ImagePlan], plan: Plan, shape: LatentShape,
        range: ClosedRange<Double>,
        trace: Trace?
    ) {
        self.images = images.map {
            ImageNoise(
                ImageSeed(
                    $0, plan.variation, cell: plan.first.architecture.latentSpace.downsampling),
                source: plan.noise, channels: shape.channels,
                grid: NoiseGrid(rows: shape.rows, columns: shape.columns))
        }
        makePaths = {
            images.map {
                BrownianNoise(
                    seed: UInt64($0.seed), over: range, count: shape.count, source: plan.noise)
            }
        }
        self.shape = shape.sizes
        device = plan.device
        self.trace = trace
    }

    /// The next draw of every image, the first being what sampling begins with: shape
    /// `[images] + shape`, unit variance.
    func next() throws -> Tensor {
        try batch(images.indices.map { images[$0].next() })
    }

    /// What every image's Brownian path gains between two levels, at unit variance.
    func between(_ sigma: Double, _ next: Double) throws -> Tensor {
        var paths = paths ?? makePaths()
        let gains = paths.indices.map { paths[$0].between(sigma, next) }
        self.paths = paths
        return try batch(gains)
    }

    private func batch(_ values: [[Float]]) throws -> Tensor {
        let noise = Tensor(values.flatMap(\.self), shape: [values.count] + shape, device: device)
        try trace?.keep(numbered: "noise.#", noise)
        return noise
    }
}

extension ImageSeed {
    /// What an image's noise is drawn from.
    ///
    /// - Parameter cell: pixels along an edge of a latent's cell.
    fileprivate init(_ image: ImagePlan, _ variation: Variation, cell: Int) {
        let size = variation.resizeFrom?.cells(of: cell)
        self.init(
            UInt64(image.seed), subseed: UInt64(image.subseed),
            subseedStrength: variation.subseedStrength,
            resizedFrom: size.map { NoiseGrid(rows: $0.height, columns: $0.width) },
            laterSeedDelta: variation.seedDelta)
    }
}
