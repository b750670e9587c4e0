import Workshop

/// What a facilitator may want to achieve today, and the methods for it, as `kiosk-assets/goals.json` names them.
struct Goal: Sendable, Decodable {
    /// The identifier.
    var id: String
    /// What is to be achieved.
    var text: LocalizedText
    /// The identifiers of the methods that are proposed, the first choice first.
    var methods: [String]
}
