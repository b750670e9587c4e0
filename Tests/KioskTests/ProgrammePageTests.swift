import Exports
import Foundation
import Phone
import Testing
import Workshop

@testable import Kiosk

@Suite("The page of a programme")
struct ProgrammePageTests {
    private static let page = "/facilitator/programme"

    private static func bundles(_ count: Int) throws -> [(name: String, bytes: [UInt8])] {
        try (1...count).map { number in
            let people = TestProgramme.people(20, workshop: number, effect: 0.8)
            return ("Träff \(number).json", try TestProgramme.bundle(number, "utbildning", people))
        }
    }

    @Test("makes of files the report that the command line makes, to read and to keep, in any language")
    func files() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let files = try Self.bundles(4)
            let assets = try Assets(directory: TestAssets.directory)
            for language in ["sv", "en", "fi"] {
                let expected = try ProgrammeReport(assets: assets)
                    .html(TestProgramme.data(files.map(\.bytes)), language: language)
                for kind in ["page", "html"] {
                    let reply = try FormWithFiles([("language", language), ("as", kind)], files)
                        .post(Self.page, on: room.connection, headers: room.facilitator.headers)
                    #expect(reply.status == 200)
                    #expect(reply.body == expected)
                    #expect((reply.header("Content-Disposition") != nil) == (kind == "html"))
                }
            }
            #expect(
                try room.connection.request("GET", "/facilitator/interventions.csv", headers: room.facilitator.headers)
                    .text.split(separator: "\n").count == 1)
        }
    }

    @Test("takes the box's own finished workshops beside files, and no rehearsals")
    func own() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk, title: "Avslutad <b>")
            let headers = room.facilitator.headers
            func list() throws -> String {
                try room.connection.request("GET", Self.page, headers: headers).text
            }
            // Not begun, and open: not there.
            #expect(!(try list()).contains(room.code))
            let ideas = try room.facilitator.activity("ideas", of: room.code)
            try room.open(ideas)
            #expect(!(try list()).contains(room.code))
            try room.reveal(ideas)
            #expect(try list().contains("Avslutad &lt;b&gt;"))
            let rehearsed = try room.post("rehearse", [])
            #expect(rehearsed.status == 303)
            #expect(try list().components(separatedBy: "name=\"workshop\"").count == 2)
            let both = try FormWithFiles([("workshop", room.code), ("language", "sv")], try Self.bundles(1))
                .post(Self.page, on: room.connection, headers: headers)
            #expect(both.status == 200)
            #expect(both.text.contains(room.code))
            #expect(both.text.contains("bygger på 2 workshoppar"))
        }
    }

    @Test("names each file that it cannot use, and keeps what was ticked")
    func refused() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let headers = room.facilitator.headers
            let ideas = try room.facilitator.activity("ideas", of: room.code)
            try room.open(ideas)
            try room.reveal(ideas)
            let good = try Self.bundles(1)[0].bytes
            func replaced(_ old: String, _ new: String) -> [UInt8] {
                Array(String(decoding: good, as: UTF8.self).replacing(old, with: new).utf8)
            }
            let other = TestProgramme.statements.map { Option(id: $0.id, text: LocalizedText(["sv": "Annat"])) }
            let people = TestProgramme.people(20, workshop: 9, effect: 1)
            let reworded = try TestProgramme.bundle(9, "utbildning", people, statements: other)
            func post(_ files: [(name: String, bytes: [UInt8])]) throws -> String {
                let reply = try FormWithFiles([("workshop", room.code), ("language", "en")], files)
                    .post(Self.page, on: room.connection, headers: headers)
                #expect(reply.status == 422)
                #expect(reply.text.contains("value=\"\(room.code)\" checked"))
                #expect(reply.text.contains("value=\"en\" selected"))
                return reply.text
            }
            let text = try post([
                ("bra.json", good), ("a<i>.json", Array("hej".utf8)), ("pack.json", Array("{\"format\":\"x\"}".utf8)),
                ("ny.json", replaced("\"version\" : 1", "\"version\" : 7")),
                ("ändrad.json", replaced("Träff", "Traff")), ("tom.json", []), ("../../etc/passwd", good),
                ("\u{202E}nosj.x", good), ("a\u{7}b", good),
            ])
            for words in [
                "”a&lt;i&gt;.json” går inte att läsa", "”pack.json” är en fil av ett annat slag",
                "”ny.json” är sparad med en nyare version av programmet (7)", "”ändrad.json” har ändrats",
                "”tom.json” är tom", "Fil nummer 7 har ett namn", "Fil nummer 8 har ett namn",
                "Fil nummer 9 har ett namn",
                "Välj dem på nytt",
            ] { #expect(text.contains(words), "\(words)") }
            #expect(!text.contains("bra.json"))
            let words = try post([("en.json", good), ("två.json", reworded)])
            #expect(words.contains("i ”en.json” (”"))
            #expect(words.contains("i ”två.json” (”Annat”)"))
            let nothing = try FormWithFiles([("language", "sv")]).post(Self.page, on: room.connection, headers: headers)
            #expect(nothing.status == 422)
            #expect(nothing.text.contains("Välj minst en workshop eller en fil."))
        }
    }

    @Test("is not brought down by numbers that no box writes")
    func hostile() throws {
        var bundle = try BundleExport.decode(try Self.bundles(1)[0].bytes)
        for numbers in ["inf", "nan", "-1", "1e308", "999999999999999999999"] {
            bundle.workshop.record["hours"] = numbers
            bundle.workshop.record["cost"] = numbers
            for index in bundle.activities.indices {
                for place in bundle.activities[index].ballots.indices {
                    bundle.activities[index].ballots[place].fields["answer-k1"] =
                        place.isMultiple(of: 2) ? numbers : String(Int.max)
                }
            }
            let bytes = try BundleExport.encode(bundle)
            let assets = try Assets(directory: TestAssets.directory)
            let html = try ProgrammeReport(assets: assets).html(TestProgramme.data([bytes]), language: "sv")
            #expect(String(decoding: html, as: UTF8.self).contains("bygger på 1 workshop"))
        }
        for joined in [-1, Int.max] {
            bundle.workshop.joined = joined
            let bytes = try BundleExport.encode(bundle)
            #expect(throws: ProgrammeError.self) { try TestProgramme.data([bytes]) }
        }
    }

    @Test("is for facilitators: nobody else may send the box so much")
    func strangers() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let big = FormWithFiles([("language", "sv")], [("a.json", [UInt8](repeating: 32, count: 200_000))])
            for headers in [[], [("Cookie", "facilitator=00000000000000000000000000000000")]] {
                let reply = try big.post(Self.page, on: kiosk.connection(), headers: headers)
                #expect(reply.status == 413)
                #expect(reply.text.contains("Logga in först."))
            }
            let headers = room.facilitator.headers
            #expect(try big.post(Self.page, on: kiosk.connection(), headers: headers).status == 422)
            // Not on other pages, either.
            #expect(try big.post("/facilitator/workshops", on: kiosk.connection(), headers: headers).status == 413)
            let huge = FormWithFiles([], [("a.json", [UInt8](repeating: 32, count: Uploads.bytes))])
            let refused = try huge.post(Self.page, on: kiosk.connection(), headers: headers)
            #expect(refused.status == 413)
            #expect(refused.text.contains("Högst 16 MB och 500 filer"))
            let broken = try kiosk.connection().request(
                "POST", Self.page, headers: headers + [FormWithFiles.header], body: Array("x".utf8))
            #expect(broken.status == 400)
            #expect(broken.text.contains("Filerna kom inte fram hela."))
            // Signed out is signed out.
            _ = try kiosk.connection().post("/facilitator/sign-out", [], headers: headers)
            #expect(try big.post(Self.page, on: kiosk.connection(), headers: headers).status == 413)
        }
    }
}
