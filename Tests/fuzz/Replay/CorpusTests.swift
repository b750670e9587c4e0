import Foundation
import FuzzTargets
import Testing

/// The inputs that `scripts/fuzz` has found to lead somewhere, and those that once led astray.
@Suite("Inputs from outside", .serialized)
struct CorpusTests {
    @Test("that are kept are all read or refused as they should be", arguments: FuzzTarget.all.map(\.name))
    func kept(_ name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let folder = "\(FuzzTarget.root)/Tests/fuzz/corpus/\(name)"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(files.count >= 5, "\(folder) has only \(files.count)")
        for file in files {
            let bytes = Array(try #require(FileManager.default.contents(atPath: "\(folder)/\(file)")))
            #expect(throws: Never.self, "\(folder)/\(file)") { try target.run(bytes) }
        }
    }
}
