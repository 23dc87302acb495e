/// Why a plan that was sound did not finish.
public enum EngineError: Error, Equatable, CustomStringConvertible {
    /// A pass computed values that are not numbers.
    case notFinite(stage: String, dtype: String)
    /// A latent came to a VAE of another latent space.
    case foreignLatent(got: String, expected: String)
    /// One place in a file was asked for as two kinds of model.
    case mixedModels(file: String)
    /// The device asked for is not there.
    case noDevice(String)
    /// A file that should keep a first pass's result does not.
    case badFirstPassFile(String)
    /// What was kept of an image's first pass is not what the plan's first pass would leave.
    case unfitFirstPass(image: Int, got: String, expected: String)
    /// A first pass was kept of an image that the plan does not have.
    case noSuchImage(Int, count: Int)

    /// One sentence: what is wrong and what would be right.
    public var description: String {
        switch self {
        case .notFinite(let stage, let dtype):
            "the \(stage) computed values that are not numbers in \(dtype), which would be a black "
                + "picture; try --dtype float32, or another VAE."
        case .foreignLatent(let got, let expected):
            "a latent of \(got) was handed to a VAE of \(expected)."
        case .mixedModels(let file):
            "one place in \(file) was asked for as two kinds of model; report this as a bug."
        case .noDevice(let name):
            "there is no device \(name) here; use --device cpu."
        case .badFirstPassFile(let reason):
            "this is no file of a first pass: \(reason)."
        case .unfitFirstPass(let image, let got, let expected):
            "what was kept of the first pass of image \(image) is \(got), and this job needs "
                + "\(expected)."
        case .noSuchImage(let image, let count):
            "a first pass was kept of image \(image), and this job has \(count), counted from 0."
        }
    }
}
