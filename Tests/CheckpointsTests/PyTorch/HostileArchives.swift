import Checkpoints

extension HostileFile {
    /// Archives that are one thing to a reader of the directory and another to one of the entries, or
    /// that are damaged.
    static let ofArchives = [
        badNames, folders, pickles, programs, encrypted, flagged, compressed, sizes, headers,
        places,
        ends, parts,
    ].flatMap(\.self)

    private static let pickle = Assembly.pickle(Assembly.dict(["a": Assembly.tensor()]))
    private static let evil = Assembly.pickle(Assembly.call(Assembly.global("os", "system")))

    private static func archive(
        _ what: String, _ rule: PyTorchRule, _ change: (inout ZipBytes) -> Void
    ) -> HostileFile {
        HostileFile(what, ZipBytes(TorchBytes.items(pickle), change).bytes, rule)
    }

    /// An archive whose pickle's entry is not what it should be.
    private static func entry(
        _ what: String, _ rule: PyTorchRule, _ change: (inout ZipItem) -> Void
    ) -> HostileFile {
        archive(what, rule) { change(&$0.items[0]) }
    }

    private static let badNames = [
        "/a/data.pkl", "a//data.pkl", "a/../data.pkl", "../data.pkl", "a/./data.pkl", "a/data.pkl/",
        "a\\data.pkl", "a/data.pkl\u{0}", "a/data\u{0}.pkl", "a/data.pkl\n", "", "/", "..", "a/",
        "\u{1B}[2J/data.pkl", "a/data.pkl\u{7F}",
    ].map { name in
        entry("an entry named \(PyTorchRule.badEntryName(name))", .badEntryName(name)) {
            $0.name = Array(name.utf8)
        }
    }

    private static let folders: [HostileFile] = [
        entry("an entry whose name is not UTF-8", .badEntryName("a/\u{FFFD}")) {
            $0.name = [0x61, 0x2F, 0xFF]
        },
        entry("a pickle in no folder", .severalFolders("data.pkl")) {
            $0.name = Array("data.pkl".utf8)
        },
        archive("a storage in another folder", .severalFolders("b/data/0")) {
            $0.items[2].name = Array("b/data/0".utf8)
        },
        archive("two pickles of one name", .duplicateEntry("a/data.pkl")) {
            $0.items.append(ZipItem("a/data.pkl", evil))
        },
        archive("two storages of one name", .duplicateEntry("a/data/0")) {
            $0.items.append(ZipItem("a/data/0", TorchBytes.sixFloats))
        },
        archive("a pickle in another folder", .severalFolders("b/data.pkl")) {
            $0.items.append(ZipItem("b/data.pkl", evil))
        },
    ]

    private static let pickles = ["x/data.pkl", "evil.pkl", "data/0.pkl", "DATA.PKL"].map { name in
        archive("another pickle, \(name)", .anotherPickle(entry: name)) {
            $0.items.append(ZipItem("a/" + name, evil))
        }
    }

    private static let programs = ["constants.pkl", "code/__torch__.py"].map { name in
        archive("a program with \(name)", .torchScript) {
            $0.items.append(ZipItem("a/" + name, Assembly.pickle(Assembly.emptyTuple)))
        }
    }

    private static let encrypted = ([1, 1 << 6, 1 << 13, 0x0801] as [UInt16]).map { flags in
        entry("a pickle with the flags \(flags) of encryption", .encrypted(entry: "a/data.pkl")) {
            $0.flags = flags
        }
    }

    private static let flagged = [1, 2, 4, 5, 7, 9, 10, 12, 14, 15].map { bit in
        entry("a pickle with the flag \(bit)", .badFlags(entry: "a/data.pkl")) {
            $0.flags = 1 << bit
        }
    }

    private static let compressed = ([1, 8, 9, 12, 14, 93, 99, .max] as [UInt16]).map { method in
        entry("a pickle compressed by method \(method)", .compressed(entry: "a/data.pkl")) {
            $0.method = method
        }
    }

    private static let sizes: [HostileFile] = [
        archive("a storage that is deflated", .compressed(entry: "a/data/0")) {
            $0.items[2].method = 8
        },
        entry("a pickle of two sizes", .compressed(entry: "a/data.pkl")) { $0.size += 1 },
        entry("a pickle of size 0 and bytes", .compressed(entry: "a/data.pkl")) { $0.size = 0 },
        entry("a pickle of a wrong check sum", .badChecksum(entry: "a/data.pkl")) {
            $0.checksum ^= 1
        },
        entry("a pickle with another's check sum", .badChecksum(entry: "a/data.pkl")) {
            $0.checksum = CRC32.checksum(evil)
        },
        entry("a pickle of 4 GiB without its ZIP64 field", .overlap(entry: "a/data.pkl")) {
            $0.size = .max
            $0.storedSize = .max
        },
        entry("a pickle with a short ZIP64 field", .badDirectory) {
            $0.size = .max
            $0.extra = [1, 0, 4, 0, 0, 0, 0, 0]
        },
        entry("a pickle of 2⁶⁴ - 1 bytes", .badDirectory) {
            $0.size = .max
            $0.storedSize = .max
            $0.extra = zip64(size: .max)
        },
        entry("a pickle of 2⁶³ - 1 bytes", .overlap(entry: "a/data.pkl")) {
            $0.size = .max
            $0.storedSize = .max
            $0.extra = zip64(size: UInt64(Int.max))
        },
        entry("a pickle whose extra field is cut", .badDirectory) { $0.extra = [1, 0, 16] },
        entry("a pickle whose extra field is longer than it is", .badDirectory) {
            $0.extra = [0x46, 0x42, 9, 0, 0]
        },
    ]

    private static func differs(
        _ field: String, _ what: String, _ change: (inout ZipItem) -> Void
    ) -> HostileFile {
        entry(what, .localHeader(entry: "a/data.pkl", field: field), change)
    }

    private static let headers: [HostileFile] =
        [
            differs("name", "another name before the pickle") {
                $0.local.name = Array("a/date.pkl".utf8)
            },
            differs("name", "a longer name before the pickle") {
                $0.local.name = Array("a/data.pkl2".utf8)
            },
            differs("name", "a shorter name before the pickle") {
                $0.local.name = Array("a/data.pk".utf8)
            },
            differs("name", "another case before the pickle") {
                $0.local.name = Array("A/data.pkl".utf8)
            },
            differs("flags", "encryption before the pickle") { $0.local.flags = 1 },
            differs("flags", "later sizes before the pickle") { $0.local.flags = 8 },
            differs("method", "deflation before the pickle") { $0.local.method = 8 },
            differs("check sum", "another check sum before the pickle") { $0.local.checksum = 1 },
            differs("check sum", "no check sum before the pickle") { $0.local.checksum = 0 },
            differs("check sum", "another check sum and later sizes") {
                $0.flags = 8
                $0.local.checksum = 1
            },
            differs("size", "a smaller size before the pickle") { $0.local.size = 4 },
            differs("size", "a larger size before the pickle") { $0.local.size = 4_000 },
            differs("size", "no size before the pickle") { $0.local.size = 0 },
            differs("size", "a size of 4 GiB before the pickle") { $0.local.size = .max },
            differs("size", "another size in the ZIP64 field before the pickle") {
                $0.local.size = .max
                $0.local.extra = zip64(size: 4)
            },
        ]

    private static let places: [HostileFile] = [
        archive("no header before a storage", .localHeader(entry: "a/data/0", field: "header")) {
            $0.items[2].local.signature = 0x0201_4B50
        },
        entry("a first entry that begins later", .notAtStart) { $0.offset = 4 },
        archive("two entries at one place", .overlap(entry: "a/byteorder")) {
            $0.items[1].offset = 0
        },
        archive("an entry inside another", .overlap(entry: "a/byteorder")) {
            $0.items[1].offset = 50
        },
        archive("an entry after the directory", .overlap(entry: "a/byteorder")) {
            $0.items[1].offset = 5_000
        },
        archive("an entry at 4 GiB", .overlap(entry: "a/byteorder")) {
            $0.items[1].offset = .max
        },
        archive("a storage over the next", .overlap(entry: "a/version")) {
            $0.items[2].size += 8
            $0.items[2].storedSize += 8
        },
        archive("a last entry over the directory", .overlap(entry: "a/version")) {
            $0.items[3].size += 8
            $0.items[3].storedSize += 8
        },
    ]

    private static let ends: [HostileFile] = {
        let whole = TorchBytes.file(pickle)
        return [
            HostileFile("a byte after the archive", whole ++ [0], .noEndRecord),
            HostileFile("a second pickle after the archive", whole ++ evil, .noEndRecord),
            HostileFile(
                "a comment", Array(whole.dropLast(2)) ++ little(UInt16(4)) ++ Array("evil".utf8),
                .noEndRecord),
            HostileFile(
                "a comment that is not there", Array(whole.dropLast(2)) ++ [4, 0], .noEndRecord),
            HostileFile("an archive of four bytes", Array(whole.prefix(4)), .noEndRecord),
            HostileFile("an archive without its last byte", Array(whole.dropLast()), .noEndRecord),
            HostileFile("an archive without its directory", Array(whole.prefix(300)), .noEndRecord),
            HostileFile(
                "an archive before the archive",
                ZipBytes([ZipItem("a/data.pkl", evil)]).bytes ++ whole,
                .badDirectory),
            archive("the second of two volumes", .severalVolumes) { $0.disk = 1 },
            archive("an entry less than there are", .badDirectory) { $0.count = 3 },
            archive("an entry more than there are", .badDirectory) { $0.count = 5 },
            archive("no entries by the end record", .badDirectory) { $0.count = 0 },
            archive("a directory at another place", .badDirectory) { $0.offset = 0 },
            archive("a directory at 4 GiB", .badDirectory) { $0.offset = .max },
            archive("a directory of other length", .badDirectory) { $0.directoryLength = 10 },
            archive("a directory of 4 GiB", .badDirectory) { $0.directoryLength = .max },
            archive("a ZIP64 record of another count", .badDirectory) { $0.wide = (5, nil) },
            archive("a ZIP64 record of 2⁶⁴ - 1 entries", .tooManyEntries(count: .max)) {
                $0.wide = (.max, nil)
                $0.count = .max
            },
            archive("a ZIP64 record of 65,537 entries", .tooManyEntries(count: 65_537)) {
                $0.wide = (65_537, nil)
                $0.count = .max
            },
            archive("a ZIP64 record of another place", .badDirectory) { $0.wide = (nil, 0) },
            archive("a ZIP64 record of a place beyond all", .badDirectory) {
                $0.wide = (nil, .max)
                $0.offset = .max
            },
            HostileFile(
                "junk before the first entry",
                shifted(by: Array("PK\u{3}\u{4}".utf8)), .notAtStart),
        ]
    }()

    /// An archive after some bytes, its places corrected.
    private static func shifted(by junk: [UInt8]) -> [UInt8] {
        var place = junk.count
        let archive = ZipBytes(TorchBytes.items(pickle)) { archive in
            for index in archive.items.indices {
                archive.items[index].offset = UInt32(place)
                place += archive.items[index].stored.count
            }
            archive.offset = UInt32(place)
        }
        return junk ++ archive.bytes
    }

    private static let parts: [HostileFile] = [
        archive("an archive without a pickle", .missingEntry("data.pkl")) {
            $0.items.removeFirst()
        },
        archive("an archive of another kind", .missingEntry("data.pkl")) {
            $0.items = [ZipItem("word/document.xml", Array("<x/>".utf8))]
        },
        archive("highest byte first", .bigEndian) {
            $0.items[1] = ZipItem("a/byteorder", Array("big".utf8))
        },
        archive("an order of no name", .bigEndian) { $0.items[1] = ZipItem("a/byteorder", []) },
        HostileFile("bytes after the pickle", TorchBytes.file(pickle ++ [0]), .trailingBytes(1)),
        HostileFile(
            "a second pickle after the pickle", TorchBytes.file(pickle ++ evil),
            .trailingBytes(evil.count)),
    ]
}
