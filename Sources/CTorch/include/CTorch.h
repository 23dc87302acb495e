// Our own declarations of the functions of libtorch's stable C ABI that Kiln calls (libtorch ≥ 2.11).
// Nothing is linked: each type below is the type of a symbol that the Torch module looks up at run time.
#ifndef KILN_CTORCH_H
#define KILN_CTORCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GLIBC__)
#include <malloc.h>  // mallopt, which Swift's own module of glibc leaves out
#endif

#pragma clang assume_nonnull begin

/// Owning handles. Each is a heap object of libtorch that someone must delete or give away.
typedef struct CTorchTensor *CTorchTensorHandle;
typedef struct CTorchList *CTorchListHandle;
typedef struct CTorchString *CTorchStringHandle;

/// One argument or result of an operator in 64 bits (`StableIValue`).
typedef uint64_t CTorchValue;

/// 0 when the call succeeded.
typedef int32_t CTorchStatus;

// Constants of the library: dtypes, device types, layouts, memory formats, the version.
typedef int32_t (*CTorchConstant)(void);
typedef uint64_t (*CTorchVersion)(void);

// Tensor handles.
typedef CTorchStatus (*CTorchTensorDelete)(CTorchTensorHandle);
typedef CTorchStatus (*CTorchTensorDuplicate)(
    CTorchTensorHandle, CTorchTensorHandle _Nullable *_Nonnull result);

// Properties of a tensor.
typedef CTorchStatus (*CTorchTensorInt64)(CTorchTensorHandle, int64_t *result);
typedef CTorchStatus (*CTorchTensorInt32)(CTorchTensorHandle, int32_t *result);
typedef CTorchStatus (*CTorchTensorSize)(CTorchTensorHandle, int64_t dim, int64_t *result);
typedef CTorchStatus (*CTorchTensorData)(
    CTorchTensorHandle, const void *_Nullable *_Nonnull result);
typedef CTorchStatus (*CTorchTensorMutableData)(
    CTorchTensorHandle, void *_Nullable *_Nonnull result);

// New tensors.
typedef CTorchStatus (*CTorchEmptyStrided)(
    int64_t rank, const int64_t *_Nullable sizes, const int64_t *_Nullable strides, int32_t dtype,
    int32_t deviceType, int32_t deviceIndex, CTorchTensorHandle _Nullable *_Nonnull result);
typedef void (*CTorchDeleter)(void *_Nullable data, void *_Nullable context);
typedef CTorchStatus (*CTorchFromBlob)(
    void *data, int64_t rank, const int64_t *_Nullable sizes, const int64_t *_Nullable strides,
    int64_t storageOffset, int32_t dtype, int32_t deviceType, int32_t deviceIndex,
    CTorchTensorHandle _Nullable *_Nonnull result, int32_t layout,
    const uint8_t *_Nullable opaqueMetadata, int64_t opaqueMetadataSize,
    CTorchDeleter _Nullable deleter, void *_Nullable deleterContext);
typedef CTorchStatus (*CTorchScalar)(double value, CTorchTensorHandle _Nullable *_Nonnull result);
typedef CTorchStatus (*CTorchScalarFloat)(
    float value, CTorchTensorHandle _Nullable *_Nonnull result);
typedef CTorchStatus (*CTorchFull)(
    const int64_t *_Nullable sizes, int64_t rank, double value, int32_t *_Nullable dtype,
    int32_t *_Nullable layout, int32_t *_Nullable deviceType, int32_t deviceIndex,
    int32_t *_Nullable pinned, CTorchTensorHandle _Nullable *_Nonnull result);

// Operators whose schema has a `Scalar`, which the dispatcher cannot convert.
typedef CTorchStatus (*CTorchSubtract)(
    CTorchTensorHandle left, CTorchTensorHandle right, double alpha,
    CTorchTensorHandle _Nullable *_Nonnull result);
typedef CTorchStatus (*CTorchPad)(
    CTorchTensorHandle, const int64_t *_Nullable pads, int64_t padCount, const char *mode,
    double *_Nullable value, CTorchTensorHandle _Nullable *_Nonnull result);

// The dispatcher and its values.
typedef CTorchStatus (*CTorchDispatch)(
    const char *name, const char *overload, CTorchValue *stack, uint64_t buildVersion);
typedef CTorchStatus (*CTorchValueNew)(CTorchValue *_Nullable *_Nonnull result);
typedef CTorchStatus (*CTorchListNew)(size_t capacity, CTorchListHandle _Nullable *_Nonnull result);
typedef CTorchStatus (*CTorchListDelete)(CTorchListHandle);
typedef CTorchStatus (*CTorchListAppend)(CTorchListHandle, CTorchValue);
typedef CTorchStatus (*CTorchListCount)(CTorchListHandle, size_t *result);
typedef CTorchStatus (*CTorchListItem)(CTorchListHandle, size_t index, CTorchValue *result);
typedef CTorchStatus (*CTorchStringNew)(
    const char *bytes, size_t count, CTorchStringHandle _Nullable *_Nonnull result);

// The state of the calling thread, and of the process.
typedef const char *_Nullable (*CTorchMessage)(void);
typedef void (*CTorchSetFlag)(bool);
typedef void (*CTorchSetInt)(int);
typedef CTorchStatus (*CTorchGetUInt32)(uint32_t *result);

#pragma clang assume_nonnull end

#endif
