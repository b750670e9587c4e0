import Exports
import Foundation
import Testing
import Workshop

@testable import Warehouse

@Suite("Publishing to a database")
struct PublishTests {
    private static func workshop(_ number: Int, people count: Int = 10) throws -> [UInt8] {
        try TestProgramme.bundle(
            number, "nätverk", TestProgramme.people(count, workshop: number, effect: 0.5))
    }

    @Test("loads every workshop once: the same bundles again, and in another order, change nothing")
    func again() throws {
        let bundles = try (1...5).map { try Self.workshop($0) }
        let (one, other) = (try TestDatabase(), try TestDatabase())
        #expect(try one.publish(bundles) == .init(loaded: 5, workshops: 5))
        let content = try one.content()
        #expect(content.contains("Träff 3"))
        #expect(try one.publish(bundles + bundles) == .init(loaded: 0, workshops: 5))
        #expect(try one.content() == content)
        for bundle in bundles.reversed() { try other.publish([bundle]) }
        #expect(try other.content() == content)
        // The same when they are not sent all at once.
        let third = try TestDatabase()
        #expect(try third.publish(bundles + bundles, batch: 1) == .init(loaded: 5, workshops: 5))
        #expect(try third.content() == content)
    }

    @Test("keeps the latest bundle of a workshop, in whatever order they come, also when its agenda was edited")
    func versions() throws {
        let people = TestProgramme.people(20, workshop: 5, effect: 0.5)
        let added = Identifier(bits: 77)
        let first = try TestProgramme.bundle(5, "nätverk", Array(people.prefix(9)), revision: 3)
        let second = try TestProgramme.bundle(5, "nätverk", people, revision: 9, extra: added)
        // It has nothing but the added step in common with the second, and nothing at all with the first.
        let third = try TestProgramme.bundle(6, "nätverk", Array(people.prefix(10)), revision: 7, extra: added)
        var contents: Set<String> = []
        for (calls, workshops) in [
            ([[first], [third], [second]], [1, 2, 1]), ([[second], [first, third]], [1, 1]),
            ([[third, first], [second]], [2, 1]), ([[first, second, third]], [1]),
            ([[third], [second], [first]], [1, 1, 1]),
        ] {
            let database = try TestDatabase()
            #expect(try calls.map { try database.publish($0).workshops } == workshops)
            contents.insert(try database.content())
        }
        #expect(contents.count == 1)
        #expect(contents.first?.contains("Träff 5") == true)
        #expect(contents.first?.contains("Träff 6") == false)
    }

    @Test("keeps the later of two that a third shows to be the same workshop, though it is not the latest itself")
    func bridge() throws {
        let (shared, other) = (Identifier(bits: 77), Identifier(bits: 78))
        func bundle(_ number: Int, revision: Int, people count: Int, _ extra: Identifier) throws -> [UInt8] {
            try TestProgramme.bundle(
                number, "nätverk", TestProgramme.people(count, workshop: number, effect: 0.5), revision: revision,
                extra: extra)
        }
        let early = try bundle(1, revision: 3, people: 9, shared)
        let late = try bundle(2, revision: 7, people: 10, other)
        let between = try TestProgramme.edited(bundle(3, revision: 5, people: 11, shared)) { bundle in
            var page = bundle.activities[2]
            page.id = other
            bundle.activities.append(page)
        }
        var contents: Set<String> = []
        for bundles in [
            [early, late, between], [between, late, early], [late, between, early], [late, early, between],
        ] {
            for isOneCall in [true, false] {
                let database = try TestDatabase()
                if isOneCall {
                    try database.publish(bundles)
                } else {
                    for each in bundles { try database.publish([each]) }
                }
                contents.insert(try database.content())
            }
        }
        #expect(contents.count == 1)
        #expect(contents.first?.contains("Träff 2") == true)
        // Of those with the same revision the one with more answers counts.
        let database = try TestDatabase()
        try database.publish([
            early, bundle(4, revision: 3, people: 12, shared), bundle(5, revision: 3, people: 8, shared),
        ])
        #expect(try database.sql("SELECT title FROM workshop_kiosk.workshop") == "Träff 4\n")
    }

    @Test("names a file that was changed, and loads none of those that came with it")
    func altered() throws {
        let database = try TestDatabase()
        try database.publish([Self.workshop(1)])
        let content = try database.content()
        let good = try Self.workshop(2)
        let text = String(decoding: good, as: UTF8.self)
        let cases: [(String, BundleError)] = [
            (text.replacing("Träff 2", with: "Träff 3"), .altered),
            (text.replacing("\"version\" : 1", with: "\"version\" : 3"), .newerVersion(3)),
            (text.replacing("kiosk-bundle", with: "kiosk-pack"), .otherFormat),
        ]
        for (changed, error) in cases {
            #expect(throws: ProgrammeError.bundle(error, file: "1.json")) {
                try database.publish([good, Array(changed.utf8)])
            }
        }
        #expect(try database.content() == content)
    }

    @Test("refuses what a database cannot hold, though its hash is right")
    func forged() throws {
        let database = try TestDatabase()
        for (title, code) in [("a\0b", "ACDEFG"), ("T", "A\0")] {
            let bytes = try TestProgramme.edited(Self.workshop(1)) { bundle in
                bundle.workshop.title = title
                bundle.workshop.record["code"] = code
            }
            #expect(throws: ProgrammeError.bundle(.unreadable("a zero character"), file: "0.json")) {
                try database.publish([bytes])
            }
        }
        let twice = try TestProgramme.edited(Self.workshop(1)) {
            $0.activities[0].ballots.append($0.activities[0].ballots[0])
        }
        #expect(throws: ProgrammeError.bundle(.unreadable("the answer of 0 w1p0 twice"), file: "0.json")) {
            try database.publish([twice])
        }
        // What COPY and the shell of psql would take for their own, it keeps as it is.
        let title = "\\. \\N \t\n\r \\connect x; -- ' \" $$ :name 👩‍👧 \u{FEFF}"
        try database.publish([TestProgramme.edited(Self.workshop(1)) { $0.workshop.title = title }])
        #expect(try database.rows("SELECT title FROM workshop_kiosk.workshop").first?["title"] as? String == title)
    }

    @Test("refuses other words for the same statement, and shows both, also against what is in the database")
    func wordings() throws {
        var other = TestProgramme.statements
        other[2].text.texts["sv"] = "Ett annat påstående"
        let people = TestProgramme.people(10, workshop: 2, effect: 1)
        let changed = try TestProgramme.bundle(2, "nätverk", people, date: "2026-05-01", statements: other)
        let fewer = try TestProgramme.bundle(
            3, "nätverk", people, date: "2026-05-01", statements: Array(TestProgramme.statements.dropLast()))
        let database = try TestDatabase()
        let first = try Self.workshop(1)
        #expect(
            throws: ProgrammeError.wordingChanged(
                "statement k3", .init(file: "1.json", text: "Påstående 3"),
                .init(file: "0.json", text: "Ett annat påstående"))
        ) { try database.publish([changed, first]) }
        try database.publish([first])
        let content = try database.content()
        let code = try #require(try database.rows("SELECT code FROM workshop_kiosk.workshop").first?["code"] as? String)
        let there = "workshop \(code) in the database"
        #expect(
            throws: ProgrammeError.wordingChanged(
                "statement k3", .init(file: there, text: "Påstående 3"),
                .init(file: "0.json", text: "Ett annat påstående"))
        ) { try database.publish([changed]) }
        #expect(
            throws: ProgrammeError.wordingChanged(
                "statement k6", .init(file: there, text: "Påstående 6"), .init(file: "0.json", text: ""))
        ) { try database.publish([fewer]) }
        #expect(try database.content() == content)
    }

    @Test("refuses tables of a newer version")
    func newer() throws {
        let database = try TestDatabase()
        try database.publish([Self.workshop(1)])
        try database.sql("INSERT INTO workshop_kiosk.schema_version VALUES (1000)")
        #expect(throws: PublishError.newerSchema(1000)) { try database.publish([Self.workshop(2)]) }
    }

    @Test("publishes nothing sealed, and no names")
    func secrets() throws {
        let bytes = try TestProgramme.edited(Self.workshop(1)) { bundle in
            bundle.workshop.privacy = .named
            bundle.workshop.names = ["w1p0": "Agda Andersson"]
            bundle.activities[1].isSealed = true
        }
        let database = try TestDatabase()
        try database.publish([bytes])
        #expect(!(try database.content().contains("Agda")))
        #expect(try database.rows("SELECT * FROM workshop_kiosk.ballot WHERE activity = 1").isEmpty)
        #expect(try database.rows("SELECT * FROM workshop_kiosk.instrument WHERE phase = 'post'").isEmpty)
        #expect(try database.rows("SELECT * FROM workshop_kiosk.ballot WHERE activity = 0").count == 10)
        try database.sql("SELECT workshop_kiosk.erase_workshop(workshop) FROM workshop_kiosk.workshop")
        #expect(!(try database.content().contains("w1p0")))
        #expect(try database.publish([bytes]).loaded == 1)
    }
}
