typealias Subject = Diffusers

/// The JSON texts of diffusers: an index's map of tensors to files, a pipeline's configuration; and
/// the translation of the names that the map gives.
enum Diffusers: FuzzTarget {
    static func run(_ input: [UInt8]) {
        do { _ = try PipelineConfig.parse(input) } catch {
            check(.invalid(path: "memory", rule: error))
        }
        do { translate(Array(try ShardIndex.weightMap(input).keys)) } catch {
            check(.invalid(path: "memory", rule: error))
        }
    }

    /// Makes every dialect of these names, and translates them there and back.
    private static func translate(_ names: [String]) {
        let dialects = [
            Dialect.spoken(by: names), .diffusersUNet(of: names), .diffusersVAE(of: names),
        ]
        for dialect in dialects {
            for name in names {
                _ = dialect.original(name).flatMap { dialect.foreign($0) }
                _ = dialect.foreign(name).flatMap { dialect.original($0) }
            }
        }
    }
}
