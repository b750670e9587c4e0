import CLinux
import Glibc

/// A program of the system, run to its end.
public struct Command: Sendable, Equatable {
    /// Its exit code; 128 and the number of the signal when one ended it.
    public let status: Int32
    /// What it said on standard output, without the white space at the end.
    public let output: String
    /// What it said on standard error, likewise.
    public let complaint: String

    /// The most bytes of its words that are kept.
    private static let limit = 1 << 20

    /// The path of `program` in the usual folders; nil where it is not installed.
    public static func path(_ program: String) -> String? {
        if program.hasPrefix("/") { return program }
        let folders = getenv("PATH").map { String(cString: $0) } ?? ""
        let all =
            folders.split(separator: ":").map(String.init) + [
                "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
            ]
        return all.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }

    /// Runs `program` with `arguments` and waits for it, however it ends; in English, whatever the machine speaks.
    ///
    /// - Parameters:
    ///   - input: What it reads on standard input.
    ///   - settings: What its environment holds besides, as `NAME=VALUE`.
    /// - Throws: `ApplianceError.missing` or `.system`.
    public static func attempt(
        _ program: String, _ arguments: [String], input: String = "", settings: [String] = []
    ) throws(ApplianceError) -> Command {
        guard let path = path(program) else { throw .missing(program: program) }
        var files: [Int32] = []
        defer { for file in files { close(file) } }
        for _ in 0..<3 { files.append(try unnamed()) }
        _ = Array(input.utf8).withUnsafeBytes { write(files[0], $0.baseAddress, $0.count) }
        lseek(files[0], 0, SEEK_SET)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, file) in files.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, file, Int32(number))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // This program holds signals back; the other one is not to.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        let words: [String] = [path] + arguments
        let all: [String] = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8"] + settings
        var line: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = all.map { strdup($0) } + [nil]
        defer { for word in line + environment { free(word) } }
        var child = pid_t()
        let status = posix_spawn(&child, path, &actions, &attributes, &line, &environment)
        guard status == 0 else { throw .system(call: "posix_spawn", path: path, errno: status) }
        var ended: Int32 = 0
        while waitpid(child, &ended, 0) < 0 {
            if errno != EINTR { throw .system(call: "waitpid", path: path, errno: errno) }
        }
        // The status as wait(2) codes it: a signal in the low seven bits, else the exit code above.
        let code = ended & 0x7F == 0 ? (ended >> 8) & 0xFF : 128 + ended & 0x7F
        return Command(status: code, output: self.words(of: files[1]), complaint: self.words(of: files[2]))
    }

    /// Runs `program` as ``attempt(_:_:input:settings:)`` does; one that does not end well is an error.
    ///
    /// - Throws: `ApplianceError.missing`, `.failed` with what it said, or `.system`.
    @discardableResult
    public static func run(
        _ program: String, _ arguments: [String], input: String = "", settings: [String] = []
    ) throws(ApplianceError) -> Command {
        let ended = try attempt(program, arguments, input: input, settings: settings)
        guard ended.status == 0 else {
            let spoken = ended.complaint.isEmpty ? ended.output : ended.complaint
            throw .failed(program: program, status: ended.status, words: spoken)
        }
        return ended
    }

    /// A file without a name for a stream of the program: no pipe that fills up while nobody reads.
    private static func unnamed() throws(ApplianceError) -> Int32 {
        let file = memfd_create("workshop-kiosk", kiosk_memfd_cloexec)
        if file < 0 { throw .system(call: "memfd_create", path: "", errno: errno) }
        return file
    }

    private static func words(of file: Int32) -> String {
        lseek(file, 0, SEEK_SET)
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < limit {
            let count = part.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count <= 0 { break }
            bytes += part.prefix(count)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return String(text.reversed().drop { $0.isWhitespace }.reversed())
    }
}
