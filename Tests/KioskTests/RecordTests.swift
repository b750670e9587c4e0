import Exports
import Foundation
import Phone
import Testing
import Workshop

@testable import Kiosk

@Suite("The record for the follow-up, background questions and lenses")
struct RecordTests {
    @Test("every actor of the assignment can be chosen, and what is chosen stays and is exported")
    func partners() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let page = try room.get("record")
            for actor in [
                "SKL", "Näringslivet", "Energimyndigheten", "Naturvårdsverket", "Socialstyrelsen", "SBU",
                "Statliga bolag", "Konkurrensverket", "Upphandlingsmyndigheten", "Chefstjänstemän",
                "Beslutsfattare på politisk nivå", "Kommuner", "landsting", "Statliga myndigheter",
                "Offentligt ägda bolag",
            ] { #expect(page.contains(actor), "\(actor)") }
            // The method says what the workshop is an instance of.
            #expect(page.contains("<option value=\"behovsinventering\" selected>"))
            let record: [(name: String, value: String)] = [
                ("intervention", "behovsinventering"), ("target-regions", "1"), ("partner-sbu", "1"), ("hours", "1,5"),
                ("cost", "12 000"), ("date", "2026-11-24"), ("due", "2027-02-28"), ("recipients", "Regeringskansliet"),
                ("evaluated", "1"),
            ]
            #expect(try room.post("record", record).status == 200)
            let json = String(decoding: try room.facilitator.download("export.json", of: room.code), as: UTF8.self)
            for pair in ["\"hours\" : \"1.5\"", "\"cost\" : \"12000\"", "\"partner-sbu\" : \"1\""] {
                #expect(json.contains(pair), "\(pair)")
            }
            // One row for each intervention, and none for a workshop that has recorded nothing.
            _ = try TestRoom(kiosk)
            func file(_ name: String) throws -> [String] {
                let reply = try room.connection.request(
                    "GET", "/facilitator/\(name)", headers: room.facilitator.headers)
                return reply.text.split(separator: "\r\n").map { String($0) }
            }
            let table = try file("interventions.csv")
            #expect(table.count == 2)
            let expected =
                "\(room.code);Test;t01;behovsinventering;regions;\"1,5\";12000;2026-11-24;0;sbu;;;2027-02-28;"
                + "Regeringskansliet;;1"
            #expect(table.last == expected)
            let described = try file("interventions-fields.csv").dropFirst().map { $0.prefix { $0 != ";" } }
            #expect(described.map { String($0) } == InterventionExport.columns)
            #expect(try kiosk.connection().request("GET", "/facilitator/interventions.csv").status == 403)
            // Reopened, it holds what was saved.
            let saved = try room.get("record")
            #expect(saved.contains("value=\"12000\"") && saved.contains("Regeringskansliet"))
        }
    }

    @Test("an intervention without a type is not evaluated, and one that touches procurement lacks its note")
    func rules() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk, method: "t04")
            let wrong = try room.post("record", [("evaluated", "1"), ("others", "Högskolan")])
            #expect(wrong.status == 422 && wrong.text.contains("Högskolan"))
            for field in [
                ("hours", "-1"), ("hours", "många"), ("cost", "1e9"), ("date", "2026-02-30"), ("due", "snart"),
            ] {
                #expect(try room.post("record", [field]).status == 422, "\(field)")
            }
            #expect(try room.post("record", [("intervention", "nonsense")]).status == 422)
            let missing = "anteckningen saknas"
            let procurement = (name: "intervention", value: "innovationsupphandling")
            #expect(try room.post("record", [procurement]).text.contains(missing))
            let note = (name: "consultation", value: "Samråd 12 maj.")
            #expect(!(try room.post("record", [procurement, note]).text.contains(missing)))
            #expect(!(try room.post("record", [("intervention", "utbildning")]).text.contains(missing)))
        }
    }

    @Test("who took part is shown only when every group has five, and never while a step is open")
    func reach() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let notice = try room.connection.request("GET", "/w/\(room.code)").text
            #expect(notice.contains("background-role") && notice.contains("background-organisation"))
            #expect(!notice.contains("background-gender"), "off unless asked for")
            func join(_ role: String, _ count: Int) throws {
                for _ in 0..<count {
                    let reply = try kiosk.connection().post("/w/\(room.code)/join", [("background-role", role)])
                    #expect(reply.status == 303)
                }
            }
            let table = "<caption>Vilket uppdrag har du?</caption>"
            try join("o1", 5)
            try join("o2", 4)
            #expect(!(try room.get("record").contains(table)))
            try join("o2", 1)
            #expect(try room.get("record").contains(table))
            // One who does not answer, or answers what is no option, is a group of one: what was published stays as it was,
            // so that nobody is found by subtracting one table from another.
            func shown() throws -> Substring {
                let page = try room.get("record")
                let start = try #require(page.range(of: table)).upperBound
                let end = try #require(page[start...].range(of: "</table>")).lowerBound
                return page[start..<end]
            }
            let before = try shown()
            try join("o9", 1)
            #expect(try shown() == before)
            try join("", 3)
            #expect(try shown() == before)
            try join("", 1)
            #expect(try shown() != before)
            let ideas = try room.facilitator.activity("ideas", of: room.code)
            try room.facilitator.go(to: ideas, in: room.code)
            try room.facilitator.act("open", on: ideas, in: room.code)
            #expect(!(try room.get("record").contains(table)))
            let asked = try TestRoom(kiosk, [("background-asked", "1"), ("background", "gender")])
            let page = try asked.connection.request("GET", "/w/\(asked.code)").text
            #expect(page.contains("background-gender") && !page.contains("background-role"))
        }
    }

    /// Naturvårdsverket's names of the objectives.
    private static let objectives = [
        "Begränsad klimatpåverkan", "Frisk luft", "Bara naturlig försurning", "Giftfri miljö", "Skyddande ozonskikt",
        "Säker strålmiljö", "Ingen övergödning", "Levande sjöar och vattendrag", "Grundvatten av god kvalitet",
        "Hav i balans samt levande kust och skärgård", "Myllrande våtmarker", "Levande skogar",
        "Ett rikt odlingslandskap", "Storslagen fjällmiljö", "God bebyggd miljö", "Ett rikt växt- och djurliv",
    ]

    @Test("any idea can be assessed, with a reason; what nobody assessed is unassessed and not no effect")
    func lenses() async throws {
        let assets = try Assets(directory: TestAssets.directory)
        #expect(assets.lenses.objectives.compactMap { $0.text.texts["sv"] } == Self.objectives)
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let phone = try kiosk.phone(workshop.code)
            let first = try phone.writeIdea("Fler bussar", key: "1", activity: workshop.ideas)
            _ = try phone.writeIdea("Cykelvägar", key: "2", activity: workshop.ideas)
            let connection = kiosk.connection()
            let headers = workshop.facilitator.headers
            func post(_ fields: [(name: String, value: String)]) throws -> (status: Int, text: String) {
                let reply = try connection.post(
                    "/facilitator/\(workshop.code)/lenses", [("idea", first)] + fields, headers: headers)
                return (reply.status, reply.text)
            }
            func list() throws -> String {
                try connection.request("GET", "/facilitator/\(workshop.code)/lenses", headers: headers).text
            }
            func cells(_ name: String) throws -> [String] {
                let row = try #require(
                    try list().split(separator: "<tr>").first { $0.contains(">\(name)</th>") })
                return row.matches(of: /<td>(\d+)<\/td>/).map { String($0.output.1) }
            }
            #expect(!(try list().contains("Frisk luft")), "nothing to count yet")
            // A direction needs its reason, a reason its direction; what was typed stays.
            #expect(try post([("objective-air", "supports")]).status == 422)
            let half = try post([("why-air", "Färre bilar")])
            #expect(half.status == 422 && half.text.contains("Färre bilar"))
            #expect(try post([("objective-air", "much")]).status == 422)
            let assessment: [(name: String, value: String)] = [
                ("objective-air", "supports"), ("why-air", "Färre bilar"), ("objective-ozone", "none"),
                ("dimension-social", "1"), ("affected-citizens", "1"),
            ]
            #expect(try post(assessment).status == 303)
            #expect(try cells("Frisk luft") == ["1", "0", "0", "1"])
            #expect(try cells("Skyddande ozonskikt") == ["0", "0", "1", "1"])
            #expect(try cells("Levande skogar") == ["0", "0", "0", "2"])
            let page = try list()
            #expect(page.contains("1 av 2 idéer är bedömda"))
            #expect(page.contains("Ingen idé gäller: Personal, Forskare, Företag."))
            #expect(page.contains("<li>Fler bussar</li>"), "it lacks two dimensions")
            try workshop.facilitator.act("reveal", on: workshop.ideas, in: workshop.code)
            let csv = String(
                decoding: try workshop.facilitator.download("export.csv", of: workshop.code), as: UTF8.self)
            #expect(csv.contains("why-air;Färre bilar"))
            #expect(try post([]).status == 303)
            #expect(!(try list().contains("Frisk luft")))
        }
    }
}
