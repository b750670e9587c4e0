import FoundationEssentials
import Testing

@testable import Kiosk

@Suite("Replies")
struct ReplyTests {
    @Test("quote every text so that a JSON reader gets it back")
    func quoting() throws {
        var texts = ["", "plain", "\"quoted\"", "back\\slash", "line\nfeed\ttab", "å ä ö", "👩‍👩‍👧", "\u{0}\u{1f}\u{7f}"]
        for scalar in (0..<0x300).compactMap(Unicode.Scalar.init) { texts.append("a\(scalar)b") }
        for text in texts {
            let json = Data("[\(Reply.quoted(text))]".utf8)
            #expect(try JSONDecoder().decode([String].self, from: json) == [text])
        }
    }

    @Test("an event's data keeps its lines, each in a field of its own")
    func events() {
        let event = EventText.event("frame", data: Array("one\r\ntwo\n".utf8))
        #expect(String(decoding: event, as: UTF8.self) == "event: frame\ndata: one\ndata: two\ndata: \n\n")
    }
}
