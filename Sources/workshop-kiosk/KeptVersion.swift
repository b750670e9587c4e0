import Appliance
import Glibc
import Store

/// The version before an update: its package, its program, and the box as it was.
struct KeptVersion {
    let box: BoxFolders
    /// The data directory of the box.
    let data: String

    /// The package.
    var package: String { "\(box.system)/previous.deb" }
    /// The program. It brings an interrupted update to its end: the installed one may be what was interrupted.
    private var program: String { "\(box.system)/updater" }
    /// The box as it was.
    private var backup: String { "\(box.system)/\(Self.backupName)" }
    private var database: String { "\(data)/workshops.sqlite" }
    /// What the copy of the box is called.
    private static let backupName = "before-update.backup"
    /// How the names of databases begin that newer versions left.
    private static let newerName = "after-update-"

    /// Whether there is something to go back to.
    var exists: Bool { access(package, R_OK) == 0 }

    /// Keeps the installed version, made into a package again, and this program. It takes its time; the daemon may run.
    ///
    /// - Throws: `StickReport.Reason.data` when it cannot be kept; then nothing is to be changed.
    func keepProgram() throws {
        mkdir(box.system, 0o700)
        guard try box.installedVersion != nil else { return }
        // The words of the shell are fixed; what varies are its parameters. Fields that only dpkg's own list has are left
        // out; its files are taken as they are now, with what the organisation changed in /etc. /lib is a folder to the package
        // and a link on the machine. It is packed loosely: xz takes a minute where this takes a few seconds.
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
              if [ -d "$root$file" ]; then mkdir -p "$work$file"
              elif [ -L "$root$file" ] || [ -f "$root$file" ]; then
                mkdir -p "$work${file%/*}"; cp -dp "$root$file" "$work$file"
              fi
            done
            dpkg-deb -Zgzip -z1 --root-owner-group --build "$work" "$out.part" >/dev/null
            cp "$4" "$5.part"
            chmod 755 "$5.part"
            sync "$out.part" "$5.part"
            mv "$out.part" "$out"
            mv "$5.part" "$5"
            sync "${out%/*}"
            """
        let parameters = [box.root, package, UpdatePackage.package, "/proc/\(getpid())/exe", program]
        let kept = try Command.attempt("sh", ["-c", script, "sh"] + parameters)
        guard kept.status == 0 else {
            Failure.print(error: "workshop-kiosk: the version before the update is not kept: \(kept.complaint)")
            throw StickReport.Reason.data
        }
    }

    /// Keeps the box's data. The daemon must have been stopped: what it received later would be lost by going back.
    ///
    /// - Throws: `StickReport.Reason.data` when they cannot be kept; then nothing is to be changed.
    func keepData() throws {
        do {
            guard access(database, F_OK) == 0 else {
                unlink(backup)
                return
            }
            let store = try Store(directory: data, role: .tool)
            defer { store.close() }
            try store.backup(to: backup)
        } catch {
            Failure.print(error: "workshop-kiosk: no backup before the update: \(error)")
            throw StickReport.Reason.data
        }
    }

    /// Puts the data back as they were before the update, by the earlier version, which knows them. What is there now is
    /// kept under another name. The daemon must have been stopped.
    ///
    /// - Returns: False when that failed. True also when there is no copy: an erasure takes it away.
    func restoreData() -> Bool {
        guard access(backup, R_OK) == 0 else { return true }
        guard keepNewer() else { return false }
        let earlier = "\(box.root == "/" ? "" : box.root)/usr/bin/workshop-kiosk"
        let restored = try? Command.attempt(earlier, ["restore", backup, "--yes", "--data", data])
        guard restored?.status == 0 else {
            Failure.print(error: "workshop-kiosk: the data were not put back: \(restored?.complaint ?? "")")
            return false
        }
        giveToOwner()
        return true
    }

    /// Gives the database a second name, with the log that belongs to it: nobody's answers are thrown away unasked.
    private func keepNewer() -> Bool {
        guard access(database, F_OK) == 0 else { return true }
        var number = 1
        while access(newer(number), F_OK) == 0 { number += 1 }
        for ending in ["-wal", ""] where access(database + ending, F_OK) == 0 {
            let (from, to) = (database + ending, newer(number) + ending)
            if link(from, to) == 0 { continue }
            // The data may have a partition of their own.
            let copied = try? Command.attempt("sh", ["-c", "cp -p \"$1\" \"$2\" && sync \"$2\"", "sh", from, to])
            guard copied?.status == 0 else { return false }
        }
        Failure.print(error: "workshop-kiosk: the newer version's data are kept as '\(newer(number))'")
        return true
    }

    private func newer(_ number: Int) -> String { "\(box.system)/\(Self.newerName)\(number).sqlite" }

    /// What was restored belongs to whom the directory belongs to: the daemon has no other way to it.
    private func giveToOwner() {
        var status = stat()
        guard stat(data, &status) == 0 else { return }
        for ending in ["", "-wal", "-shm"] { lchown(database + ending, status.st_uid, status.st_gid) }
    }

    /// Removes the copies of the box's data from `system`: what was erased on the box is not to live on in them.
    static func removeData(in system: String) {
        unlink("\(system)/\(backupName)")
        for name in FolderListing.names(system) where name.hasPrefix(newerName) { unlink("\(system)/\(name)") }
    }

    /// Removes what only an update that is under way needs.
    func removeProgram() { unlink(program) }
}
