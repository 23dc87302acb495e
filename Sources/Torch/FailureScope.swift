#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Runs tensor code whose operators do not throw, and throws the first failure among them.
///
/// Inside, an operator that fails gives a *void* tensor, and every operator on a void tensor gives
/// another; the body runs to its end. Scopes nest: a failure belongs to the innermost one. Autograd
/// is off on this thread from here on.
///
/// ```swift
/// let image = try torch { decoder(latent / scale).clamped(to: -1...1) }
/// ```
///
/// - Throws: `TorchError.failed` for the first operator that failed, which comes before any error
///   that the body throws because of it; `TorchError` if libtorch does not load.
public func torch<Value>(_ body: () throws -> Value) throws -> Value {
    try LibTorch.loaded.get().setAutograd(false)
    let scope = FailureScope()
    let outer = FailureScope.current
    FailureScope.current = scope
    defer { FailureScope.current = outer }
    let outcome = Result { try body() }
    if let failure = scope.first { throw failure.error }
    return try outcome.get()
}

/// Why a tensor is void.
final class Failure: Error {
    let error: TorchError

    init(_ error: TorchError) {
        self.error = error
    }

    /// Tells the scope around the operator, if there is one.
    func noted() -> Failure {
        if let scope = FailureScope.current, scope.first == nil { scope.first = self }
        return self
    }
}

/// The first failure inside one `torch { … }`.
final class FailureScope {
    var first: Failure?

    /// The innermost scope of this thread.
    ///
    /// The thread only borrows it: the call of `torch` that made it keeps it alive.
    static var current: FailureScope? {
        get {
            guard let pointer = unsafe pthread_getspecific(key) else { return nil }
            return unsafe Unmanaged.fromOpaque(pointer).takeUnretainedValue()
        }
        set {
            let pointer = unsafe newValue.map { unsafe Unmanaged.passUnretained($0).toOpaque() }
            unsafe pthread_setspecific(key, pointer)
        }
    }

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        unsafe pthread_key_create(&key, nil)
        return key
    }()
}
