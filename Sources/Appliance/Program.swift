import Glibc

/// Runs programs of the system to their end.
public enum Program {
    /// The folders in which they are.
    private static let folders = ["/usr/bin", "/usr/sbin", "/bin", "/sbin"]

    /// The path of `name`; nil where it is not installed.
    public static func path(_ name: String) -> String? {
        if name.hasPrefix("/") { return name }
        return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// Runs a program, without a shell, and returns its exit code (minus the signal that ended it) and what it printed,
    /// its first 64 KiB.
    ///
    /// - Throws: `ApplianceError.missing`.
    public static func run(_ name: String, _ arguments: [String]) throws(ApplianceError) -> (
        status: Int32, output: String
    ) {
        guard let path = path(name) else { throw .missing(program: name) }
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw .system(call: "pipe", path: path, errno: errno) }
        defer { close(ends[0]) }
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_addclose(&actions, ends[1])
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // This program blocks some signals; another need not know.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var nothing = sigset_t()
        sigemptyset(&nothing)
        posix_spawnattr_setsigmask(&attributes, &nothing)
        var pointers: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var child = pid_t()
        let spawned = posix_spawn(&child, path, &actions, &attributes, &pointers, environ)
        close(ends[1])
        guard spawned == 0 else { throw .system(call: "posix_spawn", path: path, errno: spawned) }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(ends[0], &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            if output.count < 65_536 { output += buffer[..<count] }
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let code = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
        return (code, String(decoding: output, as: UTF8.self))
    }
}
