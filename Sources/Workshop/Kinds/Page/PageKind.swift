/// A page that asks nothing: information, a talk or a break.
public struct PageKind: BallotlessKind {
    /// `page`
    public static let name = "page"
    /// What a facilitator sets.
    public static let settings: [Setting] = [
        .init("body", .text), .init("files", .files), .init("about", .earlier),
        .init("isBreak", .flag(unlessStated: false)),
    ]

    /// What it says beside its title and prompt.
    public var body: LocalizedText?
    /// The names of files of the box's material that it shows, at most 20.
    public var files: [String]?
    /// The name of the earlier activity whose ideas and result it shows.
    public var about: String?
    /// Whether it is a break; not unless stated.
    public var isBreak: Bool?

    /// A page with the given content.
    public init(
        body: LocalizedText? = nil, files: [String]? = nil, about: String? = nil, isBreak: Bool? = nil
    ) {
        self.body = body
        self.files = files
        self.about = about
        self.isBreak = isBreak
    }

    /// Checks the files' names, and the form of the activity's name.
    public func check() throws(RuleError) {
        if let body, body.texts.isEmpty { throw RuleError("body", .missing) }
        if let about, !Option.isValid(id: about) { throw RuleError("about", .invalid) }
        guard let files else { return }
        guard files.count <= 20 else { throw RuleError("files", .outOfRange(0, 20)) }
        guard files.allSatisfy(Self.isValid(file:)) else { throw RuleError("files", .invalid) }
        guard Set(files).count == files.count else { throw RuleError("files", .repeated) }
    }

    /// Whether `name` may name a file: 1 to 80 of A–Z, a–z, 0–9, hyphen, low line and full stop, no stop first.
    ///
    /// Such a name holds no path, is no hidden file, and needs no escaping in an address.
    public static func isValid(file name: String) -> Bool {
        (1...80).contains(name.utf8.count) && !name.hasPrefix(".")
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    /// What it says, and its files.
    public func controls(_ context: BallotContext) -> [Control] {
        (body.map { [.note(.localized($0))] } ?? []) + (files ?? []).map { .file($0) }
    }
}
