import HTTP
import Phone
import Testing
import Workshop

@testable import Kiosk

/// What is typed wrong in the form of a step is named by its field.
@Suite("The form of a step")
struct StepFormTests {
    private static func problem(_ kind: String, _ fields: [(name: String, value: String)]) -> RuleError? {
        guard let type = AnyActivityKind.all.first(where: { $0.name == kind }) else { return nil }
        let form = StepForm(
            sent: Form(parsing: Array(FormText.encode(fields).utf8)), settings: type.settings, languages: ["sv", "en"])
        do {
            _ = try form.applied(to: [:])
            return nil
        } catch {
            return error
        }
    }

    @Test("names the field that cannot be read, and what it may hold")
    func refused() {
        let good: [(name: String, value: String)] = [("title.sv", "T"), ("options.sv", "A\nB"), ("options.en", "A\nB")]
        #expect(Self.problem("choice", good) == nil)
        let wrong: [(kind: String, name: String, value: String, field: String, problem: RuleError.Problem)] = [
            ("choice", "title.sv", "a\u{202E}b", "title.sv", .invalid),
            ("choice", "title.en", String(repeating: "x", count: 4001), "title.en", .invalid),
            ("choice", "options.sv", "A\n" + String(repeating: "x", count: 281), "options.sv", .invalid),
            ("choice", "options.sv", "A\n\u{7}", "options.sv", .invalid),
            // A third line in English is an entry that has no words in Swedish.
            ("choice", "options.en", "A\nB\nC", "options.en", .invalid),
            ("choice", "minutes", "601", "minutes", .outOfRange(0, 600)),
            ("choice", "minutes", "9999999999", "minutes", .outOfRange(0, 600)),
            ("choice", "minutes", "fem", "minutes", .outOfRange(0, 600)),
            ("quiz", "correct", "3", "correct", .outOfRange(1, 2)),
        ]
        for (kind, name, value, field, problem) in wrong {
            let fields = good.filter { $0.name != name } + [(name, value)]
            #expect(Self.problem(kind, fields) == RuleError(field, problem), "\(name) = \(value.prefix(20))")
        }
    }

    @Test("takes the top of a result with a number from 1 to 60, and nothing else")
    func reference() {
        let from: [(name: String, value: String)] = [("title.sv", "T"), ("items.from", "a1"), ("budget", "3")]
        #expect(Self.problem("dots", from + [("items.take", "ideas")]) == nil)
        #expect(Self.problem("dots", from + [("items.take", "top"), ("items.count", "60")]) == nil)
        #expect(Self.problem("dots", from + [("items.take", "all")]) == RuleError("items", .unknown))
        for count in ["0", "61", "tre", "-1"] {
            let problem = Self.problem("dots", from + [("items.take", "top"), ("items.count", count)])
            #expect(problem == RuleError("items", .outOfRange(1, 60)), "\(count)")
        }
    }
}
