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
        if KeptVersion.removeData(in: folder) {
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
