import CZlib

/// The files of a ZIP archive, read by its central directory; independent of what writes workbooks.
struct Unzipped {
    /// The contents by path.
    let files: [String: String]

    init?(_ bytes: [UInt8]) {
        func number(_ at: Int, _ count: Int) -> Int {
            (0..<count).reversed().reduce(0) { $0 << 8 | Int(bytes[at + $1]) }
        }
        guard
            let end = stride(from: bytes.count - 22, through: 0, by: -1).first(where: { number($0, 4) == 0x0605_4B50 })
        else { return nil }
        var files: [String: String] = [:]
        var entry = number(end + 16, 4)
        for _ in 0..<number(end + 10, 2) {
            guard number(entry, 4) == 0x0201_4B50 else { return nil }
            let (method, packed, size) = (number(entry + 10, 2), number(entry + 20, 4), number(entry + 24, 4))
            let name = String(decoding: bytes[(entry + 46)..<(entry + 46 + number(entry + 28, 2))], as: UTF8.self)
            let local = number(entry + 42, 4)
            let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
            let content = Array(bytes[start..<(start + packed)])
            guard let text = method == 0 ? content : Self.inflated(content, size) else { return nil }
            files[name] = String(decoding: text, as: UTF8.self)
            entry += 46 + number(entry + 28, 2) + number(entry + 30, 2) + number(entry + 32, 2)
        }
        self.files = files
    }

    private static func inflated(_ packed: [UInt8], _ size: Int) -> [UInt8]? {
        var (packed, unpacked) = (packed, [UInt8](repeating: 0, count: size))
        var stream = z_stream()
        // No header: that is how ZIP keeps them.
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        let status = packed.withUnsafeMutableBufferPointer { input in
            unpacked.withUnsafeMutableBufferPointer { output -> Int32 in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                return inflate(&stream, Z_FINISH)
            }
        }
        return status == Z_STREAM_END ? unpacked : nil
    }
}
