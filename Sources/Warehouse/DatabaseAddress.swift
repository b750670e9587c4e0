/// The address of a PostgreSQL database, such as `postgresql://anna@host/workshops`, with its password kept apart: the
/// arguments of a process are for every user of the machine to see, its environment is not.
public struct DatabaseAddress: Sendable, Equatable {
    /// The address without the password.
    public let text: String
    /// The password; nil where the address has none. Then libpq looks for one in its own places.
    public let password: String?

    /// Reads an address; what it names is left to libpq to find out.
    ///
    /// - Throws: ``PublishError/address(_:)`` with what is wrong.
    public init(_ address: String) throws(PublishError) {
        guard let scheme = ["postgresql://", "postgres://"].first(where: address.hasPrefix) else {
            throw .address("it does not begin with postgresql://")
        }
        guard !address.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw .address("it holds control characters")
        }
        let rest = address.dropFirst(scheme.count)
        let end = rest.firstIndex { "/?".contains($0) } ?? rest.endIndex
        var authority = String(rest[..<end])
        var password: String?
        if let at = authority.lastIndex(of: "@") {
            var user = authority[..<at]
            if let colon = user.firstIndex(of: ":") {
                password = try Self.decoded(user[user.index(after: colon)...])
                user = user[..<colon]
            }
            authority = (user.isEmpty ? "" : "\(user)@") + authority[authority.index(after: at)...]
        }
        var tail = String(rest[end...])
        if let mark = tail.firstIndex(of: "?") {
            var kept: [Substring] = []
            for pair in tail[tail.index(after: mark)...].split(separator: "&") {
                let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                // libpq decodes names, too.
                switch try Self.decoded(halves[0]) {
                case "password": password = try Self.decoded(halves.count > 1 ? halves[1] : "")
                case "sslpassword": throw .address("leave sslpassword out of it, or remove it from the key")
                default: kept.append(pair)
                }
            }
            tail = String(tail[..<mark]) + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
        }
        text = scheme + authority + tail
        self.password = password?.isEmpty == true ? nil : password
    }

    private static func decoded(_ text: Substring) throws(PublishError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let decoded = UInt8(Substring(rest.prefix(2)), radix: 16), decoded != 0 else {
                throw .address("it has a % that two hexadecimal digits do not follow")
            }
            bytes.append(decoded)
            rest = rest.dropFirst(2)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .address("it is not UTF-8") }
        return decoded
    }
}
