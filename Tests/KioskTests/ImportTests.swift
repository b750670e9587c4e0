import Exports
import Foundation
import Phone
import Testing
import Workshop

@testable import Kiosk
@testable import Store

@Suite("Taking in files of other boxes", .serialized)
struct ImportTests {
    static let page = "/facilitator/import"

    /// A signed-in facilitator of a kiosk.
    struct Console {
        let connection: Connection
        let headers: [(name: String, value: String)]

        init(_ kiosk: TestKiosk) throws {
            let facilitator = Facilitator(host: "127.0.0.1", port: kiosk.port, timeout: 60)
            try facilitator.signIn(pin: kiosk.pin)
            headers = facilitator.headers
            connection = Connection(host: "127.0.0.1", port: kiosk.port, timeout: 60)
        }

        func send(_ files: [(name: String, bytes: [UInt8])], into: String = "") throws -> Connection.Reply {
            try FormWithFiles([("into", into)], files).post(ImportTests.page, on: connection, headers: headers)
        }

        func get(_ path: String) throws -> Connection.Reply {
            try connection.request("GET", path, headers: headers)
        }

        func post(_ path: String, _ fields: [(name: String, value: String)] = []) throws -> Connection.Reply {
            try connection.post(path, fields, headers: headers)
        }
    }

    /// Runs `body` with the box that held a workshop and with another one.
    static func run(_ body: @escaping @Sendable (TestKiosk, TestKiosk) throws -> Void) async throws {
        let (here, there) = (try await TestKiosk(more: [PlayedWorkshop.method()]), try await TestKiosk())
        defer {
            here.tearDown()
            there.tearDown()
        }
        try await onThread { try body(here, there) }
    }

    @Test(
        "a workshop of every kind goes out, in, and out again the same to the byte",
        arguments: ["anonymous", "linked", "named"])
    func roundTrip(_ privacy: String) async throws {
        try await Self.run { here, there in
            let played = try PlayedWorkshop(here, privacy: privacy, sealed: ["estimate", "consent"])
            let code = played.room.code
            let bundle = try played.bundle()
            let read = try BundleExport.decode(bundle)
            // It was played: each kind that asks has answers.
            for part in read.activities where part.definition.kind.kind.takesBallots && !part.isSealed {
                #expect(part.answered > 0, "\(part.definition.name)")
            }
            #expect(read.activities.contains { $0.isSealed && $0.answered == 7 })
            let ideas = try #require(read.activities.first { $0.definition.kind.name == "ideas" })
            #expect(Set(ideas.ideas.map(\.status)) == [.visible, .hidden, .withdrawn])
            #expect(ideas.groups.count == 2 && ideas.ideas.contains { !$0.lenses.isEmpty })
            let other = try Console(there)
            let reply = try other.send([("w.json", bundle)])
            #expect(reply.status == 200)
            #expect(reply.text.contains("Workshoppen ”Spelad &lt;i&gt;å&lt;/i&gt;” finns nu här, med sitt resultat."))
            #expect(try other.get("/facilitator/\(code)/export.json").body == bundle)
            for file in ["report.html", "export.xlsx", "export.csv", "pack.json"] {
                let its = try played.room.connection.request(
                    "GET", "/facilitator/\(code)/\(file)", headers: played.room.facilitator.headers)
                let own = try other.get("/facilitator/\(code)/\(file)")
                #expect(own.status == 200)
                #expect(Self.comparable(own) == Self.comparable(its), "\(file)")
            }
            let page = try other.get("/facilitator/\(code)").text
            #expect(page.contains("Workshoppen hölls på en annan box och är avslutad."))
            #expect(page.contains("7 deltagare"))
            // Again, and on the box that held it: nothing happens.
            #expect(try other.send([("w.json", bundle)]).text.contains("finns redan här, i den här versionen"))
            let own = try Console(here)
            #expect(try own.send([("w.json", bundle)]).text.contains("hölls på den här boxen och finns redan här"))
            #expect(try played.bundle() == bundle)
        }
    }

    /// A file; of a report without who answered the background questions, which no bundle says, and without the name of
    /// the method, which only the first box has.
    private static func comparable(_ reply: Connection.Reply) -> [UInt8] {
        guard reply.header("Content-Type")?.hasPrefix("text/html") ?? false else { return reply.body }
        let text = reply.text.replacing(/<section aria-labelledby="reach-title">[\s\S]*?<\/section>/, with: "")
        return Array(text.replacing(/<div><dt>Metod<\/dt>.*?<\/div>\n/, with: "").utf8)
    }

    @Test("a later version replaces the one that was taken in, unless something has been changed or erased here")
    func versions() async throws {
        try await Self.run { here, there in
            let played = try PlayedWorkshop(here, leavesOpen: true)
            let code = played.room.code
            let first = try played.bundle()
            let other = try Console(there)
            let reply = try other.send([("w.json", first)])
            #expect(reply.text.contains("En fråga var öppen när filen sparades."))
            // Its last step is closed here; all else is the same.
            let again = try BundleExport.decode(other.get("/facilitator/\(code)/export.json").body)
            #expect(again.activities.allSatisfy { $0.status != .open })
            #expect(BundleImport.comparable(again) == BundleImport.comparable(try BundleExport.decode(first)))
            #expect(try played.room.post("record", [("date", "2026-03-01"), ("hours", "2")]).status == 200)
            let second = try played.bundle()
            // Whoever takes it in sees whether it can be what it says.
            let replaced = try other.send([("w.json", second)]).text
            let joined = (
                try BundleExport.decode(first).workshop.joined, try BundleExport.decode(second).workshop.joined
            )
            #expect(replaced.contains("har ersatt den som togs in tidigare"))
            #expect(replaced.contains("Deltagare i den förra: \(joined.0). I den här: \(joined.1)."))
            #expect(
                try BundleExport.decode(other.get("/facilitator/\(code)/export.json").body).workshop.record["hours"]
                    == "2")
            #expect(try other.send([("w.json", first)]).text.contains("finns redan här"))
            // An idea is erased here: the next version must not bring it back.
            let idea = try #require(try BundleExport.decode(second).activities.flatMap(\.ideas).first)
            let erased = try other.post(
                "/facilitator/\(code)/erase", [("what", "idea"), ("which", "\(idea.id)"), ("confirmed", "1")])
            #expect(erased.status == 303)
            #expect(try played.room.post("record", [("date", "2026-03-02"), ("hours", "3")]).status == 200)
            let third = try played.bundle()
            let refused = try other.send([("w.json", third)])
            #expect(refused.status == 422)
            #expect(refused.text.contains("något i den har ändrats eller raderats här"))
            let left = try BundleExport.decode(other.get("/facilitator/\(code)/export.json").body)
            #expect(!left.activities.flatMap(\.ideas).contains { $0.id == idea.id })
            // Erased whole, it can come back.
            let gone = try other.post(
                "/facilitator/\(code)/erase",
                [("what", "workshop"), ("which", code), ("confirmed", "1"), ("typed", code)])
            #expect(gone.status == 303)
            #expect(try other.get("/facilitator/\(code)").status == 404)
            #expect(try other.send([("w.json", third)]).text.contains("finns nu här"))
        }
    }

    @Test("it is over here: nobody joins it, opens it or changes its agenda; what it brought can be carried on")
    func over() async throws {
        try await Self.run { here, there in
            let played = try PlayedWorkshop(here)
            let code = played.room.code
            let bundle = try played.bundle()
            let other = try Console(there)
            let before = try other.get("/display").text
            #expect(try other.send([("w.json", bundle)]).status == 200)
            let read = try BundleExport.decode(bundle)
            let id = read.activities[1].id.description
            for (path, fields) in [
                ("act", [("activity", id), ("act", "reopen")]), ("move", [("step", "next")]),
                ("timer", [("activity", id), ("minutes", "3")]), ("step", [("kind", "text")]), ("rehearse", []),
                ("paper", [("card", "34679ACDEFGH")]), ("ideas", [("activity", id)]), ("carry", [("pack", "{}")]),
                ("screen", [("blank", "1")]),
            ] as [(String, [(name: String, value: String)])] {
                let reply = try other.post("/facilitator/\(code)/\(path)", fields)
                #expect(reply.status == 409, "\(path)")
                #expect(reply.text.contains("Här finns bara resultatet"), "\(path)")
            }
            #expect(try other.connection.request("GET", "/w/\(code)").status == 409)
            let join = try other.connection.post("/w/\(code)/join", [])
            #expect(join.status == 409)
            #expect(join.text.contains("Här finns bara resultatet"))
            #expect(try other.connection.post("/w/\(code)/reenter", [("reentry", "34679ACD")]).status == 409)
            #expect(try other.get("/facilitator/\(code)/export.json").body == bundle)
            // A display that nobody has told anything shows what it showed.
            #expect(try other.get("/display").text == before)
            #expect(try other.get("/display/\(code)").status == 200)
            #expect(try other.get("/facilitator").text.contains("från en annan box"))
            // Its ideas go into a new workshop, and the trail leads back.
            let next = try TestRoom(there, title: "Nästa")
            let ideas = try #require(read.activities.first { $0.definition.kind.name == "ideas" })
            let carried = try next.post("carry", [("source", "\(code)/\(ideas.id)/ideas"), ("count", "3")])
            #expect(carried.status == 303)
            #expect(try next.get("agenda").contains("Spelad"))
            let idea = try #require(ideas.ideas.first { $0.status == .visible })
            #expect(try other.get("/facilitator/\(code)/trail?item=\(idea.id)").text.contains("Nästa"))
            // Its agenda can become a method, and it can be evaluated.
            #expect(try other.post("/facilitator/\(code)/method").status == 303)
            #expect(try other.get("/facilitator/programme").text.contains("value=\"\(code)\""))
        }
    }

    @Test("a code that is taken is told, and is the only difference; a passed deletion date is refused")
    func codesAndDates() async throws {
        try await Self.run { here, there in
            let played = try PlayedWorkshop(here)
            var bundle = try BundleExport.decode(try played.bundle())
            let taken = try TestRoom(there).code
            bundle.workshop.code = taken
            let other = try Console(there)
            let reply = try other.send([("w.json", try BundleExport.encode(bundle))])
            #expect(reply.text.contains("Koden \(taken) är upptagen"))
            let path = try #require(reply.text.firstMatch(of: /href="(\/facilitator\/[A-Z0-9]{6})"/)?.output.1)
            var again = try BundleExport.decode(try other.get("\(path)/export.json").body)
            #expect(again.workshop.code != taken)
            again.workshop.code = taken
            again.sha256 = bundle.sha256
            bundle.sha256 = again.sha256
            #expect(again == bundle)
            // Another workshop, which should be gone.
            for index in bundle.activities.indices {
                bundle.activities[index].id = Identifier(bits: UInt64(index + 1))
            }
            bundle.workshop.deletionDate = "2026-01-02"
            let late = try other.send([("sen.json", try BundleExport.encode(bundle))])
            #expect(late.status == 422)
            #expect(late.text.contains("”sen.json” skulle ha raderats senast 2 januari 2026"))
        }
    }

    @Test("methods and examples come by file, and each file is told from the others")
    func methodsAndPacks() async throws {
        try await Self.run { here, there in
            let played = try PlayedWorkshop(here)
            let pack = try Console(here).get("/facilitator/\(played.room.code)/pack.json").body
            let method = try Console(here).get("/facilitator/methods/every-kind/export.json").body
            let other = try Console(there)
            let room = try TestRoom(there, title: "Dit")
            // A method larger than any pasted text.
            let padded = Array(repeating: UInt8(ascii: " "), count: 500_000) + method
            let reply = try other.send(
                [("m.json", padded), ("p.json", pack), ("w.json", try played.bundle()), ("x.json", Array("{}".utf8))],
                into: room.code)
            #expect(reply.status == 200)
            for words in [
                "Metoden ”Alla frågetyper” finns nu bland metoderna.", "Exemplen i ”p.json” är ett nytt steg i ”Dit”.",
                "finns nu här, med sitt resultat", "”x.json” är en fil av ett annat slag",
            ] { #expect(reply.text.contains(words), "\(words)") }
            #expect(try other.get("/facilitator/methods").text.contains("Alla frågetyper"))
            #expect(try room.get("agenda").contains("Spelad &lt;i&gt;å&lt;/i&gt;"))
            #expect(try other.send([("m.json", method)]).text.contains("precis likadan"))
            let nowhere = try other.send([("p.json", pack)])
            #expect(nowhere.status == 422)
            #expect(nowhere.text.contains("Välj vilken workshop de ska in i"))
            let large = Array(repeating: UInt8(ascii: " "), count: 1 << 20) + method
            #expect(try other.send([("m.json", large)]).text.contains("är för stor"))
            let broken = String(decoding: method, as: UTF8.self).replacing("\"minutes\" : 22", with: "\"minutes\" : 1")
            #expect(try other.send([("m.json", Array(broken.utf8))]).text.contains("m.json"))
            let cut = String(decoding: method, as: UTF8.self).replacing("\"minutes\" : 22,", with: "\"minutes\" : 22")
            #expect(try other.send([("m.json", Array(cut.utf8))]).text.contains("Filen är inte giltig JSON."))
            // What may have been a workshop is told to be cut short.
            let half = Array(try played.bundle().prefix(1000))
            #expect(try other.send([("w.json", half)]).text.contains("eller så är den avklippt"))
            #expect(try other.send([]).status == 422)
            // The method goes away again by the button that is offered.
            let id = try #require(
                reply.text.firstMatch(of: /action="(\/facilitator\/methods\/[^"]+\/remove)"/)?.output.1)
            #expect(try other.post(String(id)).status == 303)
            #expect(try !other.get("/facilitator/methods").text.contains("Alla frågetyper"))
        }
    }
}
