/// How a workshop that was held on another box came to this one.
public struct WorkshopOrigin: Sendable, Equatable, Codable {
    /// The revision that the file had. Once the workshop has another here, something of it has been changed or erased.
    public var revision: Int
    /// The name of the facilitator who took it in; empty without one.
    public var facilitator: String
    /// The day, as the box believed it, in days since 1970-01-01; nil when its clock cannot have been right.
    public var day: Int?

    /// An origin with the given content.
    public init(revision: Int, facilitator: String, day: Int?) {
        self.revision = revision
        self.facilitator = facilitator
        self.day = day
    }
}
