import Glibc

/// The running start of the machine.
public enum MachineBoot {
    /// Its name, from the kernel; empty when it is not told. A time since the start means nothing in another one.
    public static let identifier: String = {
        let bytes = WholeFile.read("/proc/sys/kernel/random/boot_id", limit: 4096) ?? []
        return String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
    }()

    /// The milliseconds since it, by a clock that no change of the date moves and that goes on through sleep.
    public static var milliseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
