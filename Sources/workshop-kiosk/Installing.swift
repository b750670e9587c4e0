import Appliance
import Glibc
import Phone
import Store

/// Exchanges the installed version for another, and back.
struct Installing {
    let box: BoxFolders
    /// The data directory of the box.
    let data: String
    let port: Int
    /// The seconds that a version has to answer.
    let patience: Int

    /// The package of the version before the update.
    var previous: String { "\(box.system)/previous.deb" }
    /// The box as it was before the update.
    private var backup: String { "\(box.system)/\(Self.backupName)" }
    /// What it is called.
    static let backupName = "before-update.backup"

    /// Whether there is something to go back to.
    var hasPrevious: Bool { access(previous, R_OK) == 0 }

    /// Keeps the version that runs, made into a package again, and the box's data.
    ///
    /// - Throws: `StickReport.Reason.data` when either cannot be kept; then nothing is to be changed.
    func keepPrevious() throws {
        mkdir(box.system, 0o700)
        do {
            if access("\(data)/workshops.sqlite", F_OK) == 0 {
                let store = try Store(directory: data, role: .tool)
                defer { store.close() }
                try store.backup(to: backup)
            } else {
                unlink(backup)
            }
        } catch {
            Failure.print(error: "workshop-kiosk: no backup before the update: \(error)")
            throw StickReport.Reason.data
        }
        guard try box.installedVersion != nil else { return }
        // The words of the shell are fixed; what varies are its parameters. Fields that only dpkg's own list has are left
        // out; its files are taken as they are now, with what the organisation changed in /etc.
        let script = """
            set -e; root=${1%/}; out=$2; name=$3; work=$(mktemp -d "$out.XXXXXX"); trap 'rm -rf "$work"' EXIT
            chmod 755 "$work"; mkdir "$work/DEBIAN"
            dpkg-query --root="$root/" -s "$name" | sed -e '/^Status:/d' -e '/^Conffiles:/,/^[^ ]/{/^Conffiles:/d;/^ /d}' >"$work/DEBIAN/control"
            for part in preinst postinst prerm postrm conffiles triggers md5sums config templates; do
              to=$work/DEBIAN/$part
              if dpkg-query --root="$root/" --control-show "$name" "$part" >"$to" 2>/dev/null; then
                case $part in pre*|post*|config) chmod 755 "$to" ;; esac
              else rm -f "$to"; fi
            done
            dpkg-query --root="$root/" -L "$name" | while IFS= read -r file; do
              if [ -L "$root$file" ] || [ -f "$root$file" ]; then
                mkdir -p "$work${file%/*}"; cp -dp "$root$file" "$work$file"
              elif [ -d "$root$file" ]; then mkdir -p "$work$file"; fi
            done
            dpkg-deb --root-owner-group --build "$work" "$out.part" >/dev/null
            mv "$out.part" "$out"
            """
        let kept = try Program.run("sh", ["-c", script, "sh", box.root, previous, UpdatePackage.package])
        guard kept.status == 0 else { throw StickReport.Reason.data }
    }

    /// Installs a package; whether dpkg could.
    func install(_ package: String) -> Bool {
        let said = try? Program.run(
            "dpkg", ["--root=\(box.root)", "--force-confold", "--force-confdef", "--install", package])
        return said?.status == 0
    }

    /// Whether the box answers before its time is over.
    func isUp() -> Bool {
        for second in 0...patience {
            let connection = Connection(host: "127.0.0.1", port: port, timeout: 5)
            if let reply = try? connection.request("GET", "/health"), reply.status == 200 { return true }
            if second < patience { sleep(1) }
        }
        return false
    }

    /// Puts the version before the update back; whether it answers.
    ///
    /// - Parameter onlyIfNeeded: Keep the data that the newer version had, if the earlier one can read it.
    func goBack(onlyIfNeeded: Bool) -> Bool {
        guard hasPrevious else { return false }
        control("stop")
        // Whatever becomes of it: a box that does not even try is of no use to anybody.
        defer { control("start") }
        guard install(previous) else { return false }
        if onlyIfNeeded {
            control("start")
            if isUp() { return true }
        }
        // A newer version may have changed the tables, which the earlier one then refuses to read.
        if access(backup, R_OK) == 0 {
            control("stop")
            let program = "\(box.root == "/" ? "" : box.root)/usr/bin/workshop-kiosk"
            let restored = try? Program.run(program, ["restore", backup, "--yes", "--data", data])
            guard restored?.status == 0 else { return false }
            giveToOwner()
        }
        control("start")
        return isUp()
    }

    /// What was restored belongs to whom the directory belongs to: the daemon has no other way to it.
    private func giveToOwner() {
        var status = stat()
        guard stat(data, &status) == 0 else { return }
        for end in ["", "-wal", "-shm"] { lchown("\(data)/workshops.sqlite\(end)", status.st_uid, status.st_gid) }
    }

    /// Stops or starts the box's units, where there is a service manager for them.
    private func control(_ verb: String) {
        guard box.root == "/", access("/run/systemd/system", F_OK) == 0 else { return }
        _ = try? Program.run("systemctl", [verb, "workshop-kiosk.socket", "workshop-kiosk.service"])
    }
}
