import HTTP
import Testing
import Workshop

@testable import Kiosk

@Suite("A dots form")
struct DotsFormTests {
    private let a = Identifier(bits: 1)
    private let b = Identifier(bits: 2)

    private func form(_ body: String) -> Form {
        Request(method: "POST", path: "/", query: [], headers: [], body: Array(body.utf8), address: "127.0.0.1").form
    }

    @Test("gives the counts of its fields")
    func counts() throws {
        #expect(try DotsForm.dots(in: form("activity=x&dots-\(a)=2&dots-\(b)=")) == [a: 2, b: 0])
    }

    @Test("a pressed plus or minus button changes its item by one, never below nothing")
    func steps() throws {
        #expect(try DotsForm.dots(in: form("dots-\(a)=1&step=\(a)%3A%2B1")) == [a: 2])
        #expect(try DotsForm.dots(in: form("dots-\(a)=1&step=\(a)%3A-1")) == [a: 0])
        #expect(try DotsForm.dots(in: form("dots-\(a)=0&step=\(a)%3A-1")) == [a: 0])
        #expect(try DotsForm.dots(in: form("step=\(b)%3A%2B1")) == [b: 1])
    }

    @Test("the same press sent again asks for the same dots")
    func idempotent() throws {
        let sent = form("dots-\(a)=1&step=\(a)%3A%2B1")
        #expect(try DotsForm.dots(in: sent) == DotsForm.dots(in: sent))
    }

    @Test(
        "refuses what is not a count",
        arguments: ["-1", "1.5", "one", "1e3", "99999999999999999999", " 1", "٣"])
    func notACount(_ text: String) {
        let encoded = text.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
        #expect(throws: Refusal.notACount) { try DotsForm.dots(in: form("dots-\(a)=\(encoded)")) }
    }

    @Test("refuses items and steps that name nothing", arguments: ["dots-x=1", "dots-=1", "dots-00000000000000zz=1"])
    func noSuchItem(_ body: String) {
        #expect(throws: Refusal.noSuchItem) { try DotsForm.dots(in: form(body)) }
    }

    @Test("refuses a step that is neither plus nor minus one", arguments: ["+2", "1", "", "+1:1"])
    func oddStep(_ step: String) {
        let sent = form("step=\(a)%3A\(step.split(separator: "+").joined(separator: "%2B"))")
        #expect(throws: Refusal.notACount) { try DotsForm.dots(in: sent) }
    }
}
