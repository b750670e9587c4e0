import Foundation
import Phone
import Testing

@testable import Kiosk

@Suite("Information material")
struct MaterialTests {
    @Test("is served by its name and nothing else, and openings are counted without who or when")
    func serving() async throws {
        try await TestKiosk.run { kiosk in
            let folder = kiosk.store.materialDirectory
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try "Hej".write(toFile: "\(folder)/plan.txt", atomically: true, encoding: .utf8)
            try "%PDF-1.4".write(toFile: "\(folder)/Plan_2026.pdf", atomically: true, encoding: .utf8)
            for name in ["page.html", ".hidden.txt", "två ord.txt", "script.svg"] {
                try "x".write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            }
            try FileManager.default.createDirectory(
                atPath: "\(folder)/folder.txt", withIntermediateDirectories: true)
            let connection = kiosk.connection()
            func get(_ path: String) throws -> (status: Int, type: String?, text: String) {
                let reply = try connection.request("GET", path)
                return (reply.status, reply.header("Content-Type"), reply.text)
            }
            let list = try get("/material").text
            #expect(list.contains("/material/plan.txt") && list.contains("/material/Plan_2026.pdf"))
            #expect(!list.contains("html") || !list.contains("page.html"))
            #expect(try get("/material/plan.txt").text == "Hej")
            #expect(try get("/material/plan.txt").type == "text/plain; charset=utf-8")
            #expect(try get("/material/Plan_2026.pdf").type == "application/pdf")
            for path in [
                "page.html", ".hidden.txt", "script.svg", "gone.txt", "folder.txt", "..%2Fworkshops.sqlite",
                "%2e%2e/workshops.sqlite", "two/plan.txt",
            ] {
                #expect(try get("/material/\(path)").status == 404, "\(path)")
            }
            let facilitator = Facilitator(host: "127.0.0.1", port: kiosk.port, timeout: 10)
            try facilitator.signIn(pin: kiosk.pin)
            let start = try connection.request("GET", "/facilitator", headers: facilitator.headers).text
            #expect(start.contains("öppnad 2 gånger"))
            #expect(start.contains("öppnad 1 gång<"))
        }
    }

    @Test("a hall that opens a file at the same moment does not take a thread for each")
    func hall() async throws {
        try await TestKiosk.run { kiosk in
            let folder = kiosk.store.materialDirectory
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(repeating: 0x61, count: 1 << 20).write(to: URL(filePath: "\(folder)/plan.txt"))
            func threads() throws -> Int {
                try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
            }
            let before = try threads()
            let phones = (0..<80).map { _ in kiosk.connection() }
            let request = Array("GET /material/plan.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
            for phone in phones { try phone.send(request) }
            var most = 0
            for phone in phones {
                most = max(most, try threads())
                #expect(try phone.receive().text.utf8.count == 1 << 20)
            }
            #expect(most < before + 40)
        }
    }
}
