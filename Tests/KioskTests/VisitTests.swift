import HTTP
import Testing

@testable import Kiosk

@Suite("A visit")
struct VisitTests {
    private func visit(
        headers: [(name: String, value: String)] = [], path: String = "/w/ACDEFG/idea"
    ) throws -> Visit {
        let assets = try Assets(directory: TestAssets.directory)
        let request = Request(
            method: "POST", path: path, query: [], headers: headers, body: [], address: "127.0.0.1")
        return Visit(request, languages: assets.languages, fallback: assets.defaultWording)
    }

    @Test("is told apart by the path's slashes, also where a mark makes a character of one")
    func segments() throws {
        #expect(try visit(path: "//w//ACDEFG/").segments == ["w", "ACDEFG"])
        // U+06DD is written before what it encloses, U+0301 behind what it stands on: each is one character with the slash.
        #expect(try visit(path: "/a\u{6DD}/b/\u{301}c").segments == ["a%DB%9D", "b", "%CC%81c"])
        #expect(try visit(path: "").segments.isEmpty)
    }

    @Test("from a page of another site is foreign")
    func foreign() throws {
        #expect(try visit(headers: [("Host", "10.42.0.1"), ("Origin", "http://evil.example")]).request.isForeign)
        #expect(try visit(headers: [("Host", "10.42.0.1"), ("Sec-Fetch-Site", "cross-site")]).request.isForeign)
        #expect(try visit(headers: [("Host", "10.42.0.1:8080"), ("Origin", "http://10.42.0.1")]).request.isForeign)
        #expect(try visit(headers: [("Host", "10.42.0.1"), ("Origin", "null")]).request.isForeign)
        let frame = [("Host", "localhost"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")]
        #expect(try visit(headers: frame).request.isForeign)
    }

    @Test("from the box's own page, or from a client that sends no such headers, is not foreign")
    func own() throws {
        #expect(
            try !visit(headers: [("Host", "10.42.0.1:8080"), ("Origin", "http://10.42.0.1:8080")]).request.isForeign)
        #expect(try !visit(headers: [("Host", "10.42.0.1"), ("Sec-Fetch-Site", "same-origin")]).request.isForeign)
        let nulled = [("Host", "localhost"), ("Origin", "null"), ("Sec-Fetch-Site", "same-origin")]
        #expect(try !visit(headers: nulled).request.isForeign)
        #expect(try !visit(headers: [("Host", "10.42.0.1")]).request.isForeign)
    }

    @Test("speaks the first language of the browser that the box has")
    func language() throws {
        #expect(try visit(headers: [("Accept-Language", "en-GB,en;q=0.9,sv;q=0.8")]).wording.code == "en")
        #expect(try visit(headers: [("Accept-Language", "xx, sv-FI;q=0.8")]).wording.code == "sv")
        #expect(try visit(headers: []).wording.code == "sv")
    }

    @Test(
        "leads from no page to another host, whatever path was asked for",
        arguments: [
            "//evil.example", "//evil.example/w", "/\\evil.example", "/a//b", "/a?b", "/a#b", "/a\"b", "/\tevil", "x",
        ])
    func links(path: String) throws {
        let assets = try Assets(directory: TestAssets.directory)
        func frame(_ path: String) -> String {
            let request = Request(
                method: "GET", path: path, query: [], headers: [], body: [], address: "127.0.0.1")
            return Visit(request, languages: assets.languages, fallback: assets.defaultWording).frame.path
        }
        #expect(frame(path) == "/")
        #expect(frame("/w/ACDEFG/x-y_z.html") == "/w/ACDEFG/x-y_z.html")
    }

    @Test("keeps the language that the reader chose before")
    func cookie() throws {
        let headers: [(name: String, value: String)] = [("Cookie", "language=en"), ("Accept-Language", "sv")]
        #expect(try visit(headers: headers).wording.code == "en")
    }
}
