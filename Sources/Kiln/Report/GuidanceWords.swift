import WebUI

extension Guidance {
    /// What is done beside plain guidance, in a few words each.
    var methods: [String] {
        var words: [String] = []
        func add(_ word: String, _ value: Double, unless usual: Double = 0) {
            if value != usual { words.append("\(word) \(PythonNumber.text(value))") }
        }
        add(skipsEveryStep ? "no negative prompt below σ" : "NGMS below σ", minimumSigma)
        add("negative prompt after", skipEarly)
        add("rescale", rescale)
        switch dynamicThresholding {
        case .mimic(let mimic): add("contrast of cfg", mimic.mimicScale, unless: .nan)
        case .imagen(let percentile, _): add("thresholding at", percentile, unless: .nan)
        case nil: break
        }
        if projection != nil { words.append("APG") }
        if let perturbedAttention { add("PAG", perturbedAttention.scale) }
        if freeU != nil { words.append("FreeU") }
        return words
    }
}
