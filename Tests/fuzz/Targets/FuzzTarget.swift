import Foundation

/// A parser of what comes from outside, with what has to hold of all that it makes of any bytes at all.
public struct FuzzTarget: Sendable {
    /// The name, which is also that of its folder in `Tests/fuzz/corpus`.
    public let name: String
    private let body: @Sendable ([UInt8]) throws -> Void

    init(_ name: String, _ body: @escaping @Sendable ([UInt8]) throws -> Void) {
        self.name = name
        self.body = body
    }

    /// Feeds `bytes` to the parser.
    ///
    /// - Throws: ``Broken`` when something does not hold that has to.
    public func run(_ bytes: [UInt8]) throws { try body(bytes) }

    /// Every target.
    public static let all: [FuzzTarget] = [
        .ballots, .box, .form, .headers, .method, .pack, .request, .step, .typed, .workshop,
    ]

    /// Something that does not hold.
    public struct Broken: Error, CustomStringConvertible {
        /// What.
        public let description: String
    }

    /// - Throws: ``Broken`` unless `holds`.
    static func expect(_ holds: Bool, _ problem: @autoclosure () -> String) throws {
        if !holds { throw Broken(description: problem()) }
    }

    /// The repository's folder.
    public static let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
}
