typealias Subject = PyTorch

/// PyTorch's files: the zip archive, the pickle in it, the older pickles in a row.
enum PyTorch: FuzzTarget {
    static func run(_ input: [UInt8]) {
        examine(input) { file throws(CheckpointError) in try PyTorchReader.contents(of: file) }
    }

    /// Changes the instructions of a pickle, inside a zip archive that stays whole, or the archive.
    static func mutate(_ input: [UInt8], using mutator: inout Mutator) -> [UInt8] {
        guard !mutator.once(in: 10) else { return mutator.changed(input) }
        guard var archive = ZipFields(input) else { return changedPickle(input, using: &mutator) }
        repeat { change(&archive, using: &mutator) } while mutator.once(in: 3)
        let bytes = archive.bytes(
            alignment: mutator.once(in: 8) ? 1 : 64, zip64: mutator.once(in: 12))
        guard mutator.once(in: 6) else { return bytes }
        let directory = max(0, bytes.count - 22 - 60 * archive.entries.count)
        return bytes[..<directory] + mutator.changed(bytes[directory...])
    }

    private static func changedPickle(_ input: [UInt8], using mutator: inout Mutator) -> [UInt8] {
        var pickle = PickleFields(input)
        repeat { pickle.change(using: &mutator) } while mutator.once(in: 2)
        return pickle.bytes
    }

    private static func change(_ archive: inout ZipFields, using mutator: inout Mutator) {
        let isPickle = { (entry: ZipFields.Entry) in entry.name.suffix(4).elementsEqual(".pkl".utf8)
        }
        if !mutator.once(in: 5), let place = archive.entries.firstIndex(where: isPickle) {
            let pickle = archive.entries[place].stored
            let isPlain = archive.entries[place].method == 0
            archive.replace(
                place,
                with: isPlain && !mutator.once(in: 10)
                    ? changedPickle(pickle, using: &mutator) : mutator.changed(pickle))
            return
        }
        guard let place = archive.entries.indices.randomElement(using: &mutator) else { return }
        switch mutator.next() % 8 {
        case 0: archive.entries[place].name = mutator.changed(archive.entries[place].name)
        case 1: archive.entries[place].method = mutator.next() % 10
        case 2: archive.entries[place].size = mutator.number(near: archive.entries[place].size)
        case 3: archive.entries[place].sum = mutator.next()
        case 4: archive.entries.remove(at: place)
        case 5: archive.entries.insert(archive.entries[place], at: place)
        case 6: archive.entries[place].extra = mutator.changed(archive.entries[place].extra)
        default: archive.replace(place, with: mutator.changed(archive.entries[place].stored))
        }
    }
}
