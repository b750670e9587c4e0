import Testing
import Workshop

@Suite("Plain text")
struct PlainTextTests {
    @Test("is counted as people count")
    func counting() throws {
        let family = "👨‍👩‍👧‍👦"
        #expect(try PlainText.checked(String(repeating: family, count: 10), limit: 10).count == 10)
        #expect(throws: Refusal.tooLong(count: 11, limit: 10)) {
            try PlainText.checked(String(repeating: family, count: 11), limit: 10)
        }
        // A letter with a combining ring is one character, like the letter å.
        #expect(try PlainText.checked("a\u{30A}a\u{30A}", limit: 2).count == 2)
        #expect(try PlainText.checked("🇸🇪🇫🇮", limit: 2).count == 2)
    }

    @Test("one character cannot be thousands of marks")
    func zalgo() {
        let text = "a" + String(repeating: "\u{301}", count: 5000)
        #expect(throws: Refusal.tooLong(count: 625, limit: 280)) { try PlainText.checked(text, limit: 280) }
        // Just over the bound it still says more than the limit.
        let less = "a" + String(repeating: "\u{301}", count: 2241)
        #expect(throws: Refusal.tooLong(count: 281, limit: 280)) { try PlainText.checked(less, limit: 280) }
    }

    @Test("loses the space around it and keeps the lines inside")
    func trimming() throws {
        #expect(try PlainText.checked("  a\r\nb\rc\n\n ", limit: 9) == "a\nb\nc")
        #expect(try PlainText.checked("\u{200B}a\tb\u{FEFF}", limit: 9) == "a b")
    }

    @Test(
        "without anything visible is empty",
        arguments: [
            "", " ", "\n\t", "\u{200B}\u{200D}\u{FEFF}", "\u{3000}\u{A0}", "\u{AD}", "\u{200E}", "\u{3164}", "\u{2800}",
        ])
    func empty(_ text: String) {
        #expect(throws: Refusal.empty) { try PlainText.checked(text, limit: 9) }
    }

    @Test("holds no control characters, bidirectional overrides or broken UTF-8")
    func unreadable() {
        for value in [0, 7, 0x1B, 0x7F, 0x85, 0x202E, 0x2066, 0xFFFD] as [UInt32] {
            guard let scalar = Unicode.Scalar(value) else { continue }
            #expect(throws: Refusal.unreadable, "\(value)") { try PlainText.checked("a\(scalar)b", limit: 9) }
        }
    }
}
