import Mustache

/// Makes text safe in HTML, between tags and in quoted attributes, byte by byte as browsers read it.
///
/// The library's own way looks at characters, and to Swift a quotation mark with an accent on it is another character than
/// a quotation mark: it would be left as it is, and end the attribute that it stands in. It is slow besides: a sixth of all
/// work while a hall renews its pages.
struct HTMLText: MustacheContentType {
    /// The name by which templates ask for it.
    static let name = "ESCAPED"

    /// The line before each template by which it asks for it.
    static let pragma = "{{% CONTENT_TYPE: \(name)}}\n"

    func escapeText(_ text: String) -> String {
        guard text.utf8.contains(where: { Self.entity($0) != nil }) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 32)
        for byte in text.utf8 {
            if let entity = Self.entity(byte) { bytes += entity.utf8 } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func entity(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}

/// Most of what templates show is text, which the library would otherwise look at from all sides first.
extension String: @retroactive MustacheCustomRenderable {
    /// The text itself.
    public var renderText: String { self }
    /// Never: an empty text is one, too.
    public var isNull: Bool { false }
}
