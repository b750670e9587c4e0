import Glibc

/// A socket that listens.
struct ListeningSocket {
    let descriptor: Int32
    let port: Int

    /// Listens on `host` and `port`.
    init(host: String, port: Int) throws(ServerError) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        guard let number = UInt16(exactly: port), inet_pton(AF_INET, host, &address.sin_addr) == 1 else {
            throw .badAddress(host: host)
        }
        address.sin_port = number.bigEndian
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw .system(call: "socket", errno: errno) }
        var one: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard bound == 0, listen(descriptor, 512) == 0 else {
            let number = errno
            close(descriptor)
            throw Self.error(number, host: host, port: port)
        }
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        self.descriptor = descriptor
        self.port = Int(UInt16(bigEndian: address.sin_port))
    }

    private static func error(_ number: Int32, host: String, port: Int) -> ServerError {
        switch number {
        case EADDRINUSE: .portInUse(port: port)
        case EACCES, EPERM: .notPermitted(port: port)
        case EADDRNOTAVAIL: .badAddress(host: host)
        default: .system(call: "bind", errno: number)
        }
    }
}
