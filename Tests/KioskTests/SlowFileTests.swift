import Dispatch
import Foundation
import Phone
import Testing

@testable import Kiosk

@Suite("A file that takes long")
struct SlowFileTests {
    /// A maker of PDFs that stands still until it is let go; other files are made as they are.
    private final class SlowMaker: Sendable {
        let gate = DispatchSemaphore(value: 0)

        func make(_ files: WorkshopFiles, _ part: WorkshopFiles.Part) throws -> [UInt8] {
            guard part == .pdf || part == .html else { return try files.bytes(part) }
            gate.wait()
            if part == .html { return try files.bytes(.html) }
            return Array("%PDF-1.7 slow".utf8)
        }
    }

    private static let browser: (name: String, value: String) = ("Accept", "text/html,application/xhtml+xml")

    private static func run(
        patience: Duration = .milliseconds(50), _ body: @escaping @Sendable (TestKiosk, SlowMaker) throws -> Void
    ) async throws {
        let maker = SlowMaker()
        let kiosk = try await TestKiosk {
            $0.filePatience = patience
            $0.makeFile = { try maker.make($0, $1) }
        }
        defer { kiosk.tearDown() }
        try await onThread {
            // Nothing may hold the machine when a test has failed.
            defer { for _ in 0..<20 { maker.gate.signal() } }
            try body(kiosk, maker)
        }
    }

    private static func get(
        _ kiosk: TestKiosk, _ workshop: TestWorkshop, _ path: String, language: String? = nil
    ) throws -> (status: Int, text: String, refresh: String?, disposition: String?) {
        let cookie: [(name: String, value: String)] = language.map { [("Cookie", "language=\($0)")] } ?? []
        let reply = try kiosk.connection().request(
            "GET", "/facilitator/\(workshop.code)/\(path)", headers: workshop.facilitator.headers + cookie + [browser])
        return (reply.status, reply.text, reply.header("Refresh"), reply.header("Content-Disposition"))
    }

    @Test("a browser is told that it is being made, asks again by itself, and gets it")
    func waits() async throws {
        try await Self.run { kiosk, maker in
            let workshop = try kiosk.workshop()
            let place = "/facilitator/\(workshop.code)/report.pdf"
            for path in ["report.pdf", "report.pdf", "report.pdf?progress=making"] {
                let page = try Self.get(kiosk, workshop, path)
                #expect(page.status == 202)
                #expect(page.refresh == "4; url=\(place)?progress=making")
                #expect(page.text.contains("<h1>Görs nu: Rapport (PDF)</h1>"))
                #expect(page.text.contains(/Det har tagit \d+ sekund/))
                #expect(page.text.contains("href=\"/facilitator/\(workshop.code)\">Tillbaka till workshoppen</a>"))
                #expect(!page.text.contains("<form") && !page.text.contains("<script"))
            }
            let finnish = try Self.get(kiosk, workshop, "report.pdf?progress=making", language: "fi")
            #expect(finnish.text.contains("Tehdään: Raportti (PDF)"))
            // One run of each language, although it was clicked twice.
            maker.gate.signal()
            maker.gate.signal()
            var ready = try Self.get(kiosk, workshop, "report.pdf?progress=making")
            while ready.status == 202 { ready = try Self.get(kiosk, workshop, "report.pdf?progress=making") }
            #expect(ready.status == 200 && ready.refresh == "1; url=\(place)?progress=ready")
            #expect(ready.text.contains("<h1>Klar: Rapport (PDF)</h1>"))
            #expect(ready.text.contains("href=\"\(place)?progress=ready\""))
            let file = try Self.get(kiosk, workshop, "report.pdf?progress=ready")
            #expect(file.text == "%PDF-1.7 slow" && file.refresh == nil)
            #expect(file.disposition == "attachment; filename=\"\(workshop.code)-report.pdf\"")
            // Fetched, it is gone: the next one is made anew.
            #expect(try Self.get(kiosk, workshop, "report.pdf?progress=ready").status == 202)
        }
    }

    @Test("the report to read comes in the place of the page that waited, and is kept as a file where that was asked")
    func page() async throws {
        try await Self.run { kiosk, maker in
            let workshop = try kiosk.workshop()
            #expect(try Self.get(kiosk, workshop, "report.html").status == 202)
            maker.gate.signal()
            var page = try Self.get(kiosk, workshop, "report.html?progress=making")
            while page.status == 202 { page = try Self.get(kiosk, workshop, "report.html?progress=making") }
            #expect(page.status == 200 && page.refresh == nil && page.disposition == nil)
            #expect(page.text.contains("id=\"results-title\""))
            let kept = try Self.get(kiosk, workshop, "report.html?keep=1")
            let again = "/facilitator/\(workshop.code)/report.html?keep=1&progress=making"
            #expect(kept.status == 202 && kept.refresh == "4; url=\(again)")
        }
    }

    @Test("a program that is no browser waits for the file")
    func programs() async throws {
        try await Self.run { kiosk, maker in
            let workshop = try kiosk.workshop()
            let letting = DispatchWorkItem { maker.gate.signal() }
            DispatchQueue.global().asyncAfter(deadline: .now() + 0.3, execute: letting)
            let file = try workshop.facilitator.download("report.pdf", of: workshop.code)
            #expect(String(decoding: file, as: UTF8.self) == "%PDF-1.7 slow")
        }
    }

    @Test("a workshop that was erased meanwhile yields nothing, and nobody but a facilitator is told anything")
    func erased() async throws {
        try await Self.run { kiosk, maker in
            let workshop = try kiosk.workshop()
            #expect(try Self.get(kiosk, workshop, "report.pdf").status == 202)
            let stranger = try kiosk.connection().request(
                "GET", "/facilitator/\(workshop.code)/report.pdf?progress=making", headers: [Self.browser])
            #expect(stranger.status == 403)
            let erasing = try kiosk.connection().post(
                "/facilitator/\(workshop.code)/erase",
                [("what", "workshop"), ("which", ""), ("confirmed", "1"), ("typed", workshop.code)],
                headers: workshop.facilitator.headers)
            #expect(erasing.status < 400, "\(erasing.text)")
            maker.gate.signal()
            for path in ["report.pdf?progress=making", "report.pdf?progress=ready", "report.pdf"] {
                let gone = try Self.get(kiosk, workshop, path)
                #expect(gone.status == 404 && !gone.text.contains("%PDF"), "\(path)")
            }
        }
    }

    @Test("what was sealed while the file was made is not in it")
    func sealed() async throws {
        try await Self.run { kiosk, maker in
            let workshop = try kiosk.workshop()
            let phone = try kiosk.phone(workshop.code)
            _ = try phone.writeIdea("Hemlig tanke", key: "k", activity: workshop.ideas)
            try workshop.facilitator.act("reveal", on: workshop.ideas, in: workshop.code)
            #expect(try Self.get(kiosk, workshop, "report.html?keep=1").status == 202)
            maker.gate.signal()
            var ready = try Self.get(kiosk, workshop, "report.html?keep=1&progress=making")
            while ready.status == 202 { ready = try Self.get(kiosk, workshop, "report.html?keep=1&progress=making") }
            try workshop.facilitator.act("seal", on: workshop.ideas, in: workshop.code)
            // It is made once more, without it.
            #expect(try Self.get(kiosk, workshop, "report.html?keep=1&progress=ready").status == 202)
            maker.gate.signal()
            var file = try Self.get(kiosk, workshop, "report.html?keep=1&progress=ready")
            while file.status == 202 { file = try Self.get(kiosk, workshop, "report.html?keep=1&progress=ready") }
            #expect(file.disposition != nil && !file.text.contains("Hemlig tanke"))
        }
    }

    @Test("a failure is said, on the page that waited too")
    func failure() async throws {
        let kiosk = try await TestKiosk {
            $0.filePatience = .milliseconds(50)
            $0.makeFile = { _, _ in
                Thread.sleep(forTimeInterval: 0.3)
                throw PDFWriter.Failure.failed(status: 1)
            }
        }
        defer { kiosk.tearDown() }
        try await onThread {
            let workshop = try kiosk.workshop()
            var page = try Self.get(kiosk, workshop, "report.pdf")
            #expect(page.status == 202)
            while page.status == 202 { page = try Self.get(kiosk, workshop, "report.pdf?progress=making") }
            #expect(page.status == 503 && page.text.contains("Rapporten kunde inte göras till PDF"))
        }
    }
}
