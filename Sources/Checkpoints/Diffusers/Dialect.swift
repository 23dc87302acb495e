/// A way to name the tensors of one network, translated to the original Stable Diffusion names, in
/// which the models ask for them.
///
/// diffusers counts blocks and layers where the original counts through, so that the translation
/// depends on the network. A dialect is therefore made from the names of all of a network's tensors,
/// in *either* naming:
///
/// ```swift
/// let dialect = Dialect.diffusersUNet(of: file.tensors.keys, below: "model.diffusion_model.")
/// dialect.foreign("input_blocks.1.1.proj_in.weight")  // down_blocks.0.attentions.0.proj_in.weight
/// dialect.original("down_blocks.0.attentions.0.proj_in")  // input_blocks.1.1.proj_in
/// ```
///
/// Both ways take a tensor's name or a module's, without the prefix before the network's own names.
/// Names inside a transformer block are equal in both and pass as they are.
public struct Dialect: Sendable, Hashable {
    /// The ways to name tensors.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The names as the models ask for them.
        case original
        /// diffusers' names of a UNet: `down_blocks.0.resnets.0.conv1.weight`.
        case diffusersUNet
        /// diffusers' names of a VAE: `encoder.down_blocks.0.resnets.0.conv1.weight`.
        case diffusersVAE
    }

    /// Whose names they are.
    public let kind: Kind
    /// The original name of a module by its foreign one, and the other way round.
    private let originals: [String: String]
    private let foreigns: [String: String]
    /// Words of the longest name in both.
    private let depth: Int

    /// The names as the models ask for them, which pass as they are.
    public static let original = Dialect(.original, pairs: [])

    /// diffusers' names of the UNet whose tensors have these names, original ones or diffusers'.
    ///
    /// - Parameter prefix: what stands before the network's own names; names without it are passed
    ///   over.
    public static func diffusersUNet(
        of names: some Sequence<String>, below prefix: String = ""
    ) -> Dialect {
        let layout = UNetLayout(NamedPlaces(names, below: prefix, depth: 4))
        return Dialect(.diffusersUNet, pairs: layout.pairs)
    }

    /// diffusers' names of the VAE whose tensors have these names, original ones or diffusers'.
    ///
    /// - Parameter prefix: what stands before the network's own names; names without it are passed
    ///   over.
    public static func diffusersVAE(
        of names: some Sequence<String>, below prefix: String = ""
    ) -> Dialect {
        let layout = VAELayout(NamedPlaces(names, below: prefix, depth: 5))
        return Dialect(.diffusersVAE, pairs: layout.pairs)
    }

    /// The dialect that the names below a prefix are in; the original one where no other shows.
    public static func spoken(by names: some Sequence<String>, below prefix: String = "") -> Dialect
    {
        let places = NamedPlaces(names, below: prefix, depth: 2)
        if places.contains("encoder.down_blocks") || places.contains("decoder.up_blocks") {
            return diffusersVAE(of: names, below: prefix)
        }
        if places.contains("down_blocks.0") && places.contains("time_embedding") {
            return diffusersUNet(of: names, below: prefix)
        }
        return .original
    }

    private init(_ kind: Kind, pairs: [NamePair]) {
        self.kind = kind
        originals = Dictionary(pairs.map { ($0.foreign, $0.original) }) { first, _ in first }
        foreigns = Dictionary(pairs.map { ($0.original, $0.foreign) }) { first, _ in first }
        let names = pairs.flatMap { [$0.original, $0.foreign] }
        depth = names.map { $0.split(separator: ".").count }.max() ?? 0
    }

    /// The original name of a tensor or module with this dialect's name; `nil` if it has none.
    public func original(_ name: String) -> String? {
        kind == .original ? name : translated(name, by: originals)
    }

    /// This dialect's name of a tensor or module with the original name; `nil` if it has none.
    public func foreign(_ original: String) -> String? {
        kind == .original ? original : translated(original, by: foreigns)
    }

    /// The name with its longest known beginning replaced, counted in whole words.
    private func translated(_ name: String, by table: [String: String]) -> String? {
        let words = name.split(separator: ".", maxSplits: depth, omittingEmptySubsequences: false)
        for count in stride(from: min(depth, words.count), to: 0, by: -1) {
            guard let found = table[words[..<count].joined(separator: ".")] else { continue }
            return ([found[...]] + words[count...]).joined(separator: ".")
        }
        return nil
    }
}

/// A module's names in both namings.
struct NamePair {
    let foreign: String
    let original: String

    init(_ foreign: String, _ original: String) {
        self.foreign = foreign
        self.original = original
    }
}
