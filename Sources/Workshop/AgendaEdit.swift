/// A change of an agenda, of a workshop's or of a method's. Steps are known by their names, which never change.
public enum AgendaEdit: Sendable, Equatable {
    /// A new step behind the step named so; nil puts it first.
    case add(ActivityDefinition, after: String?)
    /// Other words or rules for the step with the same name.
    case replace(ActivityDefinition)
    /// Takes a step away.
    case remove(String)
    /// Moves a step so many places later, or earlier when negative.
    case move(String, by: Int)
    /// A copy of a step right behind it.
    case duplicate(String)
    /// The same question once more, right behind the step, compared with it.
    case askAgain(String)

    /// The most steps of an agenda.
    public static let stepLimit = 100

    /// The agenda after the change.
    ///
    /// - Parameter opened: The names of steps that have been open for answers: their rules stay, and they are not taken
    ///   away.
    /// - Throws: ``AgendaProblem``; nothing is half changed.
    public func applied(
        to agenda: [ActivityDefinition], opened: Set<String> = []
    ) throws(AgendaProblem) -> [ActivityDefinition] {
        var steps = agenda
        switch self {
        case .add(let step, let after):
            let index = try after.map { name throws(AgendaProblem) in try Self.index(of: name, in: agenda) + 1 } ?? 0
            steps.insert(step, at: index)
        case .replace(let step):
            let index = try Self.index(of: step.name, in: agenda)
            if opened.contains(step.name), !step.hasSameRules(as: agenda[index]) { throw .opened }
            steps[index] = step
        case .remove(let name):
            if opened.contains(name) { throw .opened }
            steps.remove(at: try Self.index(of: name, in: agenda))
        case .move(let name, let places):
            let index = try Self.index(of: name, in: agenda)
            guard agenda.indices.contains(index + places) else { return agenda }
            let step = steps.remove(at: index)
            steps.insert(step, at: index + places)
        case .duplicate(let name), .askAgain(let name):
            let index = try Self.index(of: name, in: agenda)
            var copy = agenda[index]
            copy.name = Self.freeName(like: name, in: agenda)
            copy.follows = nil
            if case .askAgain = self { copy.follows = name }
            steps.insert(copy, at: index + 1)
        }
        if steps.isEmpty { throw .empty }
        if steps.count > Self.stepLimit { throw .full }
        do {
            try Method.check(steps)
        } catch {
            let step = error.step.map { steps[$0] }
            throw .broken(step: step?.name ?? "", title: step?.title ?? LocalizedText([:]), error.rule)
        }
        return steps
    }

    private static func index(of name: String, in agenda: [ActivityDefinition]) throws(AgendaProblem) -> Int {
        guard let index = agenda.firstIndex(where: { $0.name == name }) else { throw .noSuchStep }
        return index
    }

    /// A name that no step has yet: `name` itself, or with the first number from 2 that makes it new.
    public static func freeName(like name: String, in agenda: [ActivityDefinition]) -> String {
        let taken = Set(agenda.map(\.name))
        if !taken.contains(name) { return name }
        // A name's own number goes, so that a copy of a copy does not grow a tail of numbers.
        var base = name
        if let hyphen = name.lastIndex(of: "-"), Int(name[name.index(after: hyphen)...]) != nil {
            base = String(name[..<hyphen])
        }
        base = String(base.prefix(28))
        var number = 2
        while taken.contains("\(base)-\(number)") { number += 1 }
        return "\(base)-\(number)"
    }
}

/// Why an agenda was not changed.
public enum AgendaProblem: Error, Sendable, Equatable {
    /// No step has that name.
    case noSuchStep
    /// The step has been open for answers.
    case opened
    /// An agenda has at least one step.
    case empty
    /// There are ``AgendaEdit/stepLimit`` steps already.
    case full
    /// The step with that name would not hold together.
    case broken(step: String, title: LocalizedText, RuleError)
}
