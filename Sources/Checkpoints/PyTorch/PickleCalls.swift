// What a pickle asks Python to make, and what is understood instead.

extension PickleInterpreter {
    mutating func global() throws(PyTorchRule) -> PickleGlobal {
        let module = try nameLine()
        return try PickleGlobal(module: module, name: try nameLine())
    }

    mutating func stackGlobal() throws(PyTorchRule) -> PickleGlobal {
        let operands = try pop(2, for: .stackGlobal)
        guard let module = operands[0].text, let name = operands[1].text else {
            throw .wrongOperand(PickleOpcode.stackGlobal.name)
        }
        return try PickleGlobal(module: module, name: name)
    }

    private mutating func nameLine() throws(PyTorchRule) -> String {
        guard let line = cursor.line(atMost: Self.maximumName) else {
            throw cursor.left > Self.maximumName ? .longText(byteCount: cursor.left) : .truncated
        }
        guard let name = String(validating: line, as: UTF8.self) else { throw .notUTF8 }
        return name
    }

    /// The callable and its arguments, which have to be a tuple.
    private mutating func call(
        _ opcode: PickleOpcode
    ) throws(PyTorchRule) -> (PickleGlobal, arguments: [PickleValue]) {
        let operands = try pop(2, for: opcode)
        guard case .global(let callable) = operands[0],
            case .sequence(let index) = operands[1], !pickle.sequences[index].isList
        else { throw .wrongOperand(opcode.name) }
        return (callable, pickle.sequences[index].items)
    }

    mutating func reduce() throws(PyTorchRule) -> PickleValue {
        let (callable, arguments) = try call(.reduce)
        switch callable {
        case .opaque: return object()
        case .orderedDict: return dictionary(try orderedEntries(arguments))
        case .size:
            guard arguments.count == 1, case .sequence = arguments[0] else {
                throw .badCall("torch.Size")
            }
            return arguments[0]
        case .rebuildParameter:
            guard arguments.count == 3, case .tensor = arguments[0] else {
                throw .badCall("torch._utils._rebuild_parameter")
            }
            return arguments[0]
        case .rebuildTensor(let rebuilding):
            guard pickle.tensors.count < Self.maximumTensors else { throw .tooManyTensors }
            pickle.tensors.append(try tensor(arguments, by: rebuilding))
            return .tensor(pickle.tensors.count - 1)
        case .storage, .type: throw .wrongOperand(PickleOpcode.reduce.name)
        }
    }

    mutating func newObject() throws(PyTorchRule) -> PickleValue {
        guard case (.opaque, _) = try call(.newObj) else {
            throw .wrongOperand(PickleOpcode.newObj.name)
        }
        return object()
    }

    private mutating func object() -> PickleValue {
        pickle.objects.append(.none)
        return .object(pickle.objects.count - 1)
    }

    /// Keeps an object's state. A dictionary's attributes (a state dict's `_metadata`) are left out.
    mutating func build() throws(PyTorchRule) {
        let state = try pop(for: .build)
        switch try top(for: .build) {
        case .object(let index): pickle.objects[index] = state
        case .dictionary: break
        default: throw .wrongOperand(PickleOpcode.build.name)
        }
    }

    /// The entries of a dictionary that is made empty, or of a list of pairs as Python 2 has it.
    private mutating func orderedEntries(
        _ arguments: [PickleValue]
    ) throws(PyTorchRule) -> [PickleEntry] {
        guard let first = arguments.first else { return [] }
        let broken = PyTorchRule.badCall("collections.OrderedDict")
        guard arguments.count == 1, let items = pickle.items(of: first) else { throw broken }
        try count(2 * items.count)
        var flat: [PickleValue] = []
        for item in items {
            guard let pair = pickle.items(of: item), pair.count == 2 else { throw broken }
            flat += pair
        }
        return try pairs(flat, for: .reduce)
    }
}

// MARK: - Storages and tensors

extension PickleInterpreter {
    /// What a persistent identifier stands for: `("storage", type, key, location, count)` for a storage,
    /// with `None` after it in the older format, where a view could stand once; there also `("module",
    /// class, file, source)` for a class.
    mutating func persistent(_ identifier: PickleValue) throws(PyTorchRule) -> PickleValue {
        guard let parts = pickle.items(of: identifier), let kind = parts.first?.text else {
            throw .badStorage
        }
        if kind == "module", parts.count == 4, case .global(.opaque) = parts[1] { return parts[1] }
        guard kind == "storage", (5...6).contains(parts.count), parts.count == 5 || parts[5].isNone,
            case .global(.storage(let type)) = parts[1],
            let key = parts[2].text, Self.isNumber(key), parts[3].text != nil,
            let count = parts[4].integer, count >= 0
        else { throw .badStorage }
        let storage = Pickle.Storage(key: key, type: type, count: count)
        if let index = storageIndex[key] {
            guard pickle.storages[index] == storage else { throw .storageConflict(key: key) }
            return .storage(index)
        }
        storageIndex[key] = pickle.storages.count
        pickle.storages.append(storage)
        return .storage(pickle.storages.count - 1)
    }

    /// Whether a text is a number of at most twenty digits.
    private static func isNumber(_ text: String) -> Bool {
        (1...20).contains(text.utf8.count)
            && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// The tensor that the arguments of a `_rebuild_tensor` function describe: storage, offset, sizes,
    /// strides; from version 2 on `requires_grad`, hooks; in version 3 the type; and notes, if any.
    private func tensor(
        _ arguments: [PickleValue], by rebuilding: PickleGlobal.Rebuilding
    ) throws(PyTorchRule) -> Pickle.Tensor {
        let count =
            switch rebuilding {
            case .v1: 4;
            case .v2: 6;
            case .v3: 7
            }
        guard arguments.count == count || rebuilding != .v1 && arguments.count == count + 1,
            case .storage(let storage) = arguments[0], let offset = arguments[1].integer
        else { throw .badCall("torch._utils._rebuild_tensor") }
        let stored = pickle.storages[storage].type
        var type = stored ?? .u8
        if rebuilding == .v3 {
            guard case .global(.type(let named)) = arguments[6], stored == nil else {
                throw .badCall("torch._utils._rebuild_tensor_v3")
            }
            type = named
        }
        // A conjugate or negative view would have other values than its storage.
        if arguments.count > count, pickle.entries(of: arguments[count])?.isEmpty != true {
            guard arguments[count].isNone else { throw .lazyTensor }
        }
        let shape = try extents(arguments[2])
        let strides = try extents(arguments[3])
        guard shape.count == strides.count, offset >= 0 else { throw .badExtents }
        return Pickle.Tensor(
            storage: storage, type: type, offset: offset, shape: shape, strides: strides)
    }

    /// Sizes or strides: integers from 0, at most eight.
    private func extents(_ value: PickleValue) throws(PyTorchRule) -> [Int] {
        guard let items = pickle.items(of: value) else { throw .badExtents }
        guard items.count <= SafetensorsHeader.maximumRank else { throw .highRank }
        var extents: [Int] = []
        for item in items {
            guard let extent = item.integer, extent >= 0 else { throw .badExtents }
            extents.append(extent)
        }
        return extents
    }
}
