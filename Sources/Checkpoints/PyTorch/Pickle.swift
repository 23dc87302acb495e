/// A value of a pickle. Lists, dictionaries and objects are numbers of entries in their ``Pickle``, so
/// that no value holds another and nothing recurses, however deep the file nests them.
enum PickleValue: Sendable {
    case none
    case bool(Bool)
    case integer(Int)
    /// An integer of more than eight bytes, the lowest first, in two's complement.
    case longInteger([UInt8])
    case text(String)
    /// A name that the file asks for.
    case global(PickleGlobal)
    /// A list, a tuple or a set.
    case sequence(Int)
    case dictionary(Int)
    case storage(Int)
    case tensor(Int)
    /// An object of which only the state is kept.
    case object(Int)
    /// A value of no use here: a floating-point number, bytes.
    case opaque
}

/// A key of a dictionary and its value.
typealias PickleEntry = (key: PickleValue, value: PickleValue)

/// What a pickle says, as data.
struct Pickle: Sendable {
    /// A list, a tuple or a set.
    struct Sequence: Sendable {
        /// Whether items may be appended.
        var isList: Bool
        /// The items in order.
        var items: [PickleValue]
    }

    /// A storage: the elements that tensors are views of.
    struct Storage: Sendable, Equatable {
        /// Its number in the file, as text.
        let key: String
        /// The type of its elements; bytes if there is none.
        let type: StoredType?
        /// How many elements there are.
        let count: Int
    }

    /// A tensor: a view of a storage. Offset, sizes and strides count elements; none is negative.
    struct Tensor: Sendable {
        let storage: Int
        let type: StoredType
        let offset: Int
        let shape: [Int]
        let strides: [Int]
    }

    /// The value that the pickle leaves.
    var root = PickleValue.none
    var sequences: [Sequence] = []
    /// The keys and values of the dictionaries, in order.
    var dictionaries: [[PickleEntry]] = []
    /// The states of the objects.
    var objects: [PickleValue] = []
    var storages: [Storage] = []
    var tensors: [Tensor] = []

    /// The items of a tuple, a list or a set.
    func items(of value: PickleValue) -> [PickleValue]? {
        if case .sequence(let index) = value { sequences[index].items } else { nil }
    }

    /// The keys and values of a dictionary.
    func entries(of value: PickleValue) -> [PickleEntry]? {
        if case .dictionary(let index) = value { dictionaries[index] } else { nil }
    }

    /// The value of a key; the last, as Python has it, if the key is there several times.
    func value(of key: String, in value: PickleValue) -> PickleValue? {
        entries(of: value)?.last { $0.key.text == key }?.value
    }
}

extension PickleValue {
    /// The text, if this is one.
    var text: String? { if case .text(let text) = self { text } else { nil } }

    /// The integer, if this is one.
    var integer: Int? { if case .integer(let integer) = self { integer } else { nil } }

    var isNone: Bool { if case .none = self { true } else { false } }
}
