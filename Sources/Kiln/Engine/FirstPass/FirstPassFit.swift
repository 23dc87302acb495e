import Imaging
import Torch

extension FirstPassResult {
    /// Refuses what the plan's first pass would not leave of an image.
    ///
    /// - Throws: `EngineError.unfitFirstPass`.
    func check(against pass: PassPlan, image: Int) throws(EngineError) {
        let (space, shape) = (pass.architecture.latentSpace, pass.latentShape)
        if let latent {
            let sizes = [latent.channels, latent.rows, latent.columns]
            guard latent.space == space.name, sizes == shape.sizes,
                latent.values.count == shape.count
            else {
                let expected = FirstPassLatent(
                    space: space.name, channels: shape.channels, rows: shape.rows,
                    columns: shape.columns, values: [])
                throw .unfitFirstPass(
                    image: image, got: "\(latent)", expected: "\(expected)")
            }
        }
        if let picture {
            let got = PixelSize(width: picture.width, height: picture.height)
            let cell = space.downsampling
            let expected = PixelSize(width: shape.columns * cell, height: shape.rows * cell)
            guard got == expected else {
                throw .unfitFirstPass(
                    image: image, got: "a picture of \(got)", expected: "one of \(expected)")
            }
        }
    }
}

extension Latent {
    /// A latent on a device, of a batch of one.
    init(_ latent: FirstPassLatent, space: LatentSpace, device: Device) {
        values = Tensor(
            latent.values, shape: [1, latent.channels, latent.rows, latent.columns],
            device: device)
        self.space = space
    }

    /// The numbers of a latent that is a batch of one.
    func numbers() throws -> FirstPassLatent {
        let shape = values.shape
        return FirstPassLatent(
            space: space.name, channels: shape[1], rows: shape[2], columns: shape[3],
            values: try values.to(.float32).floats())
    }
}
