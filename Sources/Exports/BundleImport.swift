import Workshop

/// Makes of a bundle the results that it was made from, after checking it as everything else is checked that people
/// send: the hash says only that it is as somebody wrote it.
public enum BundleImport {
    /// The most people of a workshop.
    static let mostPeople = 10_000
    /// The most ideas and the most ballots of a workshop.
    static let mostIdeas = 20_000, mostBallots = 200_000
    /// The most ideas, times the steps that may ask about them.
    static let mostAsked = 400_000
    /// The most things that are put in order one against another, which takes the cube of their number.
    static let mostRanked = 500

    /// The results in `bundle`. A step that was open when it was written is closed in them.
    ///
    /// - Throws: ``BundleFault`` naming the first place that no box writes so.
    public static func results(of bundle: Bundle) throws(BundleFault) -> WorkshopResults {
        var workshop = try workshop(bundle.workshop)
        try checkSizes(bundle)
        do {
            try Method.check(bundle.activities.map(\.definition))
        } catch {
            throw BundleFault("activities[\(error.step ?? 0)].definition.\(error.rule.field)")
        }
        let identifiers =
            bundle.activities.map(\.id) + bundle.activities.flatMap { $0.ideas.map(\.id) + $0.groups.map(\.id) }
        try require(Set(identifiers).count == identifiers.count, "id")
        var activities: [ActivityResults] = []
        for (position, part) in bundle.activities.enumerated() {
            activities.append(
                try ActivityPartImport(part, place: "activities[\(position)]").results(
                    at: position, joined: bundle.workshop.joined))
        }
        workshop.agenda = activities.map(\.activity)
        var results = WorkshopResults(workshop: workshop, joined: bundle.workshop.joined, activities: activities)
        results.names = bundle.workshop.names ?? [:]
        return results
    }

    /// `bundle` as it is once its workshop is over, and without what may differ: its hash, the workshop's code, and a
    /// version other than the lowest that has all of it.
    public static func comparable(_ bundle: Bundle) -> Bundle {
        var bundle = bundle
        bundle.sha256 = ""
        bundle.version = Bundle.version(for: bundle.workshop)
        bundle.workshop.code = ""
        for index in bundle.activities.indices where bundle.activities[index].status == .open {
            bundle.activities[index].status = .closed
        }
        return bundle
    }

    static func require(_ holds: Bool, _ place: String) throws(BundleFault) {
        if !holds { throw BundleFault(place) }
    }

    /// Checks a text that is as people may have typed it, and was cleaned when it was taken in.
    static func requireText(
        _ text: String, limit: Int, _ place: String, mayBeEmpty: Bool = false
    ) throws(BundleFault) {
        if mayBeEmpty && text.isEmpty { return }
        try require((try? PlainText.checked(text, limit: limit)) == text, place)
    }

    private static func workshop(_ part: Bundle.WorkshopPart) throws(BundleFault) -> Workshop {
        let place = "workshop"
        guard let code = SpokenCode(part.code, length: SpokenCode.joinLength), code.description == part.code else {
            throw BundleFault("\(place).code")
        }
        try requireText(part.title, limit: Workshop.titleLimit, "\(place).title")
        try require(
            (2...8).contains(part.language.utf8.count)
                && part.language.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) },
            "\(place).language")
        try require(part.method.isEmpty || Option.isValid(id: part.method), "\(place).method")
        try requireText(part.organisation, limit: Workshop.titleLimit, "\(place).organisation", mayBeEmpty: true)
        try require(part.deletionDate.isEmpty || CalendarDay(part.deletionDate) != nil, "\(place).deletionDate")
        try require((0...mostPeople).contains(part.joined), "\(place).joined")
        try require((0...1_000_000_000).contains(part.revision), "\(place).revision")
        try require(part.admission != .open, "\(place).admission")
        try check(part.record, "\(place).record")
        try require(
            part.names.map { part.privacy == .named && !$0.isEmpty && $0.count <= part.joined } ?? true,
            "\(place).names")
        for (mark, name) in part.names ?? [:] {
            try require(ActivityPartImport.isMark(mark), "\(place).names")
            try requireText(name, limit: Participant.nameLimit, "\(place).names")
        }
        var workshop = Workshop(
            code: code, title: part.title, language: part.language, method: part.method,
            organisation: part.organisation, deletionDate: part.deletionDate, privacy: part.privacy, agenda: [],
            revision: part.revision)
        workshop.admission = part.admission ?? .open
        workshop.record = Ballot(part.record)
        return workshop
    }

    private static func check(_ record: [String: String], _ place: String) throws(BundleFault) {
        try require(record.count <= 200, place)
        for (name, value) in record {
            try require(Option.isValid(id: name), place)
            try requireText(value, limit: Workshop.recordLimit, "\(place).\(name)")
            if name == "hours" || name == "cost" {
                try require(Double(value).map { (0...1e9).contains($0) } ?? false, "\(place).\(name)")
            }
            if name == "date" || name == "due" { try require(CalendarDay(value) != nil, "\(place).\(name)") }
        }
    }

    private static func checkSizes(_ bundle: Bundle) throws(BundleFault) {
        try require((1...AgendaEdit.stepLimit).contains(bundle.activities.count), "activities")
        let ideas = bundle.activities.reduce(0) { $0 + $1.ideas.count }
        try require(ideas <= mostIdeas && bundle.activities.allSatisfy { $0.groups.count <= mostIdeas }, "ideas")
        let asking = bundle.activities.count {
            if case .earlier? = $0.definition.kind.kind.items { true } else { $0.definition.per != nil }
        }
        try require(ideas * asking <= mostAsked, "ideas")
        try require(bundle.activities.reduce(0) { $0 + $1.ballots.count } <= mostBallots, "ballots")
        let ranks = bundle.activities.contains { part in
            let kind = part.definition.kind.kind
            guard kind is RankingKind || kind is PairwiseKind, case .earlier? = kind.items else { return false }
            return true
        }
        try require(!ranks || bundle.activities.allSatisfy { $0.ideas.count <= mostRanked }, "ideas")
    }
}

/// A place of a bundle that no box writes so.
public struct BundleFault: Error, Sendable, Equatable {
    /// The place, as a path of names.
    public let place: String

    init(_ place: String) {
        self.place = place
    }
}
