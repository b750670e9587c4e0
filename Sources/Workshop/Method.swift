/// A ready agenda (metodstöd), read from `kiosk-assets/methods`.
public struct Method: Sendable, Equatable, Codable {
    /// The identifier, such as `t01`.
    public var id: String
    /// Counts the method's published versions.
    public var version: Int
    /// The intervention type that the evaluation pools by.
    public var intervention: String
    /// The name.
    public var title: LocalizedText
    /// What it is for.
    public var purpose: LocalizedText
    /// The activities, in order.
    public var agenda: [Step]

    /// One activity of a method.
    public struct Step: Sendable, Equatable, Codable {
        /// The agenda's words for the step.
        public var title: LocalizedText
        /// The question.
        public var prompt: LocalizedText
        /// The planned length in minutes.
        public var minutes: Int
        /// What it asks: `ideas` or `dots`.
        public var type: String
        /// Ideas: the most characters in one idea.
        public var characterLimit: Int?
        /// Ideas: the most ideas of one participant.
        public var perPerson: Int?
        /// Dots: the dots of each participant.
        public var budget: Int?
        /// Dots: whether several dots may lie on one item.
        public var stacking: Bool?
        /// Dots: the most dots of one participant on one item.
        public var cap: Int?
        /// Dots: the place in the agenda, from 0, of the ideas activity whose ideas are the items.
        public var source: Int?
    }

    /// The agenda as new activities, with identifiers from `generator`.
    ///
    /// - Throws: ``MethodError`` naming the step that does not hold together.
    public func activities(using generator: inout some RandomNumberGenerator) throws(MethodError) -> [Activity] {
        var activities: [Activity] = []
        for (position, step) in agenda.enumerated() {
            activities.append(
                Activity(
                    id: Identifier(bits: generator.next()), position: position, title: step.title,
                    prompt: step.prompt, minutes: step.minutes, kind: try kind(of: step, at: position)))
        }
        return activities
    }

    private func kind(of step: Step, at position: Int) throws(MethodError) -> ActivityKind {
        switch step.type {
        case "ideas":
            let rules = IdeasRules(characterLimit: step.characterLimit ?? 280, perPerson: step.perPerson ?? 5)
            guard (1...2000).contains(rules.characterLimit) else { throw MethodError(position, "characterLimit") }
            guard (1...50).contains(rules.perPerson) else { throw MethodError(position, "perPerson") }
            return .ideas(rules)
        case "dots":
            guard let budget = step.budget, (1...100).contains(budget) else { throw MethodError(position, "budget") }
            if let cap = step.cap, !(1...budget).contains(cap) { throw MethodError(position, "cap") }
            guard let source = step.source, (0..<position).contains(source), agenda[source].type == "ideas" else {
                throw MethodError(position, "source")
            }
            return .dots(DotsRules(budget: budget, stacking: step.stacking ?? true, cap: step.cap, source: source))
        default:
            throw MethodError(position, "type")
        }
    }
}

/// A step of a method that does not hold together.
public struct MethodError: Error, Sendable, Equatable {
    /// The place of the step, from 0.
    public let step: Int
    /// The field that is missing, out of range or unknown.
    public let field: String

    init(_ step: Int, _ field: String) {
        self.step = step
        self.field = field
    }
}
