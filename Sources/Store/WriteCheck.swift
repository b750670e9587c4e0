import GRDB

/// The proof that what is written gets written.
extension Store {
    /// Goes the whole way of a write: the writer's thread, the database's one lock for writing, a transaction and its
    /// commit.
    ///
    /// A transaction that changes nothing writes nothing, so that it may be asked often of a memory card. Rolling a change
    /// back would prove no more: until a commit, a change is in memory only.
    ///
    /// - Parameter onDisk: Whether to change something and have it fsynced, which costs the card one page.
    /// - Throws: ``StoreError``.
    public func checkWriting(onDisk: Bool) async throws {
        try await writer.write(isCompound: false) { db, _ in
            if onDisk {
                // Neither a time nor a count: the file does not tell when or how long the box ran.
                try db.execute(
                    sql: """
                        INSERT INTO setting (name, value) VALUES ('write_check', '0')
                        ON CONFLICT (name) DO UPDATE SET value = CASE value WHEN '0' THEN '1' ELSE '0' END
                        """)
            }
            return ((), nil)
        }
    }

    /// Whether the file is being written anew after an erasure. Writes wait for that, as long as a card takes.
    public var isRewriting: Bool { isCleaning.use { $0 } }
}
