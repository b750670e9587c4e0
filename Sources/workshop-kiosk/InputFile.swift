import FoundationEssentials

/// Reads the files that commands are given.
enum InputFile {
    /// The bytes of the file at `path`.
    ///
    /// - Parameter consequence: What to say beside, with a space before it.
    /// - Throws: ``Failure`` when it cannot be read.
    static func read(_ path: String, _ consequence: String = "") throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw Failure("'\(path)' cannot be read; check its name.\(consequence)", Exit.data)
        }
    }
}
