import Workshop

/// What is wrong with a method's file.
public enum MethodFault: Sendable, Equatable, CustomStringConvertible {
    /// It is not JSON; with what the reader says, for a technician.
    case notJSON(String)
    /// A field is missing.
    case missing(String)
    /// A field holds a text where there should be a number, and so on.
    case wrongSort(String)
    /// A field cannot be read; with why, for a technician.
    case unreadable(String, String)
    /// A step, counted from 1, is of a kind of activity that does not exist.
    case unknownKind(String, step: Int)
    /// It breaks a rule.
    case rule(RuleError)

    /// For a technician, as the rest of "The asset … ".
    public var description: String {
        switch self {
        case .notJSON(let words): "is not valid JSON: \(words)"
        case .missing(let field): "lacks '\(field)'"
        case .wrongSort(let field): "has the wrong sort of value in '\(field)'"
        case .unreadable(let field, let words): "has a wrong '\(field)': \(words)"
        case .unknownKind(let kind, let step): "has a step \(step) of the kind '\(kind)', which does not exist"
        case .rule(let error): "has a wrong '\(error.field)': \(Self.description(error.problem))"
        }
    }

    private static func description(_ problem: RuleError.Problem) -> String {
        switch problem {
        case .missing: "it is missing"
        case .outOfRange(let least, let most): "there must be \(least) to \(most)"
        case .repeated: "the same comes twice"
        case .unknown: "it names something that does not exist earlier in the file"
        case .invalid: "it is not of the right form, or does not fit the rest"
        }
    }

    /// For whoever wrote the file.
    func words(_ wording: Wording) -> String {
        switch self {
        case .notJSON: wording["methods_fault_json"]
        case .missing(let field): wording.text("methods_fault_missing", ["field": field])
        case .wrongSort(let field): wording.text("methods_fault_sort", ["field": field])
        case .unreadable(let field, _): wording.text("methods_fault_unreadable", ["field": field])
        case .unknownKind(let kind, let step):
            wording.text("methods_fault_kind", ["kind": kind, "step": String(step)])
        case .rule(let error):
            wording.text(
                "methods_fault_rule", ["field": error.field, "problem": error.problem.words(wording)])
        }
    }
}

extension AssetError {
    /// What is wrong with a method's file, which the reader calls `name`, and in which line.
    func words(of name: String, _ wording: Wording) -> String {
        wording.text(
            "methods_broken",
            [
                "file": name, "line": line.map { String($0) } ?? "–",
                "problem": fault?.words(wording) ?? problem,
            ])
    }
}
