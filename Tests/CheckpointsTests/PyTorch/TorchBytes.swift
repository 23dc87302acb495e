/// A file as `torch.save` writes it, around a pickle put together by hand.
enum TorchBytes {
    /// The two formats.
    enum Container: CaseIterable { case zip, legacy }

    /// Six floating-point numbers.
    static let sixFloats = (0..<6).flatMap { little(Float($0).bitPattern) }

    static func file(
        _ pickle: [UInt8], storages: [String: [UInt8]] = ["0": sixFloats],
        in container: Container = .zip
    ) -> [UInt8] {
        switch container {
        case .zip: ZipBytes(items(pickle, storages)).bytes
        case .legacy: legacy(pickle, storages)
        }
    }

    static func items(
        _ pickle: [UInt8], _ storages: [String: [UInt8]] = ["0": sixFloats]
    ) -> [ZipItem] {
        [ZipItem("a/data.pkl", pickle), ZipItem("a/byteorder", Array("little".utf8))]
            + storages.sorted { $0.key < $1.key }.map { ZipItem("a/data/" + $0, $1) }
            + [ZipItem("a/version", Array("3\n".utf8))]
    }

    /// The magic number that the older format begins with.
    static let magic = Assembly.pickle([
        0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
    ])
    static let version = Assembly.pickle(Assembly.integer(1_001))
    static let machine = Assembly.pickle(Assembly.dict(["little_endian": [0x88]]))

    /// The keys of storages of four-byte elements, and these.
    static func tail(_ storages: [String: [UInt8]]) -> [UInt8] {
        let inOrder = storages.sorted { $0.key < $1.key }
        return Assembly.pickle(Assembly.list(inOrder.map { Assembly.text($0.key) }))
            + inOrder.flatMap { little(UInt64($0.value.count / 4)) + $0.value }
    }

    private static func legacy(_ pickle: [UInt8], _ storages: [String: [UInt8]]) -> [UInt8] {
        magic + version + machine + pickle + tail(storages)
    }
}
