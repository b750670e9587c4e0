/// A file that is served as it is.
struct StaticFile: Sendable {
    /// The type that browsers are told.
    let contentType: String
    /// The content.
    let bytes: [UInt8]
    /// A mark of the content: another content has another one, so that browsers may keep what has this one for good.
    let version: String

    /// A file of the given type and content.
    init(contentType: String, bytes: [UInt8]) {
        self.contentType = contentType
        self.bytes = bytes
        version = Fingerprint.of(bytes)
    }

    /// These files as one, in this order, without their indentation, empty lines and whole-line comments: those are for
    /// readers, not for the air.
    static func squeezed(_ files: [StaticFile]) -> String {
        files.flatMap { file in
            String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").map { line in
                line.drop { $0 == " " }
            }.filter { !$0.isEmpty && !$0.hasPrefix("//") && !($0.hasPrefix("/*") && $0.hasSuffix("*/")) }
        }.joined(separator: "\n")
    }
}
