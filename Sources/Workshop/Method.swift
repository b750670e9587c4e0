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
    /// Whom it is for.
    public var target: [LocalizedText]
    /// The stated length in minutes: what the agenda's minutes add up to.
    public var minutes: Int
    /// The activities, in order.
    public var agenda: [ActivityDefinition]

    /// A method with the given content.
    public init(
        id: String, version: Int, intervention: String, title: LocalizedText, purpose: LocalizedText,
        target: [LocalizedText], minutes: Int, agenda: [ActivityDefinition]
    ) {
        self.id = id
        self.version = version
        self.intervention = intervention
        self.title = title
        self.purpose = purpose
        self.target = target
        self.minutes = minutes
        self.agenda = agenda
    }

    /// The agenda as new activities, with identifiers from `generator`.
    ///
    /// - Throws: ``MethodError`` naming the step that does not hold together.
    public func activities(using generator: inout some RandomNumberGenerator) throws(MethodError) -> [Activity] {
        try check()
        return agenda.enumerated().map { position, definition in
            Activity(id: Identifier(bits: generator.next()), position: position, definition: definition)
        }
    }

    /// Checks that the method holds together.
    ///
    /// - Throws: ``MethodError`` naming the step and the field.
    public func check() throws(MethodError) {
        guard Option.isValid(id: id) else { throw MethodError(nil, RuleError("id", .invalid)) }
        guard !title.texts.isEmpty else { throw MethodError(nil, RuleError("title", .missing)) }
        guard (1...AgendaEdit.stepLimit).contains(agenda.count) else {
            throw MethodError(nil, RuleError("agenda", .outOfRange(1, AgendaEdit.stepLimit)))
        }
        try Self.check(agenda)
        guard minutes == agenda.reduce(0, { $0 + $1.minutes }) else {
            throw MethodError(nil, RuleError("minutes", .invalid))
        }
    }

    /// Checks each step, that names are unique, and that every reference goes to an earlier step.
    ///
    /// - Throws: ``MethodError`` naming the step and the field.
    public static func check(_ agenda: [ActivityDefinition]) throws(MethodError) {
        var names: Set<String> = []
        for (position, definition) in agenda.enumerated() {
            do {
                try definition.check()
            } catch {
                throw MethodError(position, error)
            }
            for reference in definition.references where !names.contains(reference) {
                throw MethodError(position, RuleError(definition.field(referringTo: reference), .unknown))
            }
            guard names.insert(definition.name).inserted else {
                throw MethodError(position, RuleError("id", .repeated))
            }
        }
    }
}

extension ActivityDefinition {
    fileprivate func field(referringTo name: String) -> String {
        per?.from == name ? "per" : follows == name ? "follows" : "items"
    }
}

/// A step of a method, or the method itself, that does not hold together.
public struct MethodError: Error, Sendable, Equatable {
    /// The place of the step, from 0; nil when it is the method itself.
    public let step: Int?
    /// What is wrong.
    public let rule: RuleError

    init(_ step: Int?, _ rule: RuleError) {
        self.step = step
        self.rule = rule
    }
}
