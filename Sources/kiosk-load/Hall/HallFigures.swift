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
