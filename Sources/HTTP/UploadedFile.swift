/// A file that a form brought.
public struct UploadedFile: Sendable, Equatable {
    /// The name of the form's field.
    public let field: String
    /// The name that the sender gives the file: any text at all, for people to know it by. Never a path to open.
    public let name: String
    /// The content.
    public let bytes: [UInt8]

    /// A file with the given content.
    public init(field: String, name: String, bytes: [UInt8]) {
        self.field = field
        self.name = name
        self.bytes = bytes
    }
}

/// Which requests may bring files (`multipart/form-data`, RFC 7578), and how much of them.
public struct UploadLimits: Sendable {
    /// Whether a request whose body has not been read yet may bring files. It runs on the loop's thread and must not
    /// block.
    public var allows: @Sendable (Request) -> Bool = { _ in false }
    /// The most bytes of such a request's body; beyond it the answer is 413.
    public var bytes = 16 << 20
    /// The most such requests at once, from their first byte to the end of their answer; beyond it the answer is 503.
    public var atOnce = 2
    /// The most fields and files of one request; beyond it the answer is 413.
    public var parts = 500
    /// The most seconds that the body may take; after that the connection is ended.
    public var seconds = 600

    /// Limits that allow nobody anything.
    public init() {}
}
