import Appliance
import FoundationEssentials
import Glibc

/// Turns a report into a PDF with WeasyPrint, where that is installed: as a process of its own, with limits to its time
/// and memory, so that a document that it chokes on takes nothing from the votes.
public enum PDFWriter {
    /// Why there is no PDF.
    public enum Failure: Error, Sendable, Equatable {
        /// WeasyPrint is not installed.
        case notInstalled
        /// It needed more than its time or memory, or could not read the document.
        case failed(status: Int32)
        /// Its files could not be written or read.
        case disk
    }

    /// The seconds that it may take.
    static let timeLimit = 120
    /// The KiB of address space that it may take.
    static let memoryLimit = 2_000_000
    /// The variants in order of preference: archived and tagged in one (newer versions only), else tagged. PDF/A alone
    /// would shut out whoever listens to it.
    private static let variants = ["pdf/a-3a", "pdf/ua-1"]

    /// The path of the program; nil where it is not installed.
    public static var program: String? { Command.path("weasyprint") }

    /// The PDF of `html`, which loads nothing from anywhere.
    ///
    /// It blocks: call it aside from the threads that serve requests.
    ///
    /// - Throws: ``Failure``.
    public static func pdf(of html: [UInt8]) throws(Failure) -> [UInt8] {
        guard let program else { throw .notInstalled }
        var template = Array("/tmp/workshop-kiosk-pdf-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw .disk }
        let folder = String(cString: made)
        defer {
            for name in ["report.html", "report.pdf", "help"] { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
        do {
            try Data(html).write(to: URL(filePath: "\(folder)/report.html"))
        } catch {
            throw .disk
        }
        // The words of the shell are fixed; what varies are its parameters.
        let script = """
            ulimit -t \(timeLimit) && ulimit -v \(memoryLimit) && cd "$2" || exit 70
            # When memory runs out, this is what goes, and not the kiosk.
            echo 1000 >/proc/self/oom_score_adj
            "$1" --help >help 2>/dev/null; variant=
            for wanted in \(variants.joined(separator: " ")); do
              if [ -z "$variant" ] && grep -q "$wanted" help; then variant=$wanted; fi
            done
            exec "$1" -q ${variant:+--pdf-variant "$variant"} report.html report.pdf
            """
        let status = run(["/bin/sh", "-c", script, "sh", program, folder])
        guard status == 0 else { throw .failed(status: status) }
        guard let pdf = try? Data(contentsOf: URL(filePath: "\(folder)/report.pdf")), !pdf.isEmpty else {
            throw .failed(status: status)
        }
        return Array(pdf)
    }

    /// Runs a program to its end, or to the end of its time; its exit code, or minus the signal that ended it.
    private static func run(_ arguments: [String]) -> Int32 {
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, which is ended as a whole; and no signal blocked, as this program blocks some.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        posix_spawnattr_setpgroup(&attributes, 0)
        var nothing = sigset_t()
        sigemptyset(&nothing)
        posix_spawnattr_setsigmask(&attributes, &nothing)
        var child = pid_t()
        guard posix_spawn(&child, arguments[0], nil, &attributes, pointers, environ) == 0 else { return 127 }
        var status: Int32 = 0
        // Time that it only waits is not counted by its own limit.
        for _ in 0..<(timeLimit * 40) {
            let ended = waitpid(child, &status, WNOHANG)
            if ended == child { return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F) }
            if ended < 0, errno != EINTR { return 127 }
            usleep(25_000)
        }
        kill(-child, SIGKILL)
        waitpid(child, &status, 0)
        return -SIGKILL
    }
}
