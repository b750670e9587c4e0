import HTTP
import Testing
import Workshop

@testable import Kiosk

@Suite("The fields of a ballot's form")
struct BallotFieldsTests {
    private func ballot(_ body: String) throws -> Ballot {
        let request = Request(
            method: "POST", path: "/", query: [], headers: [], body: Array(body.utf8), address: "127.0.0.1")
        return BallotFields.typed(try BallotFields.ballot(in: request.form))
    }

    @Test("are those of the answer, not those of the page")
    func fields() throws {
        #expect(try ballot("activity=x&dots-a=2&dots-b=") == Ballot(["dots-a": "2"]))
    }

    @Test("a pressed plus or minus button changes its field by one, never below nothing")
    func steps() throws {
        #expect(try ballot("dots-a=1&step=dots-a%3A%2B1") == Ballot(["dots-a": "2"]))
        #expect(try ballot("dots-a=1&step=dots-a%3A-1") == Ballot(["dots-a": "0"]))
        #expect(try ballot("dots-a=0&step=dots-a%3A-1") == Ballot(["dots-a": "0"]))
        #expect(try ballot("step=dots-b%3A%2B1") == Ballot(["dots-b": "1"]))
    }

    @Test("the same press sent again asks for the same")
    func idempotent() throws {
        let sent = "dots-a=1&step=dots-a%3A%2B1"
        #expect(try ballot(sent) == ballot(sent))
    }

    @Test("refuses a step that is neither plus nor minus one", arguments: ["%2B2", "1", "", "%2B1:1"])
    func oddStep(_ step: String) {
        #expect(throws: FieldRefusal("step", .noSuchItem)) { try ballot("step=dots-a%3A\(step)") }
    }

    @Test("refuses a step on what is no number", arguments: ["x", "1.5", "99999999999999999999"])
    func oddNumber(_ value: String) {
        #expect(throws: FieldRefusal.self) { try ballot("dots-a=\(value)&step=dots-a%3A%2B1") }
    }

    @Test(
        "a step leads back to its button, and nothing else that is sent leads anywhere",
        arguments: [
            ("dots-1a:+1", "more-dots-1a"), ("dots-use-1a:-1", "less-dots-use-1a"), ("a/dots-1:+1", "more-a_dots-1"),
            ("dots-1\r\nSet-Cookie: a:+1", nil), ("dots-ö:+1", nil), ("dots-1", nil), (nil, nil),
        ] as [(String?, String?)])
    func place(_ step: String?, _ place: String?) {
        #expect(BallotFields.place(ofStep: step) == place)
    }
}
