import Appliance
import Glibc
import Store

/// The version before an update: its package, its program, and the box as it was.
struct KeptVersion {
    let box: BoxFolders
    /// The data directory of the box.
    let data: String

    /// The package to go back to. While an update has yet to show that it answers it is the one that it replaces; the one
    /// before that stays, for an update that was refused or taken back.
    var package: String { isReplacing ? replaced : previous }
    private var previous: String { "\(box.system)/\(Self.packageName)" }
    private var replaced: String { "\(box.system)/\(Self.replacedName)" }
    /// Whether a version is kept that an update is replacing.
    var isReplacing: Bool { access(replaced, R_OK) == 0 }
    /// The program. It brings an interrupted update to its end: the installed one may be what was interrupted.
    private var program: String { "\(box.system)/updater" }
    /// The box as it was with the version to go back to. The copy is renamed before the package: a power cut between
    /// leaves them a pair.
    private var backup: String { isReplacing && access(newBackup, F_OK) == 0 ? newBackup : oldBackup }
    private var oldBackup: String { "\(box.system)/\(Self.backupName)" }
    private var newBackup: String { oldBackup + Self.newEnding }
    private var database: String { "\(data)/workshops.sqlite" }
    private static let packageName = "previous.deb"
    /// What the package is called until the update answers.
    private static let replacedName = "replaced.deb"
    /// What the copy of the box is called.
    private static let backupName = copyName + ".backup"
    private static let copyName = "before-update"
    /// What the copy has behind its name until then.
    private static let newEnding = ".new"
    /// How the names of databases begin that newer versions left.
    private static let newerName = "after-update-"
    /// How many of them are kept.
    private static let newerCount = 2

    /// Whether there is something to go back to.
    var exists: Bool { access(package, R_OK) == 0 }

    /// Keeps this program, which brings to its end what a power cut interrupts.
    ///
    /// - Throws: `StickReport.Reason.data` when it cannot be kept; then nothing is to be changed.
    func keepUpdater() throws {
        mkdir(box.system, 0o700)
        let script = """
            set -e; cp "$1" "$2.part"; chmod 755 "$2.part"; sync "$2.part"; mv "$2.part" "$2"; sync "${2%/*}"
            """
        try keep(script, ["/proc/\(getpid())/exe", program])
    }

    /// Keeps the installed version, made into a package again. It takes its time; the daemon may run.
    ///
    /// - Throws: `StickReport.Reason.data` when it cannot be kept; then nothing is to be changed.
    func keepProgram() throws {
        guard try box.installedVersion != nil else { return }
        // The words of the shell are fixed; what varies are its parameters. Fields that only dpkg's own list has are left
        // out; its files are taken as they are now, with what the organisation changed in /etc. /lib is a folder to the package
        // and a link on the machine. A file in /etc that somebody deleted, or made a link, is none that dpkg keeps the organisation's
        // words in. It is packed loosely: xz takes a minute where this takes a few seconds.
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
            if [ -f "$work/DEBIAN/conffiles" ]; then
              while IFS= read -r file; do
                case $file in /*) if [ ! -f "$work$file" ] || [ -L "$work$file" ]; then continue; fi ;; esac
                printf '%s\n' "$file"
              done <"$work/DEBIAN/conffiles" >"$work/conffiles"
              mv "$work/conffiles" "$work/DEBIAN/conffiles"
            fi
            dpkg-deb -Zgzip -z1 --root-owner-group --build "$work" "$out.part" >/dev/null
            sync "$out.part"
            mv "$out.part" "$out"
            sync "${out%/*}"
            """
        try keep(script, [box.root, replaced, UpdatePackage.package])
    }

    private func keep(_ script: String, _ parameters: [String]) throws {
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
                // An empty copy is none; without one, that of an earlier update would be taken for it.
                guard truncated(newBackup) else { throw StickReport.Reason.data }
                return
            }
            let store = try Store(directory: data, role: .tool)
            defer { store.close() }
            try store.backup(to: newBackup)
        } catch {
            Failure.print(error: "workshop-kiosk: no backup before the update: \(error)")
            throw StickReport.Reason.data
        }
    }

    private func truncated(_ path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        return file >= 0 && close(file) == 0
    }

    /// Puts the data back as they were before the update, by the earlier version, which knows them. What is there now is
    /// kept under another name. The daemon must have been stopped.
    ///
    /// - Returns: False when that failed. True also when there is no copy: an erasure takes it away.
    func restoreData() -> Bool {
        var status = stat()
        guard stat(backup, &status) == 0, status.st_size > 0 else { return true }
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
        let number = (newerNumbers.last ?? 0) + 1
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

    /// The numbers of the databases that newer versions left, the oldest first.
    private var newerNumbers: [Int] {
        FolderListing.names(box.system).filter { $0.hasPrefix(Self.newerName) && $0.hasSuffix(".sqlite") }
            .compactMap { Int($0.dropFirst(Self.newerName.count).dropLast(".sqlite".count)) }.sorted()
    }

    /// Takes what was replaced for the version to go back to from now on: the update answers.
    func adopt() {
        rename(newBackup, oldBackup)
        rename(replaced, previous)
    }

    /// Removes what was to be replaced and was not: the version before it is again the one to go back to.
    func discard() {
        unlink(replaced)
        unlink(newBackup)
    }

    /// Removes what an interrupted update left, and all but the newest databases of versions that were taken back.
    func tidy() {
        for number in newerNumbers.dropLast(Self.newerCount) {
            for ending in ["-wal", ""] { unlink(newer(number) + ending) }
        }
        let begun = [Self.packageName, Self.replacedName].map { "\($0)." }
        for name in FolderListing.names(box.system) where begun.contains(where: name.hasPrefix) {
            _ = try? Command.attempt("rm", ["-rf", "\(box.system)/\(name)"])
        }
        unlink("\(program).part")
    }

    /// Removes the copies of the box's data from `system`, and what an interrupted copying left: what was erased on the box
    /// is not to live on in them.
    ///
    /// - Returns: False when one may still be there.
    static func removeData(in system: String) -> Bool {
        if access(system, F_OK) != 0, errno == ENOENT { return true }
        guard access(system, R_OK | X_OK) == 0 else { return false }
        let copies = FolderListing.names(system).filter { $0.hasPrefix(copyName) || $0.hasPrefix(newerName) }
        return copies.map { unlink("\(system)/\($0)") }.allSatisfy { $0 == 0 }
    }

    /// Removes what only an update that is under way needs.
    func removeProgram() { unlink(program) }

    /// Takes away the links that stand where the kept version has files of its own in /etc: dpkg would follow them, and write
    /// into what the newer version takes with it. A link that the organisation made is none of the package's own files.
    func clearLinks() {
        let listed = (try? Command.attempt("dpkg-deb", ["--info", package, "conffiles"]))?.output ?? ""
        for file in listed.split(separator: "\n") where file.hasPrefix("/") {
            let path = (box.root == "/" ? "" : box.root) + file
            var status = stat()
            if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK { unlink(path) }
        }
    }
}
