import Foundation
import Imaging
@testable import Kiln
import KilnTesting
import Synchronization

/// A model folder with the goldens' tiny checkpoints, whole: `tiny-sd1`, `tiny-sdxl`, `tiny-v`,
/// `tiny-inpaint`, `tiny-edit`, `tiny-refiner`.
final class TinyModels: Sendable {
    /// Made once for all tests of the process.
    static let shared = Result { try TinyModels() }

    let path: String

    private init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("kiln-tiny-\(ProcessInfo.processInfo.processIdentifier)")
        path = url.path
        let folder = url.appendingPathComponent("Stable-diffusion")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let sd1 = [
            TinyCheckpoint.Addition.embedding(
                "cond_stage_model.transformer.text_model.embeddings.token_embedding.weight",
                width: 16)
        ]
        let sdxl = [
            TinyCheckpoint.Addition.embedding(
                "conditioner.embedders.0.transformer.text_model.embeddings.token_embedding.weight",
                width: 12),
            .embedding("conditioner.embedders.1.model.token_embedding.weight", width: 20),
        ]
        let refiner = [
            TinyCheckpoint.Addition.embedding(
                "conditioner.embedders.0.model.token_embedding.weight", width: 20)
        ]
        func make(
            _ name: String, of sources: [(file: String, prefix: String)],
            adding: [TinyCheckpoint.Addition]
        ) throws {
            try TinyCheckpoint.write(
                sources.map { .init(try Self.fixture($0.file), below: $0.prefix) },
                adding: adding, to: folder.appendingPathComponent("\(name).safetensors").path)
        }
        try make("tiny-sd1", of: [("tiny-sd1", "")], adding: sd1)
        try make("tiny-sdxl", of: [("tiny-sdxl", "")], adding: sdxl)
        try make("tiny-v", of: [("tiny-sdxl", "")], adding: sdxl + [.marker("v_pred")])
        for name in ["tiny-inpaint", "tiny-edit"] {
            try make(name, of: [(name, ""), ("tiny-sd1", "")], adding: sd1)
        }
        try make(
            "tiny-refiner", of: [("tiny-refiner", ""), ("tiny-sdxl", "first_stage_model.")],
            adding: refiner)
    }

    /// The path of a fixture.
    static func fixture(_ name: String) throws -> String {
        guard
            let url = Bundle.module.url(
                forResource: name, withExtension: "safetensors", subdirectory: "Fixtures")
        else { throw GoldenFile.Failure.missing(name) }
        return url.path
    }

    /// The plan of a request over these models: 64×64 and float32 unless changed.
    func plan(_ change: (inout GenerationRequest) throws -> Void) throws -> Plan {
        var request = GenerationRequest()
        request.prompts = ["a (red:1.2) cat"]
        request.checkpoint = "tiny-sd1"
        request.seed = 1234
        request.width = 64
        request.height = 64
        request.dtype = "float32"
        try change(&request)
        return try Planner(ModelFolder(path)).plan(request)
    }

    /// Where the tests keep what they learn of the models' content.
    var hashes: HashCache { HashCache(file: path + "/cache/hashes.json") }

    /// The comparison of a plan's parts.
    func shared(in plan: Plan) -> SharedParts {
        SharedParts(plan, cache: hashes, cancellation: Cancellation())
    }

    /// Puts a LoRA into the folder; a name that is there already is left as it is.
    func add(_ name: String, _ tensors: [TinyLora.Tensor]) throws {
        let path = "\(path)/Lora/\(name).safetensors"
        guard !FileManager.default.fileExists(atPath: path) else { return }
        try TinyLora.write(tensors, to: path)
    }
}

/// What a run handed out.
final class Harvest: Sendable {
    private let events = Mutex<[Event]>([])

    func take(_ event: Event) { events.withLock { $0.append(event) } }

    var all: [Event] { events.withLock { $0 } }

    var images: [FinishedImage] {
        all.compactMap { if case .image(let image) = $0 { image } else { nil } }
    }

    /// What the first passes left, by image.
    var firstPasses: [Int: FirstPassResult] {
        all.reduce(into: [:]) { results, event in
            if case .firstPass(let image, let result) = event { results[image] = result }
        }
    }

    /// The passes that computed, step by step.
    var steps: [PassPlan.Role] {
        all.compactMap { if case .progress(let progress) = $0 { progress.pass } else { nil } }
    }

    /// The parts that were read, as "UNet of tiny-sd1.safetensors".
    var loads: [String] {
        all.compactMap {
            if case .loaded(let part, let file, _) = $0 { "\(part) of \(file)" } else { nil }
        }
    }
}

/// Runs a plan and gives what it handed out; `onEvent` may throw to end it.
func run(
    _ plan: Plan, options: RunOptions = RunOptions(),
    cancellation: Cancellation = Cancellation(), into harvest: Harvest = Harvest(),
    onEvent: @escaping @Sendable (Event) throws -> Void = { _ in }
) async throws -> Harvest {
    let engine = try Engine(hashes: TinyModels.shared.get().hashes)
    try await engine.run(
        plan, options: options, cancellation: cancellation, hash: { _ in "0123456789abcdef" }
    ) {
        harvest.take($0)
        try onEvent($0)
    }
    return harvest
}

/// The greatest and the mean difference of two pictures of one size, in levels of 255.
func difference(_ a: [Float], _ b: [Float]) -> (greatest: Float, mean: Float) {
    guard a.count == b.count, !a.isEmpty else { return (.infinity, .infinity) }
    let differences = zip(a, b).map { abs($0 - $1) * 255 }
    return (differences.max() ?? 0, differences.reduce(0, +) / Float(differences.count))
}
