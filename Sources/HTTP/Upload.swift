import CMicroHTTPD

/// The body of one upload while it arrives, read by libmicrohttpd's own parser into memory. The loop's alone.
final class Upload {
    private struct Part {
        var field: String
        var file: String?
        var bytes: [UInt8] = []
    }

    private var processor: OpaquePointer?
    private var parts: [Part] = []
    private let partLimit: Int
    private var hasTooMany = false

    /// The parser's own buffer. It has to hold the boundary twice; more makes fewer calls.
    private static let bufferSize = 32_768

    /// A reader of the body that `connection` is about to send; nil when its headers do not say how its parts are told
    /// apart.
    init?(_ connection: OpaquePointer, headers: ReceivedFields, partLimit: Int) {
        self.partLimit = partLimit
        guard Self.hasUsableBoundary(connection, headers) else { return nil }
        processor = MHD_create_post_processor(
            connection, Self.bufferSize,
            { context, _, key, fileName, _, _, data, offset, size in
                guard let context, let key else { return MHD_Result.NO }
                let upload = Unmanaged<Upload>.fromOpaque(context).takeUnretainedValue()
                let bytes = UnsafeRawBufferPointer(start: data, count: data == nil ? 0 : size)
                return upload.take(key, fileName, bytes, isFirst: offset == 0) ? MHD_Result.YES : MHD_Result.NO
            }, Unmanaged.passUnretained(self).toOpaque())
        if processor == nil { return nil }
    }

    deinit {
        if let processor { MHD_destroy_post_processor(processor) }
    }

    /// Whether a request says that its body is a form with files.
    static func isDeclared(_ headers: ReceivedFields) -> Bool {
        headers.header("Content-Type") { $0.beginsIgnoringCase(with: "multipart/form-data") } ?? false
    }

    /// Whether the boundary is one that RFC 2046 (5.1.1) allows, alone behind the type as browsers write it. The parser
    /// searches for whatever stands there, and a NUL byte in it would lead it out of its buffer (CVE-2023-27371).
    private static func hasUsableBoundary(_ connection: OpaquePointer, _ headers: ReceivedFields) -> Bool {
        guard let type = headers.header("Content-Type") else { return false }
        var value: UnsafePointer<CChar>?
        var size = 0
        let name = "Content-Type"
        let isThere = MHD_lookup_connection_value_n(
            connection, MHD_ValueKind.HEADER_KIND, name, name.utf8.count, &value, &size)
        guard isThere == MHD_Result.YES, size == type.utf8.count else { return false }
        let halves = type.split(separator: ";", maxSplits: 1)
        guard halves.count == 2, halves[0].lowercased() == "multipart/form-data" else { return false }
        let parameter = halves[1].drop { $0 == " " }
        guard parameter.hasPrefix("boundary=") else { return false }
        var boundary = parameter.dropFirst("boundary=".count)
        if boundary.count > 1, boundary.hasPrefix("\""), boundary.hasSuffix("\"") {
            boundary = boundary.dropFirst().dropLast()
        }
        return (1...70).contains(boundary.utf8.count) && boundary.last != " "
            && boundary.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"):
                    true
                default: "'()+_,-./:=? ".utf8.contains(byte)
                }
            }
    }

    private func take(
        _ key: UnsafePointer<CChar>, _ fileName: UnsafePointer<CChar>?, _ bytes: UnsafeRawBufferPointer, isFirst: Bool
    ) -> Bool {
        let (field, file) = (String(cString: key), fileName.map { String(cString: $0) })
        // The parser may announce a part without its first bytes, and then again with them.
        let isAnnounced = parts.last.map { $0.bytes.isEmpty && $0.field == field && $0.file == file } ?? false
        if isFirst && !isAnnounced {
            if parts.count >= partLimit {
                hasTooMany = true
                return false
            }
            parts.append(Part(field: field, file: file))
        }
        guard let last = parts.indices.last else { return false }
        parts[last].bytes += bytes
        return true
    }

    /// Reads more of the body; the status of the refusal that it earns, if it does.
    func read(_ bytes: UnsafePointer<CChar>, count: Int) -> Int? {
        guard let processor else { return 400 }
        if MHD_post_process(processor, bytes, count) == MHD_Result.YES { return nil }
        return hasTooMany ? 413 : 400
    }

    /// What the whole body held; nil when it ended in the middle of something.
    func finish() -> (fields: [(name: String, value: String)], files: [UploadedFile])? {
        guard let processor else { return nil }
        self.processor = nil
        // What the parser passes over while it looks for the first part is nothing that a form sends.
        guard MHD_destroy_post_processor(processor) == MHD_Result.YES, !parts.isEmpty else { return nil }
        let fields = parts.filter { $0.file == nil }.map {
            (ReceivedText.name($0.field.utf8), ReceivedText.text($0.bytes))
        }
        // A chooser in which nothing was chosen comes without a name.
        let files = parts.compactMap { part in
            part.file.flatMap { name in
                name.isEmpty && part.bytes.isEmpty
                    ? nil : UploadedFile(field: part.field, name: name, bytes: part.bytes)
            }
        }
        parts = []
        return (fields, files)
    }
}
