typealias Subject = Images

/// Pictures' files of every format: their structure, their texts, their EXIF data, their pixels.
enum Images: FuzzTarget {
    static func run(_ input: [UInt8]) {
        do {
            let metadata = try ImageMetadata(of: input)
            require(metadata.width >= 0 && metadata.height >= 0, "a negative size")
            _ = metadata.infotext
        } catch {
            check(error)
        }
        let header: PictureHeader?
        do {
            header = try PictureHeader(of: input)
        } catch {
            check(error)
            header = nil
        }
        do {
            let image = try ImageFile.decode(input, limit: 1 << 14)
            require(
                header.map { Set([$0.width, $0.height]) } == Set([image.width, image.height]),
                "a picture that its header does not promise")
            let samples = image.width * image.height * image.channels
            require(image.pixels.count == samples, "pixels that are not the size's")
            require(image.width * image.height <= 1 << 14, "a picture beyond the limit")
            _ = StealthText.text(in: image)
        } catch {
            check(error)
        }
        // What is no file may still be what stands in one.
        if let exif = EXIF(input[...]) {
            require(exif.comment?.isEmpty != true, "an empty comment")
        }
        _ = UserComment.text(input[...], littleEndian: true)
    }

    /// A refusal is one sentence.
    private static func check(_ error: ImagingError) {
        let words = error.description
        require(words.utf8.count <= 500 && words.hasSuffix("."), "no short sentence")
    }

    /// Changes the bytes, and makes the checksums of a PNG's chunks right again most of the time.
    static func mutate(_ input: [UInt8], using mutator: inout Mutator) -> [UInt8] {
        var file = mutator.changed(input)
        if !mutator.once(in: 8), file.starts(with: PNGChunks.signature) { sum(&file) }
        return file
    }

    private static func sum(_ file: inout [UInt8]) {
        var place = PNGChunks.signature.count
        while let length = file[...].number(at: place, bytes: 4),
            let body = file[...].range(from: place + 4, count: length + 4),
            file.count - body.endIndex >= 4
        {
            let checksum = CRC32.checksum(body)
            for byte in 0..<4 {
                file[body.endIndex + byte] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * byte))
            }
            place = body.endIndex + 4
        }
    }
}
