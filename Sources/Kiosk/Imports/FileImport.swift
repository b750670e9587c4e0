import Exports
import FoundationEssentials
import HTTP
import Store
import Workshop

/// Takes the files of other boxes into this one, whatever they are: workshops, methods, packs of examples.
public struct FileImport: Sendable {
    /// What became of a file.
    public enum Outcome: Sendable, Equatable {
        /// It is a workshop with this title. `wasOpen` says that a step of it was open when the file was saved.
        case workshop(Store.TakenIn, title: String, code: String, wasOpen: Bool)
        /// It is a method; `isKnown` says that the box had it already, just the same.
        case method(Method, isKnown: Bool)
        /// It holds examples, which belong into a workshop.
        case pack(Pack)
    }

    /// Why a file is not taken in.
    public enum Problem: Error, Sendable {
        /// It is none of the files that a box saves.
        case file(BundleError)
        /// It is a workshop, but no box writes this place of it so.
        case fault(place: String)
        /// It is a workshop that is not itself, or is mixed up with another.
        case workshop(Store.ImportProblem)
        /// The workshop should have been deleted on this day, `YYYY-MM-DD`.
        case overdue(String)
        /// It is a method that does not hold together.
        case method(AssetError)
        /// It is larger than such a file may be.
        case tooLarge
    }

    /// The most bytes of a method or a pack.
    static let smallLimit = 1 << 20
    /// Bundles take memory while they are read: one at a time.
    static let aside = SideWork("imports")

    private let store: Store
    private let shipped: [Method]

    /// Imports into `store`, which has the methods of `assets` beside its own.
    public init(store: Store, assets: Assets) {
        self.store = store
        shipped = assets.methods
    }

    /// What a file says it is.
    enum Kind: String, CaseIterable, Sendable {
        case workshop, method, pack, other
    }

    /// What the first look at a file tells.
    private struct Head: Decodable {
        let kind: Kind

        private enum CodingKeys: String, CodingKey { case format, agenda }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            kind =
                switch try? container.decode(String.self, forKey: .format) {
                case Bundle.formatName: .workshop
                case Pack.formatName: .pack
                case nil where container.contains(.agenda): .method
                default: .other
                }
        }
    }

    /// A file with what a workshop holds: it may be large, and is read in one go.
    private struct Document: Decodable {
        let kind: Kind
        /// The bundle, if it is one.
        let bundle: Bundle?

        init(from decoder: any Decoder) throws {
            kind = try Head(from: decoder).kind
            bundle = kind == .workshop ? try Bundle(from: decoder) : nil
        }
    }

    /// What a file says it is, before anybody takes it in.
    static func kind(of bytes: [UInt8]) async -> Kind {
        let head = try? await aside.made { try JSONDecoder().decode(Head.self, from: Data(bytes)) }
        return head?.kind ?? .other
    }

    /// Takes in a file.
    ///
    /// - Parameters:
    ///   - name: What errors in it are named by.
    ///   - facilitator: Who does it, as they named themselves.
    ///   - today: The day as the box believes it; nil when its clock cannot be right.
    /// - Throws: ``Problem``; what the store throws.
    public func takeIn(
        _ bytes: [UInt8], name: String, by facilitator: String, on today: CalendarDay?
    ) async throws -> Outcome {
        let (kind, workshop) = try await Self.aside.made { try Self.read(bytes, name: name) }
        if let workshop { return try await takeIn(workshop, by: facilitator, on: today) }
        switch kind {
        case .pack:
            guard bytes.count <= Self.smallLimit else { throw Problem.tooLarge }
            do {
                return .pack(try Pack(bytes))
            } catch {
                throw Problem.file(error)
            }
        case .method:
            guard bytes.count <= Self.smallLimit else { throw Problem.tooLarge }
            do {
                return try await keep(try MethodFile.read(bytes, path: name))
            } catch let error as AssetError {
                throw Problem.method(error)
            }
        case .workshop, .other: throw Problem.file(.otherFormat)
        }
    }

    /// Keeps a method. Nothing that was made here is overwritten: another one of that identifier stays, and this one gets
    /// a new one.
    func keep(_ method: Method) async throws -> Outcome {
        var method = method
        let known = try await (shipped + store.methods()).first { $0.id == method.id }
        if known == method { return .method(method, isKnown: true) }
        if known != nil { method.id = Routes.newIdentifier() }
        try await store.save(method)
        return .method(method, isKnown: false)
    }

    /// What a file says it is, and a workshop with the bundle that it was read from.
    static func read(_ bytes: [UInt8], name: String) throws(Problem) -> (
        Kind, (results: WorkshopResults, bundle: Bundle)?
    ) {
        do {
            let document = try JSONDecoder().decode(Document.self, from: Data(bytes))
            guard let bundle = document.bundle else { return (document.kind, nil) }
            try BundleExport.check(bundle)
            return (document.kind, (try BundleImport.results(of: bundle), bundle))
        } catch let error as BundleError {
            throw .file(error)
        } catch let fault as BundleFault {
            throw .fault(place: fault.place)
        } catch {
            if bytes.count <= smallLimit, let error = MethodFile.notJSON(bytes, path: name) { throw .method(error) }
            throw .file(.unreadable("\(error)"))
        }
    }

    private func takeIn(
        _ workshop: (results: WorkshopResults, bundle: Bundle), by facilitator: String, on today: CalendarDay?
    ) async throws -> Outcome {
        let (results, expected) = workshop
        let date = results.workshop.deletionDate
        if let today, let last = CalendarDay(date), last < today { throw Problem.overdue(date) }
        var own = results
        own.workshop.origin = WorkshopOrigin(
            revision: results.workshop.revision, facilitator: facilitator, day: today?.number)
        let comparable = BundleImport.comparable(expected)
        do {
            let outcome = try await store.takeIn(own) { stored in
                BundleImport.comparable(BundleExport.bundle(stored)) == comparable
            }
            return .workshop(
                outcome, title: results.workshop.title, code: results.workshop.code.description,
                wasOpen: expected.activities.contains { $0.status == .open })
        } catch let problem as Store.ImportProblem {
            throw Problem.workshop(problem)
        }
    }
}
