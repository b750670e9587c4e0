/// Finds what a simulated phone needs in a page of the kiosk.
public struct Page: Sendable {
    /// The page's text.
    public let html: String

    /// A page with this text.
    public init(_ html: String) {
        self.html = html
    }

    /// The value of an attribute of the `main` element.
    public func main(_ attribute: String) -> String? {
        guard let start = html.firstRange(of: "<main"), let end = html[start.upperBound...].firstIndex(of: ">") else {
            return nil
        }
        return Self.value(of: attribute, in: html[start.upperBound..<end])
    }

    /// Every value of `attribute` that begins with `prefix`, without the prefix, in order.
    public func values(of attribute: String, prefix: String = "") -> [String] {
        html.split(separator: "\(attribute)=\"\(prefix)").dropFirst().map { part in
            String(part.prefix { $0 != "\"" })
        }
    }

    private static func value(of attribute: String, in tag: Substring) -> String? {
        guard let start = tag.firstRange(of: " \(attribute)=\"") else { return nil }
        return String(tag[start.upperBound...].prefix { $0 != "\"" })
    }
}
