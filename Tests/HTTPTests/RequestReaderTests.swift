import Testing

@testable import HTTP

@Suite("What a request's headers say of it")
struct RequestReaderTests {
    @Test(
        "a length is digits and nothing else; what is none, or fits in no number, is longer than anything allowed",
        arguments: [
            ("0", 0), ("5", 5), ("00005", 5), ("000000000000000000000000000005", 5),
            ("9223372036854775807", Int.max), ("9223372036854775808", Int.max),
            (String(repeating: "9", count: 30), Int.max), ("", Int.max), ("+5", Int.max), ("-1", Int.max),
            ("5 ", Int.max),
            ("5\u{660}", Int.max), ("0x5", Int.max),
        ])
    func length(_ value: String, _ length: Int) {
        let headers = ReceivedFields([("Host", "x"), ("content-LENGTH", value)])
        #expect(RequestReader.length(headers) == length)
        #expect(RequestReader.judge(headers, headerLimit: 1000, bodyLimit: 5) == (length > 5 ? 413 : nil))
    }

    @Test("two lengths are refused, and headers that are too long")
    func refusals() {
        let two = ReceivedFields([("Content-Length", "1"), ("content-length", "1")])
        #expect(RequestReader.judge(two, headerLimit: 1000, bodyLimit: 5) == 400)
        let long = ReceivedFields([("A", String(repeating: "a", count: 1000))])
        #expect(RequestReader.judge(long, headerLimit: 1000, bodyLimit: 5) == 431)
        #expect(RequestReader.judge(long, headerLimit: 1001, bodyLimit: 5) == nil)
        #expect(RequestReader.length(long) == 0)
    }
}
