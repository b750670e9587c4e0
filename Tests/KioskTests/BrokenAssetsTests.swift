import Foundation
import Testing

@testable import Kiosk

/// Whoever changes a file of the assets is told which one is wrong, and what is wrong with it.
@Suite("Assets that somebody has broken")
struct BrokenAssetsTests {
    /// The error of assets in which `path` has the content that `change` makes of it.
    private static func error(_ path: String, _ change: (String) -> String) throws -> AssetError? {
        let copy = FileManager.default.temporaryDirectory.appending(path: "assets-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: URL(filePath: TestAssets.directory), to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        let file = copy.appending(path: path)
        let text = try String(contentsOf: file, encoding: .utf8)
        let changed = change(text)
        #expect(changed != text, "\(path) is as it was")
        try changed.write(to: file, atomically: true, encoding: .utf8)
        do {
            _ = try Assets(directory: copy.path)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "are refused, and the file and what is wrong with it are named",
        arguments: [
            ("languages/sv/language.json", "\"one\": \"n = 1\"", "\"one\": \"n is 1\"", "a rule cannot be read"),
            ("languages/sv/language.json", "\"januari\", ", "", "twelve months"),
            ("languages/sv/language.json", "\"listSeparator\": \";\"", "\"listSeparator\": \"|\"", "';'"),
            ("languages/sv/language.json", "\"name\": \"Svenska\",", "", "lacks 'name'"),
            ("languages/sv/language.json", "\"Svenska\"", "7", "wrong kind of value in 'name'"),
            ("languages/sv/language.json", "{\n", "{{\n", "not valid JSON"),
            ("templates/phone.mustache", "{{", "{{#never}}{{", "not a template"),
        ])
    func refused(_ path: String, _ old: String, _ new: String, _ problem: String) throws {
        let error = try #require(
            try Self.error(path) { text in
                text.range(of: old).map { text.replacingCharacters(in: $0, with: new) } ?? text
            })
        #expect(error.file == path)
        #expect(error.problem.contains(problem), "\(error)")
    }

    /// A language of the given files.
    private static func wording(_ files: [String]) throws -> Wording {
        let rules = try JSONDecoder().decode(
            LanguageRules.self,
            from: Data(contentsOf: URL(filePath: "\(TestAssets.directory)/languages/sv/language.json")))
        return try Wording(
            code: "sv", rules: rules,
            files: files.enumerated().map { (path: "\($0.offset).json", bytes: Array($0.element.utf8)) })
    }

    @Test("words that are no texts, come twice or lack a form are named by file and key")
    func words() throws {
        #expect(try Self.wording(["{\"a\": \"x\"}", "{\"b\": {\"one\": \"1\", \"other\": \"{n}\"}}"])["a"] == "x")
        let wrong: [(files: [String], file: String, problem: String)] = [
            (["{\"a\": 7}"], "0.json", "not a JSON object of texts"),
            (["[]"], "0.json", "not a JSON object of texts"),
            (["{\"a\": \"x\"}", "{\"a\": \"y\"}"], "1.json", "has 'a'"),
            (["{\"a\": {\"one\": \"1\", \"few\": \"2\"}}"], "0.json", "'a' must have the forms one, other"),
        ]
        for (files, file, problem) in wrong {
            let error = #expect(throws: AssetError.self) { try Self.wording(files) }
            #expect(error?.file == file && error?.problem.contains(problem) == true, "\(String(describing: error))")
        }
    }
}
