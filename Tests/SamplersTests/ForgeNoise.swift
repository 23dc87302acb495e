import Samplers

/// What Forge's goldens say of schedules and noise; see the fixtures' README.
struct ForgeNoise: Decodable {
    struct Schedule: Decodable {
        let id: String
        let schedule: String
        let steps: Int
        let discard: Bool
        let lcm: Bool
        let sigmas: [Double]
    }

    struct Timesteps: Decodable {
        let id: String
        let steps: Int
        let timesteps: [Int]
    }

    struct Draws: Decodable {
        let id: String
        let source: String
        let seed: UInt64
        let subseed: UInt64
        let strength: Double
        let shape: [Int]
        let draws: [[Float]]
    }

    struct Walk: Decodable {
        struct Step: Decodable {
            let from: Double
            let to: Double
            let scale: Float
            let noise: [Float]
        }

        let id: String
        let source: String
        let seed: UInt64
        let sigmas: [Double]
        let count: Int
        let steps: [Step]
    }

    let schedules: [Schedule]
    let timesteps: [Timesteps]
    let draws: [Draws]
    let brownian: [Walk]

    static func load() throws -> ForgeNoise {
        try Fixture.json("forge-noise.json", as: ForgeNoise.self)
    }
}

/// The largest difference from the beginning of a list; infinite where the list is too short.
func distance(_ values: [Float], _ beginning: [Float]) -> Float {
    guard values.count >= beginning.count else { return .infinity }
    return zip(values, beginning).map { abs($0 - $1) }.max() ?? .infinity
}
