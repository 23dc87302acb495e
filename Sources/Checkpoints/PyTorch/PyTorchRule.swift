/// The rule of PyTorch's formats that a file breaks, or what it holds that Kiln does not read.
public enum PyTorchRule: FormatRule {
    /// The kind of file.
    public static let file = "a PyTorch file"

    // The zip archive.

    /// The file does not end with a zip archive's end record.
    case noEndRecord
    /// The archive is one volume of several.
    case severalVolumes
    /// The archive's directory does not lie right before its end record, or is damaged.
    case badDirectory
    /// The archive has more entries than a model has.
    case tooManyEntries(count: UInt64)
    /// An entry's name is no plain relative path.
    case badEntryName(String)
    /// An entry is there twice.
    case duplicateEntry(String)
    /// The entries are not all in one folder.
    case severalFolders(String)
    /// An entry is encrypted.
    case encrypted(entry: String)
    /// An entry is compressed, or its two sizes differ.
    case compressed(entry: String)
    /// An entry has flags that `torch.save` does not set.
    case badFlags(entry: String)
    /// What stands before an entry's bytes is not what the directory says of it.
    case localHeader(entry: String, field: String)
    /// An entry reaches beyond the place of the entries, or over another.
    case overlap(entry: String)
    /// Something lies before the first entry.
    case notAtStart
    /// A part is missing that every file has.
    case missingEntry(String)
    /// A pickle is there beside `data.pkl`.
    case anotherPickle(entry: String)
    /// The check sum of an entry is wrong.
    case badChecksum(entry: String)
    /// The elements were written highest byte first.
    case bigEndian
    /// The archive is a TorchScript program.
    case torchScript

    // The pickle.

    /// The pickle ends in the middle.
    case truncated
    /// The pickle is longer than a model's is.
    case longPickle
    /// The file is a pickle, but not as `torch.save` writes it.
    case notTorch
    /// The pickle does not begin with its protocol, or has one again.
    case noProtocol
    /// The pickle is of a protocol that is not read.
    case badProtocol(Int)
    /// An instruction that Python knows and model files do not need.
    case refusedOpcode(String)
    /// A byte that is no instruction.
    case unknownOpcode(UInt8)
    /// The pickle asks for something that model files do not need.
    case refusedGlobal(String)
    /// The file holds a network as Python objects.
    case wholeModel(String)
    /// The elements are of a type that is not read.
    case unsupportedType(String)
    /// A text, or the name of a global, is too long.
    case longText(byteCount: Int)
    /// A text is not UTF-8.
    case notUTF8
    /// An instruction lacks operands.
    case missingOperand(String)
    /// An instruction has an operand of another kind than it takes.
    case wrongOperand(String)
    /// The pickle recalls what it did not remember.
    case missingMemo(Int)
    /// A function of PyTorch has other arguments than it takes.
    case badCall(String)
    /// The pickle has more values than a model's.
    case tooManyValues
    /// The pickle remembers more values than a model's.
    case tooManyMemos
    /// The pickle puts more values on its stack than Python does.
    case highStack
    /// Containers stand inside each other too deeply, or inside themselves.
    case tooDeep
    /// Something follows the pickle, or the last storage.
    case trailingBytes(Int)

    // The tensors.

    /// A persistent identifier is not a storage's.
    case badStorage
    /// A storage is described in two ways.
    case storageConflict(key: String)
    /// A storage has no bytes in the file.
    case missingStorage(key: String)
    /// The file has a storage that no tensor is a view of, or has it twice.
    case unexpectedStorage(key: String)
    /// A storage has more or fewer bytes than its elements need.
    case wrongStorageSize(key: String)
    /// A tensor's offset, sizes or strides are not integers from 0, one stride for each size.
    case badExtents
    /// A tensor has too many dimensions.
    case highRank
    /// A tensor has to be computed from its storage.
    case lazyTensor
    /// A tensor reaches beyond its storage.
    case outsideStorage(tensor: String)
    /// Tensors that repeat their storages would become far larger than the file.
    case expanded(tensor: String)
    /// A tensor's name is too long.
    case longName(byteCount: Int)
    /// Two tensors have one name.
    case duplicateName(String)
    /// There are more tensors than in a model.
    case tooManyTensors
    /// The names of the tensors would become far larger than the pickle.
    case tooManyNames
}

extension PyTorchRule {
    /// What is wrong and what would be right, without the file's name and without a full stop.
    public var description: String { aboutArchive ?? aboutPickle ?? aboutTensors }

    private var aboutArchive: String? {
        switch self {
        case .noEndRecord:
            "its zip archive has no end record at the end of the file; it was cut off, or "
                + "something follows it"
        case .severalVolumes: "its zip archive is one of several volumes; give it in one file"
        case .badDirectory: "the directory of its zip archive is damaged; download it again"
        case .tooManyEntries(let count):
            "its zip archive has \(count) entries, and at most \(ZipDirectory.maximumEntries) "
                + "are allowed"
        case .badEntryName(let name):
            "its entry \(quoted(name)) has to be named by a plain relative path"
        case .duplicateEntry(let name): "its entry \(quoted(name)) is there twice"
        case .severalFolders(let name):
            "its entry \(quoted(name)) has to be in the one folder that all others are in"
        case .encrypted(let entry):
            "its entry \(quoted(entry)) is encrypted; give the file without a password"
        case .compressed(let entry):
            "its entry \(quoted(entry)) is compressed, and torch.save only stores; "
                + "save it again with torch.save"
        case .badFlags(let entry):
            "its entry \(quoted(entry)) has flags that torch.save does not set"
        case .localHeader(let entry, let field):
            "the \(field) of its entry \(quoted(entry)) has to be the same in the archive's "
                + "directory and before the entry"
        case .overlap(let entry):
            "its entry \(quoted(entry)) reaches beyond its place; entries may not overlap"
        case .notAtStart: "its first entry has to be at the start of the file"
        case .missingEntry(let name):
            "it has no \(quoted(name)); a zip archive is a model only if torch.save wrote it"
        case .anotherPickle(let entry):
            "its entry \(quoted(entry)) is another pickle, and only data.pkl may be one"
        case .badChecksum(let entry):
            "the check sum of its entry \(quoted(entry)) is wrong; download it again"
        case .bigEndian:
            "its numbers have the highest byte first; save it again on a little-endian machine"
        case .torchScript:
            "it is a TorchScript program; save the state_dict of the model instead"
        default: nil
        }
    }

    private var aboutPickle: String? {
        switch self {
        case .truncated: "its pickle ends in the middle; the file was cut off"
        case .longPickle:
            "its pickle has more than \(PickleInterpreter.maximumLength >> 20) MiB, "
                + "and a model's has a few"
        case .notTorch: "it is a pickle that torch.save did not write; save it with torch.save"
        case .noProtocol: "its pickle has to say its protocol once, at the start"
        case .badProtocol(let version):
            "its pickle is of protocol \(version), and 2, 3 and 4 are read"
        case .refusedOpcode(let name):
            "its pickle has the instruction \(name), which model files do not need"
        case .unknownOpcode(let code):
            "its pickle has the byte \(code) where an instruction should be"
        case .refusedGlobal(let name): "it asks for \(plain(name)), which model files do not need"
        case .wholeModel(let name):
            "it holds a whole model as Python objects (\(plain(name))); save its state_dict instead"
        case .unsupportedType(let name):
            "it has elements of \(plain(name)), which Kiln does not read"
        case .longText(let count):
            "a text of its pickle has \(count) bytes, and model files have no such texts"
        case .notUTF8: "a text of its pickle is not UTF-8"
        case .missingOperand(let opcode): "its pickle has \(opcode) without what it works on"
        case .wrongOperand(let opcode):
            "its pickle has \(opcode) with something that it does not work on"
        case .missingMemo(let index):
            "its pickle recalls value \(index), which it has not remembered"
        case .badCall(let name): "its pickle has \(name) with arguments that it does not take"
        case .tooManyValues:
            "its pickle has more than \(PickleInterpreter.maximumValues) values"
        case .tooManyMemos:
            "its pickle remembers more than \(PickleInterpreter.maximumMemos) values"
        case .highStack:
            "its pickle has more than \(PickleInterpreter.maximumStack) values on its stack"
        case .tooDeep: "its dictionaries or lists stand inside each other too deeply"
        case .trailingBytes(let count):
            "\(count) bytes follow where it should end; nothing may stand there"
        default: nil
        }
    }

    private var aboutTensors: String {
        switch self {
        case .badStorage: "its pickle names a storage in a way that torch.save does not"
        case .storageConflict(let key): "it says of storage \(key) what it denies elsewhere"
        case .missingStorage(let key):
            "it has no bytes for storage \(key); the file is not complete"
        case .unexpectedStorage(let key):
            "it has bytes for storage \(quoted(key)), which its pickle does not name, or has twice"
        case .wrongStorageSize(let key):
            "storage \(key) has another size than its elements need"
        case .badExtents:
            "a tensor has to have an offset, sizes, and as many strides, all integers from 0"
        case .highRank:
            "a tensor has more than \(SafetensorsHeader.maximumRank) dimensions"
        case .lazyTensor:
            "a tensor is a conjugate or negative view; save it after resolve_conj and resolve_neg"
        case .outsideStorage(let tensor): "tensor \(quoted(tensor)) reaches beyond its storage"
        case .expanded(let tensor):
            "tensor \(quoted(tensor)) repeats its storage too often; save it after contiguous()"
        case .longName(let count):
            "a tensor's name has \(count) bytes, and at most "
                + "\(SafetensorsHeader.maximumNameLength) are allowed"
        case .duplicateName(let name): "two tensors have the name \(quoted(name))"
        case .tooManyTensors:
            "it has more than \(PickleInterpreter.maximumTensors) tensors"
        case .tooManyNames:
            "its dictionaries contain each other so often that its tensors have no end of names"
        default: ""
        }
    }

    /// A Python name, made printable.
    private func plain(_ name: String) -> String { String(quoted(name).dropFirst().dropLast()) }
}
