import CMicroHTTPD
import Glibc

/// Reads what a request and its connection say before anybody is asked.
enum RequestReader {
    /// The peer's numeric IPv4 address; empty when it is unknown.
    static func address(of connection: OpaquePointer) -> String {
        guard let address = kiosk_peer_address(connection), address.pointee.sa_family == sa_family_t(AF_INET) else {
            return ""
        }
        return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { text($0.pointee) }
    }

    /// An IPv4 address in numbers.
    static func text(_ address: sockaddr_in) -> String {
        // The four bytes in network order, whatever the machine's own order is.
        let number = UInt32(bigEndian: address.sin_addr.s_addr)
        return "\(number >> 24).\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
    }

    /// The headers, and the refusal that they earn by themselves: 431 beyond `headerLimit`, 413 beyond `bodyLimit`, 400
    /// for two lengths (RFC 9112, 6.3: a message with several is to be rejected).
    static func judge(_ headers: ReceivedFields, headerLimit: Int, bodyLimit: Int) -> Int? {
        var (lengths, length, size) = (0, 0, 0)
        headers.each { name, value in
            size += name.count + value.count
            if name.isHeader(lengthName) {
                lengths += 1
                length = number(value)
            }
        }
        if lengths > 1 { return 400 }
        if size > headerLimit { return 431 }
        return length > bodyLimit ? 413 : nil
    }

    /// The length of the body that the headers announce; 0 when they announce none.
    static func length(_ headers: ReceivedFields) -> Int { headers.header(lengthName, number) ?? 0 }

    private static let lengthName: StaticString = "Content-Length"

    /// What is no number that fits is longer than anything allowed.
    private static func number(_ value: ReceivedFields.Bytes) -> Int {
        var number = 0
        for byte in value {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), number < Int.max / 10 else { return Int.max }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value.isEmpty ? Int.max : number
    }
}
