/// Which modules a pass is asked to use, in the web UI's words.
enum ModuleChoice: Equatable {
    /// None: the pass runs with what its checkpoint holds.
    case builtIn
    /// The first pass's modules as far as they fit, behind these of its own.
    case same(besides: [String])
    /// These and no others.
    case listed([String])

    /// The web UI's word for a second pass with the first one's modules.
    static let sameChoices = "Use same choices"
    /// The web UI's word for no modules.
    static let builtInWord = "Built-in"
    /// Both words, which name no module.
    static let words = [sameChoices, builtInWord]

    /// What the first pass's list says: there is no other pass to be the same as.
    init(first names: [String]) {
        let named = names.filter { $0 != Self.builtInWord && $0 != Self.sameChoices }
        self = named.isEmpty ? .builtIn : .listed(named)
    }

    /// What the hires pass's list says: `nil` is the web UI's default, "Use same choices"; an empty
    /// list is "Built-in".
    init(hires names: [String]?) {
        let named = (names ?? []).filter { $0 != Self.builtInWord && $0 != Self.sameChoices }
        if names?.contains(Self.sameChoices) ?? true {
            self = .same(besides: named)
        } else {
            self = named.isEmpty ? .builtIn : .listed(named)
        }
    }

    /// The names that the person gave for this very pass.
    var named: [String] {
        switch self {
        case .builtIn: []
        case .same(let names), .listed(let names): names
        }
    }
}
