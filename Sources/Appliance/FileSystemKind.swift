import Glibc

/// The file systems that sticks have, told by their first bytes.
public enum FileSystemKind: String, Sendable, CaseIterable {
    case fat = "FAT32"
    case exfat = "exFAT"
    case ntfs = "NTFS"
    case ext4

    /// The bytes from a device's start that tell.
    public static let headLength = 2048

    /// The kind of the file system that begins with `head`; nil when it is none of them, or a partition table.
    public init?(head: [UInt8]) {
        func has(_ text: String, at place: Int) -> Bool { head.dropFirst(place).starts(with: text.utf8) }
        guard head.count >= Self.headLength else { return nil }
        if has("EXFAT   ", at: 3) {
            self = .exfat
        } else if has("NTFS    ", at: 3) {
            self = .ntfs
        } else if head[510] == 0x55, head[511] == 0xAA, has("FAT32   ", at: 82) || has("FAT1", at: 54) {
            self = .fat
        } else if head[1080] == 0x53, head[1081] == 0xEF {
            self = .ext4
        } else {
            return nil
        }
    }

    /// The first bytes of `device`; none when it cannot be read.
    static func head(of device: String) -> [UInt8] {
        let file = open(device, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var head = [UInt8](repeating: 0, count: Self.headLength)
        return read(file, &head, head.count) == head.count ? head : []
    }

    /// Whether what begins with `head` is locked by a passphrase: LUKS, or BitLocker.
    static func isEncrypted(head: [UInt8]) -> Bool {
        head.starts(with: Array("LUKS".utf8) + [0xBA, 0xBE]) || head.dropFirst(3).starts(with: Array("-FVE-FS-".utf8))
    }

    /// What the kernel calls it.
    var driver: String {
        switch self {
        case .fat: "vfat"
        case .exfat: "exfat"
        case .ntfs: "ntfs3"
        case .ext4: "ext4"
        }
    }

    /// Options for the kernel: readable names, whatever the language. And damage ends the stick's use and nothing else: what
    /// happens then is otherwise for an ext4 stick to say, and it may say that the machine is to stop (ext4(5)).
    func options(isReadOnly: Bool) -> String {
        switch self {
        case .fat: "utf8,umask=0077"
        case .exfat, .ntfs: "iocharset=utf8,umask=0077"
        // A journal is not replayed onto a stick that is only read.
        case .ext4: isReadOnly ? "errors=remount-ro,noload" : "errors=remount-ro"
        }
    }
}
