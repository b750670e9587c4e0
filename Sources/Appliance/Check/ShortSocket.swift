import Glibc

/// One short exchange with an IPv4 address, which blocks for at most two seconds at a time.
enum ShortSocket {
    /// Sends `bytes` and returns up to `most` bytes of what comes; nil when nothing does.
    ///
    /// - Parameter isStream: Whether it is TCP; UDP otherwise.
    static func exchange(_ bytes: [UInt8], with address: String, port: Int, isStream: Bool, most: Int) -> [UInt8]? {
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        guard inet_pton(AF_INET, address, &target.sin_addr) == 1 else { return nil }
        let type = isStream ? SOCK_STREAM : SOCK_DGRAM
        let socket = Glibc.socket(AF_INET, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return nil }
        defer { close(socket) }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(socket, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        let connected = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0, send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            return nil
        }
        var answer = [UInt8](repeating: 0, count: most)
        // Of a stream all of it: the first line may come in parts.
        let count = recv(socket, &answer, most, isStream ? Int32(MSG_WAITALL) : 0)
        return count > 0 ? Array(answer.prefix(count)) : nil
    }
}
