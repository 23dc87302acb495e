import Checkpoints
import Synchronization
import Testing

/// What the reader makes of files that hold together.
@Suite struct PyTorchReaderTests {
    private func contents(
        _ body: [UInt8], in container: TorchBytes.Container = .zip
    ) throws -> FileContents {
        let bytes = TorchBytes.file(Assembly.pickle(body), in: container)
        return try PyTorchReader.contents(of: MemoryBytes(bytes))
    }

    @Test(arguments: TorchBytes.Container.allCases)
    func `a tensor lies where its storage does`(container: TorchBytes.Container) throws {
        let body = Assembly.dict([
            "all": Assembly.tensor(),
            "end": Assembly.tensor(offset: 4, shape: [2], strides: [1]),
            "column": Assembly.tensor(offset: 1, shape: [2], strides: [3]),
        ])
        let bytes = TorchBytes.file(Assembly.pickle(body), in: container)
        let tensors = try PyTorchReader.contents(of: MemoryBytes(bytes)).tensors
        let all = try #require(tensors["all"]), end = try #require(tensors["end"])
        let column = try #require(tensors["column"])
        #expect(Array(bytes[all.range]) == TorchBytes.sixFloats && all.layout == .rowMajor)
        #expect(Array(bytes[end.range]) == Array(TorchBytes.sixFloats.suffix(8)))
        #expect(column.range == all.range.lowerBound + 4..<all.range.lowerBound + 20)
        #expect(column.layout == .strided([3]))
    }

    @Test(
        arguments: [
            (["state_dict", "params_ema", "params", "string_to_param"], "x"),
            (["string_to_param", "params", "params_ema"], "x"), (["params", "other"], "x"),
            (["string_to_param", "other"], "string_to_param.x"), (["module"], "module.x"),
        ])
    func `one dictionary of the top level holds the tensors if it is known`(
        keys: [String], name: String
    ) throws {
        let inner = Assembly.dict(["x": Assembly.tensor()])
        let entries = keys.flatMap { Assembly.text($0) ++ inner ++ Assembly.setItem }
        #expect(try contents(Assembly.emptyDict ++ entries).tensors.keys.sorted() == [name])
    }

    @Test func `the better of two dictionaries of the top level is taken`() throws {
        let body = Assembly.dict([
            "params": Assembly.dict(["old": Assembly.tensor()]),
            "params_ema": Assembly.dict(["averaged": Assembly.tensor()]),
        ])
        #expect(try Set(contents(body).tensors.keys) == ["averaged"])
    }

    @Test func `a tensor called state_dict is a tensor`() throws {
        let body = Assembly.dict(["state_dict": Assembly.tensor(), "b": Assembly.tensor()])
        #expect(try Set(contents(body).tensors.keys) == ["state_dict", "b"])
    }

    @Test func `dictionaries of Python 2 are read`() throws {
        let pair = Assembly.list([Assembly.text("w"), Assembly.tensor()])
        let pairs = Assembly.list([pair])
        let body = Assembly.call(Assembly.global("collections", "OrderedDict"), [pairs])
        #expect(try Set(contents(body).tensors.keys) == ["w"])
    }

    @Test func `long notes and more than 256 are left out`() throws {
        let long = String(repeating: "x", count: 4_097)
        #expect(try contents(Assembly.dict(["a": Assembly.text(long)])).metadata.isEmpty)
        let entries = (0..<1_000).flatMap {
            Assembly.text("\($0)") ++ Assembly.text("note") ++ Assembly.setItem
        }
        #expect(try contents(Assembly.emptyDict ++ entries).metadata.count == 256)
    }

    @Test func `an archive with ZIP64's records and fields is read`() throws {
        let pickle = Assembly.pickle(Assembly.dict(["a": Assembly.tensor()]))
        let archive = ZipBytes(TorchBytes.items(pickle)) { archive in
            archive.wide = (nil, nil)
            archive.count = .max
            archive.offset = .max
            archive.directoryLength = .max
            for index in archive.items.indices {
                archive.items[index].extra = zip64(size: UInt64(archive.items[index].bytes.count))
                archive.items[index].local.extra = archive.items[index].extra
                archive.items[index].local.size = .max
                archive.items[index].size = .max
                archive.items[index].storedSize = .max
            }
        }
        let tensors = try PyTorchReader.contents(of: MemoryBytes(archive.bytes)).tensors
        let range = try #require(tensors["a"]?.range)
        #expect(Array(archive.bytes[range]) == TorchBytes.sixFloats)
    }

    @Test func `an archive without check sums is read`() throws {
        let pickle = Assembly.pickle(Assembly.dict(["a": Assembly.tensor()]))
        let archive = ZipBytes(TorchBytes.items(pickle)) { archive in
            for index in archive.items.indices { archive.items[index].checksum = 0 }
        }
        #expect(try PyTorchReader.contents(of: MemoryBytes(archive.bytes)).tensors.count == 1)
    }

    @Test func `entries of no known name are passed over`() throws {
        let pickle = Assembly.pickle(Assembly.dict(["a": Assembly.tensor()]))
        let archive = ZipBytes(TorchBytes.items(pickle)) {
            $0.items.append(ZipItem("a/.data/serialization_id", [1]))
            $0.items.append(ZipItem("a/data/7", [1, 2, 3]))
        }
        #expect(try PyTorchReader.contents(of: MemoryBytes(archive.bytes)).tensors.count == 1)
    }

    @Test(arguments: TorchBytes.Container.allCases)
    func `a pickle of more than one reading is read`(container: TorchBytes.Container) throws {
        let entries = (0..<2_000).flatMap { index in
            Assembly.text("a.tensor.of.a.rather.long.name.\(index)") ++ Assembly.tensor()
                ++ Assembly.setItem
        }
        #expect(try contents(Assembly.emptyDict ++ entries, in: container).tensors.count == 2_000)
    }

    @Test(arguments: TorchBytes.Container.allCases)
    func `the elements are not read`(container: TorchBytes.Container) throws {
        let large = [UInt8](repeating: 7, count: 1 << 22)
        let pickle = Assembly.pickle(
            Assembly.dict(["a": Assembly.tensor(Assembly.storage(count: 1 << 20))]))
        let bytes = TorchBytes.file(pickle, storages: ["0": large], in: container)
        let file = CountingBytes(bytes)
        let tensors = try PyTorchReader.contents(of: file).tensors
        #expect(tensors["a"]?.shape == [2, 3])
        #expect(file.bytesRead < 70_000)
    }
}

/// Bytes that count how many of them are read.
private struct CountingBytes: ByteSource, ~Copyable {
    private let bytes: MemoryBytes
    private let count = Mutex(0)

    init(_ bytes: [UInt8]) { self.bytes = MemoryBytes(bytes) }

    var path: String { bytes.path }
    var byteCount: Int { bytes.byteCount }
    var bytesRead: Int { count.withLock { $0 } }

    func read(_ count: Int, at offset: Int) -> [UInt8] {
        let read = bytes.read(count, at: offset)
        self.count.withLock { $0 += read.count }
        return read
    }
}
