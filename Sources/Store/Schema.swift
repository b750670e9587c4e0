import GRDB

/// The tables and how they came to be.
///
/// What participants send lies in tables without row numbers, times or counters, under random keys: their order on disk
/// says nothing about who came first. Nothing links a ballot or an idea to a participant but the activity's key.
enum Schema {
    /// Marks the file as this program's ("WKSK").
    static let applicationIdentifier = 0x574B_534B

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: workshops, answers, groups") { db in
            try db.execute(
                sql: """
                    PRAGMA application_id = \(applicationIdentifier);

                    CREATE TABLE setting (
                        name TEXT PRIMARY KEY NOT NULL,
                        value TEXT NOT NULL
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE session (
                        token_hash BLOB PRIMARY KEY NOT NULL
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE method (
                        id TEXT PRIMARY KEY NOT NULL,
                        content TEXT NOT NULL
                    ) STRICT, WITHOUT ROWID;

                    -- One row for each time that a file was opened; nothing says by whom or when.
                    -- What people report that they cannot use; nothing says who or when.
                    CREATE TABLE fault (
                        id TEXT PRIMARY KEY NOT NULL,
                        text TEXT NOT NULL
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE opening (
                        id BLOB PRIMARY KEY NOT NULL,
                        file TEXT NOT NULL
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE workshop (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        code TEXT NOT NULL UNIQUE,
                        title TEXT NOT NULL,
                        language TEXT NOT NULL,
                        method TEXT NOT NULL,
                        organisation TEXT NOT NULL,
                        deletion_date TEXT NOT NULL,
                        privacy TEXT NOT NULL,
                        background TEXT NOT NULL,
                        record TEXT NOT NULL,
                        current INTEGER NOT NULL,
                        revision INTEGER NOT NULL
                    ) STRICT;

                    CREATE TABLE activity (
                        id TEXT PRIMARY KEY NOT NULL,
                        workshop INTEGER NOT NULL REFERENCES workshop(id) ON DELETE CASCADE,
                        position INTEGER NOT NULL,
                        definition TEXT NOT NULL,
                        status TEXT NOT NULL,
                        is_revealed INTEGER NOT NULL,
                        key BLOB,
                        timer TEXT,
                        UNIQUE (workshop, position)
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE participant (
                        id TEXT PRIMARY KEY NOT NULL,
                        workshop INTEGER NOT NULL REFERENCES workshop(id) ON DELETE CASCADE,
                        reentry TEXT NOT NULL,
                        -- The hash of workshop and card; nil without a card.
                        card BLOB,
                        -- The pseudonym of all answers where the workshop is linked or named; nil in anonymous ones.
                        link BLOB,
                        -- Nil unless the workshop is named.
                        name TEXT,
                        -- The answers to the background questions, as a form.
                        background TEXT NOT NULL,
                        UNIQUE (workshop, reentry),
                        UNIQUE (workshop, card)
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE card (
                        token_hash BLOB PRIMARY KEY NOT NULL
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE device (
                        token_hash BLOB PRIMARY KEY NOT NULL,
                        participant TEXT NOT NULL REFERENCES participant(id) ON DELETE CASCADE
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX device_participant ON device(participant);

                    CREATE TABLE ballot (
                        activity TEXT NOT NULL REFERENCES activity(id) ON DELETE CASCADE,
                        pseudonym BLOB NOT NULL,
                        value TEXT NOT NULL,
                        source TEXT NOT NULL,
                        PRIMARY KEY (activity, pseudonym)
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE idea_group (
                        id TEXT PRIMARY KEY NOT NULL,
                        activity TEXT NOT NULL REFERENCES activity(id) ON DELETE CASCADE,
                        position INTEGER NOT NULL,
                        name TEXT NOT NULL,
                        is_dissolved INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX idea_group_activity ON idea_group(activity, position);

                    CREATE TABLE idea (
                        id TEXT PRIMARY KEY NOT NULL,
                        activity TEXT NOT NULL REFERENCES activity(id) ON DELETE CASCADE,
                        pseudonym BLOB NOT NULL,
                        text TEXT NOT NULL,
                        status TEXT NOT NULL,
                        details TEXT NOT NULL,
                        source TEXT NOT NULL,
                        -- The facilitator's assessment, as a form.
                        lenses TEXT NOT NULL DEFAULT '',
                        idea_group TEXT REFERENCES idea_group(id)
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX idea_author ON idea(activity, pseudonym);
                    CREATE INDEX idea_in_group ON idea(idea_group);

                    CREATE TABLE step (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        activity TEXT NOT NULL REFERENCES activity(id) ON DELETE CASCADE,
                        step TEXT NOT NULL,
                        inverse TEXT NOT NULL,
                        is_undone INTEGER NOT NULL
                    ) STRICT;
                    CREATE INDEX step_activity ON step(activity, id);
                    """)
        }
        return migrator
    }
}
