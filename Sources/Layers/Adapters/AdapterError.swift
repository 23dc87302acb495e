/// Why an adapter cannot be applied to a model.
public enum AdapterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file changes no module of any model.
    case notAnAdapter(file: String)
    /// The adapter was made for models of another family.
    case foreign(file: String, family: AdapterFamily, model: AdapterFamily)
    /// Too few of its modules are in the model.
    case unmatched(file: String, count: Int, total: Int, example: String)
    /// A module's tensors do not make a change of the weight's shape.
    case shape(module: String, file: String, parts: [[Int]], target: String, expected: [Int])
    /// A number that steers a module is not one that can.
    case number(module: String, file: String, part: String)

    /// One sentence that names the file and says what would be right.
    public var description: String {
        switch self {
        case .notAnAdapter(let file):
            "\(file) holds no LoRA or LyCORIS weights; give an adapter's file."
        case .foreign(let file, let family, let model):
            "\(file) is for \(family) and the model is \(model); use it with a model of \(family)."
        case .unmatched(let file, let count, let total, let example):
            "\(count) of the \(total) modules in \(file) are not in the model, such as "
                + "\"\(example)\"; use it with a model of the kind it was trained on."
        case .shape(let module, let file, let parts, let target, let expected):
            "\"\(module)\" in \(file), of \(Self.list(parts)), does not fit \"\(target)\", "
                + "which is \(expected); use it with a model of the kind it was trained on."
        case .number(let module, let file, let part):
            "\"\(module).\(part)\" in \(file) is not one finite number, which it has to be."
        }
    }

    private static func list(_ shapes: [[Int]]) -> String {
        shapes.map { "\($0)" }.joined(separator: " and ")
    }
}
