/// The running start of the machine.
public enum MachineBoot {
    /// Its name, from the kernel; empty when it is not told. A time since the start means nothing in another one.
    public static let identifier: String = {
        let bytes = WholeFile.read("/proc/sys/kernel/random/boot_id", limit: 4096) ?? []
        return String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
    }()
}
