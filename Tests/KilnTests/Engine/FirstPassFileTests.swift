import Checkpoints
import Imaging
import Testing

@testable import Kiln

@Suite struct FirstPassFileTests {
    private let latent = FirstPassLatent(
        space: "SDXL", channels: 2, rows: 1, columns: 3,
        values: [0, -0.0, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -1.5, 0.1])

    private func picture() throws -> FloatImage {
        try FloatImage(width: 2, height: 1, pixels: [0, 1, 0.5, 0.1, .leastNonzeroMagnitude, 0.25])
    }

    private func file(
        _ tensors: [(name: String, type: StoredType, shape: [Int])],
        _ metadata: [String: String] = [
            "kiln.format": "first pass 1", "kiln.latent_space": "SDXL",
        ],
        fill: UInt8 = 0
    ) -> [UInt8] {
        let entries = tensors.map {
            SafetensorsWriter.Entry($0.name, type: $0.type, shape: $0.shape)
        }
        let count = entries.reduce(0) { $0 + $1.byteCount }
        return SafetensorsWriter.header(entries, metadata: metadata)
            + Array(repeating: fill, count: count)
    }

    @Test func `what is kept comes back to the bit`() throws {
        for content in [
            FirstPassResult.Content.latent(latent, picture: nil),
            .latent(latent, picture: try picture()), .picture(try picture()),
        ] {
            let kept = FirstPassResult(content)
            let read = try FirstPassResult(safetensors: kept.safetensors)
            #expect(read == kept)
            #expect(read.latent?.values.map(\.bitPattern) == kept.latent?.values.map(\.bitPattern))
        }
    }

    @Test func `a file that no first pass leaves is refused with the reason`() throws {
        let latent = (name: "latent", type: StoredType.f32, shape: [4, 2, 2])
        let picture = (name: "picture", type: StoredType.f32, shape: [3, 2, 2])
        let format = ["kiln.format": "first pass 1"]
        let cases: [([UInt8], String)] = [
            ([], "0 bytes"), (Array("no file at all".utf8), "header"),
            (file([latent], [:]), "metadata"), (file([latent], ["kiln.format": "2"]), "metadata"),
            (file([latent], format), "which latent space"), (file([], format), "nothing else"),
            (file([latent, ("more", .f32, [1])]), "nothing else"),
            (file([("latent", .f16, [4, 2, 2])]), "type F16"),
            (file([("latent", .f32, [4, 4])]), "shape [4, 4]"),
            (file([("latent", .f32, [4, 0, 2])]), "shape [4, 0, 2]"),
            (file([("latent", .f32, [65, 1, 1])]), "shape [65, 1, 1]"),
            (file([("latent", .f32, [1, 1, 8193])]), "shape [1, 1, 8193]"),
            (file([("picture", .f32, [4, 2, 2])]), "shape [4, 2, 2]"),
            (file([("picture", .f32, [3, 2, 0])]), "shape [3, 2, 0]"),
            (file([latent], fill: 0xFF), "not numbers"),
            (file([picture], fill: 0xFF), "not numbers"),
            (file([picture], fill: 0x42), "beyond 0…1"),
            (Array(file([latent]).dropLast()), "cut off"), (file([latent]) + [0], "may follow"),
        ]
        for (bytes, reason) in cases {
            let error = #expect(throws: EngineError.self) {
                try FirstPassResult(safetensors: bytes)
            }
            guard case .badFirstPassFile(let found)? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(found.contains(reason), "\(found)")
        }
    }

    @Test func `no cut and no changed byte of a header traps`() throws {
        let bytes = FirstPassResult(.latent(latent, picture: try picture())).safetensors
        for count in bytes.indices {
            #expect(throws: EngineError.self) {
                try FirstPassResult(safetensors: Array(bytes[..<count]))
            }
        }
        for place in 0..<bytes.count - 48 {
            for value: UInt8 in [0, 9, 0x30, 0x39, 0x7B, 0xFF] {
                var changed = bytes
                changed[place] = value
                if let read = try? FirstPassResult(safetensors: changed), let latent = read.latent {
                    #expect(latent.values.count == latent.channels * latent.rows * latent.columns)
                }
            }
        }
    }
}
