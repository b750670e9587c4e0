import CQRencode

/// A QR code (ISO/IEC 18004), error correction level M: readable with an eighth of it covered or in glare.
public struct QRCode: Sendable {
    /// The modules along one side.
    public let size: Int
    private let modules: [Bool]

    /// The code of `text`; nil when it is empty or longer than a QR code holds.
    public init?(_ text: String) {
        guard !text.isEmpty, let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        guard let data = code.pointee.data else { return nil }
        size = width
        // The lowest bit of each byte tells whether the module is dark; the others are the library's own.
        modules = (0..<width * width).map { data[$0] & 1 == 1 }
    }

    /// Whether the module is dark; outside the code it is light.
    public func isDark(row: Int, column: Int) -> Bool {
        guard (0..<size).contains(row), (0..<size).contains(column) else { return false }
        return modules[row * size + column]
    }

    /// The modules of the light margin that scanners need on each side.
    private static let margin = 4

    /// An SVG picture of one path, black on white in both themes, as scanners want it.
    public var svg: String {
        let side = size + 2 * Self.margin
        var path = ""
        for row in 0..<size {
            var column = 0
            while column < size {
                var length = 0
                while isDark(row: row, column: column + length) { length += 1 }
                if length > 0 { path += "M\(column + Self.margin) \(row + Self.margin)h\(length)v1h-\(length)z" }
                column += max(1, length)
            }
        }
        return """
            <svg viewBox="0 0 \(side) \(side)" aria-hidden="true" focusable="false" shape-rendering="crispEdges">\
            <rect width="\(side)" height="\(side)" fill="#fff"/><path fill="#000" d="\(path)"/></svg>
            """
    }

    /// The code in half blocks, two modules a character, for a terminal: light modules are drawn, on black, so that it
    /// scans on light and dark terminals alike.
    public func terminal() -> String {
        var text = ""
        for row in stride(from: -2, to: size + 2, by: 2) {
            text += "\u{1B}[97;40m"
            for column in -2..<(size + 2) {
                switch (isDark(row: row, column: column), isDark(row: row + 1, column: column)) {
                case (true, true): text += " "
                case (true, false): text += "▄"
                case (false, true): text += "▀"
                case (false, false): text += "█"
                }
            }
            text += "\u{1B}[0m\n"
        }
        return text
    }
}
