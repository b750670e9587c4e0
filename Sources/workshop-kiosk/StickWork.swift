import Appliance
import Exports
import Glibc
import Kiosk
import Store
import Workshop

/// What is done with one stick.
struct StickWork {
    let order: StickOrder
    let box: BoxFolders
    let places: Places

    /// Does it; what it did is in `report`.
    ///
    /// - Throws: `StickReport.Reason`, or what the store throws.
    func run(_ stick: StickDevice, _ report: inout StickReport) async throws {
        switch order.task {
        case .results(let code):
            try await write(stick, &report, stem: code?.description ?? "workshops") { folder in
                try await results(code, folder)
            }
        case .backup:
            try await write(stick, &report, stem: "backup") { folder in try backup(folder) }
        case .files:
            let part = try mount(stick, isReadOnly: true, &report)
            defer { part.unmount() }
            report.files = StickFiles.bring(from: part.root, to: "\(box.reports)/\(StickReport.incoming)")
            if report.files.isEmpty { throw StickReport.Reason.nothing }
        case .update:
            if box.isProtected { throw StickReport.Reason.protected }
            let part = try mount(stick, isReadOnly: true, &report)
            defer { part.unmount() }
            try update(part.root, &report)
        }
    }

    /// Mounts the first part of the stick that can be: sticks that once started a computer have others.
    private func mount(
        _ stick: StickDevice, isReadOnly: Bool, _ report: inout StickReport
    ) throws -> MountedPart {
        guard !stick.parts.isEmpty else { throw stick.reason }
        var first: StickReport.Reason?
        for (place, part) in stick.parts.enumerated() {
            do {
                let mounted = try MountedPart(part, isReadOnly: isReadOnly)
                if stick.parts.count > 1 { (report.part, report.parts) = (place + 1, stick.parts.count) }
                report.format = nil
                return mounted
            } catch {
                if first == nil { (first, report.format) = (error, part.kind.rawValue) }
            }
        }
        throw first ?? .format
    }

    /// Writes a new folder, reads it back from the stick, and only then is done.
    private func write(
        _ stick: StickDevice, _ report: inout StickReport, stem: String,
        _ fill: (StickFolder) async throws -> Void
    ) async throws {
        var part = try mount(stick, isReadOnly: false, &report)
        let folder: StickFolder
        do {
            folder = try StickFolder(stem, in: part.root)
            do {
                try await fill(folder)
                try folder.finish(part)
            } catch {
                folder.abandon()
                if error as? StickReport.Reason == .full {
                    (report.needed, report.free) = (folder.needed, part.free)
                }
                throw error
            }
        } catch {
            part.unmount()
            throw error
        }
        part.unmount()
        part = try mount(stick, isReadOnly: true, &report)
        defer { part.unmount() }
        guard folder.isWhole(at: part.root) else { throw StickReport.Reason.different }
        report.folder = folder.name
    }

    private func results(_ code: SpokenCode?, _ folder: StickFolder) async throws {
        let assets = try Assets(directory: places.assetsDirectory)
        let data = try BoxData(places.dataDirectory, reports: box.reports)
        defer { data.close() }
        let store = data.store
        let codes =
            if let code { [code] } else { try await store.workshops().filter { !$0.isRehearsal }.map(\.code) }
        guard !codes.isEmpty else { throw StickReport.Reason.nothing }
        for one in codes {
            let files = WorkshopFiles(
                results: try await store.results(one), reach: try await store.reach(one), assets: assets)
            let inside = code == nil ? "\(one)/" : ""
            if code == nil { try folder.makeFolder(one.description) }
            for kind in WorkshopFiles.Part.allCases {
                do {
                    try folder.write(files.bytes(kind), as: inside + files.name(kind))
                } catch is PDFWriter.Failure {
                    // The report is there to be read and printed all the same.
                }
            }
        }
    }

    private func backup(_ folder: StickFolder) throws {
        let data = try BoxData(places.dataDirectory, reports: box.reports)
        defer { data.close() }
        let store = data.store
        let name = "workshop-kiosk.backup"
        var status = stat()
        // Once for the copy, once for the journal while it is made smaller.
        if stat("\(places.dataDirectory)/workshops.sqlite", &status) == 0 { folder.expect(2 * Int(status.st_size)) }
        do {
            try store.backup(to: folder.path(name))
        } catch StoreError.diskFull {
            throw StickReport.Reason.full
        } catch {
            // The box's own data could be opened: it is the stick.
            Failure.print(error: "workshop-kiosk: the backup could not be written: \(error)")
            throw StickReport.Reason.gone
        }
        try folder.adopt(name)
    }

    /// Copies the update and its signature off the stick and checks the copies.
    private func update(_ root: String, _ report: inout StickReport) throws {
        let found = StickFiles.find(".deb", in: root, depth: 0).filter {
            $0.dropFirst(root.count + 1).hasPrefix("\(UpdatePackage.package)_")
        }
        guard let path = found.first else { throw StickReport.Reason.nothing }
        guard found.count == 1 else { throw StickReport.Reason.several }
        mkdir(box.system, 0o700)
        for copy in [box.update, "\(box.update).sig"] { unlink(copy) }
        do {
            guard StickFiles.copy(path, to: box.update, limit: StickFiles.updateSize) != nil else {
                throw StickReport.Reason.gone
            }
            guard StickFiles.copy("\(path).sig", to: "\(box.update).sig", limit: 1 << 16) != nil else {
                throw StickReport.Reason.unsigned
            }
            let package = try UpdatePackage(
                box.update, keyring: box.keyring, newerThan: box.installedVersion, architecture: box.architecture)
            (report.version, report.signer) = (package.version, package.signer)
        } catch {
            for copy in [box.update, "\(box.update).sig"] { unlink(copy) }
            throw error
        }
    }
}
