import Foundation
import Testing

/// Reads what other programs computed.
enum Fixture {
    static func data(_ name: String) throws -> Data {
        let url = try #require(
            Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Fixtures"))
        return try Data(contentsOf: url)
    }

    static func json<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: data(name))
    }

    static func floats(_ name: String) throws -> [Float] {
        let bytes = [UInt8](try data(name))
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << (8 * $1) }
            return Float(bitPattern: bits)
        }
    }
}

/// What the web UI computed on its way.
struct ForgeTraces: Decodable {
    struct Schedule: Decodable {
        let id: String
        let sampler: String
        let scheduler: String
        let steps: Int
        let sigmas: [Double]
    }

    struct Timesteps: Decodable {
        let steps: Int
        let timesteps: [Int]
    }

    let schedules: [Schedule]
    let timesteps: [Timesteps]

    static func load() throws -> ForgeTraces {
        try Fixture.json("forge-traces.json", as: ForgeTraces.self)
    }
}
