import ArgumentParser
import Glibc

/// What is watched while a load runs, and only then: what was made ready before is not what is measured.
struct Watch: ParsableArguments {
    @Option(help: "The file in which the fsyncs of who is asked are counted (scripts/slow-disk).")
    var fsyncCounter: String?

    /// Runs `load` and prints its figures with the processor time that the process `pid` took meanwhile, the fsyncs, and when
    /// it began and ended, by the system's steady clock.
    func report(pid: Int?, _ load: () throws -> LoadLoop.Outcome) throws {
        let (began, fsyncsBefore) = (LoadLoop.now(), try fsyncs())
        let before = ProcessUsage(of: pid).processor
        let outcome = try load()
        let after = ProcessUsage(of: pid)
        outcome.report([
            "rss_kib": after.resident, "processor_s": after.processor - before,
            "fsyncs": Double(try fsyncs() - fsyncsBefore), "began_s": began, "ended_s": LoadLoop.now(),
        ])
    }

    /// The fsyncs counted so far; 0 when nobody counts.
    private func fsyncs() throws -> UInt64 {
        guard let fsyncCounter else { return 0 }
        var count: UInt64 = 0
        guard let file = fopen(fsyncCounter, "r") else { throw LoadError("\(fsyncCounter) cannot be read") }
        defer { fclose(file) }
        guard fread(&count, MemoryLayout<UInt64>.size, 1, file) == 1 else {
            throw LoadError("\(fsyncCounter) holds no count")
        }
        return count
    }
}
