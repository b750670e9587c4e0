/// An answer that was not accepted, with the field of the form that has to be changed.
public struct FieldRefusal: Error, Sendable, Equatable {
    /// The name of the field.
    public let field: String
    /// Why it was not accepted.
    public let refusal: Refusal

    /// A refusal of what stands in `field`.
    public init(_ field: String, _ refusal: Refusal) {
        self.field = field
        self.refusal = refusal
    }
}
