import Checkpoints

/// An entry of a zip archive, each of its fields free to lie.
struct ZipItem {
    var name: [UInt8]
    var bytes: [UInt8]
    var flags: UInt16 = 0
    var method: UInt16 = 0
    var checksum: UInt32
    var storedSize: UInt32
    var size: UInt32
    var extra: [UInt8] = []
    var offset: UInt32?
    /// What the header before the bytes says where it is not the same.
    var local = Local()

    struct Local {
        var signature: UInt32 = 0x0403_4B50
        var name: [UInt8]?
        var flags: UInt16?
        var method: UInt16?
        var checksum: UInt32?
        var size: UInt32?
        var extra: [UInt8] = []
    }

    init(_ name: String, _ bytes: [UInt8], _ change: (inout ZipItem) -> Void = { _ in }) {
        self.name = Array(name.utf8)
        self.bytes = bytes
        checksum = CRC32.checksum(bytes)
        storedSize = UInt32(bytes.count)
        size = UInt32(bytes.count)
        change(&self)
    }

    /// What stands before the entry's bytes, and these.
    var stored: [UInt8] {
        let name = local.name ?? name
        return little(local.signature) + little(UInt16(20)) + little(local.flags ?? flags)
            + little(local.method ?? method) + little(UInt32(0))
            + little(local.checksum ?? checksum) + little(local.size ?? storedSize)
            + little(local.size ?? size) + little(UInt16(name.count))
            + little(UInt16(local.extra.count)) + name + local.extra + bytes
    }

    /// The entry in the directory.
    func listed(at offset: Int) -> [UInt8] {
        little(UInt32(0x0201_4B50)) + little(UInt16(20)) + little(UInt16(20)) + little(flags)
            + little(method) + little(UInt32(0)) + little(checksum) + little(storedSize)
            + little(size) + little(UInt16(name.count)) + little(UInt16(extra.count))
            + little(UInt16(0)) + little(UInt16(0)) + little(UInt16(0)) + little(UInt32(0))
            + little(self.offset ?? UInt32(offset)) + name + extra
    }
}

/// A zip archive, its end record free to lie.
struct ZipBytes {
    var items: [ZipItem]
    /// Whether ZIP64's records stand before the end record, and what they say.
    var wide: (count: UInt64?, offset: UInt64?)?
    var count: UInt16?
    var disk: UInt16 = 0
    var offset: UInt32?
    var directoryLength: UInt32?

    init(_ items: [ZipItem], _ change: (inout ZipBytes) -> Void = { _ in }) {
        self.items = items
        change(&self)
    }

    var bytes: [UInt8] {
        var data: [UInt8] = []
        var directory: [UInt8] = []
        for item in items {
            directory += item.listed(at: data.count)
            data += item.stored
        }
        let start = data.count
        data += directory
        if let wide {
            let end = data.count
            let count = wide.count ?? UInt64(items.count)
            data += little(UInt32(0x0606_4B50)) + little(UInt64(44)) + little(UInt16(45))
            data += little(UInt16(45)) + little(UInt64(0)) + little(count) + little(count)
            data += little(UInt64(directory.count)) + little(wide.offset ?? UInt64(start))
            data += little(UInt32(0x0706_4B50)) + little(UInt32(0)) + little(UInt64(end))
            data += little(UInt32(1))
        }
        let listed = count ?? UInt16(items.count)
        return data + little(UInt32(0x0605_4B50)) + little(disk) + little(disk) + little(listed)
            + little(listed) + little(directoryLength ?? UInt32(directory.count))
            + little(offset ?? UInt32(start)) + little(UInt16(0))
    }
}

/// The field of 64 bits for a size and a stored size, as an extra field has it.
func zip64(size: UInt64) -> [UInt8] {
    let head = little(UInt16(1)) + little(UInt16(16))
    return head + little(size) + little(size)
}
