import Appliance
import Glibc
import Store
import Workshop

extension BoxFacts {
    /// What can be measured of the box with its store, by the daemon as well as by a command.
    public static func measured(of store: Store, isThorough: Bool) async throws -> BoxFacts {
        var facts = BoxFacts()
        facts.isWhole = await store.isWhole(isThorough: isThorough)
        facts.isWritable = store.isWritable
        facts.freeBytes = store.freeBytes
        facts.databaseBytes = store.databaseBytes
        facts.now = Int64(time(nil))
        // The settings, not the last report: a network that could not be made left the report of the one before.
        if let mode = try? await store.network().mode { facts.mode = mode }
        // The beginning of that day somewhere in the world: the box's own zone may have been another.
        if let day = try? await store.latestDay() { facts.floor = Int64(day.number - 1) * 86_400 }
        return facts
    }
}
