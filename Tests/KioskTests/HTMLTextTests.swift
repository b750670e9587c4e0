import Foundation
import Mustache
import Phone
import Testing

@testable import Kiosk

@Suite("Text in pages")
struct HTMLTextTests {
    @Test(
        "is escaped whatever marks stand on its quotation marks and brackets",
        arguments: [
            ("", ""), ("Åsa & Öst", "Åsa &amp; Öst"), ("<b>\"'", "&lt;b&gt;&quot;&#39;"),
            ("\"\u{301} x=\"", "&quot;\u{301} x=&quot;"), ("<\u{338}a>\u{338}", "&lt;\u{338}a&gt;\u{338}"),
            ("'\u{200D}&\u{FE0F}", "&#39;\u{200D}&amp;\u{FE0F}"), ("👩‍👩‍👧", "👩‍👩‍👧"),
        ])
    func escaping(_ text: String, _ expected: String) {
        // By their bytes: as characters, what the second has escaped may be the same.
        #expect(Array(HTMLText().escapeText(text).utf8) == Array(expected.utf8))
    }

    @Test("is escaped so in every template, also in a part, in a list and in a block of another")
    func templates() throws {
        // What registers the way of escaping.
        _ = try Assets(directory: TestAssets.directory)
        var library = MustacheLibrary()
        for (name, text) in [
            ("page", "<a title=\"{{text}}\">{{> part}}</a>{{#list}}<b title='{{.}}'>{{> part}}</b>{{/list}}"),
            ("part", "<i title=\"{{text}}\">"), ("frame", "<main>{{$inner}}{{/inner}}</main>"),
            ("filled", "{{<frame}}{{$inner}}<p title=\"{{text}}\">{{/inner}}{{/frame}}"),
        ] {
            try library.register(HTMLText.pragma + text, named: name)
        }
        let text = "\"\u{301}<\u{338}"
        for (name, times) in [("page", 6), ("part", 1), ("filled", 1)] {
            let html = library.render(["text": text, "list": [text, text]] as [String: Any], withTemplate: name) ?? ""
            #expect(!Self.holds(html, text) && !Self.holds(html, "<\u{338}"), "\(html)")
            #expect(html.utf8.split(separator: UInt8(ascii: "&")).count - 1 == 2 * times, "\(html)")
        }
    }

    @Test("cannot end an attribute that it stands in")
    func attributes() async throws {
        try await TestKiosk.run { kiosk in
            let title = "Behov \"\u{301} autofocus onfocus=alert(1) x=\"\u{301} <\u{338}i>"
            let room = try TestRoom(kiosk, title: title)
            for path in ["/facilitator/\(room.code)", "/facilitator", "/facilitator/\(room.code)/agenda"] {
                let html = try room.connection.request("GET", path, headers: room.facilitator.headers).text
                #expect(!Self.holds(html, "\"\u{301}") && !Self.holds(html, "<\u{338}"), "\(path)")
            }
            let html = try room.connection.request(
                "GET", "/facilitator/\(room.code)", headers: room.facilitator.headers
            ).text
            #expect(Self.holds(html, "&quot;\u{301} autofocus"))
        }
    }

    private static func holds(_ text: String, _ part: String) -> Bool {
        Data(text.utf8).range(of: Data(part.utf8)) != nil
    }
}
