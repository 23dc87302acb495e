/// A Python name that model files ask for. Nothing is looked up or called: each stands for a meaning
/// that the reader knows, or for an object whose content it leaves alone.
enum PickleGlobal: Sendable {
    /// A function that describes a tensor by its storage, offset, sizes and strides.
    case rebuildTensor(Rebuilding)
    /// The function that marks a tensor as a parameter.
    case rebuildParameter
    /// A dictionary that keeps its order.
    case orderedDict
    /// A tensor's sizes.
    case size
    /// A storage of elements of one type; of bytes where the tensor has the type.
    case storage(StoredType?)
    /// An element type.
    case type(StoredType)
    /// A class or function whose results are of no use here.
    case opaque

    /// The ways in which PyTorch describes a tensor.
    enum Rebuilding { case v1, v2, v3 }

    /// The meaning of a name.
    ///
    /// - Throws: `PyTorchRule` if model files do not need the name. Module and name have to be equal
    ///   to those known; neither is split at its dots.
    init(module: String, name: String) throws(PyTorchRule) {
        let known =
            switch module {
            case "torch._utils": Self.rebuilding(name)
            case "torch": Self.ofTorch(name)
            case "collections" where name == "OrderedDict": Self.orderedDict
            case "torch.storage" where name == "UntypedStorage": Self.storage(nil)
            default: Self.opaqueNames[module]?.contains(name) == true ? Self.opaque : nil
            }
        guard let known else { throw Self.refusal(module: module, name: name) }
        self = known
    }

    private static func rebuilding(_ name: String) -> PickleGlobal? {
        switch name {
        case "_rebuild_tensor": .rebuildTensor(.v1)
        case "_rebuild_tensor_v2": .rebuildTensor(.v2)
        case "_rebuild_tensor_v3": .rebuildTensor(.v3)
        case "_rebuild_parameter": .rebuildParameter
        default: nil
        }
    }

    private static func ofTorch(_ name: String) -> PickleGlobal? {
        switch name {
        case "Size": .size
        case "device": .opaque
        default: storages[name].map { .storage($0) } ?? types[name].map { .type($0) }
        }
    }

    private static let storages: [String: StoredType] = [
        "FloatStorage": .f32, "HalfStorage": .f16, "BFloat16Storage": .bf16,
        "DoubleStorage": .f64, "IntStorage": .i32, "LongStorage": .i64, "ShortStorage": .i16,
        "CharStorage": .i8, "ByteStorage": .u8, "BoolStorage": .bool, "ComplexFloatStorage": .c64,
    ]

    private static let types: [String: StoredType] = [
        "float32": .f32, "float16": .f16, "bfloat16": .bf16, "float64": .f64, "int32": .i32,
        "int64": .i64, "int16": .i16, "int8": .i8, "uint8": .u8, "uint16": .u16, "uint32": .u32,
        "uint64": .u64, "bool": .bool, "complex64": .c64, "float8_e4m3fn": .f8E4M3,
        "float8_e5m2": .f8E5M2, "float8_e4m3fnuz": .f8E4M3FNUZ, "float8_e5m2fnuz": .f8E5M2FNUZ,
        "float8_e8m0fnu": .f8E8M0,
    ]

    /// What real files have beside their tensors: the training's state, notes from numpy, and the
    /// dictionaries of parameters that old textual inversions keep.
    private static let opaqueNames: [String: Set<String>] = [
        "pytorch_lightning.callbacks.model_checkpoint": ["ModelCheckpoint"],
        "pytorch_lightning.callbacks": ["model_checkpoint"],
        "numpy.core.multiarray": ["scalar", "_reconstruct"],
        "numpy._core.multiarray": ["scalar", "_reconstruct"],
        "numpy": ["dtype", "ndarray"],
        "_codecs": ["encode"],
        "__builtin__": ["set"],
        "builtins": ["set"],
        "torch.storage": ["TypedStorage"],
        "torch.nn.modules.container": ["ParameterDict"],
        "torch.nn.parameter": ["Parameter"],
    ]

    private static func refusal(module: String, name: String) -> PyTorchRule {
        let full = module + "." + name
        if module == "__main__" || module.hasPrefix("torch.nn.modules.") {
            return .wholeModel(full)
        }
        let isType = name.hasSuffix("Storage") || name.hasPrefix("complex") || name.hasPrefix("q")
        return module == "torch" && isType ? .unsupportedType(full) : .refusedGlobal(full)
    }
}
