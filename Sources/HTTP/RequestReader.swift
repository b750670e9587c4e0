import CMicroHTTPD
import Glibc

/// Copies what libmicrohttpd tells of a request; its strings die with the request.
enum RequestReader {
    /// Fields of one kind, such as headers.
    static func fields(of connection: OpaquePointer, kind: MHD_ValueKind) -> [(name: String, value: String)] {
        final class Collection {
            var fields: [(name: String, value: String)] = []

            init(capacity: Int) {
                fields.reserveCapacity(capacity)
            }
        }
        // Browsers send about a dozen headers; most requests have no query.
        let collection = Collection(capacity: kind == MHD_ValueKind.HEADER_KIND ? 16 : 0)
        withExtendedLifetime(collection) {
            _ = MHD_get_connection_values(
                connection, kind,
                { context, _, name, value in
                    guard let context, let name else { return MHD_Result.YES }
                    let collection = Unmanaged<Collection>.fromOpaque(context).takeUnretainedValue()
                    collection.fields.append((String(cString: name), value.map { String(cString: $0) } ?? ""))
                    return MHD_Result.YES
                }, Unmanaged.passUnretained(collection).toOpaque())
        }
        return collection.fields
    }

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
    static func judge(
        _ headers: [(name: String, value: String)], headerLimit: Int, bodyLimit: Int
    ) -> Int? {
        var (lengths, length, size) = (0, 0, 0)
        for header in headers {
            size += header.name.utf8.count + header.value.utf8.count
            if isLength(header.name) {
                lengths += 1
                length = Int(header.value) ?? Int.max
            }
        }
        if lengths > 1 { return 400 }
        if size > headerLimit { return 431 }
        return length > bodyLimit ? 413 : nil
    }

    /// The length of the body that the headers announce; 0 when they announce none.
    static func length(_ headers: [(name: String, value: String)]) -> Int {
        headers.first { isLength($0.name) }.map { Int($0.value) ?? Int.max } ?? 0
    }

    private static func isLength(_ name: String) -> Bool { Request.equalIgnoringCase(name, "Content-Length") }
}
