import FoundationEssentials
import Workshop

/// What one box hands to another: learning examples and ideas as texts, without who wrote them.
public struct Pack: Sendable, Equatable, Codable {
    /// The value of ``format`` in every pack.
    public static let formatName = "workshop-kiosk-pack"
    /// The version that this program writes, and the newest that it reads.
    public static let currentVersion = 1

    /// Always ``formatName``.
    public var format: String
    /// Counts the format's versions.
    public var version: Int
    /// The title of the workshop that it is from.
    public var title: String
    /// The examples and ideas, as options with their origin.
    public var options: [Option]

    /// A pack of `options` from the workshop called `title`.
    public init(title: String, options: [Option]) {
        format = Self.formatName
        version = Self.currentVersion
        self.title = title
        self.options = options
    }

    /// The pack as UTF-8 JSON with sorted keys.
    public func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }

    /// Reads a pack.
    ///
    /// - Throws: ``BundleError`` saying what it is instead.
    public init(_ bytes: [UInt8]) throws(BundleError) {
        let pack: Pack
        do {
            pack = try JSONDecoder().decode(Pack.self, from: Data(bytes))
        } catch {
            throw .unreadable("\(error)")
        }
        guard pack.format == Self.formatName else { throw .otherFormat }
        guard pack.version <= Self.currentVersion else { throw .newerVersion(pack.version) }
        let plain = [pack.title] + pack.options.compactMap(\.origin).flatMap { [$0.workshop, $0.title, $0.item] }
        guard plain.allSatisfy({ (try? PlainText.checked($0, limit: Workshop.titleLimit)) != nil }) else {
            throw .unreadable("its title, or the origin of a text")
        }
        self = pack
    }
}
