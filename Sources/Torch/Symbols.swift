import CTorch

/// The functions and constants of the loaded libtorch; written once, then only read.
@safe final class Symbols: @unchecked Sendable {
    let version: TorchVersion

    let delete: CTorchTensorDelete
    let duplicate: CTorchTensorDuplicate
    let rank: CTorchTensorInt64
    let size: CTorchTensorSize
    let count: CTorchTensorInt64
    let dtype: CTorchTensorInt32
    let deviceType: CTorchTensorInt32
    let deviceIndex: CTorchTensorInt32
    let data: CTorchTensorData
    let mutableData: CTorchTensorMutableData

    let empty: CTorchEmptyStrided
    let fromBlob: CTorchFromBlob
    let scalarDouble: CTorchScalar
    let scalarFloat: CTorchScalarFloat
    let full: CTorchFull
    let subtract: CTorchSubtract
    let pad: CTorchPad

    let dispatch: CTorchDispatch
    let newList: CTorchListNew
    let deleteList: CTorchListDelete
    let append: CTorchListAppend
    let listCount: CTorchListCount
    let listItem: CTorchListItem
    let newString: CTorchStringNew
    /// From 2.13; before that an optional's value lies in memory of C++'s `new`, which on every
    /// platform of Kiln is `malloc`.
    let newValue: CTorchValueNew?

    let setAutograd: CTorchSetFlag
    let setThreads: CTorchSetInt
    let threads: CTorchGetUInt32
    /// From 2.13.
    let message: CTorchMessage?

    /// libtorch's numbers for `DType.allCases` and `Device.Kind.allCases`, in that order; of a type
    /// that this libtorch does not know, one that it refuses.
    let dtypeCodes: [Int32]
    let deviceCodes: [Int32]
    let strided: Int32
    let contiguous: Int32

    init(_ library: Library) throws(TorchError) {
        version = try Self.checkedVersion(of: library)

        unsafe delete = try library.function("aoti_torch_delete_tensor_object")
        unsafe duplicate = try library.function("aoti_torch_new_tensor_handle")
        unsafe rank = try library.function("aoti_torch_get_dim")
        unsafe size = try library.function("aoti_torch_get_size")
        unsafe count = try library.function("aoti_torch_get_numel")
        unsafe dtype = try library.function("aoti_torch_get_dtype")
        unsafe deviceType = try library.function("aoti_torch_get_device_type")
        unsafe deviceIndex = try library.function("aoti_torch_get_device_index")
        unsafe data = try library.function("torch_get_const_data_ptr")
        unsafe mutableData = try library.function("torch_get_mutable_data_ptr")

        unsafe empty = try library.function("aoti_torch_empty_strided")
        unsafe fromBlob = try library.function("torch_from_blob")
        unsafe scalarDouble = try library.function("aoti_torch_scalar_to_tensor_float64")
        unsafe scalarFloat = try library.function("aoti_torch_scalar_to_tensor_float32")
        unsafe full = try library.function("aoti_torch_aten_full")
        unsafe subtract = try library.function("aoti_torch_aten_subtract_Tensor")
        unsafe pad = try library.function("aoti_torch_aten_pad")

        unsafe dispatch = try library.function("torch_call_dispatcher")
        unsafe newList = try library.function("torch_new_list_reserve_size")
        unsafe deleteList = try library.function("torch_delete_list")
        unsafe append = try library.function("torch_list_push_back")
        unsafe listCount = try library.function("torch_list_size")
        unsafe listItem = try library.function("torch_list_get_item")
        unsafe newString = try library.function("torch_new_string_handle")
        unsafe newValue = library.optional("torch_new_stable_ivalue")

        setAutograd = try library.function("aoti_torch_grad_mode_set_enabled")
        setThreads = try library.function("_ZN2at15set_num_threadsEi")
        unsafe threads = try library.function("torch_get_num_threads")
        unsafe message = library.optional("torch_exception_get_what_without_backtrace")

        dtypeCodes = DType.allCases.map { dtype in
            let read: CTorchConstant? = library.optional("aoti_torch_dtype_" + dtype.symbol)
            return read?() ?? Self.unknown
        }
        deviceCodes = try Self.constants(
            Device.Kind.allCases.map { "aoti_torch_device_type_" + $0.rawValue }, of: library)
        strided = try Self.constant("aoti_torch_layout_strided", of: library)
        contiguous = try Self.constant("aoti_torch_memory_format_contiguous_format", of: library)
    }

    private static let unknown: Int32 = -1

    func code(of dtype: DType) -> Int32 { dtypeCodes[dtype.rawValue] }

    func code(of kind: Device.Kind) -> Int32 {
        deviceCodes[Device.Kind.allCases.firstIndex(of: kind) ?? 0]
    }

    private static func checkedVersion(of library: Library) throws(TorchError) -> TorchVersion {
        guard let read: CTorchVersion = library.optional("aoti_torch_abi_version") else {
            throw .tooOld(version: "2.8 or older", path: library.folder)
        }
        return try LibTorch.checked(TorchVersion(abi: read()), from: library.folder)
    }

    private static func constants(_ names: [String], of library: Library) throws(TorchError)
        -> [Int32]
    {
        var values: [Int32] = []
        for name in names { values.append(try constant(name, of: library)) }
        return values
    }

    private static func constant(_ name: String, of library: Library) throws(TorchError) -> Int32 {
        let read: CTorchConstant = try library.function(name)
        return read()
    }
}
