import CZlib

/// Unpacks what deflate (RFC 1951) has packed, by zlib, up to a size that is allowed.
enum Inflate {
    /// What stands around the packed data.
    enum Wrapping: Int32 {
        /// RFC 1950, as in PNG.
        case zlib = 15
        /// RFC 1952, as in stealth texts.
        case gzip = 31
    }

    /// The unpacked bytes; `nil` if the data is damaged or cut off, or gives more than `limit`.
    static func unpacked(
        _ data: ArraySlice<UInt8>, _ wrapping: Wrapping, limit: Int
    ) -> [UInt8]? {
        var stream = z_stream()
        let start = inflateInit2_(
            &stream, wrapping.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard start == Z_OK, let size = UInt32(exactly: data.count) else { return nil }
        defer { inflateEnd(&stream) }
        var input = Array(data)
        return input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = size
            return unpack(&stream, limit: limit)
        }
    }

    private static func unpack(_ stream: inout z_stream, limit: Int) -> [UInt8]? {
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let (status, count) = buffer.withUnsafeMutableBufferPointer { buffer in
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(buffer.count)
                let status = inflate(&stream, Z_NO_FLUSH)
                return (status, buffer.count - Int(stream.avail_out))
            }
            guard status == Z_OK || status == Z_STREAM_END, count <= limit - output.count else {
                return nil
            }
            output += buffer[..<count]
            if status == Z_STREAM_END { return output }
            if count == 0, stream.avail_in == 0 { return nil }
        }
    }
}
