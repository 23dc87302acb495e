import Checkpoints
import Layers
import Prompts

/// An error whose sentence names a file.
protocol FileError: Error {
    /// The same error with the file under another name.
    func naming(_ name: (String) -> String) -> Self
}

extension ModelFolder {
    /// An error with its file named as ``told(_:)-(String)`` names it.
    package func told(_ error: any Error) -> any Error {
        guard let error = error as? any FileError else { return error }
        return error.naming(told)
    }
}

extension CheckpointError: FileError {
    func naming(_ name: (String) -> String) -> CheckpointError {
        switch self {
        case .unreadable(let path, let reason): .unreadable(path: name(path), reason: reason)
        case .notAFile(let path): .notAFile(path: name(path))
        case .foreignFormat(let path, let format): .foreignFormat(path: name(path), format: format)
        case .invalid(let path, let rule): .invalid(path: name(path), rule: rule)
        case .changed(let path): .changed(path: name(path))
        }
    }
}

extension AdapterError: FileError {
    func naming(_ name: (String) -> String) -> AdapterError {
        switch self {
        case .notAnAdapter(let file): .notAnAdapter(file: name(file))
        case .foreign(let file, let family, let model):
            .foreign(file: name(file), family: family, model: model)
        case .unmatched(let file, let count, let total, let example):
            .unmatched(file: name(file), count: count, total: total, example: example)
        case .shape(let module, let file, let parts, let target, let expected):
            .shape(
                module: module, file: name(file), parts: parts, target: target, expected: expected)
        case .number(let module, let file, let part):
            .number(module: module, file: name(file), part: part)
        }
    }
}

extension EmbeddingError: FileError {
    func naming(_ name: (String) -> String) -> EmbeddingError {
        switch self {
        case .unreadable(let error): .unreadable(error.naming(name))
        case .notOneWord(let path, let tensors): .notOneWord(path: name(path), tensors: tensors)
        case .shape(let path, let tensor, let shape):
            .shape(path: name(path), tensor: tensor, shape)
        case .unequalCounts(let path, let counts): .unequalCounts(path: name(path), counts)
        case .type(let path, let tensor, let type): .type(path: name(path), tensor: tensor, type)
        case .notFinite(let path, let tensor): .notFinite(path: name(path), tensor: tensor)
        }
    }
}

extension PromptError: FileError {
    func naming(_ name: (String) -> String) -> PromptError {
        guard case .stylesUnreadable(let path, let reason) = self else { return self }
        return .stylesUnreadable(path: name(path), reason: reason)
    }
}

extension PlanError: FileError {
    func naming(_ name: (String) -> String) -> PlanError {
        guard case .unfitLora(let lora, let error) = self else { return self }
        return .unfitLora(name: lora, error.naming(name))
    }
}
