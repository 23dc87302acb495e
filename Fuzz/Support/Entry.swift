/// What a fuzz target does with an input. Each target's file names its own `Subject`.
protocol FuzzTarget {
    /// Reads the input. Whatever it does but return is a finding: a trap, a hang, too much memory.
    static func run(_ input: [UInt8])
    /// Changes an input so that it still looks like a file of the format, most of the time.
    static func mutate(_ input: [UInt8], using mutator: inout Mutator) -> [UInt8]
}

extension FuzzTarget {
    static func mutate(_ input: [UInt8], using mutator: inout Mutator) -> [UInt8] {
        mutator.changed(input)
    }
}

/// libFuzzer calls this with every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    Subject.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// libFuzzer calls this to make the next input out of one of the corpus.
@_cdecl("LLVMFuzzerCustomMutator")
public func customMutator(
    _ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int, _ seed: UInt32
) -> Int {
    var mutator = Mutator(seed: seed, limit: limit)
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    let output = Subject.mutate(input, using: &mutator).prefix(limit)
    _ = UnsafeMutableBufferPointer(start: start, count: limit).update(fromContentsOf: output)
    return output.count
}
