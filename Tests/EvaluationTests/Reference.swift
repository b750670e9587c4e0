import Foundation
import Testing

/// The figures that `Tests/oracle/reference.py` had scipy work out.
enum Reference {
    static let tests = URL(filePath: #filePath).deletingLastPathComponent()

    /// The file `name` of the folder `Reference`.
    static func read<Figures: Decodable>(_ name: String, as type: Figures.Type = Figures.self) throws -> Figures {
        try decode(tests.appending(path: "Reference/\(name).json"))
    }

    static func decode<Figures: Decodable>(_ file: URL) throws -> Figures {
        try JSONDecoder().decode(Figures.self, from: Data(contentsOf: file))
    }
}

/// Whether `value` is `expected` but for `tolerance`, as a share of it or, for what is near 0, outright.
func agrees(_ value: Double?, _ expected: Double, within tolerance: Double, outright: Double = 0) -> Bool {
    guard let value else { return false }
    return abs(value - expected) <= max(tolerance * abs(expected), outright) || value == expected
}
