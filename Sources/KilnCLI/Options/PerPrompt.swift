import ArgumentParser
import Kiln

/// The values of an option that is given once for all prompts, or once for each.
struct PerPrompt<Value> {
    private let values: [Value]

    /// - Throws: `ValidationError`, if there are more than one and not as many as prompts.
    init(_ option: String, _ values: [Value], prompts: Int) throws {
        guard values.count <= 1 || values.count == prompts else {
            throw ValidationError(
                "\(option) is given \(values.count) times and --prompt \(prompts) times; "
                    + "give it once for all prompts or once for each")
        }
        self.values = values
    }

    /// Puts the values into the prompts; without any the prompts stay.
    func apply(
        to prompts: inout [PromptRequest], _ property: WritableKeyPath<PromptRequest, Value?>
    ) {
        for (place, value) in zip(prompts.indices, Self.spread(values, over: prompts.count)) {
            prompts[place][keyPath: property] = value
        }
    }

    private static func spread(_ values: [Value], over count: Int) -> [Value] {
        values.count == 1 ? Array(repeating: values[0], count: count) : values
    }
}
