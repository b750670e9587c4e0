import Testing
import Workshop

@testable import Exports

@Suite("A bundle")
struct BundleTests {
    @Test("reads back as it was written, and equal results give equal bytes")
    func roundTrip() throws {
        let results = Sample.results(revealed: true)
        let bytes = try BundleExport.encode(results)
        #expect(try BundleExport.encode(results) == bytes)
        let bundle = try BundleExport.decode(bytes)
        #expect(bundle.version == 1)
        #expect(bundle.activities[0].ideas.map(\.text) == ["Första", ""])
        #expect(
            bundle.activities[1].ballots == [
                .init(answer: "cc", source: .phone, fields: ["dots-0000000000000003": "2"])
            ])
        #expect(bundle.activities.map(\.isSealed) == [false, false])
        #expect(bundle.activities.map(\.definition) == results.activities.map(\.activity.definition))
    }

    @Test("carries nothing that is sealed, even when it is given it")
    func sealed() throws {
        let text = String(decoding: try BundleExport.encode(Sample.results(revealed: false)), as: UTF8.self)
        #expect(!text.contains("Första"))
        #expect(!text.contains("\"cc\""))
        #expect(text.contains("\"isSealed\" : true"))
    }

    @Test("of a newer version, another format or no JSON is refused by what it is")
    func refusals() throws {
        #expect(throws: BundleError.newerVersion(2)) {
            try BundleExport.decode(Array(#"{"format":"workshop-kiosk-bundle","version":2}"#.utf8))
        }
        #expect(throws: BundleError.otherFormat) { try BundleExport.decode(Array(#"{"version":1}"#.utf8)) }
        #expect(throws: BundleError.self) { try BundleExport.decode(Array("no".utf8)) }
        #expect(throws: BundleError.self) {
            try BundleExport.decode(Array(#"{"format":"workshop-kiosk-bundle","version":1}"#.utf8))
        }
    }
}
