import Appliance
import ArgumentParser
import Glibc

/// Where the box's services find what they are asked, and keep what is theirs.
struct BoxFolders: ParsableArguments {
    @ArgumentParser.Option(help: "The folder in which the daemon keeps what runs.")
    var runtime = Appliance.runtimeDirectory

    @ArgumentParser.Option(help: "The folder in which the box's services report.")
    var reports = Appliance.reportsDirectory

    @ArgumentParser.Option(help: "The folder in which the box's services keep updates.")
    var system = Appliance.stateDirectory

    @ArgumentParser.Option(help: "The OpenPGP keys by which updates are known.")
    var keyring = UpdatePackage.keyring

    @ArgumentParser.Option(help: "The root of the system that is updated.")
    var root = "/"

    @ArgumentParser.Option(help: "The list of mounts by which a protected system is known.")
    var mounts = SystemProtection.mounts

    var appliance: Appliance { Appliance(runtime: runtime, reports: reports, mounts: mounts) }

    /// Whether the system's own files cannot be changed for good.
    var isProtected: Bool { appliance.isProtected }

    /// The place of the update that a stick brought.
    var update: String { "\(system)/update.deb" }

    /// A lock that is held until it is closed; nil when the folder of reports cannot be written, or somebody else has it and
    /// is not waited for.
    func lock(isPatient: Bool = true) -> Int32? {
        mkdir(reports, 0o755)
        let file = open("\(reports)/.stick", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return nil }
        guard flock(file, isPatient ? LOCK_EX : LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            return nil
        }
        return file
    }

    /// The version of the package that is installed; nil when it is not.
    var installedVersion: String? {
        get throws {
            let said = try Command.attempt(
                "dpkg-query", ["--root=\(root)", "--show", "--showformat=${Version}", UpdatePackage.package])
            return said.status == 0 && !said.output.isEmpty ? said.output : nil
        }
    }

    /// The machine's kind, as dpkg names it.
    var architecture: String {
        get throws { try Command.attempt("dpkg", ["--print-architecture"]).output }
    }
}
