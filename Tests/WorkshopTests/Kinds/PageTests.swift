import Testing
import Workshop

@Suite("A page")
struct PageTests {
    private let body = LocalizedText(["sv": "Paus till tre", "en": "Break until three"])

    @Test("asks nothing and shows what it says")
    func form() throws {
        #expect(!PageKind().takesBallots)
        #expect(PageKind().controls(BallotContext(items: [])).isEmpty)
        #expect(PageKind(body: body).controls(BallotContext(items: [])) == [.note(.localized(body))])
        #expect(try PageKind().filled([:]) == Ballot())
        #expect(PageKind().refusal(["text": "a"]) == FieldRefusal("text", .noSuchItem))
        #expect(PageKind(body: body).results([Ballot(["text": "a"])], []).isEmpty)
    }

    @Test("names files by plain names alone", arguments: ["karta.pdf", "a", "A-1_b.2.png", "-", "a..b", "_"])
    func files(name: String) {
        #expect(PageKind(files: [name]).problem == nil)
    }

    @Test(
        "names no other folder, no hidden file and nothing that needs escaping",
        arguments: [
            "", ".", "..", ".env", "../a", "a/b", "a\\b", "a b", "å.pdf", "a\u{0}", "a%2Fb", "a\n", "a?",
            String(repeating: "a", count: 81),
        ])
    func wrongFiles(name: String) {
        #expect(PageKind(files: ["a.pdf", name]).problem == RuleError("files", .invalid))
    }

    @Test("has limits, and is the same after export and import")
    func rules() throws {
        let names = (1...21).map { "\($0).pdf" }
        let full = PageKind(
            body: body, files: Array(names.prefix(20)), about: "a1", isBreak: true)
        for kind in [PageKind(), full, PageKind(files: [])] {
            #expect(kind.problem == nil)
            #expect(try kind.reread == AnyActivityKind(kind))
        }
        #expect(PageKind(files: names).problem == RuleError("files", .outOfRange(0, 20)))
        #expect(PageKind(files: ["a", "a"]).problem == RuleError("files", .repeated))
        #expect(PageKind(about: "a b").problem == RuleError("about", .invalid))
        #expect(PageKind(body: LocalizedText([:])).problem == RuleError("body", .missing))
        #expect(full.about == "a1")
    }
}
