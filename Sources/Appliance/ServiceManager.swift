import Glibc

/// The service manager that started this program: the sockets that it passes, and what it wants to hear.
///
/// The protocols of sd_listen_fds(3), sd_notify(3) and sd_watchdog_enabled(3) are a few variables and a datagram; a
/// library for them would be one more to ship.
public struct ServiceManager: Sendable {
    /// The sockets that it has opened for this process, in the order of the socket unit.
    public let sockets: [Int32]
    /// How often it wants to hear ``Word/alive`` at the latest; nil when it does not watch.
    public let watchdog: Duration?
    private let address: String?

    /// Something that a service says of itself.
    public enum Word: Sendable, Equatable {
        /// It is ready to serve.
        case ready
        /// It works.
        case alive
        /// It is about to end.
        case stopping
        /// How it is, in a few words on one line.
        case status(String)

        var line: String {
            switch self {
            case .ready: "READY=1"
            case .alive: "WATCHDOG=1"
            case .stopping: "STOPPING=1"
            case .status(let words): "STATUS=\(words.split(whereSeparator: \.isNewline).joined(separator: " "))"
            }
        }
    }

    /// Whether it wants to hear anything.
    public var listens: Bool { address != nil }

    /// Takes what the service manager has told this process out of the environment, so that no child believes that it was
    /// told. To be called before another thread starts: the environment has no lock.
    public static func take() -> ServiceManager {
        let names = ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC"]
        var told: [String: String] = [:]
        for name in names {
            guard let value = getenv(name) else { continue }
            told[name] = String(cString: value)
            unsetenv(name)
        }
        return ServiceManager(told)
    }

    init(_ told: [String: String], process: pid_t = getpid()) {
        let mine = String(process)
        var sockets: [Int32] = []
        // The descriptors follow standard error. A number for another process has been inherited by mistake.
        if told["LISTEN_PID"] == mine, let count = told["LISTEN_FDS"].flatMap({ Int32($0) }), (1...1024).contains(count)
        {
            sockets = Array(3..<(3 + count))
            for socket in sockets { _ = fcntl(socket, F_SETFD, FD_CLOEXEC) }
        }
        self.sockets = sockets
        let isWatched = told["WATCHDOG_PID"] == nil || told["WATCHDOG_PID"] == mine
        let period = told["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdog = isWatched && period > 0 ? .microseconds(period) : nil
        // A path, or the name of an abstract socket behind an @. Others (vsock) are for virtual machines.
        address = told["NOTIFY_SOCKET"].flatMap { $0.count > 1 && ($0.first == "/" || $0.first == "@") ? $0 : nil }
    }

    /// Tells the service manager. What it does not get is not told again: the next word is never far.
    public func tell(_ words: Word...) {
        guard let address else { return }
        var place = sockaddr_un()
        place.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(address.utf8)
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        guard bytes.count < MemoryLayout.size(ofValue: place.sun_path) else { return }
        withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: bytes) }
        // Without the zero at the end: it would be part of an abstract name.
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let message = Array(words.map(\.line).joined(separator: "\n").utf8)
        _ = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}
