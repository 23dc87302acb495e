import CPNG

/// Pixels to and from PNG by libpng's simplified interface.
///
/// Of libpng's two interfaces it is the one that keeps its `longjmp` to itself: no Swift frame is
/// ever jumped over. It holds on to the address of its control structure between calls, which is
/// why each way runs inside one `withUnsafeMutablePointer`.
enum PNGCodec {
    /// The file of a picture, packed well or, in less time, less well.
    static func encode(_ image: Image8, isFast: Bool = false) throws(ImagingError) -> [UInt8] {
        let raw = image.pixels.count
        // What deflate may add to data that it cannot shrink, and the chunks around it.
        let capacity = raw + raw / 4 + 16 * image.height + 4096
        var failure: String?
        let file = [UInt8](unsafeUninitializedCapacity: capacity) { output, used in
            var size = capacity
            failure = Self.controlled { control in
                control.pointee.width = UInt32(image.width)
                control.pointee.height = UInt32(image.height)
                control.pointee.format = format(channels: image.channels)
                if isFast { control.pointee.flags |= UInt32(PNG_IMAGE_FLAG_FAST) }
                return png_image_write_to_memory(
                    control, output.baseAddress, &size, 0, image.pixels, 0, nil) != 0
            }
            used = failure == nil ? size : 0
        }
        if let failure { throw .cannotEncode(.png, failure) }
        return file
    }

    /// The picture of a file whose chunks are sound and whose size is allowed.
    static func decode(_ file: [UInt8]) throws(ImagingError) -> Image8 {
        var (width, height, channels) = (0, 0, 0)
        var pixels: [UInt8] = []
        let failure = file.withUnsafeBytes { file in
            controlled { control in
                guard
                    png_image_begin_read_from_memory(control, file.baseAddress, file.count) != 0
                else { return false }
                channels = Self.channels(of: control.pointee.format)
                control.pointee.format = format(channels: channels)
                control.pointee.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
                (width, height) = (Int(control.pointee.width), Int(control.pointee.height))
                pixels = [UInt8](repeating: 0, count: width * height * channels)
                return png_image_finish_read(control, nil, &pixels, 0, nil) != 0
            }
        }
        if let failure { throw .badPNG(failure) }
        return try Image8(width: width, height: height, channels: channels, pixels: pixels)
    }

    /// Runs libpng with a control structure of its own; returns libpng's words if it failed.
    private static func controlled(
        _ body: (UnsafeMutablePointer<png_image>) -> Bool
    ) -> String? {
        var control = png_image()
        control.version = UInt32(PNG_IMAGE_VERSION)
        return withUnsafeMutablePointer(to: &control) { control in
            defer { png_image_free(control) }
            guard !body(control) else { return nil }
            return withUnsafeBytes(of: control.pointee.message) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
        }
    }

    private static func format(channels: Int) -> UInt32 {
        switch channels {
        case 1: 0
        case 3: UInt32(PNG_FORMAT_FLAG_COLOR)
        default: UInt32(PNG_FORMAT_FLAG_COLOR) | UInt32(PNG_FORMAT_FLAG_ALPHA)
        }
    }

    private static func channels(of format: UInt32) -> Int {
        if format & UInt32(PNG_FORMAT_FLAG_ALPHA) != 0 { return 4 }
        return format & UInt32(PNG_FORMAT_FLAG_COLOR) != 0 ? 3 : 1
    }
}
