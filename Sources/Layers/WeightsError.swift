/// Why a checkpoint's tensors do not make the model asked for.
public enum WeightsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file has no tensor of this name.
    case missing(key: String, file: String)
    /// A tensor has other dimensions than its place needs; `nil` stands for any size above 0.
    case shape(key: String, file: String, got: [Int], expected: [Int?])
    /// A tensor is stored in a type that cannot be computed with.
    case type(key: String, file: String, got: String)
    /// A layer's channels do not split evenly into the heads or groups it should have.
    case uneven(place: String, file: String, channels: Int, parts: String)
    /// A value in the file's metadata is not what its key needs.
    case metadata(key: String, file: String, got: String, expected: String)

    /// One sentence that names the tensor and the file.
    public var description: String {
        switch self {
        case .missing(let key, let file):
            "\(file) has no tensor \"\(key)\", which a model of this kind needs."
        case .shape(let key, let file, let got, let expected):
            "\"\(key)\" in \(file) has the shape \(got) where \(Self.pattern(expected)) fits."
        case .type(let key, let file, let got):
            "\"\(key)\" in \(file) is stored as \(got), which Kiln does not compute with; "
                + "float32, float16 and bfloat16 are fine."
        case .uneven(let place, let file, let channels, let parts):
            "\"\(place)\" in \(file) has \(channels) channels, which do not split into \(parts)."
        case .metadata(let key, let file, let got, let expected):
            "The metadata \"\(key)\" of \(file) is \"\(got)\" where \(expected) is needed."
        }
    }

    private static func pattern(_ dimensions: [Int?]) -> String {
        let sizes = dimensions.map { $0.map(String.init) ?? "any" }
        return "[" + sizes.joined(separator: ", ") + "]"
    }
}
