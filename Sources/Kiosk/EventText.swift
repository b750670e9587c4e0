/// Server-sent events as text (WHATWG HTML, 9.2.6).
enum EventText {
    /// The event `name` with `data`; each line of the data gets its own `data:` field.
    static func event(_ name: String, data: [UInt8]) -> [UInt8] {
        var text = Array("event: \(name)\ndata: ".utf8)
        text.reserveCapacity(text.count + data.count + 64)
        for byte in data where byte != UInt8(ascii: "\r") {
            text.append(byte)
            if byte == UInt8(ascii: "\n") { text += Array("data: ".utf8) }
        }
        text += [UInt8(ascii: "\n"), UInt8(ascii: "\n")]
        return text
    }
}
