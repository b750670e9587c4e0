/// The kind of an activity with its rules, whichever it is. In files: the kind's own fields and `type`, its name.
public struct AnyActivityKind: Sendable, Equatable, Codable {
    /// Every kind there is.
    public static let all: [any ActivityKind.Type] = [
        BoardKind.self, CarriedKind.self, ChoiceKind.self, CommitmentKind.self, ConsentKind.self, DotsKind.self,
        EstimateKind.self,
        ExampleKind.self, IdeasKind.self, MatrixKind.self, PageKind.self, PairwiseKind.self, PointsKind.self,
        QuestionsKind.self, QuizKind.self, RankingKind.self, ScaleKind.self, StatementsKind.self, TextKind.self,
        WordsKind.self,
    ]

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

    /// The kind.
    public var kind: any ActivityKind

    /// The kind `kind`.
    public init(_ kind: some ActivityKind) {
        self.kind = kind
    }

    /// The kind's name.
    public var name: String { type(of: kind).name }

    private enum CodingKeys: String, CodingKey { case type }

    /// Reads the kind that `type` names.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .type)
        guard let type = Self.byName[name] else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: container.codingPath + [CodingKeys.type],
                    debugDescription: "'\(name)' is not a kind of activity", underlyingError: UnknownKind(name: name)))
        }
        kind = try type.init(from: decoder)
    }

    /// Writes the kind's fields and its name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .type)
        try kind.encode(to: encoder)
    }

    /// Whether both are the same kind with the same rules.
    public static func == (left: AnyActivityKind, right: AnyActivityKind) -> Bool {
        left.kind.isEqual(to: right.kind)
    }
}

/// A name that no kind of activity has.
public struct UnknownKind: Error, Equatable {
    /// The name.
    public let name: String
}
