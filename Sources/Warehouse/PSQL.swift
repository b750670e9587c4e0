import Glibc

/// PostgreSQL's own client, `psql`, as a process that reads commands and rows from this one and answers on a pipe.
///
/// Not libpq in this process: the box that serves a room needs no library for what an office does once a month, and an
/// error in it would be one of the votes' server. Nor is anything lost by it: COPY, the fastest way in, goes through
/// `psql` as it is, and it reads `~/.pgpass`, services and certificates as its users know it.
///
/// When this process ends, however it does, `psql` reads the end of its commands and goes, and the database takes back
/// what was not committed.
final class PSQL {
    private let process: pid_t
    private var input: Int32
    private let output: Int32
    private let errors: Int32
    private var unread: [UInt8] = []
    private var hasEnded = false

    /// The path of the program; nil where it is not installed.
    static var program: String? {
        let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin"
        return folders.split(separator: ":").map { "\($0)/psql" }.first { access($0, X_OK) == 0 }
    }

    /// Starts the program; whether there is a connection shows with the first question.
    ///
    /// - Throws: ``PublishError``.
    init(_ address: DatabaseAddress) throws(PublishError) {
        guard let program = Self.program else { throw .notInstalled }
        var template = Array("/tmp/workshop-kiosk-psql-XXXXXX".utf8CString)
        errors = mkstemp(&template)
        guard errors >= 0 else { throw .disk }
        unlink(template)
        var commands: [Int32] = [-1, -1]
        var answers: [Int32] = [-1, -1]
        guard pipe(&commands) == 0, pipe(&answers) == 0 else {
            for descriptor in commands + [errors] where descriptor >= 0 { close(descriptor) }
            throw .disk
        }
        for descriptor in commands + answers + [errors] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        (input, output) = (commands[1], answers[0])
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, commands[0], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, answers[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        // No signal blocked or ignored, as this program blocks and ignores some.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let arguments = [
            program, "--no-psqlrc", "--no-password", "--quiet", "--no-align", "--tuples-only",
            "--set=ON_ERROR_STOP=1", "--dbname=\(address.text)",
        ]
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] =
            Self.environment(password: address.password).map { strdup($0) } + [nil]
        var child = pid_t()
        let status = posix_spawn(&child, program, &actions, &attributes, &argv, &environment)
        for pointer in argv + environment { free(pointer) }
        posix_spawnattr_destroy(&attributes)
        posix_spawn_file_actions_destroy(&actions)
        close(commands[0])
        close(answers[1])
        process = child
        guard status == 0 else {
            hasEnded = true
            close(input)
            throw .notInstalled
        }
    }

    deinit {
        if !hasEnded { _ = end() }
        close(output)
        close(errors)
    }

    /// This process's environment, with the password and what the rows need.
    private static func environment(password: String?) -> [String] {
        var own = [
            // Its own words in one language, so that they can be told from each other.
            "LC_ALL": "C", "PGCLIENTENCODING": "UTF8", "PGAPPNAME": "workshop-kiosk",
        ]
        if let password { own["PGPASSWORD"] = password }
        if getenv("PGCONNECT_TIMEOUT") == nil { own["PGCONNECT_TIMEOUT"] = "15" }
        var variables: [String] = []
        var next = environ
        while let variable = next.pointee.map({ String(cString: $0) }) {
            let name = variable.prefix { $0 != "=" }
            if own[String(name)] == nil { variables.append(variable) }
            next += 1
        }
        return variables + own.map { "\($0.key)=\($0.value)" }
    }

    /// Sends commands, or the rows of a COPY.
    func send(_ bytes: [UInt8]) throws(PublishError) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            // The other end is closed: it has said why.
            guard count > 0 else { throw end() }
            offset += count
        }
    }

    /// Sends commands.
    func send(_ commands: String) throws(PublishError) { try send(Array(commands.utf8)) }

    /// Sends commands that answer one line at most; the line, or nothing.
    func ask(_ commands: String) throws(PublishError) -> String {
        let mark = "workshop-kiosk: answered"
        try send("\(commands)\n\\echo '\(mark)'\n")
        var answer = ""
        while true {
            let line = try line()
            if line == mark { return answer }
            answer += line
        }
    }

    private func line() throws(PublishError) -> String {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread.removeSubrange(...end) }
                return String(decoding: unread[..<end], as: UTF8.self)
            }
            let count = read(output, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw end() }
            unread.append(contentsOf: chunk[..<count])
        }
    }

    /// Ends the program and waits for it; what it says was wrong.
    private func end() -> PublishError {
        if !hasEnded {
            hasEnded = true
            close(input)
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        var text = [UInt8](repeating: 0, count: 4096)
        let count = max(0, pread(errors, &text, text.count, 0))
        let lines = String(decoding: text[..<count], as: UTF8.self).split(separator: "\n")
        var words = String(lines.first { $0.contains("ERROR:") || $0.contains("FATAL:") } ?? lines.first ?? "")
        for prefix in ["psql: error: ", "ERROR:  "] where words.hasPrefix(prefix) {
            words = String(words.dropFirst(prefix.count))
        }
        // 2 is a connection that did not come about, or was lost.
        return status >> 8 & 0xFF == 2 ? .unreachable(words) : .refused(words)
    }
}
