extension Image8 {
    /// The picture the way up that an EXIF orientation (1…8) means; any other leaves it as it is.
    ///
    /// 2, 4, 5 and 7 are mirrored; 3 stands on its head; 5 to 8 lie on their side.
    func turned(_ orientation: Int) -> Image8 {
        guard (2...8).contains(orientation) else { return self }
        let isSideways = orientation >= 5
        let (newWidth, newHeight) = isSideways ? (height, width) : (width, height)
        let flipsColumns = [2, 3, 7, 8].contains(orientation)
        let flipsRows = [3, 4, 6, 7].contains(orientation)
        let count = pixels.count
        let turned = [UInt8](unsafeUninitializedCapacity: count) { output, used in
            pixels.withUnsafeBufferPointer { input in
                var place = 0
                for row in 0..<newHeight {
                    for column in 0..<newWidth {
                        let (along, down) = isSideways ? (row, column) : (column, row)
                        let x = flipsColumns ? width - 1 - along : along
                        let y = flipsRows ? height - 1 - down : down
                        let source = (y * width + x) * channels
                        for channel in 0..<channels {
                            output[place + channel] = input[source + channel]
                        }
                        place += channels
                    }
                }
            }
            used = count
        }
        return Image8(width: newWidth, height: newHeight, channels: channels, checked: turned)
    }
}

extension PictureHeader {
    /// The size of the picture of a file with this header as it is read, which is the way up that its
    /// EXIF means.
    package func upright(in file: [UInt8]) -> (width: Int, height: Int) {
        let orientation = Container.exif(of: file)?.orientation ?? 1
        return (5...8).contains(orientation) ? (height, width) : (width, height)
    }
}
