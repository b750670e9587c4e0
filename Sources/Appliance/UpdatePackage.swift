import Glibc

/// An update: a Debian package with a detached OpenPGP signature beside it, both copied off the stick.
public struct UpdatePackage: Sendable {
    /// The keys by which updates are known; the organisation puts it there, and none comes with the program.
    public static let keyring = "/etc/workshop-kiosk/update-keyring.gpg"
    /// The name of the package.
    public static let package = "workshop-kiosk"

    /// The path of the package; its signature has `.sig` behind it.
    public let path: String
    /// Its version.
    public let version: String
    /// Who signed it, as the key names itself, or the key's fingerprint.
    public let signer: String

    /// Checks the package at `path`: its signature first, before anything in it is read.
    ///
    /// - Parameters:
    ///   - keyring: The keys that are trusted.
    ///   - installed: The version that runs; nil takes any.
    ///   - architecture: The machine's kind, as dpkg names it.
    /// - Throws: `.nokey`, `.unsigned`, `.signature`, `.package`, `.older`.
    public init(
        _ path: String, keyring: String, newerThan installed: String?, architecture: String
    ) throws(StickReport.Reason) {
        guard access(keyring, R_OK) == 0 else { throw .nokey }
        guard access("\(path).sig", R_OK) == 0 else { throw .unsigned }
        // The box may not know the date: a key that seems to be of the future is still the organisation's.
        let checked = try? Command.attempt(
            "gpgv", ["--ignore-time-conflict", "--status-fd", "1", "--keyring", keyring, "\(path).sig", path])
        guard let checked, checked.status == 0, let signer = Self.signer(status: checked.output) else {
            throw .signature
        }
        let fields = try? Command.attempt(
            "dpkg-deb", ["--show", "--showformat=${Package}\n${Version}\n${Architecture}", path])
        guard let fields, fields.status == 0,
            let version = Self.version(fields: fields.output, architecture: architecture)
        else { throw .package }
        if let installed {
            let isNewer = try? Command.attempt("dpkg", ["--compare-versions", version, "gt", installed])
            guard isNewer?.status == 0 else { throw .older }
        }
        self.path = path
        self.signer = signer
        self.version = version
    }

    /// The version of a package with these fields, a line each: its name, its version and the machines that it is for; nil
    /// for a package that is not for this machine, or another one.
    static func version(fields: String, architecture: String) -> String? {
        let lines = fields.split(separator: "\n").map(String.init)
        guard lines.count == 3, lines[0] == package, lines[2] == "all" || lines[2] == architecture else { return nil }
        return lines[1]
    }

    /// Who signed, after what `gpgv` reports on its status channel; nil unless exactly one signature is there, and good.
    static func signer(status: String) -> String? {
        var (name, print): (String?, String?)
        var count = 0
        for line in status.split(separator: "\n") where line.hasPrefix("[GNUPG:] ") {
            let words = line.split(separator: " ", maxSplits: 3).dropFirst().map(String.init)
            switch words.first {
            case "NEWSIG": count += 1
            case "GOODSIG" where words.count == 3: name = words[2]
            case "VALIDSIG" where words.count >= 2: print = words[1]
            case "BADSIG", "ERRSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG": return nil
            default: break
            }
        }
        guard count == 1, let print else { return nil }
        return name ?? print
    }
}
