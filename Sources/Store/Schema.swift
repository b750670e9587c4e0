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

                    -- What people report that they cannot use; nothing says who or when.
                    CREATE TABLE fault (
                        id TEXT PRIMARY KEY NOT NULL,
                        text TEXT NOT NULL
                    ) STRICT, WITHOUT ROWID;

                    -- One row for each time that a file was opened; nothing says by whom or when.
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
        migrator.registerMigration("2: who grouped ideas, what is not alike, participants who group") { db in
            try db.execute(
                sql: """
                    ALTER TABLE activity ADD COLUMN is_grouped_by_all INTEGER NOT NULL DEFAULT 0;
                    -- The short label of the facilitator who made the step; nil for a participant, of whom nothing is
                    -- kept.
                    ALTER TABLE step ADD COLUMN facilitator TEXT DEFAULT '';
                    -- The step that this one undid or did again; nil for one that changed something itself.
                    ALTER TABLE step ADD COLUMN reverts INTEGER;

                    CREATE TABLE not_alike (
                        activity TEXT NOT NULL REFERENCES activity(id) ON DELETE CASCADE,
                        first TEXT NOT NULL,
                        second TEXT NOT NULL,
                        PRIMARY KEY (activity, first, second)
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("3: what the display is set to") { db in
            try db.execute(
                sql: """
                    -- No row: it follows the workshop, in the colours of its computer.
                    CREATE TABLE display (
                        workshop INTEGER PRIMARY KEY NOT NULL REFERENCES workshop(id) ON DELETE CASCADE,
                        theme TEXT NOT NULL DEFAULT 'automatic',
                        is_blank INTEGER NOT NULL DEFAULT 0,
                        -- Nil shows the start screen until the first step begins.
                        shows_welcome INTEGER,
                        pointed_activity TEXT,
                        pointed_row TEXT
                    ) STRICT, WITHOUT ROWID;

                    -- What a frozen display keeps showing. Taken away as soon as anything in it must not be seen.
                    CREATE TABLE frozen_display (
                        workshop INTEGER NOT NULL REFERENCES workshop(id) ON DELETE CASCADE,
                        language TEXT NOT NULL,
                        content TEXT NOT NULL,
                        PRIMARY KEY (workshop, language)
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("4: who leads, what they did, the pace, notes, rehearsals") { db in
            try db.execute(
                sql: """
                    -- The name that a facilitator gave to be told from the others; may be empty.
                    ALTER TABLE session ADD COLUMN facilitator TEXT NOT NULL DEFAULT '';
                    ALTER TABLE workshop ADD COLUMN pace TEXT;
                    ALTER TABLE workshop ADD COLUMN notes TEXT NOT NULL DEFAULT '';
                    -- The code of the workshop that this one rehearses; nil for a real one.
                    ALTER TABLE workshop ADD COLUMN rehearsal_of TEXT;

                    CREATE TABLE act (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        workshop INTEGER NOT NULL REFERENCES workshop(id) ON DELETE CASCADE,
                        facilitator TEXT NOT NULL,
                        kind TEXT NOT NULL,
                        activity TEXT NOT NULL,
                        -- The earlier state of what the act changed; nil when it cannot be undone.
                        inverse TEXT,
                        is_undone INTEGER NOT NULL
                    ) STRICT;
                    CREATE INDEX act_workshop ON act(workshop, id);

                    -- The devices of a rehearsal's simulated participants, to go on with them after a restart. Their
                    -- tokens open nothing but invented answers.
                    CREATE TABLE simulated (
                        token TEXT PRIMARY KEY NOT NULL,
                        workshop INTEGER NOT NULL REFERENCES workshop(id) ON DELETE CASCADE
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("5: what was erased, and when a deletion date was shown as due") { db in
            try db.execute(
                sql: """
                    -- What kind, when as the box believed, how much; nothing of what it was or whose.
                    CREATE TABLE erasure (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        kind TEXT NOT NULL,
                        is_by_date INTEGER NOT NULL,
                        -- Days since 1970-01-01; nil when the clock cannot have been right.
                        day INTEGER,
                        rows INTEGER NOT NULL
                    ) STRICT;

                    -- The days on which a facilitator was shown that a deletion date has passed. They say nothing of
                    -- participants.
                    CREATE TABLE due_warning (
                        workshop INTEGER NOT NULL REFERENCES workshop(id) ON DELETE CASCADE,
                        day INTEGER NOT NULL,
                        PRIMARY KEY (workshop, day)
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("6: how background questions were answered when that was published") { db in
            try db.execute(
                sql: """
                    -- Tables without a group of 1 to 4 people, by question, the oldest first: what is published later must
                    -- not give one away by subtraction.
                    ALTER TABLE workshop ADD COLUMN published_reach TEXT NOT NULL DEFAULT '{}';
                    """)
        }
        migrator.registerMigration("7: results by a background question") { db in
            try db.execute(
                sql: """
                    -- The background question by which results are split; empty for none.
                    ALTER TABLE workshop ADD COLUMN split TEXT NOT NULL DEFAULT '';
                    -- The means of groups of five people and more, made when the activity was closed for good; nil where
                    -- there is no split, or it would have given a small group away.
                    ALTER TABLE activity ADD COLUMN split TEXT;
                    """)
        }
        migrator.registerMigration("8: workshops taken in from files") { db in
            try db.execute(
                sql: """
                    -- How it came here, as JSON; nil for a workshop that was held on this box.
                    ALTER TABLE workshop ADD COLUMN origin TEXT;
                    -- What a file says of answers that it does not hold, because they are sealed or private; nil for all
                    -- else, which is counted.
                    ALTER TABLE activity ADD COLUMN told_answered INTEGER;
                    ALTER TABLE activity ADD COLUMN told_answers INTEGER;
                    """)
        }
        migrator.registerMigration("9: who may answer") { db in
            try db.execute(
                sql: """
                    ALTER TABLE workshop ADD COLUMN admission TEXT NOT NULL DEFAULT 'open';
                    -- Whether the participant waits to be let in.
                    ALTER TABLE participant ADD COLUMN is_waiting INTEGER NOT NULL DEFAULT 0;
                    -- What facilitator and participant know each other by at the door: random, and forgotten when the next
                    -- step is opened for answers.
                    ALTER TABLE participant ADD COLUMN door_number INTEGER;
                    """)
        }
        migrator.registerMigration("10: who has been in") { db in
            try db.execute(
                sql: """
                    -- Whether one who waits may have answered already: let in and sent back out, or on paper.
                    ALTER TABLE participant ADD COLUMN has_been_in INTEGER NOT NULL DEFAULT 0;
                    """)
        }
        return migrator
    }
}
