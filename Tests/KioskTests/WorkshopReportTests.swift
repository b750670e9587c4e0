import Phone
import Testing
import Workshop

@testable import Kiosk

@Suite("The report of a workshop", .serialized)
struct WorkshopReportTests {
    /// Writes an idea each as so many participants, and answers with what was written.
    private static func write(_ room: TestRoom, _ texts: [String], in activity: String) throws -> [String] {
        try texts.enumerated().map { number, text in
            try room.kiosk.phone(room.code).writeIdea(text, key: "\(number)", activity: activity)
        }
    }

    @Test(
        "tells what was asked, who came, what came of it and what did not, with n and base, and nothing that is hidden")
    func contents() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk, title: "Behov <2026>")
            let ideas = try room.facilitator.activity("ideas", of: room.code)
            let dots = try room.facilitator.activity("dots", of: room.code)
            try room.open(ideas)
            let written = try Self.write(room, ["Cykelväg", "Bibliotek", "Dold text", "Borttagen text"], in: ideas)
            #expect(!(try room.get("report.html").contains("Cykelväg")))
            for (act, idea) in [("hide", written[2]), ("withdraw", written[3])] {
                _ = try room.post("ideas", [("activity", ideas), ("do", act), ("idea", idea)])
            }
            _ = try room.post(
                "ideas",
                [("activity", ideas), ("do", "group"), ("group", "new"), ("name", "Resor"), ("idea", written[0])])
            try room.reveal(ideas)
            try room.open(dots)
            for number in 0..<4 {
                try kiosk.phone(room.code).placeDots([written[0]: 1 + number % 2], activity: dots)
            }
            try room.reveal(dots)
            let few = try room.get("report.html")
            #expect(few.contains("<h1>Behov &lt;2026&gt;</h1>"))
            #expect(few.contains("8 personer deltog."))
            #expect(few.contains("<h3>Resor</h3>") && few.contains("Cykelväg") && few.contains("Bibliotek"))
            #expect(!few.contains("Dold text") && !few.contains("Borttagen text"))
            // Four answers are too few to be shown.
            #expect(!few.contains("id=\"result-\(dots)\""))
            #expect(few.contains("<strong>Sätt prickar</strong>: Färre än fem svar."))
            #expect(few.contains("<strong>Placera i matrisen</strong>: Frågan har inte ställts."))

            try room.facilitator.act("reopen", on: dots, in: room.code)
            try kiosk.phone(room.code).placeDots([written[0]: 3], activity: dots)
            try room.facilitator.act("close", on: dots, in: room.code)
            let enough = try room.get("report.html")
            #expect(enough.contains("id=\"result-\(dots)\""))
            #expect(enough.contains("5 av 9 deltagare svarade."))
            #expect(enough.contains("Högst i ”Sätt prickar” kom ”Cykelväg”."))
            for anchor in enough.matches(of: /href="#([a-z0-9-]+)"/) {
                #expect(enough.contains("id=\"\(anchor.output.1)\""), "\(anchor.output.1)")
            }
            #expect(!enough.replacing("http-equiv", with: "").contains("http") && !enough.contains("<script"))

            // Sealed again, it is gone.
            try room.facilitator.act("seal", on: dots, in: room.code)
            let sealed = try room.get("report.html")
            #expect(!sealed.contains("id=\"result-\(dots)\""))
            #expect(sealed.contains("<strong>Sätt prickar</strong>: Resultatet är dolt."))

            let kept = try room.connection.request(
                "GET", "/facilitator/\(room.code)/report.html?keep=1", headers: room.facilitator.headers)
            #expect(kept.header("Content-Disposition")?.contains("\(room.code)-report.html") == true)
            #expect(
                try kiosk.connection().request("GET", "/facilitator/\(room.code)/report.html").status == 403)
        }
    }

    @Test("flags a missing note on consultation, names partners and recipients, and hides small groups")
    func record() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk, [("background-asked", "1"), ("background", "role")])
            let fields: [(name: String, value: String)] = [
                ("intervention", "innovationsupphandling"), ("partner-skr", "1"), ("others", "Region Skåne"),
                ("due", "2026-12-15"), ("recipients", "Kommunstyrelsen"), ("cost", "12000"), ("hours", "1.5"),
            ]
            #expect(try room.post("record", fields).status == 200)
            for _ in 0..<3 { _ = try kiosk.phone(room.code) }
            let page = try room.get("report.html")
            #expect(page.contains("class=\"flag\""))
            #expect(page.contains("Region Skåne") && page.contains("Kommunstyrelsen"))
            #expect(page.contains("15 december 2026") && page.contains("12\u{00A0}000") && page.contains("1,5"))
            #expect(page.contains("någon grupp har färre än fem personer"))
            #expect(try room.post("record", fields + [("consultation", "Möte i maj.")]).status == 200)
            let noted = try room.get("report.html")
            #expect(!noted.contains("class=\"flag\"") && noted.contains("Möte i maj."))
            for language in ["en", "fi"] {
                let other = try room.get("report.html?language=\(language)")
                #expect(other.contains("<html lang=\"\(language)\">"))
                #expect(other.matches(of: /report_\w+|\{\w+\}/).isEmpty)
            }
        }
    }
}
