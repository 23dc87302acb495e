import Checkpoints
import Foundation
import Kiln
import KilnTesting
import Samplers
import Testing

/// A file's header and what it should be recognised as.
struct Sample: Sendable, CustomTestStringConvertible {
    /// What is expected, compared as a whole.
    struct Verdict: Equatable {
        var summary: String
        var kind: String
        var use: String
        var prediction: PredictionType?
    }

    let tensors: HeaderModel.Tensors
    let metadata: [String: String]
    let expected: Verdict

    /// A file named `sample.safetensors`.
    init(
        _ summary: String, _ kind: String, _ use: String, _ prediction: PredictionType?,
        metadata: [String: String] = [:], _ tensors: HeaderModel.Tensors
    ) {
        expected = Verdict(summary: summary, kind: kind, use: use, prediction: prediction)
        self.tensors = tensors
        self.metadata = metadata
    }

    /// The same without a UNet that runs.
    init(
        _ summary: String, _ kind: String, _ use: String, metadata: [String: String] = [:],
        _ tensors: HeaderModel.Tensors
    ) {
        self.init(summary, kind, use, nil, metadata: metadata, tensors)
    }

    var testDescription: String { "\(expected.summary) by \(tensors.first?.name ?? "nothing")" }

    var found: Verdict {
        get throws {
            let fingerprint = try HeaderFile(SafetensorsBuilder(tensors, metadata: metadata))
                .fingerprint
            let report = FileReport(fingerprint)
            return Verdict(
                summary: report.architecture, kind: report.kind, use: report.use,
                prediction: fingerprint.prediction)
        }
    }

    /// The use of what is known and does not run.
    static let notYet = "known, does not run yet"
}

/// A file in a folder of its own that lasts as long as the value's owner.
final class HeaderFile {
    let path: String

    init(_ file: SafetensorsBuilder, named name: String = "sample.safetensors") throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("kiln-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appendingPathComponent(name).path
        try file.write(to: path)
    }

    deinit {
        try? FileManager.default.removeItem(
            at: URL(fileURLWithPath: path).deletingLastPathComponent())
    }

    /// Writes a text beside the file.
    func addText(_ name: String, _ text: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }

    var file: CheckpointFile {
        get throws { try CheckpointFile(opening: path) }
    }

    var fingerprint: Fingerprint {
        get throws { Fingerprint(try file) }
    }
}
