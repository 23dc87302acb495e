/// Finds the tensors in what a pickle says, and names them: the keys on the way, with dots between.
///
/// Lists count as keys 0, 1, …; an `nn.ParameterDict` is the dictionary of its parameters. What is no
/// tensor is passed over, apart from the notes that ``FileContents/metadata`` has.
struct TensorCollector {
    /// Where the tensors are if the top level has such a dictionary: the first of these that is there
    /// alone holds them.
    ///
    /// Training tools put the model beside the optimizer's state (`state_dict`), ESRGAN's beside its
    /// moving average (`params_ema`, which is the better one, and `params`), and textual inversions
    /// beside their names (`string_to_param`, which stays in the tensors' names).
    static let roots: [(key: String, staysInName: Bool)] = [
        ("state_dict", false), ("params_ema", false), ("params", false),
        ("string_to_param", true),
    ]
    /// The most dictionaries and lists inside each other.
    static let maximumDepth = 64
    /// The most notes, and the most bytes of one.
    static let maximumNotes = 256, maximumNoteLength = 4_096
    /// The most bytes of names and values that may be visited, however large the pickle is.
    static let maximumVisits = 1 << 28
    /// What the tensors' elements may take beyond four times the file, where they share storages.
    static let spareBytes = 16 << 20

    private let saved: SavedPickle
    private var tensors: [String: TensorInfo] = [:]
    private var pending: [(name: String?, value: PickleValue, depth: Int)] = []
    /// How many more bytes of names and values may be visited.
    private var visitsLeft: Int
    /// How many more bytes of elements the tensors may have.
    private var bytesLeft: Int

    /// The tensors and notes of a file.
    static func contents(
        of saved: SavedPickle, fileSize: Int
    ) throws(PyTorchRule) -> FileContents {
        var collector = TensorCollector(saved, fileSize: fileSize)
        try collector.collect()
        return FileContents(metadata: collector.notes(), tensors: collector.tensors)
    }

    private init(_ saved: SavedPickle, fileSize: Int) {
        self.saved = saved
        visitsLeft = min(1 << 16 + 16 * saved.byteCount, Self.maximumVisits)
        bytesLeft = Self.spareBytes + 4 * fileSize
    }

    private mutating func collect() throws(PyTorchRule) {
        let root = saved.pickle.root
        pending = [(nil, root, 0)]
        for (key, staysInName) in Self.roots {
            guard let value = saved.pickle.value(of: key, in: root), try entries(of: value) != nil
            else { continue }
            pending = [(staysInName ? key : nil, value, 0)]
            break
        }
        while let (name, value, depth) = pending.popLast() {
            try visit(value, named: name, depth: depth)
        }
    }

    private mutating func visit(
        _ value: PickleValue, named name: String?, depth: Int
    ) throws(PyTorchRule) {
        if case .tensor(let index) = value {
            try add(saved.pickle.tensors[index], named: name ?? "tensor")
        } else if let entries = try entries(of: value) {
            guard depth < Self.maximumDepth else { throw .tooDeep }
            try charge(entries.count)
            for (key, value) in entries {
                guard let key = key.text ?? key.integer.map({ String($0) }) else { continue }
                try put(value, under: name, key, depth: depth + 1)
            }
        } else if let items = saved.pickle.items(of: value) {
            guard depth < Self.maximumDepth else { throw .tooDeep }
            try charge(items.count)
            for (index, item) in items.enumerated() {
                try put(item, under: name, String(index), depth: depth + 1)
            }
        }
    }

    /// Puts a value aside to be visited, unless it can hold no tensor.
    private mutating func put(
        _ value: PickleValue, under name: String?, _ key: String, depth: Int
    ) throws(PyTorchRule) {
        switch value {
        case .tensor, .dictionary, .sequence, .object:
            let full = name.map { $0 + "." + key } ?? key
            try charge(full.utf8.count)
            guard full.utf8.count <= SafetensorsHeader.maximumNameLength else {
                throw .longName(byteCount: full.utf8.count)
            }
            pending.append((full, value, depth))
        default: break
        }
    }

    /// Takes steps off the number that is left. What a file holds many times is visited as often.
    private mutating func charge(_ steps: Int) throws(PyTorchRule) {
        visitsLeft -= steps
        guard visitsLeft >= 0 else { throw .tooManyNames }
    }

    /// The entries of a dictionary, or of the parameters of an `nn.ParameterDict`.
    private mutating func entries(
        of value: PickleValue
    ) throws(PyTorchRule) -> [PickleEntry]? {
        guard case .object(let index) = value else { return saved.pickle.entries(of: value) }
        let state = saved.pickle.objects[index]
        try charge(saved.pickle.entries(of: state)?.count ?? 0)
        let parameters = saved.pickle.value(of: "_parameters", in: state)
        return parameters.flatMap { saved.pickle.entries(of: $0) }
    }
}

// MARK: - One tensor

extension TensorCollector {
    private mutating func add(
        _ tensor: Pickle.Tensor, named name: String
    ) throws(PyTorchRule) {
        guard tensors.count < PickleInterpreter.maximumTensors else { throw .tooManyTensors }
        let size = tensor.type.bits / 8
        guard let extent = tensor.extent,
            let end = Self.scaled(tensor.offset, plus: extent, by: size),
            end <= saved.places[tensor.storage].count
        else { throw .outsideStorage(tensor: name) }
        guard let byteCount = tensor.byteCount, byteCount <= bytesLeft else {
            throw .expanded(tensor: name)
        }
        bytesLeft -= byteCount
        let start = saved.places[tensor.storage].lowerBound
        let range = start + end - extent * size..<start + end
        let info = TensorInfo(
            name: name, type: tensor.type, shape: tensor.shape, range: range,
            layout: tensor.isContiguous ? .rowMajor : .strided(tensor.strides))
        guard tensors.updateValue(info, forKey: name) == nil else { throw .duplicateName(name) }
    }

    private static func scaled(_ a: Int, plus b: Int, by factor: Int) -> Int? {
        let (sum, tooBig) = a.addingReportingOverflow(b)
        let (product, overflow) = sum.multipliedReportingOverflow(by: factor)
        return tooBig || overflow ? nil : product
    }
}

extension Pickle.Tensor {
    /// How many elements of the storage there are from the first to the farthest; `nil` beyond 64
    /// bits.
    fileprivate var extent: Int? {
        guard !shape.contains(0) else { return 0 }
        var extent = 1
        for (size, stride) in zip(shape, strides) {
            let (reach, tooFar) = (size - 1).multipliedReportingOverflow(by: stride)
            let (sum, overflow) = extent.addingReportingOverflow(reach)
            guard !tooFar, !overflow else { return nil }
            extent = sum
        }
        return extent
    }

    /// How many bytes the elements have in row-major order; `nil` beyond 64 bits.
    fileprivate var byteCount: Int? {
        guard !shape.contains(0) else { return 0 }
        var count = type.bits / 8
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow else { return nil }
            count = product
        }
        return count
    }

    /// Whether the elements lie in row-major order. An axis of one element may have any stride.
    fileprivate var isContiguous: Bool {
        guard !shape.contains(0) else { return true }
        var expected = 1
        for (size, stride) in zip(shape, strides).reversed() where size != 1 {
            guard stride == expected else { return false }
            expected *= size
        }
        return true
    }
}

// MARK: - Notes

extension TensorCollector {
    /// The texts and integers of the top level (`epoch`, `global_step`, `name`, …), and the tokens of a
    /// textual inversion (`string_to_token.*`). What is long, or beyond the limit, is left out.
    private func notes() -> [String: String] {
        var notes: [String: String] = [:]
        let root = saved.pickle.root
        for (key, value) in saved.pickle.entries(of: root) ?? [] {
            note(value, as: key, under: "", in: &notes)
        }
        let tokens = saved.pickle.value(of: "string_to_token", in: root)
        for (key, value) in tokens.flatMap({ saved.pickle.entries(of: $0) }) ?? [] {
            note(value, as: key, under: "string_to_token.", in: &notes)
        }
        return notes
    }

    private func note(
        _ value: PickleValue, as key: PickleValue, under prefix: String,
        in notes: inout [String: String]
    ) {
        guard let key = key.text, let text = value.text ?? value.integer.map({ String($0) }),
            notes.count < Self.maximumNotes,
            key.utf8.count + text.utf8.count <= Self.maximumNoteLength
        else { return }
        notes[prefix + key] = text
    }
}
