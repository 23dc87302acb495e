/// The first 24 bytes of a GGUF file: letters, version, and how much follows.
struct GGUFCounts {
    /// How many tensors there are.
    let tensors: Int
    /// How many keys with values there are.
    let keys: Int

    /// The fewest bytes of a key with its value: length, one letter, type, one byte.
    private static let smallestKey = 14
    /// The fewest bytes of a tensor's entry: length, one letter, rank, type, offset.
    private static let smallestTensor = 25

    init(_ cursor: inout GGUFCursor) throws(CheckpointError) {
        guard cursor.left >= 4, try cursor.bytes(4).elementsEqual("GGUF".utf8) else {
            throw cursor.broken(.notGGUF)
        }
        let version = try cursor.integer(UInt32.self)
        guard version == 0 || version & 0xFFFF != 0 else { throw cursor.broken(.bigEndian) }
        guard version == 2 || version == 3 else {
            throw cursor.broken(.unsupportedVersion(version))
        }
        let tensors = try cursor.integer(UInt64.self)
        let keys = try cursor.integer(UInt64.self)
        let room = cursor.left
        guard tensors <= min(GGUFReader.maximumTensors, room / Self.smallestTensor) else {
            throw cursor.broken(.tooManyTensors(tensors))
        }
        guard keys <= min(GGUFReader.maximumKeys, room / Self.smallestKey) else {
            throw cursor.broken(.tooManyKeys(keys))
        }
        (self.tensors, self.keys) = (Int(tensors), Int(keys))
    }
}
