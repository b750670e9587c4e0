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
    func workshop(perPerson: Int = 5, budget: Int = 3, cap: Int? = nil) async throws -> Workshop {
        let text = LocalizedText(["sv": "Vad?"])
        let agenda = [
            Activity(
                id: SecureRandom.identifier(), position: 0, title: text, prompt: text, minutes: 5,
                kind: .ideas(IdeasRules(characterLimit: 280, perPerson: perPerson))),
            Activity(
                id: SecureRandom.identifier(), position: 1, title: text, prompt: text, minutes: 5,
                kind: .dots(DotsRules(budget: budget, stacking: true, cap: cap, source: 0))),
        ]
        let draft = Store.WorkshopDraft(title: "Test", language: "sv", method: "t01", agenda: agenda)
        let workshop = try await store.createWorkshop(draft)
        return try await store.act(.open, on: agenda[0].id, in: workshop.code)
    }

    /// Closes the ideas and opens the dots.
    func openDots(_ workshop: Workshop) async throws {
        _ = try await store.move(by: 1, in: workshop.code)
        _ = try await store.act(.open, on: workshop.dots, in: workshop.code)
    }

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
