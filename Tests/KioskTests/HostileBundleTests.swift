import Exports
import Foundation
import Phone
import Testing
import Workshop

@testable import Kiosk
@testable import Store

@Suite("Bundles of other hands", .serialized)
struct HostileBundleTests {
    /// A bundle of every kind.
    private static func played() async throws -> (bundle: Exports.Bundle, bytes: [UInt8]) {
        let kiosk = try await TestKiosk(more: [PlayedWorkshop.method()])
        defer { kiosk.tearDown() }
        let bytes = try await onThread { try PlayedWorkshop(kiosk, privacy: "named", sealed: ["consent"]).bundle() }
        return (try BundleExport.decode(bytes), bytes)
    }

    private static func refusal(_ bundle: Exports.Bundle) -> String? {
        do {
            _ = try BundleImport.results(of: bundle)
            return nil
        } catch {
            return error.place
        }
    }

    @Test("are checked place by place, like everything that people send")
    func places() async throws {
        let (bundle, _) = try await Self.played()
        #expect(Self.refusal(bundle) == nil)
        let ideas = try #require(bundle.activities.firstIndex { !$0.ideas.isEmpty && !$0.isSealed })
        let shown = try #require(bundle.activities[ideas].ideas.firstIndex { $0.status == .visible })
        let ballots = try #require(bundle.activities.firstIndex { !$0.ballots.isEmpty })
        let sealed = try #require(bundle.activities.firstIndex { $0.isSealed })
        func expect(_ place: String, _ change: (inout Exports.Bundle) -> Void) {
            var changed = bundle
            change(&changed)
            #expect(Self.refusal(changed) == place)
        }
        expect("workshop.code") { $0.workshop.code = "../../etc/passwd" }
        expect("workshop.code") { $0.workshop.code = "abc346" }
        expect("workshop.title") { $0.workshop.title = "a\u{202E}b" }
        expect("workshop.title") { $0.workshop.title = "" }
        expect("workshop.title") { $0.workshop.title = String(repeating: "x", count: 121) }
        expect("workshop.language") { $0.workshop.language = "sv\"><script>" }
        expect("workshop.method") { $0.workshop.method = "../x" }
        expect("workshop.organisation") { $0.workshop.organisation = "a\u{0}" }
        expect("workshop.deletionDate") { $0.workshop.deletionDate = "2027-02-30" }
        expect("workshop.joined") { $0.workshop.joined = Int.max }
        expect("workshop.joined") { $0.workshop.joined = -1 }
        expect("workshop.revision") { $0.workshop.revision = Int.max }
        expect("workshop.record") { $0.workshop.record["a b"] = "x" }
        expect("workshop.record.hours") { $0.workshop.record["hours"] = "nan" }
        expect("workshop.record.date") { $0.workshop.record["date"] = "i går" }
        expect("workshop.names") { $0.workshop.names = ["x": "y"] }
        expect("workshop.names") { $0.workshop.privacy = .linked }
        expect("workshop.names") { $0.workshop.joined = 0 }
        expect("activities") { $0.activities = [] }
        expect("activities") { $0.activities = Array(repeating: $0.activities[0], count: 101) }
        expect("id") { $0.activities[ideas].ideas.append($0.activities[ideas].ideas[shown]) }
        expect("activities[1].definition.id") { $0.activities[1].definition.name = $0.activities[0].definition.name }
        expect("activities[0].definition.minutes") { $0.activities[0].definition.minutes = -5 }
        expect("activities[\(ideas)].ideas.text") { $0.activities[ideas].ideas[shown].text = "" }
        expect("activities[\(ideas)].ideas.text") {
            $0.activities[ideas].ideas[shown].text = String(repeating: "x", count: 3000)
        }
        expect("activities[\(ideas)].ideas.status") { $0.activities[ideas].ideas[shown].status = .retracted }
        expect("activities[\(ideas)].ideas.text") { $0.activities[ideas].ideas[shown].status = .withdrawn }
        expect("activities[\(ideas)].ideas.group") { $0.activities[ideas].ideas[shown].group = Identifier(bits: 3) }
        expect("activities[\(ideas)].ideas.answer") { $0.activities[ideas].ideas[shown].answer = "' OR 1=1" }
        expect("activities[\(ideas)].ideas.details") { $0.activities[ideas].ideas[shown].details["x"] = "y" }
        expect("activities[\(ideas)].ideas.lenses") { $0.activities[ideas].ideas[shown].lenses["<b>"] = "y" }
        expect("activities[\(ballots)].ballots.answer") { $0.activities[ballots].ballots[0].answer = "ABC" }
        expect("activities[\(ballots)].ballots.fields") { $0.activities[ballots].ballots[0].fields["å"] = "1" }
        expect("activities[\(ballots)].ballots.fields.a") { $0.activities[ballots].ballots[0].fields["a"] = "inf" }
        expect("activities[\(ballots)].ballots.fields.a") {
            $0.activities[ballots].ballots[0].fields["a"] = "9223372036854775807"
        }
        expect("activities[\(ballots)].answered") { $0.activities[ballots].answered = -1 }
        expect("activities[\(ballots)].answers") { $0.activities[ballots].answers = Int.min }
        expect("activities[\(sealed)].isSealed") { $0.activities[sealed].ballots = $0.activities[ballots].ballots }
    }

    @Test("that do not follow from themselves, or mix with another workshop, are not taken in at all")
    func inconsistent() async throws {
        let (bundle, bytes) = try await Self.played()
        let there = try await TestKiosk()
        defer { there.tearDown() }
        try await onThread {
            let other = try ImportTests.Console(there)
            func send(_ change: (inout Exports.Bundle) -> Void) throws -> String {
                var changed = bundle
                change(&changed)
                let reply = try other.send([("x.json", try BundleExport.encode(changed))])
                #expect(reply.status == 422)
                return reply.text
            }
            let ballots = try #require(bundle.activities.firstIndex { !$0.ballots.isEmpty })
            let items = try #require(
                bundle.activities.firstIndex {
                    if case .earlier? = $0.definition.kind.kind.items { !$0.isSealed } else { false }
                })
            let ideas = try #require(bundle.activities.firstIndex { $0.ideas.count > 1 })
            let words = "stämmer inte med svaren"
            #expect(try send { $0.activities[ballots].answered += 1 }.contains(words))
            #expect(try send { $0.activities[ballots].ballots.removeLast() }.contains(words))
            #expect(try send { $0.activities[items].items = [] }.contains(words))
            #expect(try send { $0.activities[ideas].ideas.swapAt(0, 1) }.contains(words))
            #expect(try send { $0.activities[ballots].ballots[0].fields["b"] = "" }.contains("ingen box skriver"))
            #expect(
                try send { $0.activities[ballots].ballots.append($0.activities[ballots].ballots[0]) }
                    .contains("hör till en annan workshop"))
            // Nothing of all that is left.
            #expect(try !other.get("/facilitator").text.contains("Spelad"))
            #expect(try other.send([("w.json", bytes)]).status == 200)
            let idea = bundle.activities[ideas].ideas[0].id
            let mixed = try send { changed in
                for index in changed.activities.indices {
                    changed.activities[index].id = Identifier(bits: UInt64(index + 1))
                }
            }
            #expect(mixed.contains("hör till en annan workshop"), "\(idea) is there already")
            #expect(try other.get("/facilitator/\(bundle.workshop.code)/export.json").body == bytes)
        }
    }

    @Test("bent at seeded places are refused or harmless: every page and file of what is taken in can be made")
    func bent() async throws {
        let (bundle, bytes) = try await Self.played()
        var generator = SplitMix64(seed: 23)
        let assets = try Assets(directory: TestAssets.directory)
        let odd = [
            "-1", "0", "1", "999999999", "-999999999", "x", "a", "b", "skip", "0.5", "1e8", "<b>",
        ]
        var read = 0
        // Answers that no form would have sent, to every kind there is: they are counted, or not, and nothing more.
        for _ in 0..<60 {
            var changed = bundle
            for index in changed.activities.indices {
                for place in changed.activities[index].ballots.indices {
                    for field in changed.activities[index].ballots[place].fields.keys
                    where Bool.random(using: &generator) {
                        changed.activities[index].ballots[place].fields[field] = odd.randomElement(using: &generator)
                    }
                }
            }
            guard let results = try? BundleImport.results(of: changed) else { continue }
            read += 1
            for part in results.activities {
                let items = changed.activities[part.activity.position].items.map {
                    Item(id: $0.id, label: .localized($0.text))
                }
                let ballots = part.ballots.map(\.ballot)
                let definition = part.activity.definition
                _ = definition.results(ballots, targets: items, items)
                _ = definition.comparison(before: ballots, after: ballots, targets: items, items)
                _ = definition.kind.kind.order(ballots, items)
                for ballot in ballots {
                    _ = definition.rows(of: ballot, targets: items)
                    _ = definition.answers(in: ballot, targets: items)
                }
            }
            let report = WorkshopFiles(results: results, reach: [:], assets: assets)
            #expect(try !report.bytes(.html).isEmpty)
            #expect(try !report.bytes(.xlsx).isEmpty)
        }
        #expect(read > 10)
        // Bytes of the file itself: never more than a refusal.
        for _ in 0..<200 {
            var bent = bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<bent.count, using: &generator)
                bent[place] = UInt8.random(in: 0...255, using: &generator)
            }
            // What still says the same, with other space or capitals, is the same.
            if let read = try? BundleExport.decode(bent) { #expect(read == bundle) }
        }
        for text in ["", "{", "[]", "null", "{\"format\":1}", String(repeating: "[", count: 100_000)] {
            #expect(throws: BundleError.self) { try BundleExport.decode(Array(text.utf8)) }
        }
    }
}
