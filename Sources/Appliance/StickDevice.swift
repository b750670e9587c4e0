import CLinux
import Glibc

/// A stick, or one part of it, as a block device.
public struct StickDevice: Sendable {
    /// A file system on the stick.
    public struct Part: Sendable {
        /// The path of its device.
        public let device: String
        /// What it is.
        public let kind: FileSystemKind
    }

    /// The known file systems of the whole stick, in the order of its parts.
    public let parts: [Part]
    /// Why a stick without any cannot be used.
    public let reason: StickReport.Reason

    /// The stick that `device` is, or is a part of.
    public init(_ device: String) {
        let devices = Self.devices(device)
        let heads = devices.map { FileSystemKind.head(of: $0) }
        parts = zip(devices, heads).compactMap { path, head in
            FileSystemKind(head: head).map { Part(device: path, kind: $0) }
        }
        reason = Self.reason(heads)
    }

    /// Why none of the parts that begin with `heads` can be used.
    static func reason(_ heads: [[UInt8]]) -> StickReport.Reason {
        if heads.contains(where: FileSystemKind.isEncrypted) { return .encrypted }
        // Nothing but the same byte: new, or wiped. One that cannot be read is something else.
        let isBlank = heads.allSatisfy { head in !head.isEmpty && head.allSatisfy { $0 == head[0] } }
        return isBlank ? .blank : .format
    }

    /// The devices of the stick's parts; the stick's own when it has none.
    private static func devices(_ device: String) -> [String] {
        guard let name = device.split(separator: "/").last.map(String.init),
            let resolved = realpath("/sys/class/block/\(name)", nil)
        else { return [device] }
        defer { free(resolved) }
        var disk = String(cString: resolved)
        if access("\(disk)/partition", F_OK) == 0 {
            disk = disk.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
        }
        let whole = disk.split(separator: "/").last.map(String.init) ?? name
        var numbered: [(Int, String)] = []
        for entry in FolderListing.names(disk) where entry.hasPrefix(whole) {
            guard access("\(disk)/\(entry)/partition", F_OK) == 0 else { continue }
            let digits = entry.dropFirst(whole.count).drop { !$0.isNumber }
            numbered.append((Int(digits) ?? .max, "/dev/\(entry)"))
        }
        return numbered.isEmpty ? ["/dev/\(whole)"] : numbered.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

/// A file system that is mounted at a folder of its own until ``unmount()``.
public struct MountedPart: Sendable {
    /// Where its root is.
    public let root: String
    private let device: String

    /// Mounts `part`. Nothing on it can be run, and no device on it opened.
    ///
    /// - Throws: `StickReport.Reason`: `.readonly`, `.driver`, `.mount`, `.gone`.
    public init(_ part: StickDevice.Part, isReadOnly: Bool) throws(StickReport.Reason) {
        device = part.device
        let file = open(device, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .gone }
        let isLocked = kiosk_is_read_only(file) != 0
        // What is read is what the stick has, not what the machine remembers of it.
        _ = kiosk_forget_blocks(file)
        close(file)
        if isLocked, !isReadOnly { throw .readonly }
        var template = Array("/tmp/workshop-kiosk-stick-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw .mount }
        root = String(cString: made)
        let flags = kiosk_mount_safe | (isReadOnly ? kiosk_mount_read_only : 0)
        let options = part.kind.options(isReadOnly: isReadOnly)
        guard mount(device, root, part.kind.driver, flags, options) == 0 else {
            let number = errno
            rmdir(root)
            switch number {
            case EROFS, EACCES: throw .readonly
            case ENODEV: throw .driver
            case EIO, ENXIO: throw .gone
            default: throw .mount
            }
        }
    }

    /// The bytes that can still be written.
    public var free: Int {
        var status = statvfs()
        return statvfs(root, &status) == 0 ? Int(status.f_bavail) * Int(status.f_frsize) : 0
    }

    /// Has everything that was written on the stick.
    ///
    /// - Throws: `.gone` when the stick does not take it.
    public func sync() throws(StickReport.Reason) {
        let folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .gone }
        defer { close(folder) }
        guard syncfs(folder) == 0 else { throw .gone }
    }

    /// Takes it out of the tree, also when the stick is not there any more.
    public func unmount() {
        if umount2(root, 0) != 0 { umount2(root, 2) }
        rmdir(root)
    }
}
