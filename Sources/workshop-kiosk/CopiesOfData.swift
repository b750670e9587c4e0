import Appliance
import ArgumentParser
import Glibc
import Store

/// Removes, after an erasure by a command, the copies of the box's data that updates keep.
struct CopiesOfData: ParsableArguments {
    /// Where an installed box keeps its data.
    private static let boxData = "/var/lib/workshop-kiosk"

    @ArgumentParser.Option(
        help:
            "The folder in which the box's services keep copies of the data (default: an installed box's, for its data)."
    )
    var system: String?

    /// Removes them, or says that they are still there: then the server does it at its next start.
    func remove(_ store: Store, data: String) async throws {
        guard let mark = try await store.copiesToRemove(), let folder = system ?? Self.folder(for: data) else { return }
        if KeptVersion.removed(in: folder) {
            try await store.copiesAreRemoved(mark)
        } else {
            Failure.print(
                error:
                    "workshop-kiosk: copies of the data from before an update may still be in '\(folder)'; the server removes them at its next start."
            )
        }
    }

    /// The services' folder of the box whose data are in `data`; nil for data that are no installed box's.
    private static func folder(for data: String) -> String? {
        guard let given = realpath(data, nil) else { return nil }
        defer { free(given) }
        guard let own = realpath(boxData, nil) else { return nil }
        defer { free(own) }
        return strcmp(given, own) == 0 ? Appliance.stateDirectory : nil
    }
}

extension KeptVersion {
    /// Removes the copies of the box's data from `system`; false when one may still be there.
    static func removed(in system: String) -> Bool {
        removeData(in: system)
        if access(system, F_OK) != 0, errno == ENOENT { return true }
        guard access(system, R_OK | X_OK) == 0 else { return false }
        // Also what an interrupted copying left.
        let left = FolderListing.names(system).filter { $0.hasPrefix("before-update") || $0.hasPrefix("after-update-") }
        return left.map { unlink("\(system)/\($0)") }.allSatisfy { $0 == 0 }
    }
}
