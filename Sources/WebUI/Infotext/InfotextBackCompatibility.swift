// What older versions and other sites wrote, in the words of today.

extension InfotextParameters {
    /// "First pass size" said what is "Size" today, and "Size" what is "Hires resize". A first pass
    /// of 0 was as large as 512² in the picture's aspect, up to the next multiple of 64.
    mutating func restoreFirstPassSize() {
        guard let width = number("First pass size-1"), let height = number("First pass size-2")
        else {
            return
        }
        let whole = (width: number("Size-1") ?? 512, height: number("Size-2") ?? 512)
        let known = width != 0 && height != 0
        guard let first = known ? (width, height) : Self.firstPassSize(whole) else { return }
        self["Size-1"] = .number(first.0)
        self["Size-2"] = .number(first.1)
        self["Hires resize-1"] = .number(whole.width)
        self["Hires resize-2"] = .number(whole.height)
    }

    private static func firstPassSize(_ size: (width: Int, height: Int)) -> (Int, Int)? {
        guard HiresSize.sides.contains(size.width), HiresSize.sides.contains(size.height) else {
            return nil
        }
        let scale = (512 * 512 / Double(size.width * size.height)).squareRoot()
        let sides = [size.width, size.height].map { side in
            Int((scale * Double(side) / 64).rounded(.up)) * 64
        }
        return (sides[0], sides[1])
    }

    /// Notes where a version of before a change needs the old behaviour to make the same picture.
    mutating func markOldVersion(prompt: String) {
        guard let version = text("Version").flatMap(WebUIVersion.init(infotext:)) else { return }
        if version < WebUIVersion([1, 6]) {
            if prompt.utf8.contains(UInt8(ascii: "[")) {
                self["Old prompt editing timelines"] = .flag(true)
            }
            if ["DDIM", "PLMS"].contains(text("Sampler")) { self["Pad conds v0"] = .flag(true) }
        }
        if version < WebUIVersion([1, 7], commits: 225) {
            self["Downcast alphas_cumprod"] = .flag(true)
        }
        if version < WebUIVersion([1, 8]), text("Refiner")?.isEmpty == false {
            self["Refiner switch by sampling steps"] = .flag(true)
        }
    }

    /// Whether a line is one of Civitai's own generator about a Flux model.
    static func isFlux(_ line: Substring) -> Bool {
        line.contains("Civitai") && line.contains("FLUX")
    }

    /// Civitai's generator writes a clip skip that Flux has no use for, no sampler, and the
    /// distilled guidance as "CFG scale".
    static func translateCivitai(_ entries: inout [Infotext.Entry]) {
        entries = entries.flatMap { entry -> [Infotext.Entry] in
            switch (entry.key, entry.value) {
            case ("Clip skip", let value) where Int(value).map((0...8).contains) == true: []
            case ("Sampler", "Undefined"):
                [Infotext.Entry("Sampler", "Euler"), Infotext.Entry("Schedule type", "Simple")]
            case ("CFG scale", let value):
                [Infotext.Entry("CFG scale", "1"), Infotext.Entry("Distilled CFG Scale", value)]
            default: [entry]
            }
        }
    }
}

extension Infotext {
    /// Whether brackets weigh some part of either prompt.
    var usesEmphasis: Bool { Self.weighs(prompt) || Self.weighs(negativePrompt) }

    /// Whether a bracket that no backslash stands before has something in it, and is not closed
    /// with the weight 1.
    private static func weighs(_ prompt: String) -> Bool {
        let bytes = Array(prompt.utf8)
        var escaped = false
        var (round, square): ([Int], [Int]) = ([], [])
        for (place, byte) in bytes.enumerated() {
            defer { escaped = byte == UInt8(ascii: "\\") && !escaped }
            if escaped { continue }
            var start: Int?
            switch byte {
            case UInt8(ascii: "("): round.append(place + 1)
            case UInt8(ascii: "["): square.append(place + 1)
            case UInt8(ascii: ")"): start = round.popLast()
            case UInt8(ascii: "]"): start = square.popLast()
            default: break
            }
            if let start, weighs(bytes[start..<place]) { return true }
        }
        return (round + square).contains { $0 < bytes.count }
    }

    private static func weighs(_ group: ArraySlice<UInt8>) -> Bool {
        guard let colon = group.lastIndex(of: UInt8(ascii: ":")) else { return !group.isEmpty }
        let weight = String(decoding: group[(colon + 1)...], as: UTF8.self)
        return Double(PythonText.stripped(weight)) != 1
    }
}
