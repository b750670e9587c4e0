import Glibc

/// What a hall's devices have found.
@HallActor final class HallFigures {
    /// The milliseconds that things took, by name.
    private var taken: [String: [Double]] = [:]
    private var counts: [String: Double] = [:]

    init() {}

    /// Notes that `name` took from `start` until now.
    func note(_ name: String, since start: Double) {
        taken[name, default: []].append((LoadLoop.now() - start) * 1000)
    }

    /// Notes the milliseconds that `name` took.
    func note(_ name: String, milliseconds: Double) { taken[name, default: []].append(milliseconds) }

    /// Counts an answer.
    func tally(_ status: Int) {
        counts["requests", default: 0] += 1
        if status >= 400 { counts["status_\(status)", default: 0] += 1 }
    }

    /// Counts a request that came to nothing, unless the device itself gave it up.
    func tally(_ error: any Error) {
        let failure = error as? HallFailure
        if failure != .dropped { counts["failed_\(failure?.rawValue ?? "otherwise")", default: 0] += 1 }
    }

    /// Counts one more of `name`.
    func tally(_ name: String, _ number: Double = 1) { counts[name, default: 0] += number }

    /// Keeps the largest of `name`.
    func most(_ name: String, _ value: Double) { counts[name] = max(counts[name] ?? 0, value) }

    func set(_ name: String, _ value: Double) { counts[name] = value }

    /// Everything as numbers: of what was taken the count, the middle, 99 of 100 and the longest.
    var all: [String: Double] {
        var all = counts
        for (name, values) in taken {
            let sorted = values.sorted()
            func share(_ p: Double) -> Double { sorted[min(sorted.count - 1, Int(Double(sorted.count) * p))] }
            all[name + "_count"] = Double(sorted.count)
            all[name + "_p50_ms"] = share(0.5)
            all[name + "_p99_ms"] = share(0.99)
            all[name + "_max_ms"] = sorted.last
        }
        return all
    }
}

/// The time that a process has taken of processors, and its memory.
struct HallUsage {
    /// The seconds of processor.
    var processor = 0.0
    /// KiB that are in RAM now, and were at most; without the files that others share, `anonymous`.
    var resident = 0.0
    var peak = 0.0
    var anonymous = 0.0

    /// The usage of the process `pid`; zero when it cannot be read.
    init(of pid: Int) {
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
