import FoundationEssentials

/// Whether the machine's own files can be changed for good: with an overlay over them, or a system that is mounted
/// read-only, an update would be gone with the next start, or could not be written at all.
public struct SystemProtection: Sendable, Equatable {
    /// The list of mounts, as proc(5) describes `/proc/self/mountinfo`.
    public static let mounts = "/proc/self/mountinfo"
    /// What lies under such file systems is not kept, or cannot be written.
    private static let kinds: Set<String> = ["overlay", "overlayfs", "aufs", "squashfs", "erofs"]
    /// Where a package and the list of packages lie.
    private static let folders = ["/", "/usr/bin", "/lib/systemd/system", "/var/lib"]

    /// Whether it is protected.
    public let isProtected: Bool

    /// Looks at the list of mounts at `path`; a machine whose list cannot be read is not protected.
    public init(mounts path: String = Self.mounts) {
        self.init(text: (try? Data(contentsOf: URL(filePath: path))).map { String(decoding: $0, as: UTF8.self) } ?? "")
    }

    /// What the lines `text` of `mountinfo` say (proc(5)).
    init(text: String) {
        let mounts = text.split(separator: "\n").compactMap(Mount.init)
        isProtected = Self.folders.contains { folder in
            // Of two mounts in one place the later one is seen.
            let holder = mounts.filter { $0.holds(folder) }.max { $0.place.utf8.count < $1.place.utf8.count }
            let last = mounts.last { $0.place == holder?.place }
            return last.map { $0.isReadOnly || Self.kinds.contains($0.kind) } ?? false
        }
    }

    private struct Mount {
        let place: String
        let kind: String
        /// Whether the file system itself is: what a service alone sees as read-only does not count.
        let isReadOnly: Bool

        init?(_ line: Substring) {
            let halves = line.split(separator: " - ", maxSplits: 1)
            guard halves.count == 2 else { return nil }
            let words = halves[0].split(separator: " ")
            let system = halves[1].split(separator: " ")
            guard words.count >= 6, system.count >= 3 else { return nil }
            place = String(words[4])
            kind = String(system[0])
            isReadOnly = system[2].split(separator: ",").contains("ro")
        }

        func holds(_ folder: String) -> Bool {
            place == "/" || place == folder || folder.hasPrefix(place + "/")
        }
    }
}
