/// A tensor of a conversion's result, and what it is made of.
struct ConvertedTensor: Sendable, Equatable {
    var name: String
    /// The type of its elements as they are read; the result's may be another.
    let type: StoredType
    let shape: [Int]
    /// What its elements are, one piece after the other along the first axis.
    let source: Source

    /// Where elements come from.
    enum Source: Sendable, Equatable {
        /// Tensors of the file.
        case stored([TensorInfo])
        /// Zeros.
        case zeros
    }

    /// A tensor of the file under a name.
    init(_ name: String, _ info: TensorInfo) {
        self.init(name, type: info.type, shape: info.shape, source: .stored([info]))
    }

    init(_ name: String, type: StoredType, shape: [Int], source: Source) {
        self.name = name
        self.type = type
        self.shape = shape
        self.source = source
    }

    /// The same elements with axes of size 1 behind; for a tensor of so many axes itself.
    func extended(toRank rank: Int) -> ConvertedTensor {
        let ones = Array(repeating: 1, count: max(0, rank - shape.count))
        return ConvertedTensor(name, type: type, shape: shape + ones, source: source)
    }

    /// A tensor of zeros like this one.
    func zeros(named name: String) -> ConvertedTensor {
        ConvertedTensor(name, type: type, shape: shape, source: .zeros)
    }

    /// Tensors of equal types and shapes one after the other along the first axis; `nil` if they
    /// differ or there are none.
    static func joined(_ name: String, _ parts: [TensorInfo]) -> ConvertedTensor? {
        guard let first = parts.first, let size = first.shape.first,
            parts.allSatisfy({ $0.type == first.type && $0.shape == first.shape })
        else { return nil }
        let (rows, overflow) = size.multipliedReportingOverflow(by: parts.count)
        guard !overflow else { return nil }
        return ConvertedTensor(
            name, type: first.type, shape: [rows] + first.shape.dropFirst(),
            source: .stored(parts))
    }

    /// A matrix with its rows as columns; `nil` for what is no matrix or is quantised.
    static func transposed(_ name: String, _ info: TensorInfo) -> ConvertedTensor? {
        guard info.shape.count == 2 else { return nil }
        let strides: [Int]
        switch info.layout {
        case .rowMajor: strides = [1, info.shape[1]]
        case .strided(let given): strides = given.reversed()
        case .blocks: return nil
        }
        return ConvertedTensor(
            name,
            TensorInfo(
                name: info.name, type: info.type, shape: info.shape.reversed(),
                range: info.range, part: info.part, layout: .strided(strides)))
    }
}
