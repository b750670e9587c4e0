import Foundation
import Workshop

@testable import Store

/// A store in a directory of its own, for one test.
final class TestStore {
    let directory = NSTemporaryDirectory() + "store-test-\(UUID().uuidString)"
    let store: Store

    init() throws {
        store = try Store(directory: directory, role: .daemon)
    }

    deinit {
        store.close()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// A workshop of ideas and dots, with the ideas open.
    func workshop(
        title: String = "Test", perPerson: Int = 5, budget: Int = 3, cap: Int? = nil,
        dotsOn take: ItemReference.Part = .ideas
    ) async throws -> Workshop {
        let text = LocalizedText(["sv": "Vad?"])
        let agenda = [
            ActivityDefinition(
                name: "a1", title: text, prompt: text, minutes: 5, kind: IdeasKind(perPerson: perPerson)),
            ActivityDefinition(
                name: "a5", title: text, prompt: text, minutes: 5,
                kind: DotsKind(
                    source: .earlier(ItemReference(from: "a1", take: take)), budget: budget, stacking: true, cap: cap)
            ),
        ].enumerated().map { Activity(id: Identifier.random(), position: $0, definition: $1) }
        let draft = Store.WorkshopDraft(title: title, language: "sv", method: "t01", agenda: agenda)
        let workshop = try await store.createWorkshop(draft)
        return try await store.act(.open, on: agenda[0].id, in: workshop.code)
    }

    /// Closes the ideas and opens the dots.
    func openDots(_ workshop: Workshop) async throws {
        _ = try await store.move(by: 1, in: workshop.code)
        _ = try await store.act(.open, on: workshop.dots, in: workshop.code)
    }

    /// A workshop whose dots are open, with one participant and that participant's one idea.
    func openedDots() async throws -> (workshop: Workshop, member: Participant, idea: Identifier) {
        let workshop = try await workshop()
        let member = try await store.join(workshop.code).participant
        let idea = try await store.writeIdea("A", key: "1", activity: workshop.ideas, participant: member).id
        try await openDots(workshop)
        return (workshop, member, idea)
    }

    /// Whether any file of the directory holds `text`, written in any way that the store writes.
    func found(_ text: String) throws -> Bool { try Files.contain(text, in: directory) }

    /// The bytes of the database and of the log beside it.
    func bytes() -> Data {
        var all = Data()
        for name in ["workshops.sqlite", "workshops.sqlite-wal"] {
            all += (try? Data(contentsOf: URL(filePath: "\(directory)/\(name)"))) ?? Data()
        }
        return all
    }
}

extension Workshop {
    /// The identifier of the ideas activity.
    var ideas: Identifier { agenda[0].id }
    /// The identifier of the dots activity.
    var dots: Identifier { agenda[1].id }
}

extension Store {
    /// Casts a dots ballot.
    @discardableResult
    func castDots(
        _ dots: [Identifier: Int], activity: Identifier, participant: Participant
    ) async throws -> Ballot {
        let fields = dots.map { (name: "dots-\($0.key)", value: String($0.value)) }
        return try await cast(fields, activity: activity, participant: participant).ballot
    }
}

extension Ballot {
    /// A dots ballot's counts.
    var dots: [Identifier: Int] {
        Dictionary(
            fields(after: "dots-").compactMap { name, value in
                Identifier(name).flatMap { id in Int(value).map { (id, $0) } }
            }
        ) { first, _ in first }
    }
}

extension [ResultBlock] {
    /// The amounts of the first table of bars, by item.
    var amounts: [String: Double] {
        for case .bars(let bars) in self {
            return Dictionary(bars.rows.map { ($0.id, $0.amount) }) { first, _ in first }
        }
        return [:]
    }
}

/// Looks into the files of a directory.
enum Files {
    /// Whether any file in `directory` holds `text`: as it is, or as forms are stored.
    static func contain(_ text: String, in directory: String) throws -> Bool {
        let form = String(Ballot(["x": text]).encoded.dropFirst("x=".count))
        let sought = [Data(text.utf8), Data(form.utf8)]
        let names = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
        for name in names {
            var isDirectory: ObjCBool = false
            let path = "\(directory)/\(name)"
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue
            else { continue }
            let bytes = try Data(contentsOf: URL(filePath: path))
            if sought.contains(where: { bytes.range(of: $0) != nil }) { return true }
        }
        return false
    }
}
