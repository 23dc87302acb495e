/// Reads a pickle as data: a stack machine that knows a short list of instructions and names, and
/// makes values of its own of them. No object of the file's choosing is ever made, nothing is called.
///
/// Every limit is far above what model files need. What a pickle may cost grows with its own size.
struct PickleInterpreter {
    /// The longest pickle in bytes; thereby the most instructions too.
    static let maximumLength = 48 << 20
    /// The most values that may be pushed, or copied into a dictionary.
    static let maximumValues = 1 << 22
    /// The most tensors that may be described.
    static let maximumTensors = 1 << 18
    /// The most values that may be remembered.
    static let maximumMemos = 1 << 20
    /// The most values on the stack at one time. Python's pickler puts 2,000 there for a batch.
    static let maximumStack = 1 << 16
    /// The most marks on the stack at one time.
    static let maximumMarks = 1_024
    /// The longest text or bytes.
    static let maximumText = 1 << 20
    /// The longest text that may be a dictionary's key.
    static let maximumKey = 4_096
    /// The longest module or name of a global, in bytes.
    static let maximumName = 512

    var cursor: ByteCursor
    private var stack: [PickleValue] = []
    private var marks: [Int] = []
    private var memo: [UInt32: PickleValue] = [:]
    private var valueCount = 0
    var storageIndex: [String: Int] = [:]
    var pickle = Pickle()

    /// Reads the pickle that begins at a place in the bytes.
    ///
    /// - Returns: What it says, and the place after it.
    static func read(
        _ bytes: [UInt8], at position: Int = 0
    ) throws(PyTorchRule) -> (pickle: Pickle, end: Int) {
        var interpreter = PickleInterpreter(cursor: ByteCursor(bytes, at: position))
        try interpreter.run()
        return (interpreter.pickle, interpreter.cursor.position)
    }

    private init(cursor: ByteCursor) { self.cursor = cursor }

    private mutating func run() throws(PyTorchRule) {
        guard try byte() == PickleOpcode.proto.rawValue else { throw .noProtocol }
        let version = try byte()
        guard (2...4).contains(version) else { throw .badProtocol(Int(version)) }
        while true {
            let code = try byte()
            guard let opcode = PickleOpcode(rawValue: code) else {
                guard let name = PickleOpcode.refusedNames[code] else { throw .unknownOpcode(code) }
                throw .refusedOpcode(name)
            }
            if opcode == .stop { break }
            try perform(opcode)
        }
        pickle.root = try pop(for: .stop)
        guard stack.isEmpty, marks.isEmpty else { throw .wrongOperand("STOP") }
    }

    private mutating func perform(_ opcode: PickleOpcode) throws(PyTorchRule) {
        switch opcode {
        case .proto, .stop: throw .noProtocol
        case .frame: try passFrame()
        case .mark: try mark()
        case .none: try push(.none)
        case .newTrue: try push(.bool(true))
        case .newFalse: try push(.bool(false))
        case .binInt: try push(.integer(Int(Int32(bitPattern: try integer(UInt32.self)))))
        case .binInt1: try push(.integer(Int(try byte())))
        case .binInt2: try push(.integer(Int(try integer(UInt16.self))))
        case .long1: try push(try long(byteCount: Int(try byte())))
        case .binFloat:
            _ = try take(8)
            try push(.opaque)
        case .binUnicode: try push(try text(byteCount: Int(try integer(UInt32.self))))
        case .shortBinUnicode: try push(try text(byteCount: Int(try byte())))
        case .binString: try push(try string(byteCount: Int(try integer(UInt32.self))))
        case .shortBinString: try push(try string(byteCount: Int(try byte())))
        case .binBytes: try pushBytes(count: Int(try integer(UInt32.self)))
        case .shortBinBytes: try pushBytes(count: Int(try byte()))
        case .emptyDict: try pushDictionary([])
        case .dict: try pushDictionary(try pairs(try popToMark(for: .dict), for: .dict))
        case .emptyList: try pushSequence([], isList: true)
        case .emptyTuple, .emptySet: try pushSequence([])
        case .tuple: try pushSequence(try popToMark(for: .tuple))
        case .tuple1: try pushSequence(try pop(1, for: opcode))
        case .tuple2: try pushSequence(try pop(2, for: opcode))
        case .tuple3: try pushSequence(try pop(3, for: opcode))
        case .append: try append(try pop(1, for: opcode), for: opcode)
        case .appends: try append(try popToMark(for: opcode), for: opcode)
        case .setItem: try setItems(try pop(2, for: opcode), for: opcode)
        case .setItems: try setItems(try popToMark(for: opcode), for: opcode)
        case .binPut: try remember(as: UInt32(try byte()), for: opcode)
        case .longBinPut: try remember(as: try integer(), for: opcode)
        case .memoize: try remember(as: UInt32(memo.count), for: opcode)
        case .binGet: try recall(UInt32(try byte()))
        case .longBinGet: try recall(try integer())
        case .global: try push(.global(try global()))
        case .stackGlobal: try push(.global(try stackGlobal()))
        case .reduce: try push(try reduce())
        case .newObj: try push(try newObject())
        case .build: try build()
        case .binPersID: try push(try persistent(try pop(for: .binPersID)))
        }
    }
}

// MARK: - Bytes

extension PickleInterpreter {
    private mutating func byte() throws(PyTorchRule) -> UInt8 {
        guard let byte = cursor.byte() else { throw .truncated }
        return byte
    }

    private mutating func integer<I: FixedWidthInteger & UnsignedInteger>(
        _: I.Type = I.self
    ) throws(PyTorchRule) -> I {
        guard let integer: I = cursor.integer() else { throw .truncated }
        return integer
    }

    private mutating func take(_ count: Int) throws(PyTorchRule) -> ArraySlice<UInt8> {
        guard count <= Self.maximumText else { throw .longText(byteCount: count) }
        guard let bytes = cursor.take(count) else { throw .truncated }
        return bytes
    }

    /// Passes over the length of a frame, which is a hint for reading in pieces.
    private mutating func passFrame() throws(PyTorchRule) {
        guard try integer(UInt64.self) <= UInt64(cursor.left) else { throw .truncated }
    }

    private mutating func long(byteCount: Int) throws(PyTorchRule) -> PickleValue {
        let bytes = try take(byteCount)
        guard byteCount <= 8 else { return .longInteger(Array(bytes)) }
        let sign: Int = bytes.last.map { $0 < 0x80 ? 0 : -1 } ?? 0
        return .integer(bytes.reversed().reduce(sign) { $0 << 8 | Int($1) })
    }

    private mutating func text(byteCount: Int) throws(PyTorchRule) -> PickleValue {
        guard let text = String(validating: try take(byteCount), as: UTF8.self) else {
            throw .notUTF8
        }
        return .text(text)
    }

    /// A string of Python 2, which may be text or bytes.
    private mutating func string(byteCount: Int) throws(PyTorchRule) -> PickleValue {
        String(validating: try take(byteCount), as: UTF8.self).map { .text($0) } ?? .opaque
    }

    private mutating func pushBytes(count: Int) throws(PyTorchRule) {
        _ = try take(count)
        try push(.opaque)
    }
}

// MARK: - The stack and the memo

extension PickleInterpreter {
    /// Counts values that are made.
    mutating func count(_ values: Int) throws(PyTorchRule) {
        valueCount += values
        guard valueCount <= Self.maximumValues else { throw .tooManyValues }
    }

    private mutating func push(_ value: PickleValue) throws(PyTorchRule) {
        try count(1)
        guard stack.count < Self.maximumStack else { throw .highStack }
        stack.append(value)
    }

    private mutating func mark() throws(PyTorchRule) {
        guard marks.count < Self.maximumMarks else { throw .tooDeep }
        marks.append(stack.count)
    }

    mutating func pop(for opcode: PickleOpcode) throws(PyTorchRule) -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.popLast() else {
            throw .missingOperand(opcode.name)
        }
        return value
    }

    mutating func pop(
        _ count: Int, for opcode: PickleOpcode
    ) throws(PyTorchRule) -> [PickleValue] {
        guard stack.count - count >= marks.last ?? 0 else { throw .missingOperand(opcode.name) }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popToMark(
        for opcode: PickleOpcode
    ) throws(PyTorchRule) -> [PickleValue] {
        guard let mark = marks.popLast() else { throw .missingOperand(opcode.name) }
        defer { stack.removeSubrange(mark...) }
        return Array(stack[mark...])
    }

    func top(for opcode: PickleOpcode) throws(PyTorchRule) -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.last else {
            throw .missingOperand(opcode.name)
        }
        return value
    }

    private mutating func remember(
        as index: UInt32, for opcode: PickleOpcode
    ) throws(PyTorchRule) {
        memo[index] = try top(for: opcode)
        guard memo.count <= Self.maximumMemos else { throw .tooManyMemos }
    }

    private mutating func recall(_ index: UInt32) throws(PyTorchRule) {
        guard let value = memo[index] else { throw .missingMemo(Int(index)) }
        try push(value)
    }
}

// MARK: - Lists and dictionaries

extension PickleInterpreter {
    private mutating func pushSequence(
        _ items: [PickleValue], isList: Bool = false
    ) throws(PyTorchRule) {
        pickle.sequences.append(Pickle.Sequence(isList: isList, items: items))
        try push(.sequence(pickle.sequences.count - 1))
    }

    private mutating func pushDictionary(_ entries: [PickleEntry]) throws(PyTorchRule) {
        try push(dictionary(entries))
    }

    mutating func dictionary(_ entries: [PickleEntry]) -> PickleValue {
        pickle.dictionaries.append(entries)
        return .dictionary(pickle.dictionaries.count - 1)
    }

    private mutating func append(
        _ items: [PickleValue], for opcode: PickleOpcode
    ) throws(PyTorchRule) {
        guard case .sequence(let index) = try top(for: opcode), pickle.sequences[index].isList
        else { throw .wrongOperand(opcode.name) }
        pickle.sequences[index].items += items
    }

    private mutating func setItems(
        _ items: [PickleValue], for opcode: PickleOpcode
    ) throws(PyTorchRule) {
        guard case .dictionary(let index) = try top(for: opcode) else {
            throw .wrongOperand(opcode.name)
        }
        pickle.dictionaries[index] += try pairs(items, for: opcode)
    }

    /// Keys and values that lie one after the other.
    func pairs(
        _ items: [PickleValue], for opcode: PickleOpcode
    ) throws(PyTorchRule) -> [PickleEntry] {
        guard items.count.isMultiple(of: 2) else { throw .missingOperand(opcode.name) }
        var entries: [PickleEntry] = []
        for place in stride(from: 0, to: items.count, by: 2) {
            if let key = items[place].text, key.utf8.count > Self.maximumKey {
                throw .longText(byteCount: key.utf8.count)
            }
            entries.append((items[place], items[place + 1]))
        }
        return entries
    }
}
