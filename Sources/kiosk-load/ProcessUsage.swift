import Glibc

/// The time that a process has taken of processors, and its memory.
struct ProcessUsage {
    /// The seconds of processor.
    var processor = 0.0
    /// KiB that are in RAM now, and were at most; without the files that others share, `anonymous`.
    var resident = 0.0
    var peak = 0.0
    var anonymous = 0.0

    /// The usage of the process `pid`; zero when it cannot be read or is not named.
    init(of pid: Int?) {
        guard let pid else { return }
        let fields =
            Self.lines("/proc/\(pid)/stat").joined().split(separator: ")").last.map { $0.split(separator: " ") } ?? []
        if fields.count > 12 {
            let ticks = (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)
            processor = ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
        }
        for line in Self.lines("/proc/\(pid)/status") {
            let number = Double(line.filter(\.isNumber)) ?? 0
            if line.hasPrefix("VmRSS:") { resident = number }
            if line.hasPrefix("VmHWM:") { peak = number }
            if line.hasPrefix("RssAnon:") { anonymous = number }
        }
    }

    private static func lines(_ path: String) -> [String] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var lines: [String] = []
        var line = [CChar](repeating: 0, count: 4096)
        while fgets(&line, Int32(line.count), file) != nil {
            lines.append(
                line.withUnsafeBufferPointer {
                    String(decoding: $0.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
                })
        }
        return lines
    }
}
