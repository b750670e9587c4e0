import FoundationEssentials
import Workshop

/// Writes and reads bundles.
public enum BundleExport {
    /// `results` as a bundle: UTF-8 JSON with sorted keys, so that equal results give equal bytes.
    public static func encode(_ results: WorkshopResults) throws -> [UInt8] {
        try encode(bundle(results))
    }

    /// `bundle` in the same form, with the hash that belongs to it.
    public static func encode(_ bundle: Bundle) throws -> [UInt8] {
        var bundle = bundle
        bundle.sha256 = try hash(bundle)
        return Array(try encoder.encode(bundle)) + [UInt8(ascii: "\n")]
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return encoder
    }

    private static func hash(_ bundle: Bundle) throws -> String {
        var bare = bundle
        bare.sha256 = ""
        return Digest.sha256(try encoder.encode(bare))
    }

    /// Reads a bundle.
    ///
    /// - Throws: ``BundleError`` saying what it is instead.
    public static func decode(_ bytes: [UInt8]) throws(BundleError) -> Bundle {
        do {
            let bundle = try JSONDecoder().decode(Bundle.self, from: Data(bytes))
            try check(bundle)
            return bundle
        } catch let error as BundleError {
            throw error
        } catch {
            throw .unreadable("\(error)")
        }
    }

    /// Checks that `bundle`, which has been read, is as it was written.
    ///
    /// - Throws: ``BundleError/altered``.
    public static func check(_ bundle: Bundle) throws {
        guard try hash(bundle) == bundle.sha256 else { throw BundleError.altered }
    }

    /// `results` as a bundle without its hash.
    public static func bundle(_ results: WorkshopResults) -> Bundle {
        let workshop = results.workshop
        let described = Bundle.WorkshopPart(
            code: workshop.code.description, title: workshop.title, language: workshop.language,
            method: workshop.method, organisation: workshop.organisation, deletionDate: workshop.deletionDate,
            privacy: workshop.privacy, admission: workshop.admission == .open ? nil : workshop.admission,
            record: workshop.record.answers, joined: results.joined,
            revision: workshop.revision,
            names: results.names.isEmpty ? nil : results.names)
        return Bundle(
            format: Bundle.formatName, version: Bundle.version(for: described), workshop: described,
            activities: results.activities.map { part($0, language: workshop.language) }, sha256: "")
    }

    private static func part(_ results: ActivityResults, language: String) -> Bundle.ActivityPart {
        let activity = results.activity
        var part = Bundle.ActivityPart(
            id: activity.id, definition: activity.definition, status: activity.status,
            isSealed: !activity.isRevealed, answered: results.turnout.answered, answers: results.turnout.answers,
            targets: [], items: [], groups: [], ideas: [], ballots: [])
        // The store leaves sealed answers out already; a bundle made from other results must not carry them either.
        guard activity.isRevealed else { return part }
        part.targets = results.targets.map { item($0, language) }
        part.items = results.items.map { item($0, language) }
        part.groups = results.groups.map { Bundle.GroupPart(id: $0.id, name: $0.name) }
        part.ideas = results.ideas.map { authored in
            Bundle.IdeaPart(
                id: authored.idea.id, answer: authored.pseudonym, source: authored.source,
                text: authored.idea.text, status: authored.idea.status, group: authored.idea.group,
                details: authored.idea.details.answers,
                lenses: authored.idea.lenses.answers)
        }
        part.ballots = results.ballots.map {
            Bundle.BallotPart(answer: $0.pseudonym, source: $0.source, fields: $0.ballot.answers)
        }
        return part
    }

    private static func item(_ item: Item, _ language: String) -> Bundle.ItemPart {
        Bundle.ItemPart(id: item.id, text: item.label.wordings(in: language))
    }
}
