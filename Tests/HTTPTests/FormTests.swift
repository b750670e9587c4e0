import Phone
import Testing
import Workshop

@testable import HTTP

@Suite("A form")
struct FormTests {
    @Test("reads what a browser writes, for every byte and for random texts")
    func roundTrip() {
        for value in UInt8.min...UInt8.max {
            let text = String(decoding: [value], as: UTF8.self)
            #expect(Form(parsing: Array(FormText.encode([("a", text)]).utf8))["a"] == text)
        }
        var generator = SplitMix64(seed: 1)
        let pieces = ["å", "&", "=", "+", "%", " ", "\n", "👩‍👧", "a", "%41", ";", "\""]
        for _ in 0..<300 {
            let fields = (0..<3).map { index in
                let count = Int.random(in: 0...6, using: &generator)
                let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
                return (name: "f\(index)\(text)", value: text)
            }
            let read = Form(parsing: Array(FormText.encode(fields).utf8)).fields
            // No field of the kiosk has a name that is not ASCII.
            #expect(read.map(\.name) == fields.map { ReceivedText.name($0.name.utf8) })
            #expect(read.map(\.value) == fields.map(\.value))
        }
    }

    @Test(
        "takes odd input without losing the rest",
        arguments: [
            ("a=%", "%"), ("a=%4", "%4"), ("a=%zz", "%zz"), ("a=1&a=2", "1"), ("a", ""), ("&&a=x&&", "x"),
            ("a=b=c", "b=c"),
            ("a=%ff", "\u{FFFD}"), ("a=%00", "\0"),
        ])
    func odd(_ body: String, _ value: String) {
        #expect(Form(parsing: Array(body.utf8))["a"] == value)
    }
}

@Suite("Text from outside")
struct ReceivedTextTests {
    @Test("has no run of marks that would take long to compare; what people write stays as it is")
    func marks() {
        let run = String(repeating: "\u{315}\u{300}", count: 16_000)
        for text in [Form(parsing: Array("a=x\(run)".utf8))["a"] ?? "", ReceivedText.text("x\(run)".utf8)] {
            #expect(text.unicodeScalars.count { $0 != "\u{34F}" } == 32_001)
            let runs = text.unicodeScalars.split { $0.properties.canonicalCombiningClass == .notReordered }
            #expect(runs.map(\.count).max() == 30)
        }
        for text in ["Å ä ö", "a\u{30A}", "👩‍👩‍👧", "ệ e\u{323}\u{302}", String(repeating: "e\u{301}", count: 100)] {
            #expect(ReceivedText.text(text.utf8).unicodeScalars.elementsEqual(text.unicodeScalars))
        }
    }

    @Test("names fields and places by ASCII alone")
    func names() {
        let form = Form(parsing: Array("dots-\u{e9}=1&a+b%20c%C3%A5=2&%ff=3".utf8))
        #expect(form.fields.map(\.name) == ["dots-%C3%A9", "a b c%C3%A5", "%FF"])
        let request = Request(method: "GET", path: "/w/å", query: [], headers: [], body: [], address: "")
        #expect(request.path == "/w/%C3%A5")
    }

    @Test("a body of very many fields is read no further than any form goes")
    func many() {
        #expect(Form(parsing: Array(String(repeating: "a&", count: 30_000).utf8)).fields.count == Form.fieldLimit)
    }
}

@Suite("A request")
struct RequestTests {
    @Test("finds headers whatever their case, and cookies by their whole name")
    func lookUp() {
        let request = Request(
            method: "GET", path: "/", query: [("q", "1")],
            headers: [("CONTENT-type", "text/plain"), ("Cookie", "xa=1; a=2;b=3"), ("cookie", "c=4=5")], body: [],
            address: "")
        #expect(request.header("Content-Type") == "text/plain")
        #expect(request.header("Content") == nil)
        #expect(["a", "b", "c", "x", "xa"].map { request.cookie($0) } == ["2", "3", "4=5", nil, "1"])
        #expect(request.query("q") == "1")
        #expect(request.query("Q") == nil)
        #expect(request.header("Content-Type", is: "text/plain") && !request.header("Content-Type", is: "text/PLAIN"))
        #expect(!request.header("Accept", is: ""))
    }

    @Test("fields without a value and with letters of any language are told apart; a NUL ends what it stands in")
    func received() {
        let fields = ReceivedFields([("a", ""), ("", "x"), ("å", "ä\0ö"), ("c", "4")])
        var seen: [String] = []
        fields.each { name, value in
            seen.append(String(decoding: name, as: UTF8.self) + "=" + String(decoding: value, as: UTF8.self))
        }
        #expect(seen == ["a=", "=x", "å=ä", "c=4"])
        #expect(fields.header("A") == "" && fields.header("C") == "4" && fields.header("d") == nil)
        #expect(ReceivedFields().header("a") == nil)
    }

    @Test(
        "takes gzip only when it says so",
        arguments: [
            ("gzip", true), ("deflate, gzip;q=1.0", true), ("br", false), ("gzip;q=0", false), ("", false),
            ("xgzip", false),
        ])
    func gzip(_ header: String, _ isAccepted: Bool) {
        #expect(Gzip.isAccepted(header) == isAccepted)
    }
}
