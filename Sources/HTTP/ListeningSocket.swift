import Glibc

/// A socket that listens.
struct ListeningSocket {
    let descriptor: Int32
    /// The numeric address that it is bound to.
    let host: String
    let port: Int

    /// The socket of `configuration`: the passed one, else a new one.
    init(_ configuration: ServerConfiguration) throws(ServerError) {
        if let passed = configuration.passedSocket {
            try self.init(passed: passed)
        } else {
            try self.init(host: configuration.host, port: configuration.port)
        }
    }

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
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard bound == 0, listen(descriptor, 512) == 0 else {
            let number = errno
            close(descriptor)
            throw Self.error(number, host: host, port: port)
        }
        try self.init(bound: descriptor)
    }

    /// Takes over a socket that somebody else has opened, and on which clients may wait already.
    ///
    /// Of IPv4 only: a device can give itself any number of IPv6 addresses, and what counts by address, such as wrong
    /// guesses of a PIN, would count nothing.
    init(passed descriptor: Int32) throws(ServerError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else {
            throw .unfitSocket(.notASocket)
        }
        guard Self.option(SO_DOMAIN, of: descriptor) == AF_INET else { throw .unfitSocket(.notIPv4) }
        guard Self.option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue),
            Self.option(SO_ACCEPTCONN, of: descriptor) == 1
        else { throw .unfitSocket(.notListening) }
        // The loop must never wait in accept(2): the client that it was woken for may have gone.
        let flags = fcntl(descriptor, F_GETFL)
        guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0,
            fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
        else { throw .system(call: "fcntl", errno: errno) }
        try self.init(bound: descriptor)
    }

    private init(bound descriptor: Int32) throws(ServerError) {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let told = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard told == 0 else { throw .system(call: "getsockname", errno: errno) }
        self.descriptor = descriptor
        host = RequestReader.text(address)
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    private static func option(_ name: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
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
