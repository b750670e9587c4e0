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

    @Test("says who could answer from version 2 on; without it a bundle is of version 1, and read as open to all")
    func admission() throws {
        let usual = try BundleExport.decode(try BundleExport.encode(Sample.results(revealed: true)))
        #expect(usual.version == 1 && usual.workshop.admission == nil)
        for admission in [Admission.card, .door] {
            var results = Sample.results(revealed: true)
            results.workshop.admission = admission
            let bytes = try BundleExport.encode(results)
            let bundle = try BundleExport.decode(bytes)
            #expect(bundle.version == 2 && bundle.workshop.admission == admission)
            #expect(try BundleExport.encode(bundle) == bytes)
            // As a program wrote it that did not count versions by fields.
            var early = bundle
            early.version = 1
            let read = try BundleExport.decode(try BundleExport.encode(early))
            #expect(read.workshop.admission == admission)
            #expect(BundleImport.comparable(read) == BundleImport.comparable(bundle))
        }
    }

    @Test("with a field that this program does not know is not read: its hash counts the field")
    func unknownField() throws {
        var bundle = try BundleExport.decode(try BundleExport.encode(Sample.results(revealed: true)))
        let hash = bundle.sha256
        bundle.sha256 = ""
        let whole = String(decoding: try BundleExport.encode(bundle), as: UTF8.self)
        /// The bundle as a program writes it that has `field` beside the workshop's code.
        func written(_ field: String) -> [UInt8] {
            let more = whole.replacing("\"code\" :", with: "\(field)\"code\" :", maxReplacements: 1)
            let bare = more.replacing(hash, with: "").dropLast()
            return Array(more.replacing(hash, with: Digest.sha256(Array(bare.utf8))).utf8)
        }
        #expect(try BundleExport.decode(written("")).sha256 == hash)
        #expect(throws: BundleError.altered) { try BundleExport.decode(written("\"another\" : \"x\",\n    ")) }
    }

    @Test("of a newer version, another format or no JSON is refused by what it is")
    func refusals() throws {
        #expect(throws: BundleError.newerVersion(3)) {
            try BundleExport.decode(Array(#"{"format":"workshop-kiosk-bundle","version":3}"#.utf8))
        }
        #expect(throws: BundleError.otherFormat) { try BundleExport.decode(Array(#"{"version":1}"#.utf8)) }
        #expect(throws: BundleError.self) { try BundleExport.decode(Array("no".utf8)) }
        #expect(throws: BundleError.self) {
            try BundleExport.decode(Array(#"{"format":"workshop-kiosk-bundle","version":1}"#.utf8))
        }
    }
}
